"""A report of 60 measures to the council as PDF: CPU and memory, once and again, beside in-process.

Each way runs in a process of its own, so that peaks are its own. "again" is the fifth report. At
last WeasyPrint makes a tagged PDF of the same words from HTML, if it can be installed.
"""

import subprocess
import sys
import tempfile
import venv
from datetime import date
from pathlib import Path

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

PEER = "weasyprint>=70,<71"
BY_PEER = """
import resource, sys
from weasyprint import HTML
made = HTML(filename=sys.argv[1]).write_pdf(pdf_variant="pdf/ua-1")
used = resource.getrusage(resource.RUSAGE_SELF)
print(f"{used.ru_maxrss / 1024:.0f} {used.ru_utime + used.ru_stime:.2f} {len(made) / 1024:.0f}")
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


def beside(folder: Path) -> None:
    """Say what WeasyPrint needs for the same report as a page, with its start, as ours has one."""
    from handlers.files import report_html

    page = folder / "report.html"
    head = '<!DOCTYPE html><html lang="de"><head><title>Bericht</title></head><body>'
    page.write_text(f"{head}{report_html.body(report(0))}</body></html>", "utf-8")
    venv.create(folder / "peer", with_pip=True)
    python = folder / "peer" / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", PEER], capture_output=True, check=True
    )
    command = [str(python), "-c", BY_PEER, str(page)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    megabytes, seconds, kilobytes = out.split()
    say(f"WeasyPrint, once: peak {megabytes} MB, {seconds} s CPU, {kilobytes} KB")


async def main() -> None:
    wrong = False
    for way, name in (("own", "process of its own"), ("same", "in the server's process")):
        for times, when in ((1, "once"), (AGAIN, "again")):
            megabytes, seconds = measured(way, times)
            say(f"{name}, {when}: peak {megabytes:.0f} MB, {seconds:.2f} s CPU")
            is_much = megabytes > MOST_MEGABYTES or seconds > MOST_SECONDS
            wrong |= way == "own" and is_much
    with tempfile.TemporaryDirectory() as folder:
        try:
            beside(Path(folder))
        except (subprocess.CalledProcessError, OSError) as error:
            say(f"no peer, because WeasyPrint cannot be installed or started: {error}")
    say(f"at most {MOST_MEGABYTES} MB and {MOST_SECONDS} s: {'no' if wrong else 'yes'}")
