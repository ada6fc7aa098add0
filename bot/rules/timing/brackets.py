"""Readers of what stands in brackets: limits of the days before, or words."""

from collections.abc import Callable

from bot.rules.timing import closing, days, exceptions, limits, partial, seasons, wording
from bot.rules.timing.cursor import Cursor
from bot.rules.timing.groups import Unread
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.tokens import Token


def bracketed(cursor: Cursor) -> bool:
    """Read "(14-tägig)" as what it says, and "(nur nach Anmeldung)" as words."""
    if not cursor.at(Kind.OPENING):
        return False
    end = cursor.closing()
    inner = cursor.tokens[cursor.position + 1 : end]
    if not inner:
        raise Unread
    words = cursor.text[inner[0].start : inner[-1].end]
    cursor.position += 1
    limits_before = _limits_before(cursor)
    if not _bracketed_limit(cursor, end):
        if not wording.is_sign_up(words):
            wording.refuse_rhythm(inner)
            wording.refuse_other_hours(cursor, inner)
        _refuse_partly(cursor, inner, words)
        cursor.note(words)
        cursor.position = end
    if limits_before != _limits_before(cursor):
        raise Unread  # "Mo 9-12, Di 14-16 (ab 1.2.2027)": both of them?
    cursor.position += 1
    return True


def _limits_before(cursor: Cursor) -> list[object]:
    """Return what would change if a limit in brackets could belong to several groups."""
    *before, last = cursor.groups
    return [*((group.first, group.last) for group in before), before and (*last.months,)]


def _refuse_partly(cursor: Cursor, inner: list[Token], words: str) -> None:
    """Raise Unread for a note with which some dates are false; when people sign up is none."""
    if wording.is_sign_up(words):
        partial.refuse_season(words)
    else:
        partial.refuse(cursor, inner)


def _bracketed_limit(cursor: Cursor, end: int) -> bool:
    """Return whether the words up to a bracket were limits or a frequency, and nothing else."""
    for reader in _LIMITS:
        trial = cursor.trial()
        if not reader(trial) or trial.position > end:
            continue
        if trial.position < end and not _goes_on(trial, end):
            continue
        return reader(cursor) and (cursor.position == end or _goes_on(cursor, end))
    return False


def _goes_on(cursor: Cursor, end: int) -> bool:
    """Read the further limits in brackets: "(10 Abende ab 12.1.2027)"."""
    cursor.take(Kind.COMMA)
    return _bracketed_limit(cursor, end)


def _season(cursor: Cursor) -> bool:
    """Read "(Mai-September)", "(nur im Juli)"; "(Jan Kowalski)" is somebody's name."""
    kinds = set()
    for token in cursor.tokens[cursor.position :]:
        if token.kind is Kind.CLOSING:
            break
        is_only = cursor.text[token.start : token.end].lower() in ("nur", "only")
        kinds.add(Kind.FILLER if is_only else token.kind)
    return kinds <= _OF_SEASON and seasons.season(cursor)


_OF_SEASON = frozenset(
    (
        Kind.MONTH_NAME, Kind.TO, Kind.FROM, Kind.AND, Kind.COMMA, Kind.FILLER, Kind.CLOSED,
        Kind.NOT,
    )
)  # fmt: skip
_LIMITS: tuple[Callable[[Cursor], bool], ...] = (
    limits.count, exceptions.days_closed, exceptions.weekdays_closed, limits.period,
    exceptions.exception, closing.holidays_first, exceptions.holidays_closed, limits.first_day,
    limits.last_day, days.frequency, _season,
)  # fmt: skip
