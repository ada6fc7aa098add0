"""People who press and type whatever: no error that we did not mean, and always a way on."""

import asyncio
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.i18n import plain
from bot.ui import Press
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Pressed, Typed
from handlers.workflows.services import Services
from tests.harness.databases import POSTGRESQL, SQLITE, Templates, open_database
from tests.harness.talk import Talk

TURNS = {POSTGRESQL: 1000, SQLITE: 250}
"""PostgreSQL refuses more than SQLite does: a NUL, a number above its type, another type."""
ARGUMENTS = st.one_of(
    st.integers(-1, 400).map(str),
    st.sampled_from(
        ["a...0", "f1...0", "q.w.B1.3", "s...0", "20-8", "wrong", "closed", "de", "ar", "zz"]
    ),
    st.text(max_size=6),
)
PRESSES = st.builds(
    lambda name, parts: ":".join([name, *parts]),
    st.sampled_from([*ROUTES.presses, "in", "nothing"]),
    st.lists(ARGUMENTS, max_size=4),
)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.sampled_from(["/" + name for name in ROUTES.commands]),
    st.sampled_from(["Deutschkurs", "دورة", "курс", "Waldshut"]),
)


@pytest.mark.every_database
def test_a_thousand_presses_and_texts(templates: Templates, kind: str, services: Services) -> None:
    runner = asyncio.Runner()
    database = open_database(templates.fresh(kind, samples=True))
    talk = Talk(Conversation(database, services), ("en",))

    @settings(
        max_examples=TURNS[kind],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(PRESSES.map(Pressed), TEXTS.map(Typed)))
    def one(said: Pressed | Typed) -> None:
        screen = runner.run(talk.hear(said))
        assert plain(screen.text).strip()
        assert screen.buttons

    one()
    runner.run(database.close())
    runner.close()


async def test_wandering_through_real_buttons(channel: Conversation) -> None:
    """Every button that a screen offers is answered by a screen."""
    await _wander(channel, looks=True)


@pytest.mark.parametrize("kind", [POSTGRESQL])
async def test_wandering_on_postgresql(conversation: Conversation, kind: str) -> None:
    """The same walk, heard press by press as Telegram's is: handlers send the same statements.

    Those of Telegram's inbox and outbox with PostgreSQL are in tests of their own, and in whole
    jobs.
    """
    await _wander(conversation, looks=False)


async def _wander(channel: Conversation, *, looks: bool) -> None:
    """Press 400 buttons; ``looks``: what only reads is an address on the web."""
    chance = random.Random(7)
    talk = Talk(channel, ("fa",))
    await talk.open()
    for _ in range(400):
        choices = [
            button.action for button in talk.screen.buttons if isinstance(button.action, Press)
        ]
        action = chance.choice(choices) if choices else Press("home:0")
        await (
            talk.look(action.data)
            if looks and ROUTES.reads_only(action.data)
            else talk.hear(Pressed(action.data))
        )
        assert talk.translated("This button no longer works. Please press Home.") not in talk.shown
