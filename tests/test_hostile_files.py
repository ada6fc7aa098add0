"""Hostile files: archive bombs, XML entities, giant cells.

Each ends in a clear message and needs little memory.
"""

import itertools
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest

from bot.domain.imports import FileProblem
from bot.environment import ROOT
from handlers.files import limits, sheet_marks, tables
from tests.harness.offices import csv

LANGUAGES = ["de", "en", "uk"]
ELEMENTS = (b"<row/>", b"<row></row>", b"<row><c/></row>", b'<row r="7" s="1"/> ', b"<x/>", b"<c/>")


def _zip(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda p: _zip(p, "xl/worksheets/sheet1.xml", b"0" * (80 << 20)), "file_bomb"),
        (lambda p: _zip(p, "nothing.txt", b"x"), "file_foreign"),
        (lambda p: p.write_bytes(b"PK\x03\x04 broken"), "file_broken"),
        (lambda p: p.write_bytes(b""), "file_broken"),
    ],
)
def test_hostile_workbooks_are_refused(tmp_path: Path, make, code: str) -> None:
    path = tmp_path / "a.xlsx"
    make(path)
    with pytest.raises(FileProblem) as problem:
        tables.read_workbook(path, LANGUAGES, "de")
    assert problem.value.mistake.code == code


def test_entities_in_a_workbook_do_not_unfold(tmp_path: Path) -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
        + b"A" * 1000
        + b'"><!ENTITY b "'
        + b"&a;" * 1000
        + b'">]><worksheet><sheetData>&b;</sheetData></worksheet>'
    )
    with pytest.raises(FileProblem):
        tables.read_workbook(_with_sheet(tmp_path / "bomb.xlsx", bomb), LANGUAGES, "de")


def _with_sheet(path: Path, sheet: bytes) -> Path:
    """Write a workbook with the XML of its only sheet."""
    good = path.with_name("good.xlsx")
    openpyxl.Workbook().save(good)
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, sheet if entry.endswith("sheet1.xml") else old.read(entry))
    return path


def _sheet(rows: Iterable[Sequence[str]]) -> bytes:
    """Return the XML of a sheet, as openpyxl writes it in ten times as long."""
    lines = (
        "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) for cells in rows
    )
    body = "".join(f"<row>{line}</row>" for line in lines)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{body}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_header"),
        ("Name und Adresse\nfoo\n", "no_header"),
        ("title;organisation\n", "file_empty"),
        ("title;x\n" + "A" * 200_000 + ";\n", "too_long"),
        ("a\0b;c\n", "file_broken"),
    ],
)
def test_hopeless_tables_are_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(FileProblem) as problem:
        tables.read_csv(csv(tmp_path / "a.csv", text, "utf-8"), LANGUAGES, "de")
    assert problem.value.mistake.code == code


@pytest.mark.xdist_group("serial")
def test_a_giant_import_stays_below_256_mib(tmp_path: Path) -> None:
    rows = [(f"Kurs {n}", "Beschreibung " * 40, "VHS") for n in range(20_000)]
    path = _with_sheet(
        tmp_path / "a.xlsx", _sheet([("title", "description", "organisation"), *rows])
    )
    code = (
        "import re,sys; from pathlib import Path; from handlers.files import tables\n"
        "rows = tables.read_workbook(Path(sys.argv[1]), ['de'], 'de').rows\n"
        "print(len(rows), int(re.search(r'VmHWM:\\s+(\\d+)',"
        " Path('/proc/self/status').read_text())[1]) // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    read, mebibytes = map(int, done.stdout.split())
    assert read == 20_000
    assert mebibytes < 256, f"{mebibytes} MiB"


TIMES = 1000
MOST = 25
"""How often as long as the usual one a file may take."""
READER = """
import resource, sys, time
from pathlib import Path
from bot.domain.imports import FileProblem
from handlers.files import tables
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
for path in map(Path, sys.argv[1:]):
    began = time.process_time()
    try:
        tables.read_workbook(path, ["de"], "de")
    except FileProblem:
        pass
    print(f"{time.process_time() - began};{path.name}", flush=True)
"""
"""Reads workbooks with limits of processor seconds and bytes; says what each of them took."""
ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:automatic-styles>
<style:style style:name="a"><style:table-properties style:display="false"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="T">
<table:table-column table:number-columns-repeated="16384" table:visibility="collapse"/>
<table:table-row table:number-rows-repeated="1000" table:visibility="collapse"/>
<table:table-row><table:table-cell office:value-type="string" table:number-rows-spanned="9"><text:p
>Titel</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""
MIME = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = "META-INF/manifest.xml"
XMLNS = '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"></manifest>'


def _workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (("Titel", "Ort"), ("Kurs", "Wehr"), *(("", "") for _ in range(500)), ("Ende", "W")):
        book.active.append(row)
    book.active.merge_cells("A2:A500")
    book.active.column_dimensions.group("C", "XFD", hidden=True)
    book.active.cell(2, 2).number_format = '0" €"'
    book.save(path)
    return path


def repeated(
    parts: dict[str, str], folder: Path, suffix: str, within: str, times: int
) -> list[Path]:
    """Write a file for each kind of element, in which it stands many times in the same place.

    ``within`` is how the names of the parts begin that matter.
    """
    files = []
    for name, xml in parts.items():
        if not name.startswith(within):
            continue
        elements = re.findall(r"<([\w:-]+)[^<>]*/>|<([\w:-]+)[^<>]*>[^<>]*</\2>", xml)
        for tag in sorted({a or b for a, b in elements}):
            alone = re.search(rf"<{tag}(?![\w-])[^<>]*(/>|>[^<>]*</{tag}>)", xml)
            assert alone
            more = xml[: alone.start()] + alone[0] * times + xml[alone.end() :]
            path = folder / f"{len(files)} {tag.replace(':', '-')} {Path(name).name}.{suffix}"
            with zipfile.ZipFile(path, "w") as archive:
                for other, content in (parts | {name: more}).items():
                    archive.writestr(other, content)
            files.append(path)
    return files


@pytest.mark.xdist_group("serial")
def test_no_element_that_stands_there_often_costs_more_than_its_letters(tmp_path: Path) -> None:
    """Hidden columns and merged cells name many cells with few letters."""
    with zipfile.ZipFile(_workbook(tmp_path / "good.xlsx")) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    files = repeated(parts, tmp_path, "xlsx", "xl/", TIMES)
    parts = {"mimetype": MIME, "content.xml": ODS, MANIFEST: XMLNS}
    files += repeated(parts, tmp_path, "ods", "content", TIMES)
    assert len(files) > 20
    done = subprocess.run(
        [sys.executable, "-c", READER, *map(str, files)], cwd=ROOT, capture_output=True, text=True
    )
    took = [(float(line.partition(";")[0]), line) for line in done.stdout.splitlines()]
    assert len(took) == len(files), f"after {done.stdout[-80:]} {done.stderr[-500:]}"
    usual = sorted(took)[len(took) // 2][0]
    assert not [line for seconds, line in took if seconds > MOST * usual]


@pytest.mark.parametrize("limit", ["MOST_ELEMENTS", "MOST_LINES"])
def test_so_many_elements_are_refused_wherever_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """Ten million empty rows took half a minute of a processor, whatever they held."""
    module = limits if limit == "MOST_ELEMENTS" else sheet_marks
    with zipfile.ZipFile(_workbook(tmp_path / "good.xlsx")) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    monkeypatch.setattr(module, limit, 5000)
    tables.read_workbook(tmp_path / "good.xlsx", LANGUAGES, "de")
    wrong = []
    for name, element in itertools.product(sheets if module is sheet_marks else parts, ELEMENTS):
        if module is sheet_marks and b"row" not in element:
            continue
        inside = b"<sheetData>" if name in sheets else b""
        begun, found, rest = parts[name].partition(inside or b"?>")
        path = tmp_path / "many.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for other, content in (parts | {name: begun + found + element * 5001 + rest}).items():
                archive.writestr(other, content)
        try:
            tables.read_workbook(path, LANGUAGES, "de")
            wrong.append((name, element))
        except FileProblem as problem:
            if problem.mistake.code != "file_bomb":
                wrong.append((name, element, problem.mistake.code))
    assert not wrong
