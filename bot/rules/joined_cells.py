"""Cells that offices part: "Tag" and "Uhrzeit von", "Vorwahl" and "Telefon", street and number.

What the parts say together stands in one column afterwards. A part that fits nowhere is told.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bot.domain.imports import Note, NoteKind, Row
from bot.rules import kept_cells, schedules, shared_cells
from bot.rules.cells import Wrong
from bot.rules.columns import folded
from bot.rules.weak_headings import PARTS, WEEKDAYS

_HOUR = re.compile(
    r"(?:um |ab )?(\d{1,2}(?:[:.h]\d\d)?)(?::\d\d)?\s*(?:uhr|h|([ap])\.?m)?\.?", re.IGNORECASE
)
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2,4})?|\d{4}-\d\d-\d\d")
_MARKS = frozenset(("x", "ja", "j", "1", "✓", "✔", "☑"))
_CLOSED = frozenset(("geschlossen", "zu", "closed", "nein", "kein", "keine", "entfaellt", "n"))
_NAME_OF = dict(zip(WEEKDAYS, ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"), strict=True))
"""The name of a weekday, as times have it, by its column."""
_USUAL = frozenset(("woechentlich", "jede woche", "weekly", "einmalig", "regelmaessig", "once"))
"""Rhythms that say no more than a weekday or a date does."""
_STATES = {
    "Entwurf": ("nein", "n", "no", "0", "false", "falsch", "entwurf", "geplant", "in planung"),
    "Geschlossen": (
        *("abgesagt", "beendet", "archiviert", "inaktiv", "geschlossen", "faellt aus", "storniert"),
        *("entfaellt", "eingestellt", "abgelaufen", "inactive", "closed", "cancelled"),
    ),
    "Pausiert": ("pausiert", "ausgesetzt", "ruht", "pause", "paused"),
    "": (
        *("ja", "j", "x", "yes", "1", "true", "wahr", "aktiv", "offen", "laufend", "laeuft"),
        *("veroeffentlicht", "freigegeben", "findet statt", "active", "published", "verfuegbar"),
    ),
}
_STATE_OF = {word: state for state, words in _STATES.items() for word in words}
"""The state that the word of a list means, "" for a published offer."""


@dataclass
class _Joining:
    """The cells of a row while they are joined, by column; ``left`` are parts that fit nowhere.

    ``sources`` maps a joined column to the first part that it is made of.
    """

    values: dict[str, str]
    left: list[str] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)

    def take(self, column: str) -> str:
        """Return the cell of a part, which is gone then."""
        return self.values.pop(column, "").strip()

    def put(self, column: str, text: str, source: str) -> None:
        """Set what parts say together."""
        self.values[column] = text
        self.sources[column] = self.sources.get(source, source)

    def leave(self, column: str) -> None:
        """Note a part that fits nowhere."""
        self.left.append(column)


@dataclass(frozen=True, slots=True)
class Joined:
    """A row without parted cells, notes on those that fit nowhere, and where cells come from."""

    row: Row
    notes: Sequence[Note] = ()
    sources: Mapping[str, str] = field(default_factory=dict)


def joined(row: Row) -> Joined:
    """Return a row in which each column says all of what its parts say."""
    if row.values.keys().isdisjoint(PARTS):
        return Joined(row)
    joining = _Joining(dict(row.values))
    for join in (_contact, _period, _phone, _address, _state, _times):
        join(joining)
    written = [joining.sources.get(part, part) for part in joining.left]
    values, notes = joining.values, []
    for part in dict.fromkeys(written):
        values, note = _beside(values, row, part)
        notes.append(note)
    return Joined(replace(row, values=values), notes, joining.sources)


def _beside(values: dict[str, str], row: Row, part: str) -> tuple[dict[str, str], Note]:
    """Return the cells with a part that fits nowhere as text, and what is told of it.

    How far the office is with an offer is nothing to read in it.
    """
    cell = row.values[part]
    if part == "publish":
        return values, kept_cells.note(row, part, cell, NoteKind.NOT_TAKEN)
    return kept_cells.with_line(values, part, cell), kept_cells.note(row, part, cell)


def _contact(joining: _Joining) -> None:
    """Give number and addresses of a contact to columns that are empty; the rest stays as text."""
    cell = joining.take("contact")
    found, says_more = shared_cells.contact(cell) if cell else ({}, False)
    free = {column: text for column, text in found.items() if not joining.values.get(column)}
    for column, text in free.items():
        joining.put(column, text, "contact")
    if says_more or len(free) < len(found):
        joining.leave("contact")


def _period(joining: _Joining) -> None:
    """Give both days of "1.2.2027 - 31.7.2027" to the columns for them."""
    cell = joining.take("period")
    days = shared_cells.period(cell) if cell else None
    is_free = not (joining.values.get("start") or joining.values.get("expires_at"))
    if days and is_free:
        joining.put("start", days[0], "period")
        joining.put("expires_at", days[1], "period")
    elif _DAY.search(cell) and is_free and not days:
        joining.put("start", cell, "period")
    elif cell:
        joining.leave("period")


def _phone(joining: _Joining) -> None:
    """Put the area code before the number; a mobile one counts where there is no other."""
    code, mobile = joining.take("area_code"), joining.take("mobile")
    number = joining.values.get("phone", "")
    if code and number and not re.match(r"[0+(]", number):
        joining.put("phone", f"{code} {number}", "phone")
    elif code and not (number and re.sub(r"\D", "", number).startswith(re.sub(r"\D", "", code))):
        joining.leave("area_code")
    if mobile and number:
        joining.leave("mobile")
    elif mobile:
        joining.put("phone", mobile, "mobile")


def _address(joining: _Joining) -> None:
    number, street = joining.take("house_number"), joining.values.get("address", "")
    if number and street:
        joining.put("address", f"{street} {number}", "address")
    elif number:
        joining.leave("house_number")


def _state(joining: _Joining) -> None:
    """Take "nein" and "abgesagt" for offers that nobody may see; the state itself goes before."""
    words = joining.take("publish")
    state = _STATE_OF.get(folded(words))
    if words and state is None:
        joining.leave("publish")
    elif state and not joining.values.get("state"):
        joining.put("state", state, "publish")


def _times(joining: _Joining) -> None:
    """Join days and hours: "Di" and "18:00" with "19:30" is "Di 18:00-19:30"."""
    _ends(joining)
    _weekday_columns(joining)
    start, end = joining.take("hour_from"), joining.take("hour_to")
    hours, times = _span(start, end), joining.values.get("times", "")
    source = "hour_from" if start else "hour_to"
    if hours and times:
        joining.left += _filled({"hour_from": start, "hour_to": end})
    elif hours:
        times = hours
        joining.put("times", hours, source)
    _days(joining, times)


def _ends(joining: _Joining) -> None:
    """Give the cells of "Beginn", "von" and "bis" to the day or the hour that they hold."""
    if _HOUR.fullmatch(joining.values.get("start", "")) and not joining.values.get("hour_from"):
        joining.put("hour_from", joining.values.pop("start"), "start")
    for part, day, hour in (
        ("day_from", "start", "hour_from"),
        ("day_to", "expires_at", "hour_to"),
    ):
        text = joining.take(part)
        if not text:
            continue
        if _HOUR.fullmatch(text) and not joining.values.get(hour):
            joining.put(hour, text, part)
        elif _DAY.search(text) and not joining.values.get(day):
            joining.put(day, text, part)
        else:
            joining.leave(part)


def _span(start: str, end: str) -> str:
    """Return "18:00-19:30" for the cells of two columns, and words as they are."""
    start, end = map(_clock, (start, end))
    if start and end:
        return f"{_colon(start)}-{_colon(end)}"
    return f"{_colon(start)}" if start else f"bis {end}" if end else ""


def _clock(hour: str) -> str:
    """Return the clock time of a cell without seconds: "06:00:00 PM" is "06:00 pm"."""
    match = _HOUR.fullmatch(hour)
    if not match:
        return hour
    return f"{match[1]} {match[2].lower()}m" if match[2] else match[1]


def _colon(hour: str) -> str:
    """Return an hour as a clock time: "9" is "9:00"."""
    return f"{hour}:00" if hour.isdigit() and len(hour) < 3 else hour


def _weekday_columns(joining: _Joining) -> None:
    """Take a column per weekday: hours, or a cross where the hours stand elsewhere."""
    cells = {column: joining.take(column) for column in WEEKDAYS}
    open_days = {column: text for column, text in cells.items() if _is_open(text)}
    if not open_days:
        return
    if all(map(_is_mark, open_days.values())):
        days = ", ".join(_NAME_OF[column] for column in open_days)
        day = _put_together(" ", days, joining.values.get("on_day", ""))
        joining.put("on_day", day, next(iter(open_days)))
        return
    entries = [_of_weekday(_NAME_OF[column], text) for column, text in open_days.items()]
    times = _put_together(" | ", joining.values.get("times", ""), *entries)
    joining.put("times", times, next(iter(open_days)))


def _is_open(text: str) -> bool:
    """Return whether a weekday has something in its column, and not "geschlossen" or a dash."""
    return bool(text.strip("-–—/")) and folded(text) not in _CLOSED


def _is_mark(text: str) -> bool:
    return text.lower() in _MARKS


def _of_weekday(name: str, text: str) -> str:
    """Return the hours of a weekday, each with its name; the name alone for a cross."""
    return name if _is_mark(text) else ", ".join(f"{name} {line}" for line in _lines(text))


def _put_together(sign: str, *parts: str) -> str:
    """Return the parts that are not empty, with a sign between them."""
    return sign.join(filter(None, parts))


def _filled(parts: Mapping[str, str]) -> list[str]:
    """Return the columns of parts that say something."""
    return [part for part, text in parts.items() if text]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[|;\n]", text) if line.strip()]


def _days(joining: _Joining, times: str) -> None:
    """Put day, date and rhythm before the hours, unless these say their days themselves."""
    days = {part: joining.take(part) for part in ("on_day", "on_date")}
    rhythm, hours = _rhythm(joining), ", ".join(_lines(times))
    if times and _has_days(times):
        joining.left += _filled(days)
        days, hours = {}, times
    if sources := _filled({**days, "rhythm": rhythm}):
        words = _put_together(" ", _put_together(", ", *days.values()), hours, rhythm)
        joining.put("times", words, sources[0])


def _rhythm(joining: _Joining) -> str:
    """Take the rhythm, "" if it says no more than a day does."""
    rhythm = joining.take("rhythm")
    return "" if folded(rhythm) in _USUAL else rhythm


@lru_cache(maxsize=1024)
def _has_days(times: str) -> bool:
    """Return whether times say on which days they are."""
    try:
        found = schedules.read(times)
    except Wrong:
        return True
    return any(schedule.rule or schedule.day for schedule in found)
