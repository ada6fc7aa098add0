"""A list of 20,000 rows fits into 256 MB, also when it comes again: no text is in memory twice."""

import ast
import asyncio
import gc
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.domain.imports import FileProblem
from bot.domain.offers import Draft
from bot.environment import ROOT
from handlers.dialogue.conversation import Conversation
from handlers.files import hsds_files, limits, offer_files, sheet_marks, xml_parts
from handlers.files.offer_files import ReadOptions
from handlers.workflows import importing
from storage.catalogue import imports, places, storing
from tests.harness.offices import Office, csv
from tests.test_hostile_files import MANIFEST, MIME, XMLNS, repeated
from tests.test_office_columns import checked

ROWS, LETTERS = 200, 4_000
"""A list in which texts are nearly all that takes memory."""


TIMES, HELD = 2_000, 200
"""How often something stands in a file, and how much of it may be in memory at once."""
LIMITS = (
    (xml_parts, "MOST_HELD"),
    (limits, "MOST_VALUES"),
    (hsds_files, "MOST_VALUES"),
    (sheet_marks, "MOST_LINKS"),
    (sheet_marks, "MOST_MERGED"),
    (sheet_marks, "MOST_ROWS"),
)
ROOM = 250_000
"""Bytes that may be taken beside the usual ones: the elements of a chunk of a file."""


USUAL = (700, 10, 10)
"""How often Python looks for garbage by itself."""
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODS = f"""<?xml version="1.0"?><o:document-content xmlns:o="{OFFICE}:office:1.0"
 xmlns:t="{OFFICE}:table:1.0" xmlns:p="{OFFICE}:text:1.0"><o:body><o:spreadsheet>
<t:table t:name="T"><t:table-column/><t:table-row><t:table-cell/>
<t:table-cell o:value-type="string"><p:p>Titel</p:p></t:table-cell></t:table-row></t:table>
</o:spreadsheet></o:body></o:document-content>"""


@pytest.fixture(autouse=True)
def collected_as_in_production() -> Iterator[None]:
    """What is garbage is taken for memory here: the other tests look for it more rarely."""
    rare = gc.get_threshold()
    gc.set_threshold(*USUAL)
    yield
    gc.set_threshold(*rare)


def _workbooks(folder: Path) -> list[Path]:
    book = openpyxl.Workbook()
    book.active.append(["Titel", None])
    book.active.append([None, None])
    book.active["A1"].hyperlink = "https://a.example"
    book.active.merge_cells("A1:B1")
    book.save(folder / "good.xlsx")
    with zipfile.ZipFile(folder / "good.xlsx") as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace("</row>", '<c s="0"/></row><row hidden="1"/>', 1)
    shares = [name for name in parts if name.startswith(("xl/work", "xl/styles", "xl/_rels"))]
    files = [
        file for part in shares for file in repeated(parts, folder, f"{part[3:6]}x", part, TIMES)
    ]
    parts = {"mimetype": MIME, "content.xml": ODS, MANIFEST: XMLNS}
    return files + repeated(parts, folder, "ods", "content", TIMES)


def _other_files(folder: Path) -> list[Path]:
    """Write files that are no workbooks, full of the shortest values that there are."""
    files = []
    for number, letters in enumerate((b"{}", b"[]", b'"ab"', b"1.5", b'{"a":1}')):
        files.append(folder / f"{number}.json")
        files[-1].write_bytes(b"[%s]" % b",".join([letters] * TIMES))
    contents = {"p.json": files[0].read_bytes(), "services.csv": b"id,name\n" + b"a\n" * TIMES}
    for name, content in contents.items():
        files.append(folder / f"{name}.zip")
        with zipfile.ZipFile(files[-1], "w") as archive:
            archive.writestr(name, content)
    return files


def _unpacked(path: Path) -> int:
    if not zipfile.is_zipfile(path):
        return path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def _most_taken(path: Path) -> int:
    """Return how many bytes reading a file takes at most, whatever comes of it."""
    tracemalloc.start()
    try:
        offer_files.read_table(path, offer_files.format_of(path), ["de"], ReadOptions())
    except FileProblem:
        pass
    finally:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return most


def test_nothing_that_stands_there_often_takes_more_than_its_letters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of 60 KB unpacks to millions of empty elements, and each takes 100 bytes."""
    for module, name in LIMITS:
        monkeypatch.setattr(module, name, HELD)
    files = [*_workbooks(tmp_path), *_other_files(tmp_path)]
    usual: dict[str, int] = {}
    for path in files:
        _most_taken(path)  # what is kept for the next file is not of this one
        usual[path.suffix] = min(usual.get(path.suffix, 1 << 30), _most_taken(path))
    taken = {path: _most_taken(path) - usual[path.suffix] for path in files}
    wrong = {p.name: most for p, most in taken.items() if most > 2 * _unpacked(p) + ROOM}
    assert not wrong


def test_a_sheet_has_so_many_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_marks, "MOST_LINKS", HELD)
    marks = sheet_marks.SheetMarks()
    for row in range(HELD):
        marks.link(row, 0, "https://a.example")
    with pytest.raises(FileProblem):
        marks.link(HELD, 0, "https://a.example")


def test_a_tag_of_a_million_attributes_is_refused(tmp_path: Path) -> None:
    """They are one token, which is in memory as a whole before anybody can count them."""
    attributes = b" ".join(b'a%x=""' % n for n in range(200_000))
    assert len(attributes) > xml_parts.LONGEST_TAG
    with pytest.raises(FileProblem):
        xml_parts.tree(b"<a " + attributes + b"/>")


async def test_a_list_that_comes_again_holds_its_texts_once(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    lines = (f"k{n};Kurs {n};{f'{n} ' * (LETTERS // len(f'{n} '))};VHS\n" for n in range(ROWS))
    text = "Nr;Titel;Beschreibung;Träger\n" + "".join(lines)
    await office.imports(csv(tmp_path / "a.csv", text))
    drafts = [row.draft for row in checked(tmp_path / "b.csv", text) if row.draft]
    async with conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        await importing.plan(store, conversation.services, district, [], imports.rules.Accepted())
        tracemalloc.start()
        try:
            plan = await importing.plan(
                store, conversation.services, district, drafts, imports.rules.Accepted()
            )
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert plan.unchanged == ROWS
    assert most < 4 * ROWS * LETTERS


def test_commands_do_not_load_the_server() -> None:
    """It takes 50 MB, and only ``run`` and ``try`` need it."""
    body = ast.parse((ROOT / "bot/app.py").read_text("utf-8")).body
    loaded = [node.module for node in body if isinstance(node, ast.ImportFrom)]
    assert "bot.server" not in loaded
    assert "handlers.workflows.services" in loaded


async def test_no_statement_runs_on_when_terms_cannot_be_computed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction is undone when the database has answered: it could not be before."""
    running, weigh, add_all = [0], storing.weigh, storing.add_all

    async def slow(*values: Any) -> list[int]:
        running[0] += 1
        ids = await add_all(*values)
        await asyncio.sleep(0)
        running[0] -= 1
        return ids

    def failing(shelf: storing.Shelf, draft: Draft) -> storing.Weighed:
        if draft.external_id == f"k{imports.BATCH}":
            raise ArithmeticError
        return weigh(shelf, draft)

    monkeypatch.setattr(storing, "add_all", slow)
    monkeypatch.setattr(storing, "weigh", failing)
    lines = "".join(f"k{n};Kurs {n};VHS\n" for n in range(imports.BATCH + 1))
    with pytest.raises(ArithmeticError):
        await office.imports(csv(tmp_path / "a.csv", "Nr;Titel;Träger\n" + lines))
    assert running == [0]
    assert await office.offer("k0") is None
