"""Readers of how often: "2", "zweite", "other" behind "every"."""

from bot.rules.timing.cursor import Cursor
from bot.rules.timing.groups import Unread
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.tokens import Token


def every_how_many(cursor: Cursor) -> int:
    """Take "2", "zweite" or "other" behind "every"; 1 without any of them."""
    if cursor.take(Kind.OTHER):
        return 2
    token = cursor.take(Kind.NUMBER, Kind.ORDINAL)
    return int(str(token.value)) if token else 1


def refuse_within_month(cursor: Cursor, unit: Token) -> None:
    """Raise Unread for "jede 2. Woche im Monat", which is not every other week."""
    behind = [cursor.kind_at(ahead) for ahead in range(3)]
    if unit.kind is Kind.WEEK and Kind.MONTH in behind:
        raise Unread
