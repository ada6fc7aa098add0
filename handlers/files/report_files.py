"""The files of a report to the council, each made in a process of its own."""

import os
import sys
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import orjson

from bot.domain.council_reports import Letterhead
from bot.i18n import Translator
from bot.screens.council_reports import document
from handlers.files import report_pdf
from handlers.files.own_process import output_of
from handlers.files.report_data import as_data

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES: Mapping[str, str] = {"pdf": "application/pdf", "docx": DOCX, "xlsx": XLSX}
"""Suffix of a file → its type."""
NO_LETTERHEAD = Letterhead()


def rendered(
    suffix: str,
    snapshot: Mapping[str, Any],
    tr: Translator,
    letterhead: Letterhead = NO_LETTERHEAD,
) -> bytes:
    """Return the bytes of a file; this takes seconds, in a process of its own.

    Raises ValueError for another suffix, MissingParts, and subprocess.SubprocessError if it fails
    or takes too long.
    """
    if suffix not in TYPES:
        raise ValueError(f"no kind of file: {suffix}")
    report = document(tr, snapshot)
    if suffix == "pdf":
        return report_pdf.rendered(report)
    parts = {"template": letterhead.template, "logo": letterhead.logo}
    job = orjson.dumps(
        {
            "suffix": suffix,
            "report": as_data(report),
            "snapshot": snapshot,
            "letterhead": {
                name: b64encode(part).decode() for name, part in parts.items() if part is not None
            },
        }
    )
    path = os.pathsep.join(filter(None, sys.path))
    environment = {**os.environ, "PYTHONPATH": path}
    return output_of("-m", "handlers.files.report_process", job=job, environment=environment)
