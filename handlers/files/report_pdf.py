"""The report to the council as PDF: PDF/A-2a for archives and PDF/UA-1 for everybody, by typst.

What people wrote goes into the template as data and is never read as code.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson

from bot.screens.report_blocks import Block, Document, parts_of
from handlers.files import font_coverage
from handlers.files.own_process import output_of

TEMPLATES = Path(__file__).parent / "templates"
PROCESS = Path(__file__).with_name("typst_process.py")
FONTS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
"""Packages of the fonts: all machines have the same, so the same report has the same bytes."""
OWN_FONTS = Path(__file__).parent / "fonts"
"""The fonts that no package has: letters of Tigrinya."""
_LONG, _PART = re.compile(r"\S{40,}"), re.compile(r"\S{1,12}")
"""An address without a space, and the parts between which a line of it may end."""


class MissingParts(Exception):
    """Something that a PDF needs is not installed."""

    def __init__(self, names: str) -> None:
        super().__init__(
            f"Für PDF fehlt / for PDF there is missing: {names}. "
            "JSON und XLSX gehen trotzdem / JSON and XLSX work nevertheless."
        )


def check_parts() -> None:
    """Raises MissingParts without typst or the fonts."""
    font_folders()
    if find_spec("typst") is None:
        raise MissingParts("typst")


def rendered(report: Document) -> bytes:
    """Return the bytes of a PDF; equal reports have equal bytes.

    It is made in a process of its own, whose memory is free afterwards. Raises MissingParts, and
    subprocess.SubprocessError if it fails or takes too long.
    """
    check_parts()
    return output_of("-I", str(PROCESS), job=job(report))


def job(report: Document) -> bytes:
    """Return what ``typst_process`` needs to make a PDF."""
    fonts = font_folders()
    return orjson.dumps(
        {
            "template": _template(),
            "report": orjson.dumps(_shown(_as_data(report), fonts)).decode(),
            "fonts": fonts,
            "timestamp": datetime.combine(report.day, time(), UTC).timestamp(),
        }
    )


def _shown(value: Any, fonts: Sequence[str]) -> Any:
    """Return data whose words have no sign that the fonts lack, and fit on a page."""
    if isinstance(value, str):
        return _LONG.sub(_with_ends, font_coverage.shown(value, fonts))
    if isinstance(value, Mapping):
        return {name: _shown(part, fonts) for name, part in value.items()}
    return [_shown(part, fonts) for part in value] if isinstance(value, list | tuple) else value


def _with_ends(word: re.Match[str]) -> str:
    return "\u200b".join(_PART.findall(word[0]))


def _template() -> str:
    """Return the template of the report, behind what it shares with pictures of charts."""
    parts = [(TEMPLATES / name).read_text("utf-8") for name in ("bars.typ", "report.typ")]
    return "\n".join(parts)


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
    return {"kind": type(block).__name__.lower(), **parts_of(block)}


def font_folders() -> list[str]:
    """Return the folders of the fonts. Raises MissingParts."""
    folders = [str(OWN_FONTS)]
    for name in FONTS:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise MissingParts(name)
        folders.append(str(Path(spec.origin).parent / "files"))
    return folders
