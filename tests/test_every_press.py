"""Every press, in the transaction that it has in the chat: what may be a link only reads.

PostgreSQL refuses statements that SQLite takes, and to lock rows in a transaction that only reads.
"""

from collections.abc import Iterator

import pytest

from bot.domain.people import Address
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.turn import Hints
from tests.harness.databases import NOW, POSTGRESQL, SQLITE
from tests.test_junk_requests import arguments
from tests.test_rights import MATRIX, Scene, person, staged, tried, wanted

ENGLISH = Hints(("en",))


@pytest.mark.parametrize(
    ("kind", "who"),
    [(SQLITE, "coordinator"), (POSTGRESQL, "coordinator"), (POSTGRESQL, "nobody")],
)
async def test_the_database_takes_the_statements_of_every_press(
    conversation: Conversation, kind: str, who: str
) -> None:
    """By who may do most, and by who has no district and may read nothing of a group."""
    scene, address = await staged(conversation), await person(conversation, who)
    await wanted(conversation, None)
    wrong = []
    for press in presses(scene):
        try:
            await pressed(conversation, address, press)
        except Exception as error:
            wrong.append((press, repr(error)[:300]))
    assert not wrong


def presses(scene: Scene) -> Iterator[str]:
    """Yield every press of the matrix of rights, and one of each other route."""
    known = {press.format(**vars(scene)) for press in MATRIX}
    yield from sorted(known)
    for name in ROUTES.presses.keys() - {ROUTES.name_of(press) for press in known}:
        press = ":".join((name, *arguments(ROUTES.presses[name], 1)))
        yield from (press, ROUTES.does(press))


async def pressed(conversation: Conversation, address: Address, press: str) -> None:
    """Look at what only reads, as an address on the web does; press the rest and undo it."""
    if ROUTES.reads_only(press):
        await conversation.look(address, press, NOW, ENGLISH)
    else:
        await tried(conversation, address, press)
