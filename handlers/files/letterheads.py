"""The letterhead of an office: a DOCX with fields, and a logo, checked before they are used.

A template holds nothing but fields with the names below: no code, no macros, nothing from
elsewhere. What people wrote is put into it as text.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from io import BytesIO
from itertools import filterfalse
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
from docx.document import Document as Word
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError
from docx.image.exceptions import UnrecognizedImageError as Unrecognized
from docx.image.image import Image
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from bot.domain.imports import FileProblem
from handlers.files.letterhead_faults import MOST_BYTES, Fault, LetterheadFault
from handlers.files.limits import check_zip

LONGEST_XML = 4 * 1024 * 1024
"""Maximum length of a part of a template that is looked at, in characters."""
LONGEST_WITH_FIELDS = 1024 * 1024
"""Maximum length of all parts with fields, in characters."""
MOST_FIELDS = 30
"""Maximum number of fields in a part of a template."""
LONGEST_FIELD = 40
"""Maximum length of what stands in a field, in characters: what is read next opens each of a
hundred brackets with a dozen calls of its own, and Python ends that in an error."""
REPORT, LOGO = "report", "logo"
HEAD = ("unit", "number", "committees")
"""Fields that are parts of a paper for the council."""
WORDS = ("title", "subtitle", "district", "period", "day", "status", "draft", *HEAD)
"""Fields that are words of the report."""
FIELDS = (*WORDS, LOGO, REPORT)
PLACE = "{{p report }}"
"""Where the report goes, on a line of its own."""
MAIN = "word/document.xml"
STYLES = ("Heading 1", "Heading 2", "Heading 3", "Caption", "Table Grid")
"""Styles that the report needs; a template that lacks one gets ours."""
_MACROS = ("vbaproject.bin", "activex", "/embeddings/", "vbadata.xml")
_TAG = re.compile(r"<[^>]*>")
_BEGIN = re.compile(r"\{[{%#]")
_CODE = re.compile(r"\{[%#]|\{\{(?:tr|tc|r)\s")
"""Code and remarks, and fields that stand for more than themselves: only the report does."""
_PLACED = re.compile(r"\{\{\s*report\s*\}\}")


def environment() -> SandboxedEnvironment:
    """Return what fields are read with: every value is escaped."""
    return SandboxedEnvironment(autoescape=True)


def check_logo(content: bytes) -> None:
    """Raise LetterheadFault for what is no PNG or JPEG."""
    if len(content) > MOST_BYTES:
        raise LetterheadFault(Fault.LARGE)
    try:
        image = Image.from_blob(content)
        is_picture = image.content_type in ("image/png", "image/jpeg")
        is_drawn = image.px_width > 0 and image.px_height > 0
    except (Unrecognized, InvalidImageStreamError, UnexpectedEndOfFileError, ValueError, KeyError):
        raise LetterheadFault(Fault.NO_PICTURE) from None
    if not (is_picture and is_drawn):
        raise LetterheadFault(Fault.NO_PICTURE)


def check_template(content: bytes) -> None:
    """Raise LetterheadFault for what is no DOCX that holds fields of ours and nothing else."""
    if len(content) > MOST_BYTES:
        raise LetterheadFault(Fault.LARGE)
    _check_archive(content)
    try:
        template = DocxTemplate(BytesIO(content))
        word: Word = template.get_docx()
        word.element.body  # noqa: B018  a document without one is none
    except Exception:
        raise LetterheadFault(Fault.NO_WORD) from None
    parts = [(name, xml) for name, xml in _parts(content) if _has_fields(xml)]
    if sum(len(xml) for _, xml in parts) > LONGEST_WITH_FIELDS:
        raise LetterheadFault(Fault.LARGE)
    placed = [_check_part(template, name, xml) for name, xml in parts]
    if not any(placed):
        raise LetterheadFault(Fault.NO_PLACE, PLACE)


def _check_archive(content: bytes) -> None:
    """Raise LetterheadFault for what is no archive, holds macros, or loads from elsewhere."""
    with TemporaryDirectory(prefix="lotse-letterhead-") as folder:
        path = Path(folder) / "letterhead.docx"
        path.write_bytes(content)
        try:
            check_zip(path)
        except FileProblem:
            raise LetterheadFault(Fault.NO_WORD) from None
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        if MAIN not in names or "[Content_Types].xml" not in names:
            raise LetterheadFault(Fault.NO_WORD)
        if any(mark in name.lower() for name in names for mark in _MACROS):
            raise LetterheadFault(Fault.MACROS)
        for name in names:
            if name.endswith((".rels", "[Content_Types].xml")):
                _check_links(archive.read(name))


def _check_links(content: bytes) -> None:
    """Refuse what is loaded from elsewhere; a link that a reader presses is allowed."""
    try:
        elements = list(etree.fromstring(content, _parser()).iter(etree.Element))
    except etree.XMLSyntaxError:
        raise LetterheadFault(Fault.NO_WORD) from None
    for element in elements:
        is_outside = element.get("TargetMode", "").lower() == "external"
        is_link = element.get("Type", "").endswith("/hyperlink")
        has_macros = "macroenabled" in element.get("ContentType", "").lower()
        if has_macros or (is_outside and not is_link):
            raise LetterheadFault(Fault.MACROS)


def _parts(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield every part that is XML, as it is read later: no encoding hides a field."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            try:
                root = etree.fromstring(archive.read(name), _parser())
            except etree.XMLSyntaxError:
                if name.endswith(".xml"):
                    raise LetterheadFault(Fault.NO_WORD) from None
                continue
            xml = etree.tostring(root, encoding="unicode")
            if len(xml) > LONGEST_XML:
                raise LetterheadFault(Fault.LARGE)
            yield name, xml


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _has_fields(xml: str) -> bool:
    """Return whether a part has fields. Raises LetterheadFault for what may not be in one."""
    words = _TAG.sub("", xml)
    _check_braces(words, _TAG.findall(xml))
    return "{{" in words


def _check_part(template: DocxTemplate, name: str, xml: str) -> bool:
    """Raise LetterheadFault for a field that is not ours; return whether the report goes here."""
    patched = template.patch_xml(xml)
    try:
        tree = environment().parse(patched)
    except TemplateSyntaxError as error:
        raise LetterheadFault(Fault.FIELD, _near(patched, error)) from None
    found = [_field(node) for node in _inside(tree)]
    if REPORT in found and (name != MAIN or _is_in_words(patched)):
        raise LetterheadFault(Fault.NO_PLACE, PLACE)
    return REPORT in found


def _check_braces(words: str, tags: Sequence[str]) -> None:
    """Refuse code, remarks, and a field that does not end: it would swallow what follows it.

    The next reader looks from each field to the end of the part, so a part has few of them, and
    none in a tag.
    """
    if code := _CODE.search(words):
        raise LetterheadFault(Fault.FIELD, words[code.start() :][:40])
    if hidden := next(filter(_BEGIN.search, tags), ""):
        raise LetterheadFault(Fault.FIELD, hidden[:40])
    fields = words.split("{{")[1:]
    if wrong := [*filterfalse(_is_short, fields), *fields[MOST_FIELDS:]]:
        raise LetterheadFault(Fault.FIELD, f"{{{{{wrong[0]}"[:40])


def _is_short(field: str) -> bool:
    """Return whether what follows the beginning of a field ends, and soon."""
    return 0 <= field.find("}}") <= LONGEST_FIELD


def _near(xml: str, error: TemplateSyntaxError) -> str:
    """Return the words around a broken field, without the marks of the document."""
    lines = xml.splitlines() or [""]
    line = re.sub(r"<[^>]*>", "", lines[min(max(error.lineno, 1), len(lines)) - 1])
    at = max(line.find("{"), 0)
    return line[at : at + 40]


def _inside(tree: nodes.Template) -> Iterator[nodes.Node]:
    """Yield everything in a template that is no plain text."""
    for node in tree.body:
        if not isinstance(node, nodes.Output):
            yield node
            continue
        yield from (part for part in node.nodes if not isinstance(part, nodes.TemplateData))


def _field(node: nodes.Node) -> str:
    """Return the name of a field. Raises LetterheadFault for anything that computes."""
    if not isinstance(node, nodes.Name):
        raise LetterheadFault(Fault.FIELD, "{{ … }}")
    if node.name not in FIELDS:
        raise LetterheadFault(Fault.FIELD, f"{{{{ {node.name} }}}}"[:60])
    return node.name


def _is_in_words(xml: str) -> bool:
    """Return whether the report would stand within a line, where no table can."""
    match = _PLACED.search(xml)
    before = xml[: match.start()] if match else ""
    return max(before.rfind("<w:t>"), before.rfind("<w:t ")) > before.rfind("</w:t>")


def add_styles(word: Word) -> None:
    """Give a document the styles that the report needs and that it lacks."""
    known = {style.name for style in word.styles}
    ours = docx.Document().styles
    for name in STYLES:
        if name not in known:
            word.styles.element.append(deepcopy(ours[name].element))
