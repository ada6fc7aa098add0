"""Commands of the catalogue: in and out, its search and the words of that."""

from argparse import ArgumentParser

from handlers.cli.arguments import importing
from handlers.cli.arguments.commands import Commands


def add_to(commands: Commands) -> None:
    """Add the commands."""
    importing.add_to(
        commands.add("import", "catalogue.import_", "offers of an office's file into the catalogue")
    )
    _imports(commands)
    _export(
        commands.add(
            "export", "catalogue.export", "the catalogue into a file that imports unchanged"
        )
    )
    _words(commands.below("words", "words of the search", "add|remove|export"))
    commands.add(
        "reindex", "words.reindex", "index all offers again if the words of the search changed"
    )
    _search(commands.add("search", "search.search", "search as people do"))


def _imports(commands: Commands) -> None:
    listing = commands.add("imports", "catalogue.runs", "the imports of a district")
    listing.add_argument("--district", required=True)
    listing.add_argument("--json", action="store_true")
    undoing = commands.add("undo-import", "catalogue.undo", "undo an import")
    undoing.add_argument("id", type=int, help="the number that lotse imports shows")
    undoing.add_argument("--district", required=True)
    undoing.add_argument(
        "--row",
        action="append",
        default=[],
        metavar="NUMBER",
        help="only the offer with this number of the list",
    )
    undoing.add_argument("--json", action="store_true")


def _export(command: ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE")
    command.add_argument("--district", required=True)
    command.add_argument("--format", choices=("csv", "xlsx", "hsds"))
    command.add_argument("--language", help="of the columns without a language")


def _words(commands: Commands) -> None:
    for name, words in (
        ("add", "a word for a concept, from now on"),
        ("remove", "take an added word away"),
    ):
        changing = commands.add(name, f"words.{name}", words)
        for what in ("language", "concept", "word"):
            changing.add_argument(what)
    commands.add("export", "words.export", "the added words as a patch for the project")


def _search(command: ArgumentParser) -> None:
    command.add_argument("text", nargs="?", metavar="TEXT")
    command.add_argument(
        "--batch", metavar="FILE.jsonl", help='one {"query", "language", "district"} a line'
    )
    command.add_argument("--language")
    command.add_argument("--district")
    command.add_argument("--limit", type=int, default=5)
    command.add_argument("--explain", action="store_true", help="what each hit owes its place to")
    command.add_argument("--json", action="store_true")
