"""Numbers of people at the desk and in the chat: below five nobody is told how many."""

from bot.i18n import Translator, plain
from bot.rules.suppression import FEWEST, is_few


def few(tr: Translator, count: int) -> str:
    """Return a number of people as the office reads it: "fewer than 5" instead of 1 to 4."""
    return plain(tr("fewer than {n}", n=FEWEST)) if is_few(count) else str(count)
