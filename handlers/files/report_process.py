"""Makes one DOCX or XLSX of a report and ends, so that the answers of others stay quick meanwhile.

Run as a module. Reads JSON from the standard input (``suffix``, ``report``, ``snapshot``,
``letterhead``) and writes the file to the standard output.
"""

import os
import sys
from base64 import b64decode

import orjson

from bot.domain.council_reports import Letterhead
from handlers.files.report_data import from_data

NICENESS = 10
"""How far a file stands back behind answers to people, who wait."""


def main() -> None:
    """Make what the standard input says.

    Only the library of that kind of file is loaded: each takes longer than making the file.
    """
    job = orjson.loads(sys.stdin.buffer.read())
    report = from_data(job["report"])
    if job["suffix"] == "xlsx":
        from handlers.files import report_tables

        content = report_tables.rendered(report, job["snapshot"])
    else:
        from handlers.files import report_docx

        paper = {name: b64decode(part) for name, part in job["letterhead"].items()}
        letterhead = Letterhead(paper.get("template"), paper.get("logo"))
        content = report_docx.rendered(report, letterhead)
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    os.nice(NICENESS)
    main()
