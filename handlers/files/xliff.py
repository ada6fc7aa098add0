"""Translations as XLIFF 1.2 (OASIS), which programs of translators open and give back.

Nothing of a file is looked up elsewhere: a document type or an entity makes it a broken file.
"""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, ParseError, SubElement, register_namespace, tostring

from defusedxml import DefusedXmlException

from bot.domain.imports import FileProblem
from bot.domain.translations import TextUnit, TranslationState
from handlers.files.xml_parts import tree

SPACE = "urn:oasis:names:tc:xliff:document:1.2"
MOST_BYTES = 8 * 1024 * 1024
"""Maximum size of a file, in bytes: 5,000 offers in one language need about 5 MiB."""
MIME = "application/x-xliff+xml"
STATES = {
    TranslationState.MISSING: "needs-translation",
    TranslationState.STALE: "needs-review-translation",
    TranslationState.UNCHECKED: "translated",
    TranslationState.CHECKED: "final",
}
"""State of a target, from the list of XLIFF 1.2."""
APPROVED = ("final", "signed-off")
_XML = "{http://www.w3.org/XML/1998/namespace}"


def write(units: Iterable[TextUnit], language: str) -> bytes:
    """Return the bytes of a file with German texts and their translations into a language."""
    register_namespace("", SPACE)
    root = Element(_name("xliff"), {"version": "1.2"})
    attributes = {
        "original": "lotse",
        "source-language": "de",
        "target-language": language,
        "datatype": "plaintext",
    }
    body = SubElement(SubElement(root, _name("file"), attributes), _name("body"))
    for unit in units:
        _add(body, unit)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _add(body: Element, unit: TextUnit) -> None:
    approved = "yes" if unit.checked else "no"
    attributes = {"id": unit.key, "approved": approved, f"{_XML}space": "preserve"}
    element = SubElement(body, _name("trans-unit"), attributes)
    SubElement(element, _name("source")).text = unit.german
    target = SubElement(element, _name("target"), {"state": STATES[unit.state]})
    target.text = unit.words
    SubElement(element, _name("note")).text = f"{unit.title}: {unit.name}"


def read(content: bytes, language: str) -> list[TextUnit]:
    """Return the units of a file with translations into a language. Raises FileProblem."""
    try:
        root = tree(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise FileProblem("file_broken") from error
    if root.tag != _name("xliff"):
        raise FileProblem("file_broken")
    units: list[TextUnit] = []
    for file in root.findall(_name("file")):
        if file.get("target-language", language).lower() != language.lower():
            raise FileProblem("other_language", file.get("target-language", ""))
        units += map(_unit, _units_of(file))
    if not units:
        raise FileProblem("no_translations")
    return units


def _units_of(file: Element) -> Iterator[Element]:
    """Yield the units of a file. Raises FileProblem for one within another.

    The words of each would be read as often as it lies in others.
    """
    for unit in file.iter(_name("trans-unit")):
        if unit.find(f".//{_name('trans-unit')}") is not None:
            raise FileProblem("file_broken")
        yield unit


def _unit(element: Element) -> TextUnit:
    target = element.find(_name("target"))
    state = target.get("state", "") if target is not None else ""
    return TextUnit(
        key=element.get("id", ""),
        german=_words(element.find(_name("source"))),
        words=_words(target),
        checked=element.get("approved") == "yes" or state in APPROVED,
    )


def _words(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def _name(tag: str) -> str:
    return f"{{{SPACE}}}{tag}"
