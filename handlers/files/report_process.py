"""Makes one DOCX or XLSX of a report and ends, so that the answers of others stay quick meanwhile.

Run as a module. Reads JSON from the standard input (``suffix``, ``report``, ``snapshot``) and
writes the file to the standard output.
"""

import sys

import orjson

from handlers.files import report_docx, report_tables
from handlers.files.report_data import from_data


def main() -> None:
    """Make what the standard input says."""
    job = orjson.loads(sys.stdin.buffer.read())
    report = from_data(job["report"])
    if job["suffix"] == "xlsx":
        content = report_tables.rendered(report, job["snapshot"])
    else:
        content = report_docx.rendered(report)
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
