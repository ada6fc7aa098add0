"""Makes one PDF and ends: typst keeps what it has laid out in memory for as long as a process runs.

Run by its path. Reads JSON from the standard input (``template``, ``report``, ``fonts``,
``timestamp`` in seconds) and writes the PDF to the standard output. Imports nothing of ours, so
that it starts fast and stays small.
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

NICENESS = 10
"""How far a file stands back behind answers to people, who wait."""


def main() -> None:
    """Compile what the standard input says."""
    import typst

    job = json.load(sys.stdin.buffer)
    with TemporaryDirectory(prefix="lotse-report-") as folder:
        source = Path(folder) / "report.typ"
        source.write_text(job["template"], "utf-8")
        content = typst.compile(
            str(source),
            root=folder,
            font_paths=job["fonts"],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"report": job["report"]},
            pdf_standards=["a-2a", "ua-1"],
            package_path=folder,
            package_cache_path=folder,
            timestamp=datetime.fromtimestamp(job["timestamp"], UTC),
        )
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    os.nice(NICENESS)
    main()
