"""What Telegram marks in a text that a user types: commands, mentions, addresses (tdlib)."""

import re

from handlers.telegram.emulator.markup import Entity, units

_MARKS = re.compile(
    r"(?P<url>https?://\S+)|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/<>])"
    r"|(?<!\w)(?P<mention>@[A-Za-z0-9_]{3,32})(?!\w)"
)


def marked(text: str) -> list[Entity]:
    """Return the entities of a text, in order."""
    return [
        Entity(str(found.lastgroup), units(text[: found.start()]), units(found[0]))
        for found in _MARKS.finditer(text)
    ]
