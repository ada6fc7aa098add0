"""A day as people type it into a form: "31.12.", "12. Januar", "in zwei Wochen", "Ende 2027"."""

import re
from datetime import date

from bot.rules import cells, office_days
from bot.rules.cells import Wrong
from bot.rules.timing import parser
from bot.rules.timing.groups import Group, Unread
from bot.rules.understood import Rest

LONGEST = 60
"""Maximum length of such words, in characters."""


def typed_day(
    words: str, today: date | None, *, is_end: bool = False, is_past: bool = False
) -> date | None:
    """Return the day that words mean, None for none. Raises Wrong.

    A day without a year is the next one; ``today`` None reads no such day. ``is_end``: a month or
    a year alone is its last day. ``is_past``: it is the latest such day, not the next one.
    """
    cell = words.strip()
    try:
        return cells.day(cell)
    except Wrong:
        day = _in_words(cell, today, is_past=is_past) or (_last_day(cell) if is_end else None)
        if day is None:
            raise
        return day


def _in_words(cell: str, today: date | None, *, is_past: bool) -> date | None:
    try:
        groups = parser.groups(_said(cell), today) if len(cell) <= LONGEST else []
    except (Unread, Wrong, ValueError):
        return None
    return _only_day(groups[0], today, is_past=is_past) if len(groups) == 1 else None


def _said(cell: str) -> str:
    """Return the words without "bis", and "31.12" as "31.12."."""
    words = cell.removeprefix("bis ")
    return f"{words}." if re.fullmatch(r"\d{1,2}\.\d{1,2}", words, re.ASCII) else words


def _only_day(group: Group, today: date | None, *, is_past: bool) -> date | None:
    """Return the one day that a group says, None for several, hours or what recurs."""
    if group.spans or group.repeats or group.unit or group.weekdays:
        return None
    if len(group.days) == 1 and not group.days_of_year:
        return group.days[0]
    if today and len(group.days_of_year) == 1 and not group.days:
        return _nearest(*group.days_of_year[0], today, is_past=is_past)
    return None


def _nearest(day: int, month: int, today: date, *, is_past: bool) -> date | None:
    """Return the next or latest such day; None for the 29th of February, which may be far."""
    step = -1 if is_past else 1
    try:
        this_year, other = (date(today.year + years, month, day) for years in (0, step))
    except ValueError:
        return None
    is_right = this_year <= today if is_past else this_year >= today
    return this_year if is_right else other


def _last_day(cell: str) -> date | None:
    found = office_days.read(cell, "expires_at", {})
    if found is None or found.rest is not Rest.NONE:
        return None
    written = found.cells.get("expires_at", "")
    return cells.day(written) if written else None
