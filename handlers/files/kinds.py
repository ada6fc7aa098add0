"""What kind of file something is, by its content: a name can say anything."""

import zipfile
from enum import StrEnum
from pathlib import Path

from bot.domain.imports import FileProblem
from handlers.files import json_forms

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of a compound file: XLS and DOC, and any Office file with a password."""
_FIRST = 4096
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3", "SQLite"),
)
_WORKBOOKS = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "XLSB",
    "word/document.xml": "Word",
    "ppt/presentation.xml": "PowerPoint",
    "Index/Document.iwa": "Numbers",
}
_DATA = (".csv", *json_forms.SUFFIXES)
"""Ends of names in a zip that holds tables or pages of HSDS."""
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


class Kind(StrEnum):
    """A kind of file that tables or services are read from."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    TEXT = "text"
    ARCHIVE = "archive"


def kind_of(path: Path) -> Kind:
    """Return the kind of a file. Raises FileProblem for another format, and for a password."""
    with path.open("rb") as file:
        first = file.read(_FIRST)
    if first.startswith(b"PK"):
        return _in_zip(path)
    if first.startswith(OLE):
        return _in_compound(path)
    _check_foreign(first)
    return Kind.TEXT


def check_is_text(path: Path) -> None:
    """Raise FileProblem for a file that is no text."""
    if kind_of(path) is not Kind.TEXT:
        raise FileProblem("file_broken", path.name)


def _check_foreign(first: bytes) -> None:
    for magic, name in _FOREIGN:
        if first.startswith(magic):
            raise FileProblem("file_foreign", name)
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        raise FileProblem("file_foreign", "HTML")
    if start.startswith(b"<?xml"):
        raise FileProblem("file_foreign", "XML")
    if start.startswith(b"mime-version:"):
        raise FileProblem("file_foreign", "MHTML")


def _in_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                return _open_document(archive, names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise FileProblem("file_broken", path.name) from error
    if not names:
        raise FileProblem("file_broken", path.name)
    return _by_names(names)


def _by_names(names: set[str]) -> Kind:
    """Return the kind of a zip by the names of its parts."""
    workbook = next((kind for name, kind in _WORKBOOKS.items() if name in names), None)
    if workbook is not None:
        return Kind.XLSX if workbook == Kind.XLSX else _refuse(workbook)
    # Strict files and those of other programs may name the workbook otherwise.
    if any(name.startswith("xl/") for name in names):
        return Kind.XLSX
    if any(name.lower().endswith(_DATA) for name in names):
        return Kind.ARCHIVE
    return _refuse("ZIP")


def _open_document(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    with archive.open("mimetype") as file:
        mimetype = file.read(200).decode("ascii", "replace")
    if not mimetype.startswith(f"{_OPEN_DOCUMENT}spreadsheet"):
        return _refuse(mimetype.removeprefix(_OPEN_DOCUMENT).strip() or "ZIP")
    if "META-INF/manifest.xml" in names:
        with archive.open("META-INF/manifest.xml") as file:
            if b"encryption-data" in file.read(1 << 20):
                raise FileProblem("file_password")
    return Kind.ODS


def _in_compound(path: Path) -> Kind:
    """Return XLS, or say that a file has a password or is no workbook.

    The names of the parts of a compound file are in UTF-16.
    """
    content = path.read_bytes()
    if _named(content, "EncryptedPackage"):
        raise FileProblem("file_password")
    if _named(content, "WordDocument"):
        return _refuse("Word")
    if _named(content, "Workbook") or _named(content, "Book"):
        return Kind.XLS
    raise FileProblem("file_broken", path.name)


def _named(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") + b"\0\0" in content


def _refuse(name: str) -> Kind:
    raise FileProblem("file_foreign", name)
