"""Meetings: planned, answered, full, moved, cancelled, reminded of at the right local time.

Also their entries in calendar files.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from bot.domain.announcements import Times
from bot.domain.grants import Role
from bot.domain.groups import Standing
from bot.domain.meetings import Answer, Meeting, State
from bot.rules import meetings as rules
from bot.rules.problems import Problem, Refusal
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.files.calendars import meeting_file
from storage.groups import attendance, groups, meetings, memberships
from tests.harness.circles import finds, lead_of, newest, number_of, person_of
from tests.harness.databases import NOW
from tests.harness.talk import Talk
from tests.test_announcing import delivered, somebody

NAME = "Arbeitskreis Wohnen"
PLANNED = (
    ("[Treffen: 0]", "Es ist kein Treffen geplant."),
    ("[➕ Neues Treffen]", "Wann ist das Treffen"),
    ("24.11.2026 18:00 Wohnungssuche", "Wohnungssuche"),
)


async def member_of(
    channel: Conversation, who: str, language: str = "de", standing: Standing = Standing.MEMBER
) -> Talk:
    """Somebody who is in the group."""
    talk = await somebody(channel, who, language, role=Role.VOLUNTEER)
    group_id = await number_of(channel, NAME)
    async with channel.database.write() as store:
        await memberships.enter(
            store, group_id, await person_of(channel, talk), standing, who.title(), NOW
        )
    return talk


async def planned(channel: Conversation) -> Talk:
    """A lead who has planned the first meeting."""
    lead = await lead_of(channel, NAME)
    await finds(lead, f"[{NAME}]")
    await lead.goes(*PLANNED)
    return lead


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("language", "yes", "said", "invited"),
    [
        (
            "de",
            "[✅ Ich komme]",
            "Sie haben gesagt: Ich komme.",
            "Sie sind zu einem Treffen eingeladen",
        ),
        ("ar", "[✅ سأحضر]", "إجابتك: سأحضر.", "وصلتك دعوة إلى لقاء"),
        ("uk", "[✅ Я прийду]", "Ваша відповідь: прийду.", "Вас запрошено на зустріч"),
    ],
)
async def test_everybody_is_invited_and_answers_with_one_tap(
    channel: Conversation, language: str, yes: str, said: str, invited: str
) -> None:
    member = await member_of(channel, "member", language)
    await member.say("/start")
    lead = await planned(channel)
    await delivered(channel)
    told = await newest(channel, member)
    assert invited in told
    assert "18:00" in told
    await member.look("meeting.show:1")
    await member.goes((yes, said))
    await lead.look("meeting.edit:1")
    await lead.goes(("[Wer kommt]", "Member: kommt"))


async def test_who_leads_without_being_in_the_group_is_not_asked(
    conversation: Conversation,
) -> None:
    await planned(conversation)
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    await office.say("/start")
    await office.look("meeting.show:1")
    assert "[Treffen ändern]" in office.shown
    assert "[✅ Ich komme]" not in office.shown


@pytest.mark.every_database
async def test_moved_and_cancelled_is_told_to_those_who_did_not_say_no(
    conversation: Conversation,
) -> None:
    comes, cannot = await member_of(conversation, "coming"), await member_of(conversation, "cannot")
    lead = await planned(conversation)
    await delivered(conversation)
    for who, label in ((comes, "[✅ Ich komme]"), (cannot, "[❌ Ich kann nicht kommen]")):
        await who.look("meeting.show:1")
        await who.say(label)
    await lead.goes(
        ("[Treffen ändern]", "[Zeit ändern]"),
        ("[Zeit ändern]", "neuen Tag und die neue Uhrzeit"),
        ("gestern", "Wir verstehen diese Zeit nicht"),
        ("25.11.2026 19:00", "Mi., 25. Nov. 2026, 19:00"),
    )
    await delivered(conversation)
    told = await newest(conversation, comes)
    assert "Neue Zeit oder neuer Ort für ein Treffen" in told
    assert "24. Nov. 2026, 18:00" in told
    assert "25. Nov. 2026, 19:00" in told
    assert "eingeladen" in await newest(conversation, cannot)
    await lead.goes(
        ("[Treffen ändern]", ""),
        ("[❌ Treffen absagen]", "Das lässt sich nicht rückgängig machen."),
        ("[Ja, ausführen]", "Wohnungssuche"),
    )
    await delivered(conversation)
    assert "Ein Treffen ist abgesagt" in await newest(conversation, comes)
    await comes.hear(Pressed("meeting.answer:1:yes"))
    assert "Dieses Treffen wurde abgesagt." in comes.shown


@pytest.mark.every_database
async def test_who_waits_moves_up_when_somebody_cannot_come(conversation: Conversation) -> None:
    one, two, three = [await member_of(conversation, who) for who in ("one", "two", "three")]
    lead = await planned(conversation)
    await lead.goes(
        ("[Treffen ändern]", ""),
        ("[Plätze]", "Wie viele Personen dürfen kommen?"),
        ("1", "Belegte Plätze: 0 von 1"),
    )
    for who, answer in ((one, "Ich komme."), (two, "Warteliste"), (three, "Warteliste")):
        await who.look("meeting.show:1")
        await who.goes(("[✅ Ich komme]", answer))
    await two.goes(("[✅ Ich komme]", "Warteliste"))
    await one.goes(("[❌ Ich kann nicht kommen]", "Belegte Plätze: 1 von 1"))
    await delivered(conversation)
    assert "Für Sie ist ein Platz frei." in await newest(conversation, two)
    assert "ein Platz frei" not in await newest(conversation, three)
    await one.goes(("[✅ Ich komme]", "Warteliste"))
    await lead.look("meeting.edit:1")
    await lead.goes(("[Plätze]", ""), ("0", "3 Personen kommen."))


@pytest.mark.every_database
@pytest.mark.parametrize("places", [8])
async def test_the_last_places_of_a_meeting_are_given_once(
    conversation: Conversation, places: int
) -> None:
    """When all press at once, as many come as there are places.

    The others wait in the order in which their presses were handled.
    """
    crowd = [await member_of(conversation, f"member{n}") for n in range(20)]
    lead = await planned(conversation)
    await lead.goes(("[Treffen ändern]", ""), ("[Plätze]", ""), (str(places), ""))
    await asyncio.gather(*(who.hear(Pressed("meeting.answer:1:yes")) for who in crowd))
    async with conversation.database.read() as store:
        said = list((await attendance.answers(store, 1)).values())
    assert said == [Answer.YES] * places + [Answer.WAITING] * (20 - places)


@pytest.mark.every_database
async def test_who_leaves_comes_to_no_meeting(conversation: Conversation) -> None:
    one, two = await member_of(conversation, "one"), await member_of(conversation, "two")
    lead = await planned(conversation)
    await lead.goes(("[Treffen ändern]", ""), ("[Plätze]", ""), ("1", ""))
    for who in (one, two):
        await who.hear(Pressed("meeting.answer:1:yes"))
    await delivered(conversation)
    await finds(one, f"[{NAME}]")
    await one.goes(("[Gruppe verlassen]", "Sie sind nicht mehr in dieser Gruppe."))
    await delivered(conversation)
    assert "Für Sie ist ein Platz frei." in await newest(conversation, two), (
        "at once, not at the next press"
    )
    await one.hear(Pressed("meeting.answer:1:yes"))
    assert "Sie haben dafür keine Berechtigung." in one.shown


@pytest.mark.every_database
async def test_who_leaves_hears_nothing_more_at_once(conversation: Conversation) -> None:
    """What waited for the morning is not sent to them any more."""
    leaves, stays = await member_of(conversation, "leaves"), await member_of(conversation, "stays")
    await planned(conversation)
    await finds(leaves, f"[{NAME}]")
    await leaves.say("[Gruppe verlassen]")
    await delivered(conversation)
    assert "eingeladen" in await newest(conversation, stays)
    await leaves.look("inbox.list:0")
    assert "[Fr." not in leaves.shown
    async with conversation.database.read() as store:
        states = (
            await store.connection.exec_driver_sql(
                "SELECT state, count(*) FROM delivery GROUP BY state ORDER BY state"
            )
        ).all()
    assert [tuple(row) for row in states] == [("cancelled", 1), ("sent", 1)]


async def test_a_meeting_that_is_over_cannot_be_answered(conversation: Conversation) -> None:
    member = await member_of(conversation, "member")
    await planned(conversation)
    member.now = datetime(2026, 11, 25, 9, tzinfo=UTC)
    await member.look("meeting.show:1")
    assert "[✅ Ich komme]" not in member.shown
    await member.hear(Pressed("meeting.answer:1:yes"))
    assert "Dieses Treffen ist vorbei." in member.shown


@pytest.mark.every_database
async def test_who_comes_late_is_invited_too(channel: Conversation) -> None:
    lead = await planned(channel)
    late = await somebody(channel, "late", role=Role.VOLUNTEER)
    await late.say("/start")
    await finds(late, f"[{NAME}]")
    await late.goes(("[Beitritt anfragen]", ""), ("Nora", ""))
    await lead.look(f"member.requests:{await number_of(channel, NAME)}:0")
    await lead.goes(("[Nora]", ""), ("[✅ Aufnehmen]", ""))
    await delivered(channel)
    assert "Sie sind zu einem Treffen eingeladen" in await newest(channel, late)


async def test_an_online_meeting_can_be_opened(conversation: Conversation) -> None:
    lead = await planned(conversation)
    await lead.look("meeting.edit:1")
    await lead.goes(
        ("[Ort ändern]", ""),
        (
            "https://meet.example.org/wohnen?a=1&b=2",
            "Online: https://meet.example.org/wohnen?a=1&b=2",
        ),
    )
    assert '<a href="https://meet.example.org/wohnen?a=1&amp;b=2">' in lead.screen.text
    await lead.look("meeting.edit:1")
    await lead.goes(
        ("[Ort ändern]", ""),
        (
            "Rathaus, Saal 1, https://meet.example.org/w",
            "Ort: Rathaus, Saal 1",
            "Online: https://meet.example.org/w",
        ),
    )
    await lead.look("meeting.edit:1")
    await lead.goes(("[Ort ändern]", ""), ("javascript:alert(1)", "javascript:alert(1)"))
    assert "<a" not in lead.screen.text


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("", Problem.NO_MEETING),
        ("24.11.2026 18:00", Problem.NO_MEETING),
        ("Wohnungssuche", Problem.NO_MEETING),
        ("20.11.2020 18:00 Alt", Problem.IN_THE_PAST),
        ("28.03.2027 02:30 Nachts", Problem.NO_SUCH_TIME),
        ("31.02.2027 18:00 Nie", Problem.NO_SUCH_TIME),
        ("24.11.2026 18:00 " + "x" * 101, Problem.NO_MEETING),
    ],
)
def test_impossible_meetings_are_refused(words: str, problem: Problem) -> None:
    with pytest.raises(Refusal) as refused:
        rules.plan(words, Times(), NOW, NOW.date())
    assert refused.value.problem is problem


@pytest.mark.parametrize(
    "words",
    [
        "24.11.2026 18:00 Wohnungssuche",
        "24.11.2026, 18 Uhr: Wohnungssuche",
        "2026-11-24 18:00 Wohnungssuche",
    ],
)
async def test_meetings_as_leads_type_them(words: str) -> None:
    found = rules.plan(words, Times(), NOW, NOW.date())
    assert found == rules.Plan(
        Times(datetime.combine(date(2026, 11, 24), time(18))), "Wohnungssuche"
    )


async def test_a_calendar_replaces_and_cancels_what_it_had(conversation: Conversation) -> None:
    await planned(conversation)
    async with conversation.database.read() as store:
        one = await meetings.by_id(store, 1)
        group = await groups.by_id(store, await number_of(conversation, NAME))
    assert one
    assert group
    moved: Meeting = replace(one, start=one.start + timedelta(days=1), sequence=1)
    read = [
        Calendar.from_ical(meeting_file(it, group, NOW))
        for it in (one, moved, replace(moved, sequence=2, state=State.CANCELLED))
    ]
    events = [next(iter(calendar.walk("VEVENT"))) for calendar in read]
    assert len({str(event["uid"]) for event in events}) == 1
    assert [int(event["sequence"]) for event in events] == [0, 1, 2]
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [event["dtstart"].dt.astimezone(UTC) for event in events] == [
        one.starts_at,
        moved.starts_at,
        moved.starts_at,
    ]
    assert all(calendar.walk("VTIMEZONE") and calendar.walk("VALARM") for calendar in read)
