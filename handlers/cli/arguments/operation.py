"""Commands of those who run the service."""

from handlers.cli.arguments.commands import Commands


def add_to(commands: Commands) -> None:
    """Add the commands."""
    commands.add("migrate", "operation.migrate", "bring the database up to date")
    commands.add("check-config", "checking.check_config", "check all settings")
    _copies(commands)
    commands.add(
        "rekey",
        "keys.rekey",
        "seal everything with a new key while the service runs; LOTSE_OLD_SECRET_KEYS has the old",
    )
    _looked_after(commands)
    _deletion(commands)


def _copies(commands: Commands) -> None:
    backup = commands.add("backup", "operation.backup", "everything into one new file")
    backup.add_argument("file")
    restore = commands.add("restore", "operation.restore", "a backup into an empty database")
    restore.add_argument("file")
    restore.add_argument(
        "--erased",
        action="append",
        default=[],
        metavar="LIST",
        help="a copy of the list of erasures, beside the one where the database is",
    )


def _looked_after(commands: Commands) -> None:
    audit = commands.add(
        "audit", "operation.audit", "who did or was refused what, the latest first"
    )
    audit.add_argument("--limit", type=int, default=50)
    audit.add_argument("--acts", action="store_true", help="only what was done, no refusals")
    failed = commands.add("failed", "failures.show", "rows that were set aside, the latest first")
    failed.add_argument("--limit", type=int, default=50)
    failed.add_argument("--retry", metavar="QUEUE", help="try the rows of this queue again")


def _deletion(commands: Commands) -> None:
    forget = commands.add(
        "forget", "operation.forget", "delete what is past its time, or one person"
    )
    forget.add_argument(
        "--person", type=int, metavar="NUMBER", help="the number that /mydata shows"
    )
    retention = commands.add(
        "retention",
        "operation.retention",
        "what is past its time, and whether deleting it waits to be confirmed",
    )
    retention.add_argument(
        "confirm", nargs="?", choices=("confirm",), help="delete it all the same"
    )
