"""The report to the council as DOCX: real headings, tables and pictures that an office can edit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate, InlineImage

from bot.domain.council_reports import Letterhead
from bot.screens.report_blocks import Chart, Document, Heading, Paragraph, Table
from handlers.files.directions import direct
from handlers.files.letterheads import HEAD, add_styles, environment
from handlers.files.report_charts import WIDTH, pictures
from handlers.files.report_layout import keep_together, lay_out, spread
from handlers.files.report_pdf import MissingParts
from handlers.files.xml_text import for_xml

NO_LETTERHEAD = Letterhead()
LOGO_HEIGHT = 20
"""Height of the logo, in millimetres."""
BLOCK, LONGEST_BAR = "█", 30
"""Where no pictures can be drawn, a bar of a chart is made of letters."""


def rendered(report: Document, letterhead: Letterhead = NO_LETTERHEAD) -> bytes:
    """Return the bytes of a DOCX file; what people wrote is text and nothing else.

    Equal reports have equal content.
    """
    into = BytesIO()
    if letterhead.template is None:
        _plain(report, letterhead.logo).save(into)
    else:
        _on_letterhead(report, letterhead.template, letterhead.logo).save(into)
    return into.getvalue()


def _plain(report: Document, logo: bytes | None) -> Word:
    """Return a report on white paper, below the logo."""
    word = docx.Document()
    lay_out(word)
    _describe(word, report)
    if logo is not None:
        word.add_paragraph().add_run().add_picture(BytesIO(logo), height=Mm(LOGO_HEIGHT))
    word.add_heading(for_xml(f"{report.title}, {report.subtitle}"), 0)
    word.add_paragraph(for_xml(report.status))
    _add_all(word, report)
    direct(word.element.body, is_rtl=report.is_rtl)
    return word


def _on_letterhead(report: Document, template: bytes, logo: bytes | None) -> DocxTemplate:
    """Return a report in the template of an office. A draft says so, whatever the template has."""
    paper = DocxTemplate(BytesIO(template))
    add_styles(paper.get_docx())
    part = paper.new_subdoc()
    if report.draft:
        part.add_paragraph().add_run(for_xml(report.status)).bold = True
    environ = environment()
    has_head = any(field in paper.get_undeclared_template_variables(environ) for field in HEAD)
    _add_all(part, _without_head(report) if has_head else report)
    direct(part.element.body, is_rtl=report.is_rtl)
    picture = InlineImage(paper, BytesIO(logo), height=Mm(LOGO_HEIGHT)) if logo else ""
    district, _, period = report.subtitle.rpartition(" · ")
    words = {
        "title": report.title,
        "subtitle": report.subtitle,
        "district": district,
        "period": period,
        "day": f"{report.day:%d.%m.%Y}",
        "status": report.status,
        "draft": report.draft,
        **dict.fromkeys(HEAD, ""),
        **report.fields,
    }
    fields = {name: for_xml(value) for name, value in words.items()}
    paper.render({**fields, "logo": picture, "report": part}, environ, autoescape=True)
    return paper


def _without_head(report: Document) -> Document:
    """Return a report whose head stands in the fields of a letterhead, and so not twice."""
    return replace(report, blocks=report.blocks[1:]) if report.has_head else report


def _add_all(word: Word, report: Document) -> None:
    charts = _pictures(report)
    for block in report.blocks:
        if isinstance(block, Chart) and charts:
            _picture(word, block, charts.get(block))
        else:
            _add(word, block)


def _describe(word: Word, report: Document) -> None:
    """Set title, language and day, and the draft's word in the header of every page."""
    moment = datetime.combine(report.day, time(), UTC)
    properties = word.core_properties
    properties.title = for_xml(f"{report.title}, {report.subtitle}")
    properties.author, properties.comments = "", ""
    properties.language = report.language.split("-")[0]
    properties.created = properties.modified = moment
    defaults = word.styles.element.find(qn("w:docDefaults"))
    fonts = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in fonts.findall(qn("w:lang")):
        fonts.remove(old)
    language = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), properties.language)
    language.set(qn("w:bidi"), "ar-SA")
    fonts.append(language)
    if report.draft:
        header = word.sections[0].header.paragraphs[0]
        header.add_run(for_xml(report.draft)).bold = True


def _add(word: Word, block: Heading | Paragraph | Table | Chart) -> None:
    match block:
        case Heading(level, words):
            word.add_heading(for_xml(words), level)
        case Paragraph(words):
            word.add_paragraph(for_xml(words))
        case Table():
            _table(word, block)
        case Chart():
            _chart(word, block)


def _pictures(report: Document) -> Mapping[Chart, bytes]:
    """Return chart → its picture, nothing where they cannot be drawn."""
    charts = [block for block in report.blocks if isinstance(block, Chart) and block.bars]
    try:
        drawn = pictures(charts, report.language)
    except MissingParts:
        return {}
    return dict(zip(charts, drawn, strict=True))


def _picture(word: Word, chart: Chart, content: bytes | None) -> None:
    """Add a chart as a picture that says in words what it shows; its table stands above it."""
    _caption(word, chart.title)
    if content is None:
        return
    shape = word.add_paragraph().add_run().add_picture(BytesIO(content), width=Mm(WIDTH))
    shape._inline.docPr.set("descr", for_xml(chart.alt))
    shape._inline.docPr.set("title", for_xml(chart.title))


def _table(word: Word, table: Table) -> None:
    _caption(word, table.title)
    grid = word.add_table(rows=1, cols=len(table.header), style="Table Grid")
    for place, (cell, words) in enumerate(zip(grid.rows[0].cells, table.header, strict=True)):
        cell.paragraphs[0].add_run(for_xml(words)).bold = True
        if place in table.numbers:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _repeat(grid.rows[0])
    for row in table.rows:
        cells = grid.add_row().cells
        for place, words in enumerate(row):
            cells[place].text = for_xml(words)
            if place in table.numbers:
                cells[place].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    spread(grid)
    keep_together(grid)
    word.add_paragraph()


def _caption(word: Word, words: str) -> None:
    """Add the title of a table or picture, on the same page as what it names."""
    title = word.add_paragraph(for_xml(words), style="Caption")
    title.paragraph_format.keep_with_next = True


def _repeat(row: Any) -> None:
    """Mark a row as the header of its table: it is repeated on each page, and read aloud."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _chart(word: Word, chart: Chart) -> None:
    """Add bars as a table with a description; the numbers stand beside them."""
    _caption(word, chart.title)
    grid = word.add_table(rows=0, cols=2)
    most = max((count for _, count in chart.bars), default=0) or 1
    for label, count in chart.bars:
        cells = grid.add_row().cells
        cells[0].text = for_xml(label)
        run = cells[1].paragraphs[0].add_run(BLOCK * round(LONGEST_BAR * count / most))
        run.font.size = Pt(8)
        cells[1].paragraphs[0].add_run(f" {count}")
    description = OxmlElement("w:tblDescription")
    description.set(qn("w:val"), for_xml(chart.alt))
    grid._tbl.tblPr.append(description)
    word.add_paragraph()
