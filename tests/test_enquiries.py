"""Questions to the office: asked in the chat, answered at the desk, without showing who asks."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routing import Pressed
from storage import schema as t
from storage.engine.database import Database
from storage.engine.sealing import Seal
from tests.harness.browsers import Site, opened
from tests.harness.circles import newest
from tests.harness.desk import AtDesk, at_desk
from tests.harness.enquiries import QUESTION, asker
from tests.test_announcing import delivered

ANSWER = "Bitte melden Sie Ihr Kind im Rathaus an."
OTHER_SEAL = Seal("fedcba9876543210" * 4)


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def answer(desk: AtDesk, question_id: int, words: str = ANSWER, **more: object) -> None:
    await desk.fill(f"/desk/questions/{question_id}", answer=words, **more)


@pytest.mark.every_database
async def test_a_question_is_asked_answered_and_gone_on_with(channel: Conversation) -> None:
    """The whole job, in Ukrainian and on both channels; at the desk nobody sees who asks."""
    talk = await asker(channel)
    await talk.look("human")
    await talk.press(talk.translated("💬 Ask the office"))
    district = "Landkreis Waldshut"
    for promise in (district, "30", "3"):
        assert promise in talk.shown
    await talk.say(QUESTION)
    assert talk.translated("Your question is with the office now.") in talk.shown
    async with opened(channel) as site:
        desk = await at_desk(site)
        await desk.get("/desk?kind=question")
        assert QUESTION in desk.text
        await desk.get("/desk/questions")
        assert QUESTION in desk.text
        question_id = 1
        await answer(desk, question_id)
        assert "Your answer is on its way." in desk.text
        await desk.get("/desk?kind=question")
        assert "Nothing is open" in desk.text
        await delivered(channel)
        heading = talk.translated("💬 <b>The office has answered your question</b>")
        told = await newest(channel, talk)
        assert heading in told
        assert ANSWER in told
        await talk.hear(Pressed(f"enquiry.reply:{question_id}"))
        await talk.say("Дякую! А який номер?")
        await desk.get("/desk?kind=question")
        assert QUESTION in desk.text
        await desk.get(f"/desk/questions/{question_id}")
        assert "Дякую! А який номер?" in desk.text
        await desk.send(f"/desk/questions/{question_id}", closing(desk))
        await delivered(channel)
    await talk.look(f"enquiry.show:{question_id}:0")
    for words in (QUESTION, ANSWER, "Дякую! А який номер?"):
        assert words in talk.shown
    assert talk.translated("The office has closed this question.") in talk.shown
    await talk.press(talk.translated("🗑 Delete my question"))
    await talk.press(talk.translated("Yes, delete it"))
    assert talk.translated("You have not asked anything yet.") in talk.shown
    assert await stored(channel.database) == (0, 0)


def closing(desk: AtDesk) -> dict[str, object]:
    """The form that closes a question."""
    form = desk.form("csrf")
    return {"csrf": form["csrf"], "number": form["number"], "act": "done"}


async def stored(database: Database) -> tuple[int, int]:
    """How many questions and messages are stored."""
    async with database.read() as store:
        tables = (t.enquiry, t.enquiry_message)
        first, second = [
            (await store.execute(select(func.count()).select_from(table))).scalar_one()
            for table in tables
        ]
    return first, second
