"""The report to the council: one frozen snapshot, and files that equal it number by number."""

import re
import sys
from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from glob import glob
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import orjson
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader
from sqlalchemy import select, update

from bot.domain.council_reports import Letterhead, ReportMaterial
from bot.domain.half_years import HalfYear
from bot.domain.measures import (
    IndicatorValue,
    MeasureOrigin,
    MeasureText,
    ReviewDraft,
    ReviewState,
)
from bot.domain.needs import Asked
from bot.domain.places import Contact, District
from bot.rules import council_reports as rules
from bot.rules.people import week
from bot.rules.problems import Problem
from bot.rules.public_reports import public_part
from bot.screens import council_papers
from bot.screens.council_reports import document
from bot.screens.measure_desk import TEXT_PARTS
from bot.screens.report_blocks import Chart, Table
from handlers.cli import council_reports as command
from handlers.dialogue.conversation import Conversation
from handlers.files import report_pdf
from storage import schema as t
from storage.catalogue import misses, places
from storage.engine.database import Database
from storage.measures import council_reports, indicators, letterheads, measures, reviews
from storage.people import stations
from tests.harness.browsers import opened
from tests.harness.databases import NOW
from tests.harness.desk import at_desk
from tests.harness.letterheads import paper
from tests.harness.plans import PlanOffice, numbered
from tests.refusals import refuses

PERIOD = HalfYear(2026, 2)
HOSTILE = (
    '#import "@preview/x:1.0.0": *\n#panic("code") $x$ *b* _i_ `r` <label> @ref {{ 7*7 }} '
    "</w:t><x> =HYPERLINK(1) \u202eevil"
)
ARABIC = "دورات اللغة في المساء"


class Reporting(PlanOffice):
    """A coordinator at the command line who writes reports."""

    async def reports(self, file: Path, **options: object) -> int:
        chosen = {
            "district": "waldshut", "period": "2026-H2", "draft": False, "correct": None,
            "text": [], **options,
        }  # fmt: skip
        return await command.report(self.context, Namespace(file=str(file), **chosen))


async def half_year(database: Database) -> None:
    """Play a half-year: measures, reviews, needs, an indicator, a text of the office."""
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        texts = (MeasureText("ar", ARABIC), MeasureText("de", "Kurse am Abend", HOSTILE, HOSTILE))
        courses = await measures.add(store, district.id, numbered("1.1", texts=texts), NOW)
        await measures.add(
            store,
            district.id,
            numbered("1.2", due_on=NOW.date() - timedelta(1), starts_on=None),
            NOW,
        )
        vague = numbered("9", origin=MeasureOrigin.RESULT, target=None, unit="", field="")
        await measures.add(store, district.id, vague, NOW)
        draft = ReviewDraft(
            ReviewState.RUNNING, Decimal("12.5"), Decimal(4321), f"Läuft. {ARABIC}", "Raum suchen"
        )
        await reviews.add(store, courses.id, PERIOD, draft, NOW)
        town = (await places.municipalities(store, district.id))[0]
        for times, concept, language in (
            (31, "housing", "ar"),
            (3, "housing", "ti"),
            (4, "pets", "de"),
        ):
            for _ in range(times):
                await misses.count(store, week(NOW), district.id, language, [concept], town.id)
        await stations.count(store, week(NOW), district.id, 5, 17)
        for concept, times in (("german_course", 11), ("cv", 4), ("swimming", 5)):
            at = (store, week(NOW), district.id, 5, [concept])
            await stations.count_search(*at, times=times)
        added = await indicators.add(store, district.id, "Zugewanderte", "Personen")
        value = IndicatorValue(PERIOD, Decimal(1523), "Ausländerbehörde", NOW.date())
        await indicators.set_value(store, added, value, NOW)
        await council_reports.set_text(store, district.id, PERIOD.before, "overview", "Alter Text.")
        await council_reports.set_text(store, district.id, PERIOD, "needs", f"{HOSTILE}\n\nZwei.")


@pytest.fixture
def office(conversation: Conversation, config) -> Reporting:
    return Reporting(conversation, config)


@pytest.mark.every_database
async def test_a_released_report_stays_and_a_correction_is_a_new_version(
    office: Reporting, database: Database, tmp_path: Path
) -> None:
    await half_year(database)
    file = tmp_path / "report.json"
    assert await office.reports(tmp_path / "draft.json", draft=True) == 0
    assert await office.reports(file) == 0
    first = orjson.loads(file.read_bytes())
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        stored = await council_reports.versions(store, district.id, PERIOD)
        assert [r.version for r in stored] == [1]
        assert rules.is_unbroken(stored[0])
        assert first["digest"] == stored[0].digest
        assert not {"hidden", "told"} & {*first}, "what is hidden is not 0"
        assert orjson.loads(stored[0].snapshot)["hidden"]
        again = await council_reports.release(store, district, PERIOD, NOW)
        assert again.version == 1, "pressed twice"
        await measures.add(store, district.id, numbered("1.3"), NOW)
        with refuses(Problem.REPORT_RELEASED):
            await council_reports.release(store, district, PERIOD, NOW, reason="  ")
    assert await office.reports(file) == 0
    assert orjson.loads(file.read_bytes()) == first, "a new measure changes no released report"
    assert await office.reports(file, correct="Maßnahme 1.3 fehlte.") == 0
    second = orjson.loads(file.read_bytes())
    assert (second["version"], second["reason"]) == (2, "Maßnahme 1.3 fehlte.")
    assert len(second["measures"]) == len(first["measures"]) + 1
    async with database.write() as store:
        assert (await council_reports.versions(store, district.id, PERIOD))[0] == stored[0]
        broken = {"snapshot": stored[0].snapshot.replace(b"Kurse", b"Kunst")}
        await store.execute(update(t.council_report).values(broken))
        changed = await council_reports.versions(store, district.id, PERIOD)
    assert [rules.is_unbroken(report) for report in changed] == [False, False]


@pytest.mark.every_database
async def test_the_snapshot_tells_what_was_played_and_no_small_number(
    office: Reporting, database: Database, tmp_path: Path
) -> None:
    await half_year(database)
    await office.reports(tmp_path / "r.json", draft=True)
    told = orjson.loads((tmp_path / "r.json").read_bytes())
    by_number = {measure["number"]: measure for measure in told["measures"]}
    assert [*by_number] == ["1.1", "1.2", "9"]
    assert by_number["1.1"]["state"] == "running"
    assert by_number["1.1"]["review"] == {
        "actual": "12.50", "spent": "4321", "words": f"Läuft. {ARABIC}",
        "next_step": "Raum suchen", "written_on": "2026-11-20",
    }  # fmt: skip
    assert (by_number["1.2"]["state"], by_number["1.2"]["late"]) == ("planned", True)
    assert told["states"]["late"] == 1
    (need,) = told["needs"]
    assert (need["concept"], need["asked"], need["languages"]) == ("housing", 34, {})
    searched = [(part["code"], part["concept"], part["searches"]) for part in told["searched"]]
    assert searched == [("german", "german_course", 11), ("german", "swimming", 5)]
    assert told["money"] == {"cost_from": "36000", "cost_to": "54001.50", "spent": "4321"}
    assert told["texts"]["overview"] == "Alter Text.", "kept from the half-year before"
    assert told["indicators"][0]["values"][0]["value"] == "1523"
    searches = next(part for part in told["activity"] if part["kind"] == "misses")
    assert searches["figures"] == {"asked": None}, "38 - 34 are the four about pets"


async def test_who_does_nothing_is_shown_when_the_half_year_is_over(database: Database) -> None:
    await half_year(database)
    async with database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        later = datetime(2027, 1, 9, tzinfo=UTC)
        told = await council_reports.draft(store, district, PERIOD, later)
        empty = await council_reports.draft(store, district, HalfYear(2024, 1), later)
        with refuses(Problem.PERIOD_FUTURE):
            await council_reports.draft(store, district, HalfYear(2027, 2), later)
    states = {measure["number"]: measure["state"] for measure in told["measures"]}
    assert states == {"1.1": "running", "1.2": "no_answer", "9": "no_answer"}
    assert (empty["needs"], empty["activity"][1]["figures"]["held"]) == ([], 0)


async def test_numbers_in_xlsx_are_those_of_the_snapshot_and_it_reads_back(
    office: Reporting, database: Database, tmp_path: Path, services
) -> None:
    await half_year(database)
    for name in ("r.json", "r.xlsx"):
        assert await office.reports(tmp_path / name) == 0, office.lines
    told = orjson.loads((tmp_path / "r.json").read_bytes())
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["Maßnahmen", "Bericht"]
    assert len(book["Bericht"]._charts) >= 2
    cells = {
        str(c.value) for row in book["Bericht"].iter_rows() for c in row if c.value is not None
    }
    report = document(services.translators["de"], told)
    wrong = [
        cell for block in report.blocks if isinstance(block, Table) and block.numbers
        for row in block.typed or block.rows for cell in (row[n] for n in block.numbers)
        if cell not in cells and str(float(cell)) not in cells
    ]  # fmt: skip
    assert not wrong
    tables = [block for block in report.blocks if isinstance(block, Table)]
    shown = [cell for block in tables for row in block.rows for cell in row]
    assert "54.001,50" in shown
    assert [cell for cell in shown if re.search(r"\d\.\d\d?(?![.\d])", cell)] == [], "in German"
    assert not [c for s in book for r in s.iter_rows() for c in r if c.data_type == "f"]
    answer = await office.imports_plan(tmp_path / "r.xlsx")
    assert (answer["code"], answer["unchanged"], answer["new"]) == (0, 3, 0), answer


async def test_a_pdf_has_every_number_in_reading_order_and_the_same_bytes_twice(
    office: Reporting,
    database: Database,
    tmp_path: Path,
    services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "typst", raising=False)  # charts of another test load it
    await half_year(database)
    monkeypatch.delitem(sys.modules, "typst", raising=False)  # another test may have needed it
    for name in ("r.json", "a.pdf", "b.pdf"):
        assert await office.reports(tmp_path / name) == 0, office.lines
    assert "typst" not in sys.modules, "it keeps memory for as long as a process runs"
    content = (tmp_path / "a.pdf").read_bytes()
    assert content == (tmp_path / "b.pdf").read_bytes()
    reader = PdfReader(BytesIO(content))
    written = " ".join(page.extract_text() for page in reader.pages)
    parted = re.sub(r"(?<=[a-zäöü])[-\u00ad\u2010]\s*\n\s*(?=[a-zäöü])", "", written)
    bare = "".join(parted.split())
    told = orjson.loads((tmp_path / "r.json").read_bytes())
    report = document(services.translators["de"], told)
    position, wrong = 0, []
    for block in report.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                cells = re.sub("[\u2066-\u2069]", "", "".join(row))
                found = bare.find("".join(cells.split()), position)
                wrong += [] if found >= 0 else [f"{row}"]
                position = max(position, found)
    assert not wrong
    assert "#panic(" in bare, "what was typed stays words"
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    metadata = reader.xmp_metadata.stream.get_data().decode() if reader.xmp_metadata else ""
    assert "pdfuaid" in metadata
    assert "pdfaid" in metadata
    charts = [block for block in report.blocks if isinstance(block, Chart)]
    assert charts


PAPER = {
    "paper_unit": "Amt für Integration", "paper_number": "2026/117 {{ 7*7 }}",
    "paper_committees": "Sozialausschuss 03.12.2026\nKreistag 10.12.2026",
    "paper_proposal": "Der Kreistag nimmt den Bericht zur Kenntnis.",
    "paper_facts": "Der Bericht erscheint jedes Halbjahr.", "paper_money": "Keine.",
    "paper_attachments": "1. Liste der Angebote", "paper_day": "01.12.2026",
}  # fmt: skip


async def test_the_parts_of_a_council_paper_stand_in_every_file(
    office: Reporting, database: Database, tmp_path: Path
) -> None:
    """Written at the command line or the desk; on a letterhead with fields not a second time."""
    await half_year(database)
    assert set(PAPER) == set(council_papers.PARTS) <= set(TEXT_PARTS)
    assert await office.reports(tmp_path / "none.docx", draft=True) == 0
    assert await office.reports(tmp_path / "r.json", draft=True, text=[*PAPER.items()]) == 0
    for name in ("r.docx", "r.pdf", "r.xlsx"):
        assert await office.reports(tmp_path / name, draft=True) == 0, office.lines
    fields = paper("Nr. {{ number }} vom {{ day }}", "{{ committees }}", "{{p report }}")
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        await letterheads.change(store, district.id, Letterhead(fields), NOW)
    assert await office.reports(tmp_path / "paper.docx", draft=True) == 0
    told, wrong = {name: words_in(tmp_path / name) for name in DOCUMENTS}, []
    ordered = [*PAPER.values()][:-1]
    for name, words in told.items():
        parts = [" ".join(part.split()) for part in ordered]
        found = [words.find(part.replace("\n", " ")) for part in parts]
        if name != "r.xlsx" and (-1 in found[3:] or found[3:] != sorted(found[3:])):
            wrong.append((name, found))
        wrong += [(name, number) for number in [words.count("2026/117")] if number != 1]
        wrong += [] if "2026/117 {{ 7*7 }}" in words else [(name, "as typed")]
        wrong += [] if "01.12.2026" in words else [(name, "date")]
    assert not wrong
    assert "Kreistag" not in words_in(tmp_path / "none.docx")
    assert "Sozialausschuss 03.12.2026; Kreistag 10.12.2026" in told["paper.docx"]
    snapshot = orjson.loads((tmp_path / "r.json").read_bytes())
    assert snapshot["oparl"]["reference"] == "2026/117 {{ 7*7 }}"
    released = snapshot | {"version": 1, "reason": "", "released_at": ""}
    assert not set(public_part(released)["texts"]) & set(PAPER)
    assert await office.reports(tmp_path / "x.json", draft=True, text=[("nummer", "1")]) == 1
    assert "nummer: " in office.lines[-1]
    assert "paper_number" in office.lines[-1]
    assert await office.reports(tmp_path / "x.json", draft=True, text=[("needs", "x" * 6001)]) == 1


DOCUMENTS = ("r.docx", "paper.docx", "r.pdf", "r.xlsx")


def words_in(path: Path) -> str:
    """Return all words of a file, in their order."""
    if path.suffix == ".pdf":
        words = " ".join(page.extract_text() for page in PdfReader(path).pages)
    elif path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path)["Bericht"]
        words = " ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value)
    else:
        body = docx.Document(str(path)).element.body
        words = " ".join(node.text or " " for node in body.iter(qn("w:t"), qn("w:br")))
    return " ".join(words.split())


async def test_a_missing_part_of_the_pdf_is_a_sentence(
    office: Reporting, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await half_year(database)
    for missing in ("typst", "fontpkg_noto_sans_arabic"):
        monkeypatch.setattr(
            report_pdf,
            "find_spec",
            lambda name, gone=missing: None if name == gone else find_spec(name),
        )
        assert await office.reports(tmp_path / "r.pdf") == 1
        assert missing in office.lines[-1]
    async with database.read() as store:
        assert not await store.rows(select(t.council_report)), "nothing is released by it"


async def test_a_period_without_data_has_every_file(office: Reporting, tmp_path: Path) -> None:
    """Nothing of what the office plans or plays was there in 2024; nobody planned anything."""
    for name in ("r.json", "e.docx", "e.pdf", "e.xlsx"):
        given = {"district": "konstanz", "period": "2024-H1"}
        assert await office.reports(tmp_path / name, **given) == 0, office.lines
    told = orjson.loads((tmp_path / "r.json").read_bytes())
    assert (told["measures"], told["needs"], told["states"]["all"]) == ([], [], 0)
    for name in ("e.docx", "e.pdf"):
        assert "Keine Suche blieb so oft ohne Ergebnis" in words_in(tmp_path / name), name
    assert "Berichte" not in words_in(tmp_path / "e.xlsx")


async def test_500_measures_are_planned_shown_and_reported(
    office: Reporting, database: Database, conversation: Conversation, tmp_path: Path
) -> None:
    """In one list, one report and one table that reads back; the desk shows a page of them."""
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        for number in range(1, 501):
            await measures.add(store, district.id, numbered(f"7.{number}"), NOW)
        plan = await measures.of_district(store, district.id)
    assert [measure.details.number for measure in plan] == [f"7.{n}" for n in range(1, 501)]
    for name in ("r.json", "r.xlsx"):
        assert await office.reports(tmp_path / name) == 0, office.lines
    told = orjson.loads((tmp_path / "r.json").read_bytes())
    assert (told["states"]["all"], len(told["measures"])) == (500, 500)
    answer = await office.imports_plan(tmp_path / "r.xlsx")
    assert (answer["code"], answer["unchanged"]) == (0, 500), answer
    async with opened(conversation) as site:
        desk = await at_desk(site)
        for path in ("measures", "measures/review/2026-H2", "report/2026-H2?version=draft"):
            await desk.get(f"/desk/{path}")
            assert "500" in desk.text, path
        pages = []
        for page in (1, 20):
            await desk.get(f"/desk/report/2026-H2?version=draft&page={page}")
            pages.append([n for n in (1, 25, 26, 475, 476, 500) if f"7.{n} Mehr" in desk.text])
        assert pages == [[1, 25], [476, 500]], "all pages together are the report"


async def test_nonsense_at_the_command_line_gets_a_sentence(
    office: Reporting, database: Database, tmp_path: Path
) -> None:
    wrong = []
    for file, options in (
        ("r.doc", {}), ("r.json", {"period": "2026"}), ("r.json", {"period": "2199-H2"}),
        ("r.json", {"period": "2026-H2'; --"}), ("no folder/r.json", {}), ("r.json/r.json", {}),
    ):  # fmt: skip
        if await office.reports(tmp_path / file, **options) != 1 or not office.lines[-1]:
            wrong.append((file, options))
    assert not wrong
    assert not glob(f"{tmp_path}/*")
    async with database.read() as store:
        assert not await store.rows(select(t.council_report)), "nothing was released by it"


def test_a_correction_never_shows_what_an_earlier_version_hid() -> None:
    district = District(1, "a", "A", "BW", "Europe/Berlin", Contact())
    asked = [Asked("2026-W30", "housing", "ar", "", 9), Asked("2026-W30", "pets", "de", "", 4)]
    first = rules.compose(ReportMaterial(district, PERIOD, NOW.date(), asked=asked))
    assert first["needs"][0]["asked"] == 9
    assert "asked" in first["hidden"]
    more = [asked[0], replace(asked[1], count=6)]
    hidden = frozenset(first["hidden"])
    second = rules.compose(ReportMaterial(district, PERIOD, NOW.date(), asked=more, hidden=hidden))
    assert hidden <= set(second["hidden"])
    assert [need["concept"] for need in second["needs"]] == ["housing"]
