"""Commands of announcements."""

from handlers.cli.arguments.commands import Commands


def add_to(commands: Commands) -> None:
    """Add the commands."""
    sending = commands.add(
        "announce",
        "announcements.announce",
        "who would get a message; with --send they get it",
    )
    sending.add_argument("file", metavar="FILE.toml")
    sending.add_argument("--send", action="store_true")
    sending.add_argument("--json", action="store_true")
    showing = commands.add("announcements", "announcements.show", "how far announcements are")
    showing.add_argument("id", nargs="?", type=int)
    showing.add_argument("--json", action="store_true")
    for verb in ("pause", "resume", "cancel"):
        steering = commands.add(
            f"{verb}-announcement",
            "announcements.steer",
            f"{verb} what is still open of an announcement",
        )
        steering.add_argument("id", type=int)
        steering.set_defaults(verb=verb)
