"""Tables of the desk: a day is one line, and an office's window has room for all columns."""

import re

from playwright.async_api import Page

from handlers.desk.rendering import TEMPLATES

CELL = re.compile(r"<t[dh]\b.*?</t[dh]>")
KEPT_TOGETHER = re.compile(r"<time>.*?</time>|\btr\(\"[^\"]*\", day=.*?\)\) *\}\}")
"""Where a written day may stand in a cell: in one line, or in a sentence."""
BROKEN = """
    [...document.querySelectorAll(".wide")].filter(box => box.scrollWidth > box.clientWidth)
        .map(box => `a table of ${box.scrollWidth} in ${box.clientWidth}`).concat(
    [...document.querySelectorAll("time")].filter(day => day.getClientRects().length > 1)
        .map(day => `a day in several lines: ${day.innerText}`))
"""


async def broken_tables(page: Page) -> list[str]:
    """Return the tables that are wider than their room, and days in several lines.

    What changes a row stood outside, at the right of twelve columns. ``test_desk_browser`` asks
    for every page.
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
