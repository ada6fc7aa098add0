"""What a screen asks of the database: each statement is a way to the server and back."""

from typing import Any

from sqlalchemy import event

from handlers.dialogue.conversation import Conversation
from tests.test_announcing import somebody

MOST = {
    "home:0": 6, "offer.list:a...0": 4, "offer.show:3:a...0": 3,
    "offer.details:3:0:a...0": 2, "settings": 1,
}  # fmt: skip
"""Press → the statements of its screen, for a newcomer; the person comes with their district."""


async def test_a_screen_asks_few_questions(conversation: Conversation) -> None:
    talk = await somebody(conversation, "newcomer")
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    engine, wrong = conversation.database._reader.sync_engine, []
    event.listen(engine, "before_cursor_execute", note)
    for press, most in MOST.items():
        asked.clear()
        await talk.look(press)
        if len(asked) != most or talk.screen.at != press:
            wrong.append((press, len(asked), talk.screen.at))
    event.remove(engine, "before_cursor_execute", note)
    assert not wrong
