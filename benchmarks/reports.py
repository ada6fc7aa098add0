"""A report of 60 measures to the council as PDF: CPU and memory, once and again, beside in-process.

Each way runs in a process of its own, so that peaks are its own. "again" is the fifth report.
"""

import subprocess
import sys
from datetime import date

from benchmarks.processes import say
from bot.screens.report_blocks import Block, Chart, Document, Heading, Paragraph, Table

MEASURES, ROWS, AGAIN = 60, 22, 5
MOST_MEGABYTES, MOST_SECONDS = 120, 1.5
"""What one report may take."""
MEASURED = """
import resource, sys, time
from benchmarks import reports
from handlers.files import report_pdf, typst_process
way, times = sys.argv[1], int(sys.argv[2])
who = resource.RUSAGE_CHILDREN if way == "own" else resource.RUSAGE_SELF
for number in range(times):
    before = resource.getrusage(who)
    report = reports.report(number)
    if way == "own":
        report_pdf.rendered(report)
    else:
        reports.in_process(report)
    after = resource.getrusage(who)
used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(f"{after.ru_maxrss / 1024:.0f} {used:.2f}")
"""


def report(number: int) -> Document:
    """Return a report of 60 measures, in German and Arabic; other numbers have other words."""
    blocks: list[Block] = [Heading(1, "Maßnahmen")]
    for measure in range(MEASURES):
        rows = tuple((f"Zeile {row}", str(row * measure + number)) for row in range(ROWS))
        blocks += [
            Heading(2, f"{measure} Kurse am Abend دورات اللغة في المساء"),
            Paragraph(f"Wer arbeitet, lernt abends Deutsch. {number} " * 8),
            Table(f"Maßnahme {measure}", ("Was", "Wert"), rows, (1,)),
        ]
    bars = (("geplant", 12), ("in Umsetzung", 40 + number))
    blocks.append(Chart("Maßnahmen nach Status", bars, "Maßnahmen nach Status, zwei Balken"))
    day = date(2026, 12, 31)
    return Document("Bericht", "Kreis, 2026-H2", "Fassung 1", "", "de", day, tuple(blocks))


def in_process(made: Document) -> None:
    """Make the same PDF in this process, as a server without another process would."""
    from io import BytesIO, TextIOWrapper

    from handlers.files import report_pdf, typst_process

    job = report_pdf.job(made)
    before = sys.stdin, sys.stdout
    sys.stdin, sys.stdout = TextIOWrapper(BytesIO(job)), TextIOWrapper(BytesIO())
    try:
        typst_process.main()
    finally:
        sys.stdin, sys.stdout = before


def measured(way: str, times: int) -> tuple[float, float]:
    """Return the peak of memory in MB and the CPU seconds of the last of so many reports."""
    command = [sys.executable, "-c", MEASURED, way, str(times)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    megabytes, seconds = map(float, out.split())
    return megabytes, seconds


async def main() -> None:
    wrong = False
    for way, name in (("own", "process of its own"), ("same", "in the server's process")):
        for times, when in ((1, "once"), (AGAIN, "again")):
            megabytes, seconds = measured(way, times)
            say(f"{name}, {when}: peak {megabytes:.0f} MB, {seconds:.2f} s CPU")
            is_much = megabytes > MOST_MEGABYTES or seconds > MOST_SECONDS
            wrong |= way == "own" and is_much
    say(f"at most {MOST_MEGABYTES} MB and {MOST_SECONDS} s: {'no' if wrong else 'yes'}")
