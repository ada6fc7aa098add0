"""Offers as schema.org facts (JSON-LD): an Event, a Course, or else a Service."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.offers import Details, Offer, OfferText, Schedule, Way
from bot.rules import rrules
from bot.text import shortened

LONGEST = 500
"""Maximum length of a description, in characters."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Facts = dict[str, Any]


def facts(offer: Offer, text: OfferText, url: str, today: date, image: str | None = None) -> Facts:
    """Return what an offer is and all that machines can use of it.

    A German course is a Course, what has a single date from ``today`` on an Event, all else a
    Service, for which somebody comes when it is open. ``image`` is the address of a picture, None
    for none.
    """
    details = offer.details
    common = {
        "@context": "https://schema.org",
        "name": text.title,
        "description": shortened(text.description or text.title, LONGEST),
        "url": url,
        "image": image,
        "inLanguage": text.language,
    }
    if details.course_kind or details.level_from:
        return _known(common | _course(details, today))
    if dated := _next_single(details, today):
        return _known(common | _event(details, dated))
    return _known(common | _service(details))


def _next_single(details: Details, today: date) -> Schedule | None:
    """Return the next time that takes place once; None if the offer has no such time."""
    single = [s for s in details.schedules if not s.rule and s.day and s.day >= today]
    return min(single, key=lambda s: (s.day or today, s.start or time.min), default=None)


def _course(details: Details, today: date) -> Facts:
    span = "–".join(dict.fromkeys(filter(None, (details.level_from, details.level_to))))
    starts = details.starts_on if details.starts_on and details.starts_on >= today else None
    instance = {
        "@type": "CourseInstance",
        "courseMode": "online" if details.way is Way.ONLINE else "onsite",
        "location": _place(details),
        "startDate": starts.isoformat() if starts else None,
        "courseSchedule": [*_weekly(details)] or None,
    }
    return {
        "@type": "Course",
        "provider": _organisation(details),
        "educationalLevel": span or None,
        "isAccessibleForFree": details.free,
        "offers": _price(details),
        "hasCourseInstance": _known(instance),
    }


def _event(details: Details, dated: Schedule) -> Facts:
    mode = "Online" if details.way is Way.ONLINE else "Offline"
    return {
        "@type": "Event",
        "startDate": _moment(dated, dated.start),
        "endDate": _moment(dated, dated.end) if dated.start and dated.end else None,
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": _place(details),
        "organizer": _organisation(details),
        "isAccessibleForFree": details.free,
    }


def _service(details: Details) -> Facts:
    return {
        "@type": "Service",
        "provider": _organisation(details),
        "areaServed": _place(details),
        "isAccessibleForFree": details.free,
        "availableChannel": _known(
            {
                "@type": "ServiceChannel",
                "serviceUrl": details.url or None,
                "servicePhone": _phone(details),
                "availableLanguage": list(details.languages) or None,
            }
        ),
        "hoursAvailable": [*_opening(details)] or None,
    }


def _known(facts: Facts) -> Facts:
    """Return facts without those that nobody stated."""
    return {name: value for name, value in facts.items() if value is not None}


def _moment(dated: Schedule, at: time | None) -> str:
    """Return a moment with its offset from UTC, or the day where the office said no hours."""
    if dated.day is None or at is None:
        return str(dated.day)
    is_next_day = dated.start is not None and at is dated.end and at <= dated.start
    day = dated.day + timedelta(days=is_next_day)
    return datetime.combine(day, at, ZoneInfo(dated.zone)).isoformat(timespec="minutes")


def _weekdays(schedule: Schedule) -> list[str]:
    """Return the days of a time that is every week, else none."""
    try:
        rule = rrules.read(schedule.rule)
    except ValueError:
        return []
    if rule.frequency != "WEEKLY" or rule.interval > 1:
        return []
    return [f"https://schema.org/{_DAYS[day]}" for _, day in sorted(rule.weekdays)]


def _weekly(details: Details) -> Iterator[Facts]:
    """Yield the weekly times of a course."""
    for schedule in details.schedules:
        if (days := _weekdays(schedule)) and schedule.start:
            yield _known(
                {
                    "@type": "Schedule",
                    "repeatFrequency": "P1W",
                    "byDay": days,
                    "startTime": f"{schedule.start:%H:%M}",
                    "endTime": f"{schedule.end:%H:%M}" if schedule.end else None,
                    "scheduleTimezone": schedule.zone,
                }
            )


def _opening(details: Details) -> Iterator[Facts]:
    """Yield the hours at which a service is open every week."""
    for schedule in details.schedules:
        if (days := _weekdays(schedule)) and schedule.start and schedule.end:
            yield {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": days,
                "opens": f"{schedule.start:%H:%M}",
                "closes": f"{schedule.end:%H:%M}",
            }


def _place(details: Details) -> Facts:
    if details.way is Way.ONLINE and details.url:
        return {"@type": "VirtualLocation", "url": details.url}
    return {
        "@type": "Place",
        "name": details.municipality or details.organisation,
        "address": details.address or details.municipality or details.organisation,
    }


def _organisation(details: Details) -> Facts:
    return {"@type": "Organization", "name": details.organisation}


def _phone(details: Details) -> Facts | None:
    if not details.phone:
        return None
    return {"@type": "ContactPoint", "telephone": details.phone}


def _price(details: Details) -> Facts | None:
    """Return the price of what is free; other prices are words of the office."""
    if not details.free:
        return None
    return {"@type": "Offer", "price": 0, "priceCurrency": "EUR", "category": "Free"}
