"""How the report looks as a Word file: its paper, its fonts, what stays together on a page."""

from typing import Any

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import Table as Grid

FONT, TABLE_SIZE = "Arial", 9
"""Font that every office has, and the size of letters in tables, in points."""
STYLES = ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Caption")
A4, MARGIN = (210, 297), 25
"""Width and height of the paper, and its margins, in millimetres."""
_SHARES = (3, 2)
"""How wide the first column of a table is beside each other one."""


def lay_out(word: Word) -> None:
    """Give a report on white paper the paper and the fonts of an office, and page numbers."""
    section = word.sections[0]
    section.page_width, section.page_height = map(Mm, A4)
    section.left_margin = section.right_margin = Mm(MARGIN)
    for name in STYLES:
        _set_font(word.styles[name].element.get_or_add_rPr())
    word.styles["Table Grid"].font.size = Pt(TABLE_SIZE)
    _size_of_arabic(word.styles["Table Grid"].element.get_or_add_rPr())
    _number(section.footer.paragraphs[0])


def _set_font(properties: Any) -> None:
    """Name the font instead of one of the theme, which other programs do not know."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), FONT)
    properties.insert(0, fonts)


def _size_of_arabic(properties: Any) -> None:
    """Give letters that run from the right the same size: Word has another property for them."""
    size = OxmlElement("w:szCs")
    size.set(qn("w:val"), str(2 * TABLE_SIZE))
    properties.append(size)


def _number(paragraph: Any) -> None:
    """Write the number of the page; Word and LibreOffice count by themselves."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def spread(grid: Grid) -> None:
    """Share the width of a table among its columns: the first one holds words."""
    columns = list(grid.columns)
    total = sum(column.width or 0 for column in columns)
    first, other = _SHARES
    unit = total // (first + other * (len(columns) - 1))
    widths = [Emu(unit * (other if place else first)) for place in range(len(columns))]
    for column, width in zip(columns, widths, strict=True):
        column.width = width
    for row in grid._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = width


def keep_together(grid: Grid) -> None:
    """Let no row be torn apart, and no heading of a table stand alone at the end of a page."""
    for row in grid._tbl.tr_lst:
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell in grid.rows[0].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
