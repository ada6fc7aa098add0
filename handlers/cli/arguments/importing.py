"""The arguments of ``lotse import``."""

from argparse import ArgumentParser
from io import BytesIO, TextIOWrapper

from bot.rules.encodings import TWICE

FORMATS = ("csv", "xlsx", "ods", "xls", "integreat", "hsds", "bildungsangebot")
KINDS = (
    *("hidden-sheet", "hidden-row", "struck-row", "struck-cell"),
    *("section", "sum", "remark"),
)
"""What an import leaves out unless it is told otherwise: ``NoteKind`` of ``bot/domain``."""


def add_to(command: ArgumentParser) -> None:
    """Add the arguments to the command."""
    command.add_argument("files", nargs="+", metavar="FILE")
    command.add_argument("--district", required=True)
    command.add_argument("--format", choices=FORMATS)
    command.add_argument(
        "--language", help="of the columns without a language, or of an Integreat file"
    )
    command.add_argument(
        "--source",
        metavar="NAME",
        help="which list it is: numbers of another source are others; usually the owner's name",
    )
    command.add_argument(
        "--accept-renamed",
        action="store_true",
        help="another title or owner under the same number is a change",
    )
    command.add_argument(
        "--accept-older",
        action="store_true",
        help="also what is older than the last change in the catalogue",
    )
    command.add_argument(
        "--new-municipalities",
        action="store_true",
        help="add municipalities the district does not know",
    )
    command.add_argument(
        "--good-rows",
        action="store_true",
        help="import the rows without mistakes; the others go into a file that can be mended",
    )
    command.add_argument(
        "--take",
        action="append",
        default=[],
        type=_taken,
        metavar="WHAT",
        help="what would be left out: a row (12, Sheet!12) or one of " + ", ".join(KINDS),
    )
    command.add_argument(
        "--encoding", type=_encoding, help="of a CSV file, where two readings fit: cp1252, cp850"
    )
    command.add_argument("--separator", type=_separator, help="of a CSV file; TAB is a tabulator")
    command.add_argument(
        "--accept-theirs",
        action="store_true",
        help="where somebody here changed the same cell as the file, take the file's",
    )
    command.add_argument(
        "--close-missing",
        action="store_true",
        help="close offers that the list held last time and does not hold now",
    )
    command.add_argument(
        "--accept-many-missing",
        action="store_true",
        help="close them also if they are most of the list",
    )
    command.add_argument("--dry-run", action="store_true", help="only tell what would happen")
    command.add_argument("--json", action="store_true")


def _taken(word: str) -> str:
    """Check a kind of row, or the number of one. Raises ValueError."""
    if word in KINDS or word.rpartition("!")[2].isdecimal():
        return word
    raise ValueError(word)


def _encoding(word: str) -> str:
    """Check an encoding. Raises ValueError for an unknown one, and for one that makes no text."""
    try:
        TextIOWrapper(BytesIO(), encoding="utf-8" if word == TWICE else word)
    except LookupError:
        raise ValueError(word) from None
    return word


def _separator(word: str) -> str:
    """Return a separator of one letter. Raises ValueError."""
    mark = "\t" if word.upper() in ("TAB", "\\T") else word
    if len(mark) != 1:
        raise ValueError(word)
    return mark
