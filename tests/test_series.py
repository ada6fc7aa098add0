"""Meetings that recur: planned ahead, changed for one or for all that follow.

Also holidays, clock changes, stand-ins and clashes.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.announcements import Times
from bot.domain.grants import Role
from bot.domain.meetings import Meeting, State
from bot.rules import meetings as rules
from bot.rules.problems import Problem, Refusal
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.workflows.planning import plan_ahead
from storage.groups import meetings
from tests.harness.circles import finds, lead_of, newest, number_of
from tests.harness.databases import NOW, wall
from tests.harness.talk import Talk
from tests.test_announcing import delivered, somebody
from tests.test_meetings import NAME, member_of, planned

LOCAL = Times(zone="Europe/Berlin", land="BW")


async def weekly(channel: Conversation) -> Talk:
    """A lead who has planned a meeting of every Tuesday."""
    lead = await lead_of(channel, NAME, language="en")
    await finds(lead, f"[{NAME}]")
    await lead.goes(
        ("[Meetings: 0]", ""),
        ("[➕ New meeting]", "If it repeats"),
        ("jeden Dienstag 18-20 Uhr: Café", "Café", "This meeting repeats."),
    )
    return lead


async def all_of(channel: Conversation) -> list[Meeting]:
    group_id = await number_of(channel, NAME)
    async with channel.database.read() as store:
        return list(await meetings.of_group(store, group_id, NOW))


@pytest.mark.every_database
async def test_a_series_is_planned_ahead_and_invited_to_once(channel: Conversation) -> None:
    member = await member_of(channel, "member", "en")
    await member.say("/start")
    lead = await weekly(channel)
    await delivered(channel)
    told = await newest(channel, member)
    assert "You are invited to a meeting" in told
    assert "The next dates:" in told
    assert "Tue, 1 Dec 2026, 18:00" in told
    known = await all_of(channel)
    assert [one.start for one in known[:2]] == [wall(2026, 11, 24, 18), wall(2026, 12, 1, 18)]
    assert {one.minutes for one in known} == {120}
    assert wall(2027, 1, 12, 18) in [one.start for one in known]
    await lead.look(f"meeting.edit:{known[0].id}")
    await lead.goes(("[This and all later ones]", f"This changes {len(known)} meetings."))


@pytest.mark.every_database
async def test_a_tick_plans_further_and_never_twice(conversation: Conversation) -> None:
    await weekly(conversation)
    before = len(await all_of(conversation))
    for weeks in (0, 0, 2, 2):
        await plan_ahead(conversation.database, NOW + timedelta(weeks=weeks))
    starts = [one.start for one in await all_of(conversation)]
    assert len(starts) == before + 2
    assert len(set(starts)) == len(starts)
    assert {one.strftime("%a %H:%M") for one in starts} == {"Tue 18:00"}


@pytest.mark.every_database
async def test_one_meeting_changed_on_its_own_stays_when_the_others_change(
    conversation: Conversation,
) -> None:
    member = await member_of(conversation, "member", "en")
    lead = await weekly(conversation)
    first, second, third, *_ = await all_of(conversation)
    await member.look(f"meeting.show:{third.id}")
    await member.say("[✅ I am coming]")
    await lead.look(f"meeting.edit:{second.id}")
    await lead.goes(("[Change the time]", ""), ("03.12.2026 17:00", "Thu, 3 Dec 2026, 17:00"))
    await lead.look(f"meeting.edit:{first.id}")
    await lead.goes(
        ("[This and all later ones]", ""),
        ("[Change days or time]", "every Wednesday 19:00"),
        ("25.11.2026 19:00", "We do not understand this."),
        ("jeden Mittwoch 19:00", "Wed, 25 Nov 2026, 19:00"),
    )
    known = {one.id: one for one in await all_of(conversation)}
    assert known[first.id].start == wall(2026, 11, 25, 19)
    assert known[second.id].start == wall(2026, 12, 3, 17)
    assert known[third.id].start == wall(2026, 12, 2, 19)
    assert known[third.id].sequence == third.sequence + 1
    starts = [one.start for one in known.values()]
    assert len(set(starts)) == len(starts)
    await delivered(conversation)
    told = await newest(conversation, member)
    assert "Meetings have new times" in told
    assert "Wed, 2 Dec 2026, 19:00" in told
    await member.look(f"meeting.show:{third.id}")
    assert "You said: I am coming." in member.shown


@pytest.mark.every_database
async def test_all_that_follow_are_moved_elsewhere_made_smaller_and_cancelled(
    conversation: Conversation,
) -> None:
    one, two = (
        await member_of(conversation, "one", "en"),
        await member_of(conversation, "two", "en"),
    )
    lead = await weekly(conversation)
    first, second, third, *_ = await all_of(conversation)
    for who in (one, two):
        await who.hear(Pressed(f"meeting.answer:{third.id}:yes"))
    await lead.look(f"series.edit:{second.id}")
    await lead.hear(Pressed(f"series.set:{second.id}:place"))
    await lead.say("Rathaus")
    await lead.hear(Pressed(f"series.set:{second.id}:most"))
    await lead.say("1")
    known = {it.id: it for it in await all_of(conversation)}
    assert known[first.id].place == ""
    assert known[third.id].place == "Rathaus"
    assert known[third.id].most == 1
    await lead.hear(Pressed(f"series.cancel!:{second.id}"))
    states = [it.state for it in await all_of(conversation)]
    assert states[0] is State.PLANNED
    assert set(states[1:]) == {State.CANCELLED}
    await delivered(conversation)
    assert "This meeting and all later ones are cancelled" in await newest(conversation, one)
    assert await plan_ahead(conversation.database, NOW + timedelta(weeks=20)) == 0
    await lead.hear(Pressed(f"series.edit:{first.id}"))
    assert "no longer works" in lead.shown


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        (
            "jeden Freitag 18:00 Chor",
            [
                date(2026, 11, 20),
                *(date(2026, 11, 27) + timedelta(weeks=n) for n in range(4)),
                date(2027, 1, 8),
            ],
        ),
        ("letzter Freitag im Monat 9 Uhr Frühstück", [date(2026, 11, 27), date(2027, 1, 29)]),
        ("30.06. und 31.12. 09:00 Arbeitskreis Migration", [date(2026, 12, 31)]),
        ("30.06. Jahrestreffen bis morgen", None),
        (
            "jeden Dienstag 18:00 3 mal Kurs",
            [date(2026, 11, 24), date(2026, 12, 1), date(2026, 12, 8)],
        ),
        ("jeden Dienstag 18:00 bis 05.12.2026 Kurs", [date(2026, 11, 24), date(2026, 12, 1)]),
    ],
)
def test_series_as_leads_type_them(words: str, dates: list[date] | None) -> None:
    """Public holidays of Baden-Württemberg are left out: 25 December, 1 January, 6 January."""
    if dates is None:
        with pytest.raises(Refusal):
            rules.plan(words, LOCAL, NOW, NOW.date())
        return
    plan = rules.plan(words, LOCAL, NOW, NOW.date())
    starts, until = rules.ahead(plan.times, NOW, NOW)
    assert [start.date() for start in starts[: len(dates)]] == dates
    assert until > NOW


def test_a_series_over_the_clock_change_stays_at_its_local_time() -> None:
    now = datetime(2027, 3, 10, tzinfo=UTC)
    plan = rules.plan("jeden Sonntag 18:00 Tee", LOCAL, now, now.date())
    starts, _ = rules.ahead(plan.times, now, now)
    assert {start.time() for start in starts} == {time(18)}
    assert {
        rules.recurrence.instant(start, rules.recurrence.zone_of(LOCAL)).hour for start in starts
    } == {16, 17}


def test_an_ended_series_is_planned_no_further() -> None:
    plan = rules.plan("jeden Dienstag 18:00 3 mal Kurs", LOCAL, NOW, NOW.date())
    assert rules.ahead(plan.times, NOW + timedelta(days=300), NOW + timedelta(days=300)) == (
        [],
        rules.ENDLESS,
    )


def test_a_weekday_alone_is_the_next_one() -> None:
    plan = rules.plan("Dienstag 18:00 Treffen", LOCAL, NOW, NOW.date())
    assert plan.times.rule == ""
    assert plan.times.start == wall(2026, 11, 24, 18)
    with pytest.raises(Refusal) as refused:
        rules.days("25.11.2026 19:00", LOCAL, NOW, NOW.date())
    assert refused.value.problem is Problem.NO_RULE


@pytest.mark.every_database
async def test_who_cannot_come_sends_somebody_else(channel: Conversation) -> None:
    """The place goes to them, not to who waits; if they cannot either, it goes to who waits."""
    one, two, three = [await member_of(channel, who, "en") for who in ("one", "two", "three")]
    for who in (one, two, three):
        await who.say("/start")
    lead = await planned(channel)
    await lead.goes(("[Treffen ändern]", ""), ("[Plätze]", ""), ("1", ""))
    for who in (one, three):
        await who.hear(Pressed("meeting.answer:1:yes"))
    await one.look("stand_in.list:1:0")
    await one.goes(("[Two]", "We have asked Two.", "You said: I cannot come."))
    await delivered(channel)
    assert "One cannot come and is asking you." in await newest(channel, two)
    await two.look("meeting.show:1")
    assert "You said: I am coming." in two.shown
    await one.look("stand_in.list:1:0")
    assert "[Two]" not in one.shown
    await two.say("[❌ I cannot come]")
    await delivered(channel)
    assert "A place is free for you." in await newest(channel, three)


async def test_nobody_from_outside_stands_in(conversation: Conversation) -> None:
    await planned(conversation)
    stranger = await somebody(conversation, "stranger", "en", role=Role.VOLUNTEER)
    shown = {}
    for press in ("stand_in.ask:1:999999", "stand_in.ask:1:0", "stand_in.list:1:0"):
        await stranger.hear(Pressed(press))
        shown[press] = stranger.shown
    refusal = "You are not allowed to do this."
    assert [press for press, words in shown.items() if refusal not in words] == []


@pytest.mark.every_database
async def test_what_clashes_is_shown_before_booking(conversation: Conversation) -> None:
    member = await member_of(conversation, "member", "en")
    lead = await planned(conversation)
    await lead.look(f"meeting.list:{await number_of(conversation, NAME)}:0")
    await lead.goes(("[➕ Neues Treffen]", ""), ("24.11.2026 19:00 Vorstand", "Vorstand"))
    await member.look("meeting.show:1")
    await member.goes(("[✅ I am coming]", "!At the same time you also have"))
    await member.look("meeting.show:2")
    assert "At the same time you also have: Wohnungssuche" in member.shown
    await member.look("meeting.show:1")
    await member.say("[❌ I cannot come]")
    await member.look("meeting.show:2")
    assert "At the same time you also have" not in member.shown
