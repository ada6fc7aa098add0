"""Makes one DOCX or XLSX of a report and ends, so that the answers of others stay quick meanwhile.

Run as a module. Reads JSON from the standard input (``suffix``, ``report``, ``snapshot``,
``letterhead``) and writes the file to the standard output.
"""

import os
import sys
from base64 import b64decode

import orjson

from bot.domain.council_reports import Letterhead
from handlers.files import report_docx, report_tables
from handlers.files.report_data import from_data

NICENESS = 10
"""How far a file stands back behind answers to people, who wait."""


def main() -> None:
    """Make what the standard input says."""
    job = orjson.loads(sys.stdin.buffer.read())
    report = from_data(job["report"])
    if job["suffix"] == "xlsx":
        content = report_tables.rendered(report, job["snapshot"])
    else:
        paper = {name: b64decode(part) for name, part in job["letterhead"].items()}
        letterhead = Letterhead(paper.get("template"), paper.get("logo"))
        content = report_docx.rendered(report, letterhead)
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    os.nice(NICENESS)
    main()
