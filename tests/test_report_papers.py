"""What every paper of a report keeps: each text of the office, each number, each sign."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import docx
import openpyxl
import orjson
from pypdf import PdfReader

from bot.domain.council_reports import MeasureStatus, ReportMaterial
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.half_years import HalfYear
from bot.domain.measures import Indicator, IndicatorValue, Measure
from bot.domain.needs import Asked
from bot.domain.places import Contact, District, Field
from bot.i18n import Translator
from bot.rules.council_reports import canonical, compose
from bot.rules.measure_columns import MEASURES
from bot.screens.council_reports import document
from bot.screens.measure_desk import TEXT_PARTS
from bot.screens.report_blocks import Block, Chart, Document, Heading, Paragraph, Table
from bot.screens.report_words import GROUPS, TARGETS
from handlers.files import report_docx, report_pdf, report_tables
from handlers.files.font_coverage import OTHER
from handlers.files.report_data import as_data, from_data
from tests.harness.databases import NOW
from tests.harness.plans import numbered

PERIOD = HalfYear(2026, 2)
DISTRICT = District(1, "a", "Kreis A", "BW", "Europe/Berlin", Contact())
WORK = Field(1, 1, "work", "•", {"de": "Arbeit"})
SIGNS = (
    "🎉👩🏽\u200d🔧 中文 ትግርኛ עברית ქართული Հայ ไทย ☎\ufe0f "
    "a\x00b\x07c\x1b \ue000\uf8ff \ufffe\uffff x\u00ady\u200b "
    "\u202eevil\u2066 می\u200cشود e\u0301"
)
"""Emojis, letters of many scripts, and what is no sign at all."""


def material(**parts: object) -> ReportMaterial:
    """Return what a report tells of a district in which nothing happened, but for ``parts``."""
    nothing = {"groups": dict.fromkeys(GROUPS, 0), "targets": dict.fromkeys(TARGETS, 0)}
    return ReportMaterial(DISTRICT, PERIOD, NOW.date(), **nothing, **parts)  # type: ignore[arg-type]


def full() -> ReportMaterial:
    """A report with one of everything that has a number."""
    details = replace(numbered("2.5", field="work"), organisation="", owner_group="")
    held = Evidence(EvidenceKind.MEETINGS, {"held": 3, "cancelled": 1, "came": 31}, (),
                    {"came": {"meeting 1": 31}})  # fmt: skip
    value = IndicatorValue(PERIOD, Decimal("1523.5"), "Amt", NOW.date())
    return material(
        fields=[WORK],
        measures=[MeasureStatus(Measure(1, 1, 1, details), None, (held,))],
        district_evidence=[held],
        asked=[Asked("2026-W30", "housing", "ar", "", 9)],
        languages={"ar|": 7, "de|": 30},
        indicators=[Indicator(1, 1, "Zugezogene", "Personen", (value,))],
    )


def test_every_text_of_the_office_stands_in_the_report_with_no_number_beside_it(
    translators: Mapping[str, Translator],
) -> None:
    parts = [*TEXT_PARTS, "field work"]
    texts = {part: f"Text {number}." for number, part in enumerate(parts)}
    snapshot = compose(material(fields=[WORK], texts=texts))
    report = document(translators["de"], snapshot)
    said = " ".join(block.words for block in report.blocks if isinstance(block, Paragraph))
    said += " ".join(cell for block in report.blocks if isinstance(block, Table)
                     for row in block.rows for cell in row)  # fmt: skip
    missing = [part for part, words in texts.items() if words not in said]
    assert not missing


def test_no_part_of_a_report_is_lost_on_its_way_to_another_process(
    translators: Mapping[str, Translator],
) -> None:
    report = document(translators["de"], compose(full()))
    told = orjson.loads(orjson.dumps(as_data(report)))
    assert from_data(told) == report
    assert {type(block) for block in report.blocks} == {Heading, Paragraph, Table, Chart}
    assert any(block.typed for block in report.blocks if isinstance(block, Table))


def test_a_draft_and_the_stored_report_have_the_same_order(
    translators: Mapping[str, Translator],
) -> None:
    """A stored one has its keys by name."""
    snapshot = compose(full())
    stored = orjson.loads(canonical(snapshot))
    for language in ("de", "ar"):
        tr = translators[language]
        assert document(tr, stored).blocks == document(tr, snapshot).blocks


def test_what_no_report_told_is_no_zero() -> None:
    """Nothing was told of the half-year before: that it was nobody would be another number."""
    needs = compose(full())["needs"]
    assert [(need["asked"], need["before"]) for need in needs] == [(9, None)]


def test_a_german_table_has_no_word_of_ours_and_no_mark_that_is_not_seen(
    translators: Mapping[str, Translator],
) -> None:
    snapshot = compose(full())
    report = document(translators["de"], snapshot)
    book = openpyxl.load_workbook(BytesIO(report_tables.rendered(report, snapshot)))
    rows = [[cell.value for cell in row] for row in book[MEASURES.sheet].iter_rows()]
    shown = dict(zip(rows[0], rows[1], strict=True))
    names = ("Handlungsfeld", "Status", "Sachstand", "Öffentlich", "Herkunft")
    chosen = [shown[name] for name in names]
    assert chosen == ["Arbeit", "geplant", "geplant", "ja", "Plan"]
    words = "".join(str(part) for part in (report, book.properties.title))
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", words)
    word = docx.Document(BytesIO(report_docx.rendered(report)))
    assert not re.search("[\u2066-\u2069]", word.core_properties.title)
    charts = book["Bericht"]._charts
    assert charts
    assert not [chart for chart in charts if chart.x_axis.delete or chart.y_axis.delete]


def test_no_word_runs_off_the_page_and_no_title_stands_alone(
    translators: Mapping[str, Translator],
) -> None:
    """A title of a table is on the page on which its table begins, wherever the page ends."""
    amount = "W" * 300
    blocks: list[Block] = [Heading(1, "Bericht")]
    for number in range(40):
        blocks += [
            *map(Paragraph, ["Ein Satz."] * (number % 7)),
            Table(f"Tabelle {number:02}", ("Was", "Wert"), ((f"Zeile {number:02}", amount),) * 3),
        ]
    report = Document("A", "B", "C", "", "de", NOW.date(), tuple(blocks))
    alone, off = [], []
    for page in PdfReader(BytesIO(report_pdf.rendered(report))).pages:
        words = page.extract_text()
        alone += [n for n in re.findall(r"Tabelle (\d\d)", words) if f"Zeile {n}" not in words]
        off += [line for line in words.splitlines() if "W" * 25 in line]
    assert (alone, off) == ([], [])


def test_no_sign_that_people_write_keeps_a_pdf_from_being_made(
    translators: Mapping[str, Translator],
) -> None:
    """What no font has is shown as such; letters of Tigrinya are there."""
    report = Document(
        SIGNS, SIGNS, SIGNS, SIGNS, "de", NOW.date(),
        (
            Heading(1, SIGNS), Paragraph(SIGNS), Table(SIGNS, (SIGNS,), ((SIGNS,),)),
            Chart(SIGNS, ((SIGNS, 3),), SIGNS),
        ),
    )  # fmt: skip
    pages = PdfReader(BytesIO(report_pdf.rendered(report))).pages
    words = "".join(page.extract_text() for page in pages)
    for told in ("ትግርኛ", "ქართული", "Հայ", OTHER, "abc"):
        assert told in words, told
    tigrinya = document(translators["ti"], compose(full()))
    assert report_pdf.rendered(tigrinya).startswith(b"%PDF")


def test_a_table_of_an_arabic_report_begins_at_the_right(
    translators: Mapping[str, Translator],
) -> None:
    snapshot, sheets = compose(full()), {}
    for language in ("ar", "de"):
        report = document(translators[language], snapshot)
        report = replace(report, blocks=(Table("دورات", ("أ", "b"), (("دورات A2", "12"),), (1,)),))
        book = openpyxl.load_workbook(BytesIO(report_tables.rendered(report, snapshot)))
        sheets[language] = book["Bericht"]
    assert sheets["ar"].sheet_view.rightToLeft
    assert not sheets["de"].sheet_view.rightToLeft
    for sheet in sheets.values():
        orders = [cell.alignment.readingOrder for cell in (sheet["A4"], sheet["B5"], sheet["A6"])]
        assert orders == [2, 0, 2]


def test_no_sign_that_people_write_keeps_a_workbook_from_being_made() -> None:
    """A sign that XML cannot hold is left out; the file opens, and the rest is there."""
    snapshot = compose(full())
    snapshot["measures"][0]["texts"]["de"]["goal"] = SIGNS
    report = Document(
        SIGNS, SIGNS, SIGNS, "", "de", NOW.date(), (Table(SIGNS, (SIGNS,), ((SIGNS,),)),)
    )
    book = openpyxl.load_workbook(BytesIO(report_tables.rendered(report, snapshot)))
    words = [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert sum("abc" in found for found in words) >= 5
    assert not re.search("[\x00\x07\x1b\ufffe\uffff]", "".join(words))
