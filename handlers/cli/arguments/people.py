"""Commands of districts and of who may what in them."""

from argparse import ArgumentParser

from handlers.cli.arguments.commands import Commands

ROLES = ("coordinator", "editor", "reader", "volunteer", "translator")


def add_to(commands: Commands) -> None:
    """Add the commands."""
    commands.add("sample", "districts.sample", "load the five sample districts")
    _district(commands.below("district", "a new district", "add"))
    _invite(
        commands.add(
            "invite",
            "links.invite",
            "a one-time link that gives somebody a right in a district",
        )
    )
    _grants(commands)
    _poster(
        commands.add(
            "poster",
            "links.poster",
            "QR codes to print, as SVG and as a page, in each language",
        )
    )


def _district(commands: Commands) -> None:
    adding = commands.add("add", "districts.add", "a new district")
    adding.add_argument("slug")
    adding.add_argument("--name", required=True)
    adding.add_argument("--file", help="TOML with contact, fields and municipalities")


def _invite(command: ArgumentParser) -> None:
    command.add_argument("role", choices=ROLES)
    command.add_argument("--district", required=True)
    command.add_argument("--organisation", help="whose offers an editor keeps, as they name it")
    command.add_argument("--language", help="into which a translator translates: uk")
    command.add_argument("--ends", metavar="DATE", help="last day of the right: 2027-06-30")


def _grants(commands: Commands) -> None:
    listing = commands.add("grants", "grants.show", "who may what, until when")
    listing.add_argument("--district")
    listing.add_argument("--json", action="store_true")
    listing.add_argument(
        "--reset-second-factor",
        type=int,
        metavar="NUMBER",
        help="for who lost all: the number of the person, as it is listed here",
    )
    revoking = commands.add("revoke", "grants.revoke", "take a right away at once")
    revoking.add_argument("id", type=int, help="the number that lotse grants shows")
    revoking.add_argument("--ends", metavar="DATE", help="not now: its last day")
    revoking.add_argument(
        "--force", action="store_true", help="also that of the last coordinator of a district"
    )
    handing = commands.add(
        "hand-over",
        "grants.hand_over",
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
