"""What is open now and what takes place soon, how far it is, and that lists agree with cards."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.listings import Around, Listing, Reader
from bot.domain.offers import Details, OfferText
from bot.domain.places import Municipality
from bot.i18n import Translator, visible
from bot.rules import schedules
from bot.rules.openings import hours_of, is_soon, later_today, open_until
from bot.rules.places import distances
from bot.screens.facts import first_time
from bot.search.query import NOTHING
from handlers.dialogue.turn import ZONE
from storage.catalogue import listings, offers, places
from storage.engine.database import Database
from storage.engine.store import Store

PLAIN = Details("AWO", (OfferText("de", "Beratung"),))


def with_times(cell: str, **more: object) -> Details:
    return replace(PLAIN, schedules=schedules.read(cell), **more)  # type: ignore[arg-type]


def at(text: str) -> datetime:
    """A local moment, in UTC as the rest of the program has it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


OPEN = [
    ("Mo-Fr 08:00-12:00", "2026-11-20 07:59", None),
    ("Mo-Fr 08:00-12:00", "2026-11-20 08:00", time(12)),
    ("Mo-Fr 08:00-12:00", "2026-11-20 11:59", time(12)),
    ("Mo-Fr 08:00-12:00", "2026-11-20 12:00", None),
    ("Mo-Fr 08:00-12:00", "2026-11-21 09:00", None),
    ("Fr 22:00-02:00", "2026-11-21 01:30", time(2)),
    ("Fr 22:00-02:00", "2026-11-20 01:30", None),
    ("Fr 09:00-12:00; Fr 11:00-17:00", "2026-11-20 11:30", time(17)),
    ("20.11.2026 09:30-16:00", "2026-11-20 10:00", time(16)),
    ("20.11.2026 09:30-16:00", "2026-11-27 10:00", None),
    ("Mo-Fr 08:00-12:00 ab 11.01.2027", "2026-11-20 09:00", None),
    ("Fr 08:00-12:00", "2026-12-25 09:00", None),
    ("Fr 09:00", "2026-11-20 09:30", None),
    ("nach Vereinbarung", "2026-11-20 09:30", None),
    ("Do 08:00-12:00", "2026-03-26 11:59", time(12)),
    ("So 08:00-12:00", "2026-03-29 08:30", time(12)),
    ("Mo-Fr 08:00-00:00", "2026-11-20 23:59", time(0)),
]
SOON = [
    ("Mo 09:00-12:00", date(2026, 11, 20), True),
    ("01.12.2026 09:00", date(2026, 11, 20), False),
    ("26.11.2026 09:00", date(2026, 11, 20), True),
    ("27.11.2026 09:00", date(2026, 11, 20), False),
    ("Mo 09:00-12:00 ab 11.01.2027", date(2026, 11, 20), False),
    ("RRULE:FREQ=MONTHLY;BYDAY=1MO 09:00", date(2026, 11, 20), False),
    ("RRULE:FREQ=MONTHLY;BYDAY=1MO 09:00", date(2026, 12, 1), True),
    ("nach Vereinbarung", date(2026, 11, 20), False),
]


def test_open_now_is_said_to_the_minute() -> None:
    wrong = [
        (cell, moment, until, found)
        for cell, moment, until in OPEN
        if (found := open_until(hours_of(with_times(cell)), at(moment))) != until
    ]
    assert not wrong


def test_a_course_takes_place_but_is_not_open() -> None:
    course = with_times("Fr 08:00-12:00", level_from="A1")
    assert open_until(hours_of(course), at("2026-11-20 09:00")) is None
    assert later_today(hours_of(course), at("2026-11-20 09:00")) is not None
    begins = with_times("Fr 08:00-12:00", starts_on=date(2026, 11, 27))
    assert open_until(hours_of(begins), at("2026-11-20 09:00")) is None
    assert open_until(hours_of(begins), at("2026-11-27 09:00")) == time(12)


def test_the_next_days_are_seven() -> None:
    wrong = [
        (cell, today)
        for cell, today, soon in SOON
        if is_soon(hours_of(with_times(cell)), today) is not soon
    ]
    assert not wrong


def test_a_card_says_what_is_open_or_today(translators: dict[str, Translator]) -> None:
    details = with_times("Fr 09:00-12:00")
    said = {
        moment: [
            visible(line)
            for line in first_time(
                translators["en"], details, date(2026, 11, 20), Around(at(f"2026-11-{moment}"))
            )
        ]
        for moment in ("20 08:00", "20 09:00", "20 12:00", "21 09:00")
    }
    assert said == {
        "20 08:00": ["🕘\xa0Today 09:00–12:00"],
        "20 09:00": ["🕘\xa0Open now, until 12:00"],
        "20 12:00": ["🕘\xa0Friday 09:00–12:00"],
        "21 09:00": ["🕘\xa0Friday 09:00–12:00"],
    }


@pytest.mark.every_database
async def test_lists_agree_with_cards_at_every_hour_of_a_week(database: Database) -> None:
    """Each offer of the district is in the list of its moment, and no other one is."""
    wrong, seen = [], set()
    async with database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        for hours in range(0, 7 * 24, 11):
            now = at("2026-11-23 00:30") + timedelta(hours=hours)
            today = now.astimezone(ZONE).date()
            reader = Reader(today, district.id, now=now)
            for source in "ow":
                listed = await listed_ids(store, reader, source)
                every = await offers.by_ids(store, [*await listed_ids(store, reader, "a")])
                due = {each.id for each in every if is_due(each.details, source, now)}
                seen |= {(source, bool(due))}
                wrong += [(source, now, listed ^ due)] * (listed != due)
    assert not wrong
    assert {("o", True), ("o", False), ("w", True)} <= seen


def is_due(details: Details, source: str, now: datetime) -> bool:
    if source == "o":
        return open_until(hours_of(details), now) is not None
    return is_soon(hours_of(details), now.astimezone(ZONE).date())


async def listed_ids(store: Store, reader: Reader, source: str) -> set[int]:
    found: set[int] = set()
    for number in range(100):
        page = await listings.page(store, reader, Listing(source, page=number), NOTHING)
        found |= {offer.id for offer in page.offers}
        if not page.has_next:
            return found
    raise AssertionError("pages without an end")


def test_distances_are_between_known_centres() -> None:
    own = Municipality(1, 1, "Bonndorf", latitude=47.82, longitude=8.34)
    others = [
        replace(own, id=2, latitude=47.62, longitude=8.21),
        replace(own, id=3, latitude=None),
        replace(own, id=4, latitude=47.821),
        own,
    ]
    assert distances(own, others) == {2: 24, 4: 1}
    assert distances(replace(own, latitude=None), others) == {}
