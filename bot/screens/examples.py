"""Examples of what may be typed: each is read by ``bot/rules`` in every language it is shown in."""

from bot.i18n import Ltr, Translator, mark, plain

DAY_AND_TIME = Ltr("24.11.2026 18:00")
EMAIL = Ltr("name@example.org")
MEETING = mark("24.11.2026 18:00 Finding a flat")
SERIES = mark("every Tuesday 18:00-20:00 Café")
RULE = mark("every Wednesday 19:00")
RULES = mark(
    "last Friday of the month 9:00; 30.06. and 31.12. 9:00; 7 and 1 days before 24.12.2026 10:00"
)
"""Parted by semicolons; "until 31.12.2027" or "10 times" may stand behind each."""
NEXT_DAY = mark("next day")
"""Stands behind hours that end after midnight."""
TASK = mark("30.11.2026 Write to landlords")


def example(tr: Translator, words: str) -> str:
    """Return an example in the reader's language, to be isolated as one value."""
    return words if isinstance(words, Ltr) else plain(tr(words))
