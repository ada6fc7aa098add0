"""Commands at the beginning of a typed text, such as "/search bicycle", as Telegram finds them."""

import re
from dataclasses import dataclass

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{3,32}))?(?![\w/<>])")
"""What Telegram marks as a command, with the bot it is for (tdlib, ``match_bot_commands``)."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name in small letters, the bot it is for ("" none), the words after it."""

    name: str
    bot_name: str
    words: str


def command_of(text: str) -> Command | None:
    """Return the command that a text begins with, None if it begins with none.

    Whatever is no part of a command ends it: a space, a line break, a comma.
    """
    stripped = text.strip()
    match = COMMAND.match(stripped)
    if match is None:
        return None
    return Command(match[1].lower(), match[2] or "", stripped[match.end() :].strip())
