"""Agendas and results: proposed, handled, recorded, published.

A published result comes onto the next agenda of the steering group.
"""

from datetime import timedelta

import pytest

from bot.domain.attachments import Attachment
from bot.domain.grants import Role
from bot.domain.groups import Standing
from bot.rules import results as rules
from bot.rules.problems import Problem, Refusal
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Attached, Pressed
from handlers.jobs.reminders import remind_tasks
from storage.catalogue import offers
from storage.groups import attendance, memberships
from tests.harness.circles import finds, lead_of, newest, number_of, person_of
from tests.harness.databases import NOW
from tests.harness.talk import Talk
from tests.test_announcing import delivered, somebody
from tests.test_meetings import NAME, member_of, planned

STEERING = "Steuerungsgruppe Migration und Integration"
DECISION = "Wir schreiben alle Vermieter an."


async def steering_lead(channel: Conversation) -> Talk:
    """Leads the steering group, and has planned its next meeting."""
    lead = await lead_of(channel, STEERING, "steering", "en")
    await lead.look(f"meeting.list:{await number_of(channel, STEERING)}:0")
    await lead.goes(
        ("[➕ New meeting]", ""), ("10.12.2026 14:00 Herbstsitzung", "Herbstsitzung", "[Agenda: 0]")
    )
    return lead


async def decided(channel: Conversation) -> Talk:
    """A lead who has written down a decision."""
    lead = await lead_of(channel, NAME, language="en")
    await finds(lead, f"[{NAME}]")
    await lead.goes(
        ("[Results: 0]", "There are no results yet."),
        ("[➕ ✔️ Decision]", "What was decided?"),
        (DECISION, DECISION, "Only the group can read it."),
    )
    return lead


@pytest.mark.every_database
async def test_everybody_in_the_group_proposes_topics_and_the_lead_ticks_them_off(
    channel: Conversation,
) -> None:
    member, guest = (
        await member_of(channel, "member", "en"),
        await member_of(channel, "guest", "en", Standing.GUEST),
    )
    lead = await planned(channel)
    await member.look("meeting.show:1")
    await member.goes(
        ("[Agenda: 0]", "Nobody has suggested anything yet."),
        ("[➕ Suggest an item]", "What should the group talk about?"),
        ("x" * 201, "at most 200 characters"),
        ("Kautionen", "1. Kautionen (from Member)"),
    )
    await guest.look("topic.list:1:0")
    assert "[➕ Suggest an item]" not in guest.shown
    await lead.look("topic.list:1:0")
    await lead.goes(
        ("[1. Kautionen]", "[Besprochen]"),
        ("[Besprochen]", "1. ✅ Kautionen"),
        ("[1. Kautionen]", ""),
        ("[Punkt streichen]", ""),
        ("[Ja, ausführen]", "!Kautionen"),
    )


@pytest.mark.every_database
async def test_what_was_left_open_comes_up_at_the_next_meeting(conversation: Conversation) -> None:
    member = await member_of(conversation, "member", "en")
    lead = await planned(conversation)
    await member.look("topic.list:1:0")
    await member.goes(("[➕ Suggest an item]", ""), ("Kautionen", ""))
    await lead.look(f"meeting.list:{await number_of(conversation, NAME)}:0")
    await lead.goes(("[➕ Neues Treffen]", ""), ("08.12.2026 18:00 Zweites", "[Tagesordnung: 0]"))
    member.now = NOW + timedelta(days=5)
    await member.look("topic.list:2:0")
    assert "1. Kautionen (from Member)" in member.shown


@pytest.mark.every_database
async def test_a_result_goes_up_to_the_steering_group_once(channel: Conversation) -> None:
    steering = await steering_lead(channel)
    lead = await decided(channel)
    await lead.goes(
        ("[Show to steering group]", "This cannot be undone."),
        ("[Yes, do it]", "The steering group can read it too.", "!Show to steering"),
        ("[Show to everybody]", "Everybody can read it.", "This cannot be undone."),
        ("[Yes, do it]", "Everybody can read it.", "!This cannot"),
    )
    await delivered(channel)
    told = await newest(channel, steering)
    assert "A result is on your agenda" in told
    assert f"{NAME} has a result:" in told
    assert DECISION in told
    await steering.look("meeting.show:1")
    await steering.goes(("[Agenda: 1]", f"1. {DECISION} (from {NAME})"))


@pytest.mark.parametrize(
    ("published", "readers"),
    [
        ("group", {"member"}),
        ("steering", {"member", "steering"}),
        ("everybody", {"member", "steering", "newcomer"}),
    ],
)
async def test_results_are_read_by_those_they_are_published_for(
    conversation: Conversation, published: str, readers: set[str]
) -> None:
    lead = await decided(conversation)
    if published != "group":
        await lead.hear(Pressed(f"result.publish!:1:{published}"))
    talks = {
        "member": await member_of(conversation, "member", "en"),
        "steering": await lead_of(conversation, STEERING, "steering", "en"),
    }
    talks["newcomer"] = await somebody(conversation, "newcomer", "en")
    talks["elsewhere"] = await somebody(
        conversation, "elsewhere", "en", role=Role.COORDINATOR, slug="konstanz"
    )
    for who, talk in talks.items():
        await talk.look("result.show:1")
        assert (DECISION in talk.shown) is (who in readers), who
        await talk.look(f"result.list:{await number_of(conversation, NAME)}:0")
        assert (DECISION in talk.shown) is (who in readers), who


@pytest.mark.every_database
async def test_a_task_has_somebody_who_does_it_is_told_and_reminded_once(
    channel: Conversation,
) -> None:
    member = await member_of(channel, "member", "en")
    await member.say("/start")
    lead = await decided(channel)
    await lead.goes(
        ("[‹ Back]", ""),
        ("[➕ 🔧 Task]", "by when?"),
        ("Vermieter anschreiben", "We need a day"),
        ("30.11.2026 Vermieter anschreiben", "Who does it?", "[Member]"),
        ("[Member]", "Who does it: Member", "Due: Mon, 30 Nov 2026"),
    )
    await delivered(channel)
    assert "You have a new task" in await newest(channel, member)
    counts = [
        await remind_tasks(channel.database, NOW + timedelta(days=days)) for days in (5, 8, 8)
    ]
    assert counts == [0, 1, 0]
    await member.look("result.show:2")
    await member.goes(("[Done]", "Done."))
    await member.say("/mydata")
    assert "Vermieter anschreiben" in member.shown


@pytest.mark.every_database
async def test_minutes_go_to_who_was_absent(channel: Conversation) -> None:
    came, absent = await member_of(channel, "came", "en"), await member_of(channel, "absent", "en")
    for who in (came, absent):
        await who.say("/start")
    lead = await planned(channel)
    await came.look("meeting.show:1")
    await came.say("[✅ I am coming]")
    await delivered(channel)
    lead.now = NOW + timedelta(days=5)
    await lead.look(f"result.list:{await number_of(channel, NAME)}:0")
    await lead.goes(
        ("[➕ 📝 Protokoll]", "Bitte schreiben Sie das Protokoll"),
        ("Drei Wohnungen sind frei.", "Drei Wohnungen sind frei."),
    )
    await delivered(channel, lead.now)
    assert "The minutes of the meeting are ready" in await newest(channel, absent)
    assert "minutes" not in await newest(channel, came)


@pytest.mark.every_database
async def test_who_was_seen_there_needs_no_minutes(conversation: Conversation) -> None:
    """Where presence was noted it counts, not what people had said."""
    seen, said = (
        await member_of(conversation, "seen", "en"),
        await member_of(conversation, "said", "en"),
    )
    lead = await planned(conversation)
    for who, answer in ((seen, "maybe"), (said, "yes")):
        await who.hear(Pressed(f"meeting.answer:1:{answer}"))
    async with conversation.database.write() as store:
        await attendance.saw(store, 1, await person_of(conversation, seen), present=True)
    await delivered(conversation)
    lead.now = NOW + timedelta(days=5)
    await lead.hear(Pressed(f"result.new:{await number_of(conversation, NAME)}:minutes"))
    await lead.say("Drei Wohnungen sind frei.")
    await delivered(conversation, lead.now)
    assert "The minutes of the meeting are ready" in await newest(conversation, said)
    assert "minutes" not in await newest(conversation, seen)


async def test_minutes_as_a_document(conversation: Conversation) -> None:
    member = await member_of(conversation, "member", "en")
    lead = await decided(conversation)
    await lead.say("[‹ Back]")
    await lead.say("[➕ 📝 Minutes]")
    assert lead.screen.takes_file
    await lead.hear(Attached(Attachment("Protokoll.pdf", "application/pdf", 9, b"%PDF-1.7\n")))
    assert "[📎 Open Protokoll.pdf]" in lead.shown
    await member.look("result.file:2")
    assert member.screen.documents[0].content.startswith(b"%PDF")
    stranger = await somebody(conversation, "stranger", "en")
    await stranger.look("result.file:2")
    assert "You are not allowed to do this." in stranger.shown


@pytest.mark.every_database
async def test_a_result_becomes_an_offer_when_the_office_says_so(
    conversation: Conversation,
) -> None:
    lead = await decided(conversation)
    await lead.goes(
        ("[Suggest as an offer]", "The office will get your suggestion."),
        ("[Suggest as an offer]", "This has already been suggested."),
    )
    office = await somebody(conversation, "office", "en", role=Role.COORDINATOR)
    newcomer = await somebody(conversation, "newcomer", "en")
    await newcomer.say("Vermieter anschreiben")
    assert DECISION not in newcomer.shown
    await office.goes(
        ("/start", "[To check: 1]"),
        ("[To check: 1]", "Suggested by a group"),
        (f"[Suggested by a group: {DECISION}]", ""),
        ("[Yes, it is correct]", "Done."),
    )
    await newcomer.say("Vermieter anschreiben")
    assert DECISION in newcomer.shown
    async with conversation.database.read() as store:
        assert await offers.count(store)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("Vermieter anschreiben", Problem.NO_TASK),
        ("30.11.2026", Problem.NO_TASK),
        ("31.02.2027 Nie", Problem.NO_TASK),
        ("01.11.2026 Zu spät", Problem.IN_THE_PAST),
    ],
)
def test_impossible_tasks_are_refused(words: str, problem: Problem) -> None:
    with pytest.raises(Refusal) as refused:
        rules.task(words, NOW.date())
    assert refused.value.problem is problem


@pytest.mark.every_database
async def test_who_leaves_does_nothing_any_more(conversation: Conversation) -> None:
    """The task stays, without a name."""
    member = await member_of(conversation, "member", "en")
    lead = await decided(conversation)
    await lead.goes(
        ("[‹ Back]", ""),
        ("[➕ 🔧 Task]", ""),
        ("30.11.2026 Vermieter anschreiben", ""),
        ("[Member]", "Who does it: Member"),
    )
    await finds(member, f"[{NAME}]")
    await member.say("[Leave the group]")
    await lead.look("result.show:2")
    assert "Who does it: –" in lead.shown
    assert await remind_tasks(conversation.database, NOW + timedelta(days=9)) == 0
    async with conversation.database.read() as store:
        person = await person_of(conversation, member)
        assert await memberships.of_person(store, person) == {}
        assert await attendance.of_person(store, person) == []
