"""The form of an announcement: its cells, and what typed ones mean, with what is wrong in them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.announcements import (
    ORIGINAL,
    WRITTEN,
    Announcement,
    Audience,
    Kind,
    Recipient,
    Times,
)
from bot.domain.desk import Cells
from bot.rules import announcements as rules
from bot.rules import fallouts, recurrence
from bot.rules.message_times import typed_times
from bot.rules.problems import Problem, Refusal

BETWEEN = ", "
"""What stands between several values of one cell."""
NUMBERS = ("municipalities", "without_municipalities", "fields", "groups")
"""Parts of an audience whose values are ids."""
PARTS = tuple(Audience.__dataclass_fields__)
CHOICES = ("roles", "municipalities", "languages", "fields", "groups")
"""Parts of an audience by which choices are named; "without_..." has those of its part."""
MOVES = ("next", "holidays", "last")
"""Ways to let less fall out of a rule, as ``fallouts.moved`` names them."""
_AT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, kw_only=True)
class FormContext:
    """What reading needs beside the cells.

    ``announcement`` is what is stored, or an empty one. ``choices`` are the values of each part of
    an audience, ``languages`` those in which texts are written.
    """

    announcement: Announcement
    choices: Mapping[str, frozenset[str]]
    languages: Sequence[str]
    now: datetime
    today: date


@dataclass(frozen=True, slots=True)
class MessageReading:
    """What typed cells mean: everything that could be read, and the reason for the rest by cell."""

    announcement: Announcement
    mistakes: Mapping[str, Problem] = field(default_factory=dict)


def names(languages: Sequence[str]) -> list[str]:
    """Return the names of all cells."""
    texts = [f"text_{code}" for code in languages]
    return [*texts, *PARTS, "kind", "never_twice", "at", "when", "keep", "move", "no_file", "offer"]


def cells(announcement: Announcement, languages: Sequence[str]) -> dict[str, str]:
    """Return what a form shows of an announcement."""
    times, audience = announcement.times, announcement.audience
    once = times.start if not times.rule else None
    return dict.fromkeys(names(languages), "") | {
        **{f"text_{code}": announcement.texts.get(code, "") for code in languages},
        **{part: BETWEEN.join(map(str, sorted(getattr(audience, part)))) for part in PARTS},
        "kind": announcement.kind.value,
        "never_twice": "1" if announcement.never_twice else "",
        "at": once.strftime(_AT) if once else "",
        "keep": "1" if times.rule else "",
        "offer": str(announcement.offer_id or ""),
    }


def read(values: Cells, context: FormContext) -> MessageReading:
    """Return the announcement that cells mean, and what is wrong in them."""
    mistakes: dict[str, Problem] = {}
    changed = replace(
        context.announcement,
        kind=_kind(values, mistakes),
        texts=_texts(values, context, mistakes),
        audience=_audience(values, context, mistakes),
        times=_times(values, context, mistakes),
        never_twice=values.get("never_twice") == "1",
    )
    return MessageReading(changed, mistakes)


def _kind(values: Cells, mistakes: dict[str, Problem]) -> Kind:
    written = values.get("kind", "")
    if written in WRITTEN:
        return Kind(written)
    mistakes["kind"] = Problem.CHOICE_GONE
    return Kind.INFORMATION


def _texts(values: Cells, context: FormContext, mistakes: dict[str, Problem]) -> dict[str, str]:
    """Return the texts that can be sent, by language."""
    stored = context.announcement.texts
    found = {code: words for code, words in stored.items() if code not in context.languages}
    for code in context.languages:
        words = values.get(f"text_{code}", "")
        if not words.strip() and code != ORIGINAL:
            continue
        try:
            found[code] = rules.checked_texts({ORIGINAL: words})[ORIGINAL]
        except Refusal as refusal:
            mistakes[f"text_{code}"] = refusal.problem
    return found


def _audience(values: Cells, context: FormContext, mistakes: dict[str, Problem]) -> Audience:
    """Return the people; a value that cannot be chosen is a mistake, and counts for nothing."""
    parts: dict[str, frozenset[object]] = {}
    for part in PARTS:
        known = context.choices[part.removeprefix("without_")]
        chosen = set(filter(None, values.get(part, "").split(BETWEEN)))
        if not chosen <= known:
            mistakes[part] = Problem.CHOICE_GONE
        parts[part] = frozenset(_value(part, value) for value in chosen & known)
    return Audience(**parts)  # type: ignore[arg-type]


def _value(part: str, value: str) -> object:
    if part in NUMBERS:
        return int(value)
    return Recipient(value) if part.endswith("roles") else value


def _times(values: Cells, context: FormContext, mistakes: dict[str, Problem]) -> Times:
    """Return when it is sent: typed words count, else the date, else what is stored, else now."""
    stored = context.announcement.times
    name, words = _written(values)
    if words and words != _written(cells(context.announcement, ()))[1]:
        try:
            times = typed_times(words, stored, context.now, context.today)
        except Refusal as refusal:
            mistakes[name] = refusal.problem
            times = replace(stored, start=None, rule="")
    elif words or (stored.rule and values.get("keep") == "1"):
        times = stored
    else:
        times = replace(stored, start=None, rule="")
    return _moved(times, values.get("move", ""), context.now, mistakes)


def _written(values: Cells) -> tuple[str, str]:
    """Return the cell that says when, and its words; a date is brought into the usual form."""
    if words := values.get("when", "").strip():
        return "when", words
    typed = values.get("at", "").strip()
    with suppress(ValueError):
        return "at", f"{datetime.strptime(typed, _AT):%d.%m.%Y %H:%M}"  # noqa: DTZ007
    return "at", typed


def _moved(times: Times, how: str, now: datetime, mistakes: dict[str, Problem]) -> Times:
    if not times.rule or how not in MOVES:
        return times
    moved = fallouts.moved(times, how)
    try:
        recurrence.check(moved, now)
    except Refusal as refusal:
        mistakes["move"] = refusal.problem
        return times
    return moved
