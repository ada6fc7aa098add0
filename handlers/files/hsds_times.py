"""Schedules of HSDS as texts for ``bot/rules/schedules.py``, and back.

The fields of a schedule are parts of an RRULE (RFC 5545) beside opening times.
"""

import re
from collections.abc import Iterator
from datetime import time

from bot.domain.offers import Schedule
from bot.rules import rrules, schedules
from bot.rules.cells import Wrong
from bot.rules.rrules import WEEKDAYS
from handlers.files.hsds_fields import Fields

LONGEST_NOTE, LONGEST_TEXT = 150, 280
"""Maximum length of the words beside a time, and of a text instead of one, in characters."""
_HOUR = re.compile(
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?(?::\d\d(?:\.\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|[+-]\d\d:?\d\d)?"
)
_SPOKEN = {"noon": "12:00", "midnight": "00:00"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_RULE_PARTS = {
    "interval": "INTERVAL", "byday": "BYDAY", "bymonthday": "BYMONTHDAY", "byweekno": "BYWEEKNO",
    "byyearday": "BYYEARDAY", "bymonth": "BYMONTH", "count": "COUNT", "wkst": "WKST",
}  # fmt: skip
_NAMES = {
    name: code
    for code, names in zip(
        WEEKDAYS,
        (
            "monday mon montag", "tuesday tue dienstag", "wednesday wed mittwoch",
            "thursday thu donnerstag", "friday fri freitag", "saturday sat samstag",
            "sunday sun sonntag",
        ),
        strict=True,
    )
    for name in (code.lower(), *names.split())
}  # fmt: skip
"""Codes of weekdays by what other programs call them."""


def text_of(schedule: Fields) -> str:
    """Return a schedule as text; one that is no time of ours is said with all its fields."""
    hours = _hours(schedule)
    rule, first = _rule(schedule), _first(schedule)
    days = f"RRULE:{rule}" if rule else first
    from_day = f"ab {first}" if rule and first else ""
    plain = " ".join(filter(None, (days, hours, from_day)))
    note = _note(schedule, plain if days else "")
    if not days:
        return _safe(" ".join(filter(None, (hours, note))), LONGEST_TEXT)
    written = f"{plain} ({note})" if note else plain
    is_time = not _is_open(rule, first) and _is_time(written)
    return written if is_time else _said(rule, hours, first, note)


def _is_open(rule: str, first: str) -> bool:
    """Return whether a rule leaves the day open: weekly, but on which day?"""
    return bool(rule) and not first and not re.search("BY|DAILY", rule)


def _is_time(written: str) -> bool:
    try:
        (schedule,) = schedules.read(written)
    except Wrong as wrong:
        return wrong.code == "span"  # a question for the office
    return bool(schedule.rule or schedule.day)


def _said(rule: str, hours: str, first: str, note: str) -> str:
    """Return what is no rule of ours as words; no RRULE, which would be a mistake.

    Its fields come first, so that none of them is cut.
    """
    parts = rule.replace(";", ", ").replace("=", " ")
    return _safe(" ".join(filter(None, (parts, hours, first, note))), LONGEST_TEXT)


def _safe(words: str, longest: int = LONGEST_NOTE) -> str:
    """Return words without the signs that part times from each other, shortened."""
    line = " ".join(re.sub(r"[|;()\n]", ",", words).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _note(schedule: Fields, plain: str) -> str:
    """Return the words beside a time, shortened: what is cut is not taken, so that it is told.

    A description that says the time once more, as ours do, is not said twice.
    """
    names = ("description", "notes", "attending_type")
    described = schedule.peek("description")
    said = _noted(described, plain)
    found = (said if name == "description" else schedule.peek(name) for name in names)
    words = ", ".join(dict.fromkeys(filter(None, found)))
    if not _safe(words).endswith("…"):
        for name in names:
            schedule.text(name)
    return _safe(words)


def _noted(described: str, plain: str) -> str:
    """Return what a description says beside the time of its fields."""
    times, fields = _one_time(described), _one_time(plain)
    is_same = times is not None and fields is not None and _moment(times) == _moment(fields)
    return times.note if times and is_same else described


def _one_time(written: str) -> Schedule | None:
    """Return the only time that a text says, None for words and for several times."""
    try:
        (schedule,) = schedules.read(written)
    except (Wrong, ValueError):
        return None
    return schedule if schedule.rule or schedule.day else None


def _moment(schedule: Schedule) -> tuple[str, time | None, time | None]:
    """Return when something takes place; every day of the week is every day."""
    every_day = f"FREQ=WEEKLY;BYDAY={','.join(WEEKDAYS)}"
    rule = schedule.rule.replace(every_day, "FREQ=DAILY")
    return rule or f"{schedule.day}", schedule.start, schedule.end


def _hours(schedule: Fields) -> str:
    """Return "9:00-11:00"; an unreadable time stands as it is."""
    start, end = _clock(schedule, "opens_at"), _clock(schedule, "closes_at")
    return f"{start}-{end}" if start and end else start


def _clock(schedule: Fields, name: str) -> str:
    """Return "9:00 AM", "18:00:00Z" or "18:00+01:00" as the time on the wall; "" for no time.

    What programs write as UTC is what somebody typed as local time. It is told, too.
    """
    if spoken := _SPOKEN.get(schedule.peek(name).strip().lower()):
        schedule.text(name)
        return spoken
    match = _HOUR.fullmatch(schedule.peek(name))
    if not match or not match["zone"]:
        schedule.text(name)
    if not match:
        return schedule.peek(name)
    hour, minute = int(match["hour"]), match["minute"] or "00"
    if match["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    return f"{hour:02}:{minute}"


def _first(schedule: Fields) -> str:
    """Return the first day, "" if none is said."""
    return _day(schedule, "dtstart", "valid_from")


def _day(schedule: Fields, *names: str) -> str:
    """Take the first of some days that can be read, "" if none can: the others are told."""
    for name in names:
        if found := _DAY.match(schedule.peek(name)):
            schedule.text(name)
            return found[0]
    return ""


def _rule(schedule: Fields) -> str:
    """Return the rule; "" if it takes place once."""
    frequency = schedule.text("freq").upper()
    parts = _rule_parts(schedule)
    if not frequency and parts["BYDAY"]:
        frequency = "WEEKLY"
    if not frequency:
        return ""
    if not parts["COUNT"] and (until := _day(schedule, "until", "valid_to")):
        parts["UNTIL"] = until.replace("-", "") + "T235959"
    said = [f"{name}={value.replace(' ', '')}" for name, value in parts.items() if value]
    return ";".join([f"FREQ={frequency}", *said])


def _rule_parts(schedule: Fields) -> dict[str, str]:
    """Return the parts of a rule beside its frequency, "" for what is not said."""
    parts = {name: schedule.text(field) for field, name in _RULE_PARTS.items()}
    parts["BYDAY"] = _byday(parts["BYDAY"] or schedule.text("weekday"))
    parts["INTERVAL"] = "" if parts["INTERVAL"] == "1" else parts["INTERVAL"]
    return parts


def _byday(words: str) -> str:
    """Return "MO,WE" for "Monday, Wednesday"; codes stand as they are."""
    names = [name.strip() for name in re.split(r"[,;/]", words) if name.strip()]
    return ",".join(_NAMES.get(name.lower(), name.upper()) for name in names)


def fields_of(schedule: Schedule) -> dict[str, str | int]:
    """Return the fields of the standard for a schedule of ours.

    The standard knows weeks and months only. What it cannot say stands in the description alone.
    """
    said: dict[str, str | int] = {"description": schedules.written((schedule,))}
    if schedule.start is not None:
        said["opens_at"] = f"{schedule.start:%H:%M}"
    if schedule.end is not None:
        said["closes_at"] = f"{schedule.end:%H:%M}"
    if schedule.note:
        said["notes"] = schedule.note
    if not schedule.rule:
        day = f"{schedule.day}" if schedule.day else ""
        return said | ({"dtstart": day, "valid_from": day, "valid_to": day} if day else {})
    return said | dict(_rule_fields(schedule))


def _rule_fields(schedule: Schedule) -> Iterator[tuple[str, str | int]]:
    rule = rrules.read(schedule.rule)
    parts = dict(part.split("=", 1) for part in rrules.in_standard(schedule.rule).split(";"))
    known = _as_weeks_or_months(parts)
    if known is None:
        return
    day = schedule.day
    if "YEARLY" in parts["FREQ"]:
        day = schedules.first_date(_anchored(schedule))
    yield "freq", known["FREQ"]
    yield "interval", int(known.get("INTERVAL", "1"))
    for field, name in (("byday", "BYDAY"), ("bymonthday", "BYMONTHDAY"), ("wkst", "WKST")):
        if name in known:
            yield field, known[name]
    if rule.count:
        yield "count", rule.count
    if rule.until:
        yield "until", f"{rule.until:%Y-%m-%d}"
    if day:
        yield "dtstart", f"{day}"
        yield "valid_from", f"{day}"


def _anchored(schedule: Schedule) -> Schedule:
    day = schedule.day or schedules.LONG_AGO
    return Schedule(schedule.rule, day, schedule.start)


def _as_weeks_or_months(parts: dict[str, str]) -> dict[str, str] | None:
    """Return a rule in weeks or months; None if the standard has no fields for it."""
    if "BYSETPOS" in parts:
        return None
    if parts["FREQ"] == "YEARLY":
        return _years_as_months(parts)
    if "BYMONTH" in parts:
        return None
    return _days_as_weeks(parts) if parts["FREQ"] == "DAILY" else parts


def _years_as_months(parts: dict[str, str]) -> dict[str, str] | None:
    """Return a yearly rule as every 12th month; None if it is not a day of a single month."""
    is_day = "BYMONTHDAY" in parts and "BYDAY" not in parts
    if not is_day or not parts.get("BYMONTH", "").isdigit():
        return None
    months = 12 * int(parts.get("INTERVAL", "1"))
    return {"FREQ": "MONTHLY", "INTERVAL": str(months), "BYMONTHDAY": parts["BYMONTHDAY"]}


def _days_as_weeks(parts: dict[str, str]) -> dict[str, str] | None:
    """Return a daily rule as one of weekdays; None for every other day and for days of a month."""
    if int(parts.get("INTERVAL", "1")) > 1 or "BYMONTHDAY" in parts:
        return None
    return {"FREQ": "WEEKLY", "BYDAY": parts.get("BYDAY", ",".join(WEEKDAYS))}
