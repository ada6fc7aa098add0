"""Every list of the desk as a file for Excel: all that its filters show, and no formula."""

import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from handlers.desk import rendering
from handlers.dialogue.conversation import Conversation
from tests.harness.browsers import Site, opened
from tests.harness.desk import AtDesk, at_desk

WITHOUT = {"inbox.html", "questions.html", "measure_reviews.html", "report.html"}
"""Pages without a file.

What newcomers write is deleted here only; reviews are a form; a report has files of its own.
"""
LISTS = ("offers", "groups", "people", "log", "messages", "measures", "translations")


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def sheet(site: Site, desk: AtDesk, path: str) -> list[tuple[object, ...]]:
    """The cells of a list as a file."""
    sent = {"Cookie": f"lotse={desk.cookie}", "Accept-Language": "en"}
    answer = await site.client.get(path, headers=sent)
    assert answer.status == 200, path
    book = openpyxl.load_workbook(BytesIO(await answer.read()))
    cells = list(book.worksheets[0].iter_rows())
    assert not [cell for row in cells for cell in row if cell.data_type == "f"]
    return [tuple(cell.value for cell in row) for row in cells]


def test_every_list_with_pages_is_a_file_too() -> None:
    folder = Path(rendering.__file__).parent / "templates"
    paged = [path for path in folder.glob("*.html") if "list.pages(" in path.read_text("utf-8")]
    missing = {path.name for path in paged if "xlsx" not in path.read_text("utf-8")}
    assert missing == WITHOUT


async def test_a_file_has_all_rows_of_its_list(site: Site) -> None:
    desk = await at_desk(site)
    await desk.fill("/desk/groups", holding="title", title="=1+1")
    measure = {"plan_number": "9", "title": "=1+1", "target": "4", "unit": "Kurse"}
    await desk.fill("/desk/measures/new", **measure)
    await desk.fill("/desk/messages/new", text_de="=HYPERLINK(1)", act="save")
    wrong = []
    for name in LISTS:
        await desk.get(f"/desk/{name}")
        links = re.findall(r'href="([^"]*as=xlsx[^"]*)"', desk.page)
        found = await sheet(site, desk, links[0].replace("&amp;", "&"))
        counted = re.search(r'<h1>[^<]*<span class="count">(\d+)', desk.page)
        if counted and len(found) - 1 != int(counted[1]):
            wrong.append((name, f"{counted[1]} shown, {len(found) - 1} in the file"))
        wrong += [(name, "no heading or no row")] if not all(found[0]) or len(found) < 2 else []
    assert not wrong
    few = await sheet(site, desk, "/desk/groups?kind=steering_group&as=xlsx")
    assert len(few) == 2
