"""Tables of the desk: a day is one line, and an office's window has room for all columns."""

import re

from playwright.async_api import Page

from handlers.desk.rendering import TEMPLATES

CELL = re.compile(r"<t[dh]\b.*?</t[dh]>")
KEPT_TOGETHER = re.compile(r"<time>.*?</time>|\btr\(\"[^\"]*\", day=.*?\)\) *\}\}")
"""Where a written day may stand in a cell: in one line, or in a sentence."""
BROKEN = """() => {
    const all = where => [...document.querySelectorAll(where)]
    const parted = range => new Set([...range.getClientRects()].map(box => box.top)).size > 1
    const words = function* (cell) {
        const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT)
        for (let text = walker.nextNode(); text; text = walker.nextNode())
            for (const word of text.data.matchAll(/(?<!\\p{L})\\p{L}{2,15}(?!\\p{L})/gu)) {
                const range = document.createRange()
                range.setStart(text, word.index)
                range.setEnd(text, word.index + word[0].length)
                if (parted(range)) yield word[0]
            }
    }
    const cells = all(".wide :is(th, td):not(.address, :has(form))")
    return [
        ...(innerWidth > 1000 ? all(".wide") : [])
            .filter(box => box.scrollWidth > box.clientWidth)
            .map(box => `a table of ${box.scrollWidth} in ${box.clientWidth}`),
        ...all("time").filter(day => day.getClientRects().length > 1)
            .map(day => `a day in several lines: ${day.innerText}`),
        ...(innerWidth > 1000 ? all("td:is(.phone, .address)") : []).filter(cell => {
            const range = document.createRange()
            range.selectNodeContents(cell)
            const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)))
            return lines.size > (cell.matches(".phone") ? 1 : 2)
        }).map(cell => `a number or address in many lines: ${cell.innerText}`),
        ...cells.flatMap(cell => [...words(cell)]).map(word => `a parted word: ${word}`),
    ]
}"""
"""What is wrong with tables: wider than an office's window, days and words in several lines.

So are numbers to call, and addresses that are parted elsewhere than behind their @."""


async def broken_tables(page: Page) -> list[str]:
    """Return what is wrong with the tables of a page; ``test_desk_browser`` asks for every page.

    What changes a row stood outside of the window, at the right of twelve columns. On a phone
    "Koordination" was two lines.
    """
    return list(await page.evaluate(BROKEN))


def test_days_in_cells_are_not_parted() -> None:
    """With its weekday a day took three lines of a narrow column, and each row was as high."""
    cells = [
        (path.name, cell)
        for path in TEMPLATES.glob("*.html")
        for cell in CELL.findall(path.read_text("utf-8"))
    ]
    wrong = [
        (name, cell) for name, cell in cells if re.search(r"\bday\(", KEPT_TOGETHER.sub("", cell))
    ]
    assert any("cell_day(" in cell for _, cell in cells)
    assert not wrong
