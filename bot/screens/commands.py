"""The menu of a messenger, and our description there."""

from bot.i18n import Translator, mark, plain

COMMANDS = {
    "start": mark("Start"),
    "offers": mark("All offers"),
    "search": mark("Search"),
    "saved": mark("Saved offers"),
    "settings": mark("Settings"),
    "language": mark("Language"),
    "privacy": mark("What we keep about you"),
    "mydata": mark("Your data"),
    "forget": mark("Delete everything about you"),
    "stop": mark("Stop all messages"),
    "help": mark("How it works"),
}
GROUPS = ("offers", "search", "language", "help")
"""Commands in the menu of a group."""


def menu(tr: Translator, *, group: bool = False) -> list[tuple[str, str]]:
    """Return commands with their descriptions, as plain text."""
    return [
        (name, plain(tr(words))) for name, words in COMMANDS.items() if not group or name in GROUPS
    ]


def description(tr: Translator) -> str:
    """Return the text of an empty chat; at most 512 characters (Bot API)."""
    return plain(
        tr(
            "Lotse shows you courses, advice and help near you. It is free. You do not need "
            "an account. Press Start and choose your language."
        )
    )


def short_description(tr: Translator) -> str:
    """Return the text of our profile; at most 120 characters (Bot API)."""
    return plain(tr("Courses, advice and help near you. Free, in your language."))
