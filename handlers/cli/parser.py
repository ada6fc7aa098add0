"""All commands of the command line with their arguments."""

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from handlers.cli import import_options
from handlers.cli.context import CommandContext

Command = Callable[..., Awaitable[int]]


def _later(subject: str, name: str) -> Command:
    """Return a command of ``handlers/cli/<subject>.py`` that is loaded when it runs.

    So a server does not load a reader of spreadsheets.
    """

    async def command(context: CommandContext, arguments: Namespace) -> int:
        return int(
            await getattr(import_module(f"handlers.cli.{subject}"), name)(context, arguments)
        )

    return command


def parser(run: Command, try_: Command) -> ArgumentParser:
    """Return the parser of the command line.

    It sets ``command`` of the arguments to the function that runs them. ``run`` and ``try_`` are
    the functions of ``bot.app`` that start a server.
    """
    top = ArgumentParser(
        "lotse", description="A guide for newcomers and volunteers in German districts"
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, words: str, group: Any = commands) -> ArgumentParser:
        added: ArgumentParser = group.add_parser(name, help=words, description=words)
        added.set_defaults(command=command, own=False)
        return added

    trying = add("try", try_, "try it on this machine, with sample districts and no settings")
    trying.add_argument(
        "--telegram", action="store_true", help="with a pretended Telegram: a page shows its chats"
    )
    trying.set_defaults(own=True)
    add("run", run, "production: everything that is configured")
    add("sample", _later("districts", "sample"), "load the five sample districts")
    _district(add("district", _later("districts", "add"), "a new district"), add)
    import_options.add_to(
        add(
            "import",
            _later("catalogue", "import_"),
            "offers of an office's file into the catalogue",
        )
    )
    _imports(add)
    _export(
        add(
            "export",
            _later("catalogue", "export"),
            "the catalogue into a file that imports unchanged",
        )
    )
    _words(add("words", _later("words", "export"), "words of the search"), add)
    add(
        "reindex",
        _later("words", "reindex"),
        "index all offers again if the words of the search changed",
    )
    _report(add("report", _later("council_reports", "report"), "the report to the council"))
    _measures(add("measures", _later("measures", "export"), "the plan of a district"), add)
    _search(add("search", _later("search", "search"), "search as people do"))
    _invite(
        add(
            "invite",
            _later("links", "invite"),
            "a one-time link that gives somebody a right in a district",
        )
    )
    _grants(add)
    _poster(
        add(
            "poster",
            _later("links", "poster"),
            "QR codes to print, as SVG and as a page, in each language",
        )
    )
    _announce(add)
    audit = add(
        "audit", _later("operation", "audit"), "who did or was refused what, the latest first"
    )
    audit.add_argument("--limit", type=int, default=50)
    audit.add_argument("--acts", action="store_true", help="only what was done, no refusals")
    add("migrate", _later("operation", "migrate"), "bring the database up to date")
    add("check-config", _later("checking", "check_config"), "check all settings")
    add("backup", _later("operation", "backup"), "everything into one new file").add_argument(
        "file"
    )
    restore = add("restore", _later("operation", "restore"), "a backup into an empty database")
    restore.add_argument("file")
    restore.add_argument(
        "--erased",
        action="append",
        default=[],
        metavar="LIST",
        help="a copy of the list of erasures, beside the one where the database is",
    )
    add(
        "rekey",
        _later("keys", "rekey"),
        "seal everything with a new key while the service runs; LOTSE_OLD_SECRET_KEYS has the old",
    )
    failed = add("failed", _later("failures", "show"), "rows that were set aside, the latest first")
    failed.add_argument("--limit", type=int, default=50)
    failed.add_argument("--retry", metavar="QUEUE", help="try the rows of this queue again")
    forget = add(
        "forget", _later("operation", "forget"), "delete what is past its time, or one person"
    )
    forget.add_argument(
        "--person", type=int, metavar="NUMBER", help="the number that /mydata shows"
    )
    add(
        "retention",
        _later("operation", "retention"),
        "what is past its time, and whether deleting it waits to be confirmed",
    ).add_argument("confirm", nargs="?", choices=("confirm",), help="delete it all the same")
    return top


def _announce(add: Callable[..., ArgumentParser]) -> None:
    sending = add(
        "announce",
        _later("announcements", "announce"),
        "who would get a message; with --send they get it",
    )
    sending.add_argument("file", metavar="FILE.toml")
    sending.add_argument("--send", action="store_true")
    sending.add_argument("--json", action="store_true")
    showing = add("announcements", _later("announcements", "show"), "how far announcements are")
    showing.add_argument("id", nargs="?", type=int)
    showing.add_argument("--json", action="store_true")
    for verb in ("pause", "resume", "cancel"):
        steering = add(
            f"{verb}-announcement",
            _later("announcements", "steer"),
            f"{verb} what is still open of an announcement",
        )
        steering.add_argument("id", type=int)
        steering.set_defaults(verb=verb)


def _district(command: ArgumentParser, add: Callable[..., ArgumentParser]) -> None:
    adding = add(
        "add",
        _later("districts", "add"),
        "a new district",
        command.add_subparsers(required=True, metavar="add"),
    )
    adding.add_argument("slug")
    adding.add_argument("--name", required=True)
    adding.add_argument("--file", help="TOML with contact, fields and municipalities")


def _imports(add: Callable[..., ArgumentParser]) -> None:
    listing = add("imports", _later("catalogue", "runs"), "the imports of a district")
    listing.add_argument("--district", required=True)
    listing.add_argument("--json", action="store_true")
    undoing = add("undo-import", _later("catalogue", "undo"), "undo an import")
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


def _report(command: ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE.pdf|.docx|.xlsx|.json")
    command.add_argument("--district", required=True)
    command.add_argument("--period", required=True, metavar="2026-H2")
    command.add_argument("--draft", action="store_true", help="as it is now; nothing is released")
    command.add_argument(
        "--correct", metavar="TEXT", help="release a new version, and say what has changed"
    )
    command.add_argument(
        "--text",
        nargs=2,
        action="append",
        default=[],
        metavar=("PART", "TEXT"),
        help="write a part first, such as paper_number for the number of the council paper",
    )


def _measures(command: ArgumentParser, add: Callable[..., ArgumentParser]) -> None:
    group = command.add_subparsers(required=True, metavar="COMMAND")
    importing = add(
        "import", _later("measures", "import_"), "measures of a CSV or XLSX file", group
    )
    importing.add_argument("file", metavar="FILE")
    importing.add_argument("--district", required=True)
    importing.add_argument(
        "--accept-older", action="store_true", help="undo what was changed since the file was made"
    )
    importing.add_argument("--dry-run", action="store_true", help="show what would change")
    importing.add_argument("--json", action="store_true")
    exporting = add("export", _later("measures", "export"), "measures into a table", group)
    exporting.add_argument("file", metavar="FILE")
    exporting.add_argument("--district", required=True)


def _invite(command: ArgumentParser) -> None:
    roles = ("coordinator", "editor", "reader", "volunteer", "translator")
    command.add_argument("role", choices=roles)
    command.add_argument("--district", required=True)
    command.add_argument("--organisation", help="whose offers an editor keeps, as they name it")
    command.add_argument("--language", help="into which a translator translates: uk")
    command.add_argument("--ends", metavar="DATE", help="last day of the right: 2027-06-30")


def _grants(add: Callable[..., ArgumentParser]) -> None:
    listing = add("grants", _later("grants", "show"), "who may what, until when")
    listing.add_argument("--district")
    listing.add_argument("--json", action="store_true")
    listing.add_argument(
        "--reset-second-factor",
        type=int,
        metavar="NUMBER",
        help="for who lost all: the number of the person, as it is listed here",
    )
    revoking = add("revoke", _later("grants", "revoke"), "take a right away at once")
    revoking.add_argument("id", type=int, help="the number that lotse grants shows")
    revoking.add_argument("--ends", metavar="DATE", help="not now: its last day")
    revoking.add_argument(
        "--force", action="store_true", help="also that of the last coordinator of a district"
    )
    handing = add(
        "hand-over",
        _later("grants", "hand_over"),
        "a right from one person to another, in one step: a one-time link, or --to",
    )
    handing.add_argument("id", type=int, help="the number that lotse grants shows")
    handing.add_argument("--to", type=int, metavar="NUMBER", help="the number /mydata shows")


def _poster(command: ArgumentParser) -> None:
    command.add_argument("--district", required=True)
    command.add_argument(
        "--name", default="poster", help="where it hangs: how often its link is followed is counted"
    )
    command.add_argument(
        "--language", action="append", metavar="CODE", help="all if not given; can be repeated"
    )
    command.add_argument("--offer", type=int, metavar="NUMBER", help="lead to this offer")
    command.add_argument("--level", action="store_true", help="lead to: how good is your German?")
    command.add_argument("--job", action="store_true", help="lead to the stations to a job")
    command.add_argument("--folder", default="posters")


def _words(command: ArgumentParser, add: Callable[..., ArgumentParser]) -> None:
    group = command.add_subparsers(required=True, metavar="add|remove|export")
    for name, words in (
        ("add", "a word for a concept, from now on"),
        ("remove", "take an added word away"),
    ):
        changing = add(name, _later("words", name), words, group)
        for what in ("language", "concept", "word"):
            changing.add_argument(what)
    add("export", _later("words", "export"), "the added words as a patch for the project", group)


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
