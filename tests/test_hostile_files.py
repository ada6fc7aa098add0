"""Hostile files: archive bombs, XML entities, giant cells.

Each ends in a clear message and needs little memory.
"""

import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from bot.domain.imports import FileProblem
from bot.environment import ROOT
from handlers.files import tables
from tests.harness.offices import csv

LANGUAGES = ["de", "en", "uk"]


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
    book = openpyxl.Workbook()
    book.active.append(["Titel", "Ort"])
    book.save(tmp_path / "good.xlsx")
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
        + b"A" * 1000
        + b'"><!ENTITY b "'
        + b"&a;" * 1000
        + b'">]><worksheet><sheetData>&b;</sheetData></worksheet>'
    )
    with (
        zipfile.ZipFile(tmp_path / "good.xlsx") as old,
        zipfile.ZipFile(tmp_path / "bomb.xlsx", "w") as new,
    ):
        for entry in old.namelist():
            new.writestr(entry, bomb if entry.endswith("sheet1.xml") else old.read(entry))
    with pytest.raises(FileProblem):
        tables.read_workbook(tmp_path / "bomb.xlsx", LANGUAGES, "de")


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
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["title", "description", "organisation"])
    for n in range(20_000):
        sheet.append([f"Kurs {n}", "Beschreibung " * 40, "VHS"])
    book.save(tmp_path / "a.xlsx")
    code = (
        "import re,sys; from pathlib import Path; from handlers.files import tables\n"
        "rows = tables.read_workbook(Path(sys.argv[1]), ['de'], 'de').rows\n"
        "print(len(rows), int(re.search(r'VmHWM:\\s+(\\d+)',"
        " Path('/proc/self/status').read_text())[1]) // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.xlsx")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    rows, mebibytes = map(int, done.stdout.split())
    assert rows == 20_000
    assert mebibytes < 256, f"{mebibytes} MiB"
