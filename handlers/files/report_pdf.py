"""The report to the council as PDF: PDF/A-2a for archives and PDF/UA-1 for everybody, by typst.

What people wrote goes into the template as data and is never read as code.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, time
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from bot.i18n import Translator
from bot.screens.council_reports import Block, Document, document

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
FONTS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
"""Packages of the fonts: all machines have the same, so the same report has the same bytes."""


class MissingParts(Exception):
    """Something that a PDF needs is not installed."""

    def __init__(self, names: str) -> None:
        super().__init__(
            f"Für PDF fehlt / for PDF there is missing: {names}. "
            "JSON und XLSX gehen trotzdem / JSON and XLSX work nevertheless."
        )


def check_parts() -> None:
    """Raises MissingParts without typst or the fonts."""
    _font_folders()
    if find_spec("typst") is None:
        raise MissingParts("typst")


def write_pdf(path: Path, snapshot: Mapping[str, Any], tr: Translator) -> None:
    """Write a report as PDF. Raises MissingParts without typst or the fonts."""
    path.write_bytes(rendered(document(tr, snapshot)))


def rendered(report: Document) -> bytes:
    """Return the bytes of a PDF; equal reports have equal bytes. Raises MissingParts."""
    check_parts()
    import typst  # only a report needs it, and it is large

    with TemporaryDirectory(prefix="lotse-report-") as folder:
        source = Path(folder) / "report.typ"
        source.write_bytes(TEMPLATE.read_bytes())
        return typst.compile(
            str(source),
            root=folder,
            font_paths=_font_folders(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"report": orjson.dumps(_as_data(report)).decode()},
            pdf_standards=["a-2a", "ua-1"],
            package_path=folder,
            package_cache_path=folder,
            timestamp=datetime.combine(report.day, time(), UTC),
        )


def _as_data(report: Document) -> dict[str, Any]:
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "status": report.status,
        "is_draft": bool(report.draft),
        "draft": report.draft,
        "language": report.language.split("-")[0],
        "day": [report.day.year, report.day.month, report.day.day],
        "blocks": [_block(block) for block in report.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    return {"kind": type(block).__name__.lower(), **asdict(block)}


def _font_folders() -> list[str]:
    folders = []
    for name in FONTS:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise MissingParts(name)
        folders.append(str(Path(spec.origin).parent / "files"))
    return folders
