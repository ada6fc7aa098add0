"""The report as DOCX: what an office edits has every number of the report, and no code in it."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from pypdf import PdfReader

from bot.domain.council_reports import Letterhead
from bot.screens.report_blocks import Chart, Document, Heading, Paragraph, Table
from handlers.files import report_charts
from handlers.files.report_charts import pictures
from handlers.files.report_docx import rendered
from handlers.files.report_pdf import MissingParts
from tests.harness.letterheads import paper as letterhead
from tests.harness.patience import scaled

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
    [money] = word.tables
    assert [[cell.text for cell in row.cells] for row in money.rows][:2] == [
        ["Was", "Euro"], ["geplant", "12000"],
    ]  # fmt: skip
    assert money.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    [picture] = word.inline_shapes
    assert picture._inline.docPr.get("descr") == "Stand. läuft: 3, fertig: 0"
    assert picture.width == Mm(160)


def test_charts_are_pictures_that_differ_by_their_numbers() -> None:
    """Equal charts have equal bytes; words of people are no code for typst either."""
    three, four = (Chart("Stand", (("läuft", n), (ARABIC, 2)), f"{n}") for n in (3, 4))
    hostile = Chart(HOSTILE, (("#panic() $x$ \\u{202e} *fett* //", 3), (HOSTILE, 0)), HOSTILE)
    drawn = pictures([three, four, hostile], "de-simple")
    assert [content[:8] for content in drawn] == [b"\x89PNG\r\n\x1a\n"] * 3
    assert drawn[0] != drawn[1]
    assert pictures([three], "de-simple") == [drawn[0]]
    report = replace(REPORT, blocks=(three, hostile, four))
    assert len(docx.Document(BytesIO(rendered(report))).inline_shapes) == 3


def test_without_typst_bars_are_made_of_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_charts, "check_parts", missing)
    word = docx.Document(BytesIO(rendered(REPORT)))
    chart = word.tables[1]
    assert [row.cells[1].text.split()[-1] for row in chart.rows] == ["3", "0"]
    description = chart._tbl.tblPr.find(qn("w:tblDescription"))
    assert description.get(qn("w:val")) == "Stand. läuft: 3, fertig: 0"


def missing() -> None:
    raise MissingParts("typst")


def test_the_language_is_set_and_a_draft_says_so_on_every_page() -> None:
    content = rendered(replace(REPORT, draft="Entwurf"))
    styles = ZipFile(BytesIO(content)).read("word/styles.xml").decode()
    assert '<w:lang w:val="de"' in styles
    word = docx.Document(BytesIO(content))
    assert word.sections[0].header.paragraphs[0].text == "Entwurf"
    assert word.core_properties.language == "de"
    assert docx.Document(BytesIO(rendered(REPORT))).sections[0].header.paragraphs[0].text == ""


def test_every_line_runs_the_way_of_its_own_letters() -> None:
    """On white paper and on a letterhead; a name in the middle of a German line, too."""
    mixed, bare = f"Der Verein {ARABIC} (e.V.)", f"{ARABIC} (A2 plus)!"
    table = Table(ARABIC, ("Was", ARABIC), ((f"\u2068{ARABIC}\u2069", "12"),), (1,))
    blocks = (Heading(1, ARABIC), Paragraph(mixed), Paragraph(f"{bare}\n{bare}"), table)
    report = Document("Bericht", "A", "B", "", "de", date(2026, 11, 20), blocks)
    paper = Letterhead(letterhead("{{ title }}", "{{p report }}"))
    wrong = []
    for is_rtl, head in ((False, Letterhead()), (True, Letterhead()), (False, paper)):
        word = docx.Document(BytesIO(rendered(replace(report, is_rtl=is_rtl), head)))
        body = word.element.body
        found = {line(p): p for p in body.iter(qn("w:p"))}
        for words, from_right in (
            (ARABIC, True), (mixed, False), (f"{bare}{bare}", True), ("12", is_rtl), ("Was", False),
        ):  # fmt: skip
            is_bidi = found[words].find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None
            wrong += [] if is_bidi == from_right else [(is_rtl, words)]
        for run in body.iter(qn("w:r")):
            is_right = run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None
            letters = {sign >= "\u0590" for sign in line(run) if sign.isalpha()}
            wrong += [] if letters <= {is_right} else [(is_rtl, line(run))]
        wrong += [] if len([*body.iter(qn("w:bidiVisual"))]) == is_rtl else [(is_rtl, "table")]
    assert not wrong


def line(element) -> str:
    """Return the words of a paragraph or a run."""
    return "".join(node.text or "" for node in element.iter(qn("w:t")))


LIBREOFFICE = next(filter(None, map(shutil.which, ("lowriter", "swriter"))), None)


@pytest.mark.skipif(not LIBREOFFICE, reason="LibreOffice Writer is not installed")
@pytest.mark.xdist_group("serial")
def test_libreoffice_shows_every_word_on_numbered_pages_of_a4(tmp_path: Path) -> None:
    """On white paper and on a letterhead; a table goes on below its header on the next page."""
    rows = tuple((f"Zeile {n}", str(1000 + n)) for n in range(80))
    blocks = (*REPORT.blocks, Table("Lang", ("Was", "Anzahl"), rows, (1,)))
    report, shown = replace(REPORT, draft="Entwurf", blocks=blocks), {}
    paper = Letterhead(letterhead("{{ title }}", "{{p report }}", header="Landratsamt"))
    for name, content in (("white", rendered(report)), ("paper", rendered(report, paper))):
        (tmp_path / f"{name}.docx").write_bytes(content)
        shown[name] = PdfReader(BytesIO(opened(tmp_path / f"{name}.docx")))
    wrong = []
    for name, pdf in shown.items():
        pages = [page.extract_text() for page in pdf.pages]
        written, at = " ".join(" ".join(pages).split()), 0
        for words in (
            "Bericht",
            "Überblick",
            "{{ 7*7 }}",
            "geplant",
            "12000",
            *map(" ".join, rows),
        ):
            found = written.find(words, at)
            wrong += [] if found >= at else [(name, words)]
            at = max(at, found)
        if len(pages) < 3 or written.count("Was Anzahl") < len(pages) - 1:
            wrong.append((name, "header of the table", len(pages)))
        wrong += [(name, "torn title", n) for n, page in enumerate(pages) if page.endswith("Lang")]
    white = shown["white"].pages
    sizes = {tuple(round(float(edge) * 25.4 / 72) for edge in page.mediabox[2:]) for page in white}
    numbers = [page.extract_text().split()[-1] for page in white]
    assert not wrong
    assert sizes == {(210, 297)}
    assert all(str(n) in page.extract_text().split() for n, page in enumerate(white, 1)), numbers


def opened(path: Path) -> bytes:
    """Return what LibreOffice makes of a file, as PDF."""
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    assert LIBREOFFICE
    subprocess.run(
        [LIBREOFFICE, profile, "--headless", "--convert-to", "pdf", path.name],
        cwd=path.parent,
        check=True,
        capture_output=True,
        timeout=scaled(120),
    )
    return path.with_suffix(".pdf").read_bytes()
