"""Words that are no time: kept as a note beside it, or the sign that it means something else."""

from bot.rules.timing import partial
from bot.rules.timing.cursor import Cursor
from bot.rules.timing.groups import Unread
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.tokens import Token

_RHYTHM = frozenset(
    (
        Kind.DATE, Kind.DAY_OF_YEAR, Kind.EVERY, Kind.OTHER, Kind.WEEK, Kind.MONTH, Kind.YEAR,
        Kind.QUARTER, Kind.WEEKLY, Kind.MONTHLY, Kind.YEARLY, Kind.TIMES,
    )
)  # fmt: skip
_RUN_ENDS = frozenset(
    (Kind.COMMA, Kind.OPENING, Kind.CLOCK, Kind.WEEKDAY, Kind.WORKDAYS, Kind.DATE, Kind.RULE)
)
"""Words at which words end that were not understood."""

_INSTEAD = frozenset(
    (
        "aber", "jedoch", "statt", "anstatt", "stattdessen", "dafür", "sondern", "ausnahme",
        "ausnahmsweise", "abweichend", "oder", "zwischen", "instead", "but",
    )
)  # fmt: skip
"""Words behind which a time replaces another one."""
_UNTIL = ("bis", "until", "till")
"""Words behind which a time is no further one: "Anmeldung bis Mo 12 Uhr"."""
_TIMES = (
    Kind.WEEKDAY, Kind.WORKDAYS, Kind.DAILY, Kind.CLOCK, Kind.NUMBER, Kind.DATE, Kind.DAY_OF_YEAR,
)  # fmt: skip


def refuse_other_hours(cursor: Cursor, inner: list[Token]) -> None:
    """Raise Unread for "(Fr bis 11)", and for "täglich (Mo-Fr)": other days or hours than before.

    "(Mo mit Anmeldung)" may stay a note.
    """
    kinds = {token.kind for token in inner}
    names_days = not kinds.isdisjoint((Kind.WEEKDAY, Kind.WORKDAYS))
    is_daily = cursor.group.unit == "DAY" and not cursor.group.weekdays
    if names_days and (is_daily or not kinds.isdisjoint((Kind.CLOCK, Kind.NUMBER))):
        raise Unread


def is_sign_up(words: str) -> bool:
    """Return whether words tell until when people sign up, whose date is none of the times."""
    return words.lower().startswith(("anmeld", "anm.", "voranmeld", "sign up", "register"))


def sign_up(cursor: Cursor) -> bool:
    """Keep "Anmeldung bis 10.1.2027" behind days and hours as a note."""
    rest = cursor.tokens[cursor.position :]
    is_behind = cursor.group.spans and cursor.group.has_days and rest
    words = cursor.text[rest[0].start :] if is_behind else ""
    if not is_sign_up(words) or any(token.kind not in _OF_SIGN_UP for token in rest):
        return False
    cursor.note(words)
    cursor.position = len(cursor.tokens)
    return True


_OF_SIGN_UP = frozenset(
    (
        Kind.UNKNOWN, Kind.TO, Kind.FROM, Kind.FILLER, Kind.IN, Kind.DATE, Kind.DAY_OF_YEAR,
        Kind.ORDINAL, Kind.MONTH_NAME,
    )
)  # fmt: skip


def unread(cursor: Cursor) -> None:
    """Keep the words up to the next comma, day or clock time as a note."""
    first = cursor.position
    _refuse_limits(cursor)
    cursor.position += 1
    while (token := cursor.peek()) and token.kind not in _RUN_ENDS and not _are_hours(cursor):
        cursor.position += 1
    run = cursor.tokens[first : cursor.position]
    _refuse_run(cursor, run)
    words = cursor.text[run[0].start : run[-1].end]
    partial.refuse(cursor, run)
    if _is_label(cursor, first, words):
        cursor.label(words)
        return
    cursor.note(_with_part_of_day(cursor, words))
    refuse_rhythm(run)
    if not cursor.group.spans and any(token.kind is Kind.NOT for token in run):
        raise Unread
    cursor.inside = cursor.group.has_days and not cursor.group.spans


def _with_part_of_day(cursor: Cursor, words: str) -> str:
    """Return words with the part of the day before them, which no hours follow.

    Days without hours keep it by themselves.
    """
    part, cursor.pending_part = cursor.pending_part, ""
    if not part or (cursor.group.has_days and not cursor.group.spans):
        return words
    cursor.group.parts_of_day.remove(part)
    return f"{part} {words}"


def _are_hours(cursor: Cursor) -> bool:
    """Return whether "14-16 Uhr" stands here, whose first hour is a mere number."""
    kinds = [cursor.kind_at(ahead) for ahead in range(3)]
    return kinds[:2] == [Kind.NUMBER, Kind.TO] and kinds[2] in (Kind.CLOCK, Kind.NUMBER)


def _refuse_run(cursor: Cursor, run: list[Token]) -> None:
    """Raise Unread for words that change what stands behind them.

    "Anmeldung bis 9 Uhr" is no further time, and "erster Montag" is not every Monday.
    """
    if any(token.kind in (Kind.CLOSING, Kind.SQUARE, Kind.CLOSED) for token in run):
        raise Unread
    if cursor.group.spans and (cursor.at(Kind.CLOCK) or _are_hours(cursor)):
        raise Unread
    if run[-1].kind is Kind.ORDINAL and cursor.at(Kind.WEEKDAY, Kind.WORKDAYS):
        raise Unread
    _refuse_turns(cursor, run)


def _refuse_turns(cursor: Cursor, run: list[Token]) -> None:
    """Raise Unread for words that turn round what stands behind them: "außer Mo", "statt Mo"."""
    said = [cursor.text[token.start : token.end].lower() for token in run]
    while len(run) > 1 and run[-1].kind in (Kind.FILLER, Kind.IN):
        run, said = run[:-1], said[:-1]
    turns = run[-1].kind in (Kind.EXCEPT, Kind.NOT) or said[-1] in (*_INSTEAD, *_UNTIL)
    if turns and (cursor.at(*_TIMES) or _are_hours(cursor)):
        raise Unread


def _is_label(cursor: Cursor, first: int, words: str) -> bool:
    """Return whether words between complete days and further ones are of those behind them.

    They have a colon, or a comma before and none behind them: "Mo 9-12, Treff Mi 14-17".
    """
    is_complete = bool(cursor.group.spans) and cursor.group.has_days
    is_apart = words.endswith(":") or cursor.tokens[first - 1].kind is Kind.COMMA
    return is_complete and is_apart and cursor.at(Kind.WEEKDAY, Kind.WORKDAYS)


def _refuse_limits(cursor: Cursor) -> None:
    """Raise Unread for an end that is not understood: without it, the time would never end."""
    if cursor.at(Kind.TO, Kind.TIMES, Kind.RULE, Kind.NEXT, Kind.TODAY):
        raise Unread


def refuse_rhythm(run: list[Token]) -> None:
    """Raise Unread for words that say how often or when, such as "in geraden Wochen"."""
    if any(token.kind in _RHYTHM for token in run):
        raise Unread
