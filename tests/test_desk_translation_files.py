"""Translations in files: what goes out, and what comes back is stored or listed, never dropped."""

from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from translate.storage import xliff as toolkit

from bot.domain.imports import FileProblem
from bot.domain.offers import Offer, OfferText, TextState
from bot.domain.translations import TextUnit
from bot.rules import translation_files
from handlers.desk.translations import files
from handlers.desk.translations.texts import of_offer
from handlers.dialogue.conversation import Conversation
from handlers.files import xliff
from storage.catalogue import offers
from tests.harness.browsers import Site, opened
from tests.harness.desk import AtDesk, at_desk, offers_here

LIST = "/desk/translations/uk"
BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file target-language="uk">
<body><trans-unit id="x"><source>&b;</source></trans-unit></body></file></xliff>"""
ELSEWHERE = BOMB.replace(b'"aaaaaaaaaa"', b'SYSTEM "file:///etc/passwd"')


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def words_now(site: Site, offer_id: int) -> OfferText:
    async with site.conversation.database.read() as store:
        offer = await offers.by_id(store, offer_id)
    assert offer
    return next(text for text in offer.details.texts if text.language == "uk")


async def given(desk: AtDesk, query: str) -> bytes:
    """The file that a person gets at an address of the list."""
    answer = await desk.site.client.get(
        f"{LIST}?{query}", headers={"Cookie": f"lotse={desk.cookie}"}
    )
    assert answer.status == 200
    return await answer.read()


async def send(desk: AtDesk, name: str, content: bytes, path: str = LIST) -> AtDesk:
    await desk.get(path)
    form = desk.form("file")
    return await desk.upload(path, form, {name: content}, "file")


def unit_of(offer: Offer, name: str = "title") -> TextUnit:
    found = translation_files.units(of_offer(offer, "uk", ()))
    return next(unit for unit in found if unit.name == name)


def rows_of(content: bytes) -> tuple[Any, dict[str, Any]]:
    """The book of a file, and its rows by their first cell."""
    book = openpyxl.load_workbook(BytesIO(content))
    return book, {row[0].value: row for row in book.worksheets[0].iter_rows()}


def saved(book: Any) -> bytes:
    into = BytesIO()
    book.save(into)
    return into.getvalue()


@pytest.mark.every_database
async def test_a_table_goes_out_and_what_comes_back_is_stored_or_listed(site: Site) -> None:
    good, late, long, formula, hidden, *_ = await offers_here(site)
    desk, colleague = await at_desk(site), await at_desk(site)
    book, rows = rows_of(await given(desk, "as=xlsx&all=1"))
    cells = {offer.id: rows[unit_of(offer).key] for offer in (good, late, long, formula, hidden)}
    assert cells[good.id][3].value == "".join(
        text.title for text in good.details.texts if text.language == "de"
    )
    sheet = book.worksheets[0]
    cells[good.id][4].value, cells[good.id][6].value = "Добре", "ja"
    rows[unit_of(good, "description").key][6].value = "ja"
    rows[unit_of(good, "next_steps").key][6].value = "ja"
    cells[late.id][4].value = "Запізно"
    cells[long.id][4].value = "я" * 600
    cells[formula.id][4].value = '=HYPERLINK("http://example.org")'
    cells[hidden.id][4].value = "Сховано"
    sheet.row_dimensions[cells[hidden.id][4].row].hidden = True
    sheet.append(["offer-999999999-title-uk-00000000", "Nie da", "", "x", "Невідомо", "", ""])
    sheet.append(["", "", "", "", "Без номера", "", "vielleicht"])
    await colleague.fill(f"/desk/translations/offer/{late.id}/uk", title="Швидше")
    await send(desk, "a.xlsx", saved(book))
    assert "2 texts are saved." in desk.text
    assert await words_now(site, good.id) == replace(
        await words_now(site, good.id), title="Добре", state=TextState.CHECKED
    )
    assert (await words_now(site, hidden.id)).title == "Сховано"
    assert (await words_now(site, late.id)).title == "Швидше"
    for offer in (long, formula):
        assert (await words_now(site, offer.id)).title == unit_of(offer).words
    wanted = ("Запізно", "яяяя", "contains a formula", "Невідомо", "Без номера", "vielleicht")
    assert [words for words in wanted if words not in desk.text] == []
    await send(desk, "a.xlsx", saved(book))
    assert "0 texts are saved." in desk.text


async def test_what_an_office_typed_like_a_formula_is_written_as_text(site: Site) -> None:
    offer = (await offers_here(site))[0]
    desk = await at_desk(site)
    await desk.fill(f"/desk/translations/offer/{offer.id}/uk", title="=1+1")
    content = await given(desk, "as=xlsx&all=1")
    _, rows = rows_of(content)
    cell = next(row[4] for row in rows.values() if row[4].value == "=1+1")
    assert cell.data_type == "s"
    assert cell.quotePrefix
    await send(desk, "a.xlsx", content)
    assert "0 texts are saved." in desk.text
    assert (await words_now(site, offer.id)).title == "=1+1"


@pytest.mark.every_database
async def test_a_program_of_translators_reads_the_file_and_gives_it_back(site: Site) -> None:
    """The toolkit stands for the programs of translators: it reads and writes XLIFF by itself."""
    first, second, *_ = await offers_here(site)
    desk = await at_desk(site)
    await desk.fill(f"/desk/offers/{second.id}", description="Neu <b>& „anders“\nzweite Zeile")
    content = await given(desk, "as=xliff")
    store = toolkit.xlifffile.parsestring(content)
    assert store.gettargetlanguage() == "uk"
    assert store.getsourcelanguage() == "de"
    stale = [unit for unit in store.units if f"offer-{second.id}-" in unit.getid()]
    assert "Neu <b>& „anders“\nzweite Zeile" in [unit.source for unit in stale]
    assert not [unit for unit in store.units if f"offer-{first.id}-" in unit.getid()]
    for unit in stale:
        unit.target = f"Переклад <i>& {unit.source[:3]}"
        unit.markapproved()
    await send(desk, "back.xlf", bytes(store))
    assert "1 text is saved." in desk.text, desk.text
    now = await words_now(site, second.id)
    assert now.state is TextState.CHECKED
    assert now.description == "Переклад <i>& Neu"
    content = await given(desk, "as=xliff&all=1")
    again = toolkit.xlifffile.parsestring(content)
    approved = [unit for unit in again.units if unit.isapproved()]
    ids = {unit.getid().rpartition("\x04")[2] for unit in approved}
    assert {name.rsplit("-", 3)[0] for name in ids} == {f"offer-{second.id}"}
    await send(desk, "back.xlf", content)
    assert "0 texts are saved." in desk.text


async def test_files_that_are_none_are_refused_in_words_and_change_nothing(site: Site) -> None:
    offer = (await offers_here(site))[0]
    desk = await at_desk(site)
    before = await words_now(site, offer.id)
    other = xliff.write([replace(unit_of(offer), words="Нове")], "ar")
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Titel", "Beschreibung"])
    book.worksheets[0].append(["x", "y"])
    wrong = []
    for name, content, reason in (
        ("a.xlf", BOMB, "The file is damaged"),
        ("a.xlf", ELSEWHERE, "The file is damaged"),
        ("a.xlf", b"\xff\xfe\x00<", "The file is damaged"),
        ("a.xlf", b"<xliff/>", "The file is damaged"),
        ("a.xlf", b"<a>" * 100_000, "The file is damaged"),
        ("a.xlf", b"x" * (xliff.MOST_BYTES + 1), "The file is too large"),
        ("a.xlf", xliff.write([], "uk"), "The file contains no translations"),
        ("a.xlf", other, "The file is for another language (ar)"),
        ("a.xlsx", b"PK\x03\x04nonsense", "The file is damaged"),
        ("a.xlsx", saved(book), "The file contains no translations"),
    ):
        await send(desk, name, content)
        if desk.status != 422 or reason not in desk.text:
            wrong.append((name, content[:30], desk.status, desk.text[-300:]))
        if await words_now(site, offer.id) != before:
            wrong.append((name, content[:30], "changed"))
    assert not wrong
    await desk.get(LIST)
    await desk.send(LIST, desk.form("file") | {"file": ""})
    assert desk.status == 422


async def test_a_file_that_changes_very_much_is_refused_whole(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_CHANGES", 1)
    first, second, *_ = await offers_here(site)
    desk = await at_desk(site)
    before = await words_now(site, first.id)
    units = [replace(unit_of(offer), words="Нове") for offer in (first, second)]
    await send(desk, "a.xlf", xliff.write(units, "uk"))
    assert "more than 1 texts" in desk.text
    assert await words_now(site, first.id) == before


def test_a_file_of_entities_is_broken_before_they_are_opened() -> None:
    for content in (BOMB, ELSEWHERE):
        with pytest.raises(FileProblem):
            xliff.read(content, "uk")


@pytest.mark.parametrize("tag", ["file", "body", "group", "trans-unit", "source", "target", "g"])
def test_no_words_are_read_more_often_than_they_stand_there(tag: str) -> None:
    """Elements within each other: what is read grows with the file, not with its square."""
    depth, inside = 60, '<trans-unit id="1"><source>a</source><target>b</target></trans-unit>' * 60
    for path in ("file", "file/body", "file/body/trans-unit/source"):
        outer = [f"<{name}>" for name in path.split("/")] + [f"<{tag}>word"] * depth
        closed = [f"</{part[1:].partition('>')[0]}>" for part in reversed(outer)]
        content = "".join((f'<xliff xmlns="{xliff.SPACE}">', *outer, inside, *closed, "</xliff>"))
        try:
            found = xliff.read(content.encode(), "uk")
        except FileProblem:
            continue
        assert len(found) <= content.count("<trans-unit")
        assert sum(len(unit.german + unit.words) for unit in found) <= len(content)
