"""Tables as offices make them: how many are read right, told right, or wrong in silence.

Beside us: pandas, csvkit and frictionless with their defaults, as far as they are installed for the
Python that ``LOTSE_PEERS_PYTHON`` names (this one, if it names none). They know nothing of offers:
what they read is right if each row of the list is there with its words, and no other row.
"""

import os
import shutil
import subprocess
import sys
from argparse import Namespace
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from benchmarks.tables.laid_out import LAID_OUT
from benchmarks.tables.made import TABLES
from benchmarks.tables.offers import COLUMNS, Offer, OfficeTable
from bot.domain.places import Municipality
from bot.rules.import_context import ImportContext
from handlers.cli import import_files

RIGHT, TOLD, REFUSED, SILENT = "read right", "told right", "refused or error", "silently wrong"
OUTCOMES = (RIGHT, TOLD, REFUSED, SILENT)
PEERS = Path(__file__).parent / "peers.py"
TOWNS = tuple(
    Municipality(number, 1, name, postcodes=(postcode,))
    for number, (name, postcode) in enumerate(
        (("Konstanz", "78462"), ("Singen (Hohentwiel)", "78224"), ("Radolfzell", "78315")), 1
    )
)
CONTEXT = ImportContext(TOWNS, (), ("de", "en", "uk"), "de", "Landkreis")
NO_CHOICE = Namespace(
    format=None, language=None, good_rows=False, take=[], encoding=None, separator=None
)


async def main() -> None:
    """Print what became of each table, and the shares."""
    with TemporaryDirectory() as folder:
        made = _made(Path(folder))
        results = {"Lotse": {table.name: _ours(path, table) for table, path in made}}
        results |= _peers(made)
    _print(results)
    if silent := [name for name, outcome in results["Lotse"].items() if outcome == SILENT]:
        sys.exit(f"wrong in silence: {', '.join(silent)}")


def _made(folder: Path) -> list[tuple[OfficeTable, Path]]:
    """Make the files; those of LibreOffice only where it is installed."""
    made = []
    for table in (*TABLES, *LAID_OUT):
        path = folder / f"{table.name.replace(' ', '-').replace('/', '-')}.{table.suffix}"
        if table.converted_from and not shutil.which("soffice"):
            sys.stdout.write(f"{table.name}: LibreOffice is not installed\n")
            continue
        table.make(path)
        if table.converted_from:
            _convert(path, table)
        made.append((table, path))
    return made


def _convert(path: Path, table: OfficeTable) -> None:
    """Let LibreOffice write a file that was made in another format."""
    original = path.with_suffix(f".{table.converted_from}")
    path.rename(original)
    subprocess.run(
        ["soffice", "--headless", "--convert-to", table.suffix, "--outdir", path.parent, original],
        check=True,
        capture_output=True,
    )


def _ours(path: Path, table: OfficeTable) -> str:
    """Return what became of a table here."""
    result = import_files.read(path, NO_CHOICE, CONTEXT)
    codes = {mistake.code for mistake in result.mistakes}
    if codes:
        return TOLD if codes == table.mistakes else REFUSED
    kinds = {note.kind.value for note in result.notes}
    read = sorted(
        (
            draft.external_id,
            draft.details.texts[0].title,
            draft.details.organisation,
            draft.details.municipality,
            draft.details.phone,
            f"{draft.details.starts_on:%d.%m.%Y}" if draft.details.starts_on else "",
            draft.details.price,
        )
        for draft in result.drafts
    )
    details = [draft.details for draft in result.drafts]
    links = {link for offer in details for link in (offer.url, offer.email) if link}
    is_right = read == sorted(map(tuple, table.right)) and not table.mistakes
    is_right = is_right and links == table.links
    return RIGHT if is_right and table.notes <= kinds else SILENT


def _peers(made: list[tuple[OfficeTable, Path]]) -> dict[str, dict[str, str]]:
    """Return what became of the tables elsewhere, by tool and table."""
    python = os.environ.get("LOTSE_PEERS_PYTHON", sys.executable)
    done = subprocess.run(
        [python, PEERS, *(path for _, path in made)], capture_output=True, text=True, check=True
    )
    results: dict[str, dict[str, str]] = {}
    for line in done.stdout.splitlines():
        answer = orjson.loads(line)
        table = next(table for table, path in made if str(path) == answer["path"])
        outcome = REFUSED if "error" in answer else _judged(answer["rows"], table)
        results.setdefault(answer["tool"], {})[table.name] = outcome
    return results


def _judged(rows: list[list[str]], table: OfficeTable) -> str:
    """Return whether each offer is there with its words, and no other row.

    A number may have lost its zeros behind the point, a date may have any form.
    """
    filled = [words for row in rows if _is_filled(words := set(filter(None, row)))]
    wanted = [_telling(offer) for offer in table.right]
    is_there = all(any(words <= row for row in filled) for words in wanted)
    is_right = is_there and len(filled) == len(wanted) and not table.mistakes
    return RIGHT if is_right else SILENT


def _is_filled(row: set[str]) -> bool:
    """Return whether a row holds something, and is not the one with the headings."""
    return bool(row) and not set(COLUMNS[:2]) <= row


def _telling(offer: Offer) -> set[str]:
    """Return the words of an offer that have only one form."""
    return {offer.number, offer.title, offer.organisation, offer.phone}


def _print(results: dict[str, dict[str, str]]) -> None:
    names = list(results)
    out = sys.stdout.write
    out(f"\n| table | {' | '.join(names)} |\n| --- |{' --- |' * len(names)}\n")
    for table in results["Lotse"]:
        out(f"| {table} | {' | '.join(results[name].get(table, '') for name in names)} |\n")
    out(f"\n| of {len(results['Lotse'])} | {' | '.join(names)} |\n| --- |{' --- |' * len(names)}\n")
    for outcome in OUTCOMES:
        counts = [str(Counter(results[name].values())[outcome]) for name in names]
        out(f"| {outcome} | {' | '.join(counts)} |\n")
