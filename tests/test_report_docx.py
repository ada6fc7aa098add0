"""The report as DOCX: what an office edits has every number of the report, and no code in it."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
from docx.oxml.ns import qn

from bot.screens.council_reports import Chart, Document, Heading, Paragraph, Table
from handlers.files.report_docx import rendered

HOSTILE = "</w:t><w:p> {{ 7*7 }} {% x %} \x00\x0b\ufffe =HYPERLINK(1) \u202eevil\nzwei"
ARABIC = "دورات اللغة في المساء"
REPORT = Document(
    title="Bericht",
    subtitle="Waldshut · 2026-H2",
    status="Version 1",
    draft="",
    language="de-simple",
    day=date(2026, 11, 20),
    blocks=(
        Heading(1, "Überblick"),
        Paragraph(HOSTILE),
        Heading(2, ARABIC),
        Table("Geld", ("Was", "Euro"), (("geplant", "12000"), (HOSTILE, "–")), (1,)),
        Chart("Stand", (("läuft", 3), ("fertig", 0)), "Stand. läuft: 3, fertig: 0"),
        Chart("Leer", (), "Leer."),
    ),
)


def test_headings_tables_and_charts_are_real_ones_and_words_stay_words() -> None:
    word = docx.Document(BytesIO(rendered(REPORT)))
    styles = [(p.style.name, p.text) for p in word.paragraphs if p.style and "Head" in p.style.name]
    assert styles == [("Heading 1", "Überblick"), ("Heading 2", ARABIC)]
    text = "\n".join(p.text for p in word.paragraphs)
    assert "</w:t><w:p> {{ 7*7 }} {% x %}" in text
    assert "\x0b" not in text
    money, chart, _ = word.tables
    assert [[cell.text for cell in row.cells] for row in money.rows][:2] == [
        ["Was", "Euro"], ["geplant", "12000"],
    ]  # fmt: skip
    assert money.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [row.cells[1].text.split()[-1] for row in chart.rows] == ["3", "0"]
    description = chart._tbl.tblPr.find(qn("w:tblDescription"))
    assert description.get(qn("w:val")) == "Stand. läuft: 3, fertig: 0"


def test_the_language_is_set_and_a_draft_says_so_on_every_page() -> None:
    content = rendered(replace(REPORT, draft="Entwurf"))
    styles = ZipFile(BytesIO(content)).read("word/styles.xml").decode()
    assert '<w:lang w:val="de"' in styles
    word = docx.Document(BytesIO(content))
    assert word.sections[0].header.paragraphs[0].text == "Entwurf"
    assert word.core_properties.language == "de"
    assert docx.Document(BytesIO(rendered(REPORT))).sections[0].header.paragraphs[0].text == ""
