"""Commands of the plan of measures and the report to the council."""

from argparse import ArgumentParser

from handlers.cli.arguments.commands import Commands


def add_to(commands: Commands) -> None:
    """Add the commands."""
    _measures(commands.below("measures", "the plan of a district", "COMMAND"))
    _report(commands.add("report", "council_reports.report", "the report to the council"))


def _measures(commands: Commands) -> None:
    importing = commands.add("import", "measures.import_", "measures of a CSV or XLSX file")
    importing.add_argument("file", metavar="FILE")
    importing.add_argument("--district", required=True)
    importing.add_argument(
        "--accept-older", action="store_true", help="undo what was changed since the file was made"
    )
    importing.add_argument("--dry-run", action="store_true", help="show what would change")
    importing.add_argument("--json", action="store_true")
    exporting = commands.add("export", "measures.export", "measures into a table")
    exporting.add_argument("file", metavar="FILE")
    exporting.add_argument("--district", required=True)


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
