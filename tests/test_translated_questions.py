"""Volunteers translate questions to the office and its answers; they never see who asks."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.domain.grants import Role
from bot.domain.groups import Group, Kind, Standing
from bot.rules.problems import Problem
from bot.screens.problem_words import WORDS
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage import schema as t
from storage.groups import groups, memberships
from tests.harness.browsers import opened
from tests.harness.circles import newest, person_of
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.harness.enquiries import QUESTION, asked, asker
from tests.harness.talk import Talk
from tests.test_announcing import delivered, somebody

GERMAN = "Wo melde ich mein Kind in der Schule an?"
ANSWER = "Im Rathaus, am Dienstag."
UKRAINIAN = "У ратуші, у вівторок."
PATH = "/desk/questions/1"


async def speaker(channel: Conversation, who: str, language: str = "uk") -> Talk:
    """A member of a helper circle who speaks a language."""
    talk = await somebody(channel, who, "de", role=Role.VOLUNTEER)
    person_id = await person_of(channel, talk)
    async with channel.database.write() as store:
        district_id = (await store.execute(select(t.person.c.district_id))).scalars().first()
        assert district_id
        circle = Group(0, district_id, Kind.HELPER_CIRCLE, f"Kreis von {who}")
        group_id = await groups.put(store, circle)
        await memberships.enter(store, group_id, person_id, Standing.MEMBER, who, NOW)
        skill = {"person_id": person_id, "skill": f"speaks-{language}"}
        await store.execute(insert(t.person_skill).values(skill))
    await talk.say("/start")
    return talk


async def ask_volunteers(desk: AtDesk, message_id: int) -> None:
    """Press the button below a message."""
    await desk.get(PATH)
    form = desk.form("csrf")
    sent = {"csrf": form["csrf"], "number": form["number"]}
    await desk.send(PATH, {**sent, "act": "translate", "message": str(message_id)})


@pytest.mark.every_database
async def test_a_question_and_its_answer_are_translated_without_a_name(
    channel: Conversation,
) -> None:
    """The whole job on both channels: asked, given back, taken, translated, answered, told."""
    person = await asker(channel)
    helper, other = await speaker(channel, "Vera"), await speaker(channel, "Otto")
    await speaker(channel, "Ali", "ar")
    await asked(person)
    async with opened(channel) as site:
        desk = await at_desk(site)
        await ask_volunteers(desk, 1)
        assert "Volunteers have been asked to translate it." in desk.text
        assert "Have it translated" not in desk.text
        await delivered(channel)
        told = await newest(channel, helper)
        assert helper.translated("💬 <b>Can you translate a short text for the office?</b>") in told
        assert QUESTION not in told
        await other.hear(Pressed("enquiry.translate:1"))
        await other.press(other.translated("I cannot translate it"))
        await helper.hear(Pressed("enquiry.translate:1"))
        assert QUESTION in helper.shown
        await other.hear(Pressed("enquiry.translate:1"))
        assert QUESTION not in other.shown
        await helper.say(GERMAN)
        await desk.get(PATH)
        assert GERMAN in desk.text
        await desk.fill(PATH, answer=ANSWER)
        await ask_volunteers(desk, 2)
        await helper.hear(Pressed("enquiry.translate:2"))
        assert ANSWER in helper.shown
        assert QUESTION not in helper.shown
        await helper.say(UKRAINIAN)
        await delivered(channel, NOW + timedelta(minutes=5))
    assert UKRAINIAN in await newest(channel, person)
    await person.look("enquiry.show:1:0")
    for words in (QUESTION, ANSWER, UKRAINIAN):
        assert words in person.shown
    assert GERMAN not in person.shown


async def test_nobody_reads_a_question_who_was_not_asked(conversation: Conversation) -> None:
    """Strangers to the language, the asker, a question of before, one already in German."""
    person = await asker(conversation)
    helper, arab = await speaker(conversation, "Vera"), await speaker(conversation, "Ali", "ar")
    await asked(person)
    async with conversation.database.write() as store:
        await store.execute(update(t.enquiry).values(may_be_translated=False))
    async with opened(conversation) as site:
        desk = await at_desk(site)
        await ask_volunteers(desk, 1)
        assert WORDS[Problem.NOT_ALLOWED] in desk.text
        async with conversation.database.write() as store:
            await store.execute(update(t.enquiry).values(may_be_translated=True))
        for forged in (0, 2, 99):
            await ask_volunteers(desk, forged)
            assert WORDS[Problem.CHANGED_MEANWHILE] in desk.text
        await ask_volunteers(desk, 1)
        await ask_volunteers(desk, 1)
        assert WORDS[Problem.CHANGED_MEANWHILE] in desk.text
    for talk in (person, arab, await somebody(conversation, "guest")):
        await talk.hear(Pressed("enquiry.translate:1"))
        assert QUESTION not in talk.shown
    await helper.hear(Pressed("enquiry.translate:1"))
    assert QUESTION in helper.shown
