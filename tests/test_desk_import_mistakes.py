"""Mistakes in a list, corrected on the page of the desk, left out, or taken away as a file."""

import io
from collections.abc import AsyncIterator

import openpyxl
import pytest

from handlers.desk.imports.mistakes import MOST_SHOWN
from handlers.dialogue.conversation import Conversation
from tests.harness.browsers import Site, opened
from tests.harness.desk import AtDesk, at_desk
from tests.test_desk_import import (
    EVIL,
    HEAD,
    csv_of,
    imported,
    press,
    send_files,
    stored,
    the_draft,
    xlsx_of,
)

BAD = (
    ("1", "Nähkurs", "AWO", "Wher", "07751 1234", "kurs@awo.example"),
    ("2", "Chor", "AWO", "Wher", "07751 1235", "kurs@awo.example"),
    ("3", "Tanz", "AWO", "Wehr", "Raum 204", "kurs(at)awo.example"),
)


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def at_mistakes(site: Site, content: bytes, name: str = "awo.csv") -> AtDesk:
    desk = await at_desk(site)
    await send_files(desk, {name: content})
    await desk.get(f"/desk/import/{(await the_draft(site)).id}/mistakes")
    return desk


def cell(desk: AtDesk, row: int, column: str) -> str:
    """The name of the field of a wrong cell."""
    return next(name for name in desk.form("base") if f":{row}:{column}:" in name)


@pytest.mark.every_database
async def test_a_list_with_mistakes_is_corrected_and_imported(site: Site) -> None:
    """A proposal for all alike, one proposal, one typed; then everything is stored."""
    desk = await at_mistakes(site, csv_of(BAD))
    assert "is not a town of this district" in desk.text
    assert "Use Wehr for 1 more cell too" in desk.text
    assert "Use: +49 7751 86-0" not in desk.text, "an example is no proposal"
    town = cell(desk, 2, "municipality").removeprefix("cell.")
    await press(desk, **{f"propose_all.{town}": "Wehr"})
    assert "is not a municipality" not in desk.text
    mail = cell(desk, 4, "email").removeprefix("cell.")
    await press(desk, **{f"propose.{mail}": "kurs@awo.example"})
    await press(desk, act="save", **{cell(desk, 4, "phone"): "0"})
    assert desk.form("base")[cell(desk, 4, "phone")] == ["0"], "what was typed is kept"
    await press(desk, act="next", **{cell(desk, 4, "phone"): "07751 99"})
    assert "New 3" in desk.text
    await press(desk, act="run")
    await stored(site)
    known = await imported(site)
    assert {offer.details.municipality for offer in known.values()} == {"Wehr"}
    assert known["3"].details.phone == "07751 99"
    assert known["3"].details.email == "kurs@awo.example"


async def test_my_own_text_for_all_alike_and_an_emptied_cell(site: Site) -> None:
    desk = await at_mistakes(site, csv_of(BAD))
    town = cell(desk, 3, "municipality")
    key = town.removeprefix("cell.")
    await press(desk, alike=key, **{town: "Bad Säckingen"})
    await press(desk, act="save", **{cell(desk, 4, "phone"): "", cell(desk, 4, "email"): ""})
    assert "There are no mistakes." in desk.text
    await desk.get(desk.location.replace("mistakes", "preview"))
    await press(desk, act="run")
    await stored(site)
    known = await imported(site)
    towns = [known[number].details.municipality for number in "123"]
    assert towns == ["Bad Säckingen", "Bad Säckingen", "Wehr"]
    assert (known["3"].details.phone, known["3"].details.email) == ("", "")


async def test_rows_with_mistakes_are_left_out_and_given_back_as_a_file(site: Site) -> None:
    desk = await at_mistakes(site, csv_of([*BAD, ("4", EVIL, "AWO", "Wehr", EVIL, "")]))
    path = desk.location
    answer = await site.client.get(f"{path}?as=xlsx", headers=desk._sent())
    book = openpyxl.load_workbook(io.BytesIO(await answer.read()))
    cells = [c for row in book.worksheets[0].iter_rows() for c in row]
    assert not [c.coordinate for c in cells if c.data_type == "f"]
    assert book.worksheets[0].max_row == 5
    await desk.get(path.replace("mistakes", "preview"))
    assert "Nothing can be imported while there are mistakes." in desk.text
    good = ("5", "Malen", "AWO", "Wehr", "", "")
    desk = await at_mistakes(site, csv_of([*BAD, good]))
    await press(desk, act="next", only_good="1")
    assert "New 1" in desk.text
    assert "Left out because of mistakes 3" in desk.text
    await press(desk, act="run")
    await stored(site)
    assert set(await imported(site)) == {"5"}


async def test_a_formula_is_typed_anew_and_never_taken_by_itself(site: Site) -> None:
    rows = [HEAD, ("1", "Nähkurs", "AWO", "Wehr", "=A1&B1", ""), ("2", "Chor", "AWO", "Wehr")]
    desk = await at_mistakes(site, xlsx_of(rows), "awo.xlsx")
    assert "contains a formula" in desk.text
    assert desk.form("base")[cell(desk, 2, "phone")] == [""]
    await press(desk, act="save")
    assert "contains a formula" in desk.text, "saving without typing corrects nothing"
    await press(desk, act="save", **{cell(desk, 2, "phone"): "07751 1"})
    assert "There are no mistakes." in desk.text


async def test_two_tabs_correct_different_cells(site: Site) -> None:
    desk = await at_mistakes(site, csv_of(BAD))
    path = desk.location
    one = desk.form("base") | {cell(desk, 2, "municipality"): "Wehr", "act": "save"}
    await desk.get(path)
    two = desk.form("base") | {cell(desk, 3, "municipality"): "Wehr", "act": "save"}
    await desk.send(path, one)
    await desk.send(path, two)
    assert "is not a municipality" not in desk.text


async def test_many_mistakes_come_page_by_page_and_nonsense_changes_nothing(site: Site) -> None:
    rows = [(str(n), f"Kurs {n}", "AWO", f"Ort {n}", "", "") for n in range(MOST_SHOWN + 9)]
    desk = await at_mistakes(site, csv_of(rows))
    assert "9 more mistakes follow." in desk.text
    before = await the_draft(site)
    nonsense = {"cell.x:y": "1", "cell.": "2", "cell.-1:2:title:": "3", "cell.0:zwei::": "4"}
    await press(desk, act="save", **nonsense)
    assert (await the_draft(site)).choices == before.choices
    await press(desk, act="save", new_municipalities="1")
    assert "There are no mistakes." in desk.text
