"""Calendars that update by themselves.

Two independent readers see what is planned, through changes and cancellations.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from random import Random
from zoneinfo import ZoneInfo

import pytest
import vobject
from aiohttp.test_utils import TestClient, TestServer
from dateutil.tz import tzical
from icalendar import Calendar

from bot.domain.grants import Role
from bot.domain.groups import Standing
from bot.domain.meetings import Answer, Meeting, State
from handlers.dialogue.conversation import Conversation
from handlers.files.zones import timezone_of
from handlers.web.server import web_app
from storage.engine import settings
from storage.groups import attendance, meetings, memberships
from tests.harness.circles import number_of, person_of
from tests.harness.databases import NOW, wall
from tests.harness.talk import Talk
from tests.test_announcing import somebody
from tests.test_meetings import NAME, member_of

Event = tuple[str, datetime, datetime, int, str]
MANY = 200
IN_THE_EU = [
    f"Europe/{city}"
    for city in (
        "Berlin",
        "Busingen",
        "Lisbon",
        "Dublin",
        "Athens",
        "Bucharest",
        "Helsinki",
        "Warsaw",
        "Paris",
    )
] + [*("Atlantic/Azores", "Atlantic/Canary", "Asia/Nicosia", "Europe/Kyiv")]


@pytest.fixture
async def client(conversation: Conversation) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(web_app(conversation, lambda: NOW))) as opened:
        yield opened


async def subscribed(talk: Talk, scope: str = "[For this group]") -> str:
    """The path of a new address."""
    await talk.look(f"feed.list:{await number_of(talk.conversation, NAME)}")
    await talk.say(scope)
    (line,) = [line for line in talk.shown.splitlines() if "/calendar/" in line]
    return line[line.index("/calendar/") :]


async def fetched(client: TestClient, path: str) -> bytes:
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return await answer.read()


def by_icalendar(raw: bytes) -> list[Event]:
    return sorted(
        (
            str(e["uid"]),
            e["dtstart"].dt.astimezone(UTC),
            e["dtend"].dt.astimezone(UTC),
            int(e["sequence"]),
            str(e["status"]),
        )
        for e in Calendar.from_ical(raw).walk("VEVENT")
    )


def by_vobject(raw: bytes) -> list[Event]:
    calendar = vobject.readOne(raw.decode())
    return sorted(
        (
            e.uid.value,
            e.dtstart.value.astimezone(UTC),
            e.dtend.value.astimezone(UTC),
            int(e.sequence.value),
            e.status.value,
        )
        for e in calendar.contents.get("vevent", [])
    )


async def expected(conversation: Conversation, known: list[Meeting]) -> list[Event]:
    async with conversation.database.read() as store:
        name = await settings.value(store, settings.INSTALLATION)
    states = {State.PLANNED: "CONFIRMED", State.CANCELLED: "CANCELLED"}
    return sorted(
        (f"meeting-{one.id}@{name}", one.starts_at, one.ends_at, one.sequence, states[one.state])
        for one in known
    )


@pytest.mark.every_database
async def test_two_readers_see_two_hundred_changed_and_cancelled_meetings(
    conversation: Conversation, client: TestClient
) -> None:
    """Over both changes of the clocks: no double, no wrong hour."""
    member, chance = await member_of(conversation, "member", "en"), Random(200)
    path, group_id = await subscribed(member), await number_of(conversation, NAME)
    known = []
    async with conversation.database.write() as store:
        for number in range(MANY):
            start = wall(2026, 11, 21, chance.choice((9, 18, 23))) + timedelta(
                days=2 * number, minutes=15 * chance.randrange(4)
            )
            one = Meeting(
                0,
                group_id,
                f"Treffen {number}, Größe; Ort",
                start,
                "Europe/Berlin",
                chance.choice((45, 90, 300)),
                "Rathaus, Saal 1" * (number % 7),
            )
            known.append(replace(one, id=await meetings.add(store, one)))
    assert (
        by_icalendar(await fetched(client, path))
        == by_vobject(await fetched(client, path))
        == await expected(conversation, known)
    )
    before = await expected(conversation, known)
    changed = [changed_somehow(one, chance) for one in known]
    async with conversation.database.write() as store:
        for one in changed:
            await meetings.change(store, one)
    raw = await fetched(client, path)
    assert by_icalendar(raw) == by_vobject(raw) == await expected(conversation, changed)
    held = {uid: (start, status) for uid, start, _, _, status in (*before, *by_vobject(raw))}
    assert held == {
        uid: (start, status) for uid, start, _, _, status in await expected(conversation, changed)
    }, "a calendar that replaces by UID holds nothing twice"


def changed_somehow(one: Meeting, chance: Random) -> Meeting:
    moved = one.start + timedelta(hours=chance.randrange(-40, 40))
    change = chance.choice(
        (
            {"start": moved},
            {"state": State.CANCELLED},
            {"place": "Anderswo"},
            {"start": moved, "state": State.CANCELLED},
        )
    )
    return replace(one, sequence=one.sequence + 1, **change)


async def test_outlook_can_read_it(conversation: Conversation, client: TestClient) -> None:
    """The feed keeps the rules that Outlook is known for.

    Lines end with CR LF and have at most 75 bytes, zones precede their use, there is one method,
    and each zone name occurs once.
    """
    member = await member_of(conversation, "member", "en")
    async with conversation.database.write() as store:
        group_id = await number_of(conversation, NAME)
        for day in (24, 25):
            await meetings.add(
                store,
                Meeting(
                    0,
                    group_id,
                    "Ein sehr langer Titel über Wohnungssuche und Ämter " * 2,
                    wall(2026, 11, day, 18),
                    "Europe/Berlin",
                ),
            )
    raw = await fetched(client, await subscribed(member))
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    assert raw.index(b"BEGIN:VTIMEZONE") < raw.index(b"BEGIN:VEVENT")
    assert raw.count(b"BEGIN:VTIMEZONE") == 1
    assert b"METHOD" not in raw
    assert raw.count(b"BEGIN:VALARM") == 2


async def test_a_zone_is_described_in_the_same_words_in_every_file(
    conversation: Conversation, client: TestClient
) -> None:
    """Every file describes a zone alike, because programs keep the first description of a name.

    A description that ended with its meeting shifted later meetings by an hour.
    """
    member = await member_of(conversation, "member", "en")
    path, group_id = await subscribed(member), await number_of(conversation, NAME)
    zones = []
    for start in (wall(2026, 11, 24, 18), wall(2027, 7, 1, 9)):
        async with conversation.database.write() as store:
            await meetings.add(store, Meeting(0, group_id, "Treffen", start, "Europe/Berlin"))
        raw = await fetched(client, path)
        zones.append(raw[raw.index(b"BEGIN:VTIMEZONE") : raw.index(b"BEGIN:VEVENT")])
    assert zones[0] == zones[1]


def test_every_zone_of_the_eu_has_its_right_hours() -> None:
    """From 2024 to 2040, in every hour around every change, against the database of time zones."""
    for name in IN_THE_EU:
        read = tzical(StringIO(timezone_of(ZoneInfo(name)).to_ical().decode())).get()
        for moment in hours_around_changes():
            assert (
                moment.astimezone(read).utcoffset() == moment.astimezone(ZoneInfo(name)).utcoffset()
            ), f"{name} {moment}"


def hours_around_changes() -> list[datetime]:
    days = [
        datetime(year, month, day, tzinfo=UTC)
        for year in range(2024, 2041)
        for month in (3, 10)
        for day in range(24, 32)
    ]
    return [day + timedelta(hours=hour) for day in days for hour in range(6)] + [
        datetime(2030, month, 1, tzinfo=UTC) for month in range(1, 13)
    ]


@pytest.mark.every_database
async def test_an_address_shows_what_its_owner_may_see_now(
    conversation: Conversation, client: TestClient
) -> None:
    member = await member_of(conversation, "member", "en")
    async with conversation.database.write() as store:
        group_id = await number_of(conversation, NAME)
        for day in (24, 25):
            await meetings.add(
                store, Meeting(0, group_id, "Treffen", wall(2026, 11, day, 18), "Europe/Berlin")
            )
        await attendance.answer(store, 2, await person_of(conversation, member), Answer.NO, NOW)
    path = await subscribed(member, "[For all my groups]")
    (event,) = by_vobject(await fetched(client, path))
    assert event[0].startswith("meeting-1@")
    async with conversation.database.write() as store:
        mine = await memberships.member(store, group_id, await person_of(conversation, member))
        assert mine
        await memberships.leave(store, mine.id)
    assert by_icalendar(await fetched(client, path)) == []


async def test_an_address_is_secret_and_can_be_stopped(
    conversation: Conversation, client: TestClient
) -> None:
    member = await member_of(conversation, "member", "en")
    first, second = (
        await subscribed(member),
        await subscribed(member, "[For all my groups]"),
    )
    assert first != second
    await member.look(f"feed.list:{await number_of(conversation, NAME)}")
    assert "/calendar/" not in member.shown
    assert "Your addresses: 2." in member.shown
    async with conversation.database.read() as store:
        stored = repr((await store.connection.exec_driver_sql("SELECT * FROM feed")).all())
    assert first.split("/")[-1].removesuffix(".ics") not in stored
    await member.goes(("[Turn off all addresses]", "Done.", "!Your addresses"))
    for path in (first, second, f"/calendar/{'0' * 32}.ics", "/calendar/x.ics"):
        assert (await client.get(path)).status == 404


async def test_only_who_is_in_the_group_subscribes(conversation: Conversation) -> None:
    talks = [
        await somebody(conversation, "newcomer", "en"),
        await member_of(conversation, "asked", "en", Standing.ASKED),
        await somebody(
            conversation, "other coordinator", "en", role=Role.COORDINATOR, slug="konstanz"
        ),
    ]
    group_id = await number_of(conversation, NAME)
    for talk in talks:
        await talk.look(f"feed.list:{group_id}")
    assert [talk.who for talk in talks if "You are not allowed to do this." not in talk.shown] == []
