"""Without scripts a browser is sent to the screen of its answer: all of it must be found there."""

from bot.i18n import plain
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.dialogue.turn import Hints
from handlers.web.chat import can_be_linked
from tests.harness.browsers import coordinator, opened
from tests.harness.circles import number_of
from tests.harness.databases import NOW
from tests.test_grants import undone
from tests.test_meetings import NAME
from tests.test_rights import MATRIX, person, staged


async def test_a_screen_that_is_linked_shows_the_same_when_it_is_opened(
    conversation: Conversation,
) -> None:
    """After every press about groups and offers, by those who may do most."""
    wrong, ids = [], vars(await staged(conversation))
    linked = 0
    for who in ("coordinator", "lead"):
        address = await person(conversation, who)
        async with conversation.database.write() as store:
            for press in MATRIX:
                async with undone(store):
                    said = Pressed(press.format(**ids))
                    screen = (
                        await conversation.answer(store, address, said, NOW, Hints(("en",)))
                    ).screen
                    if not can_be_linked(screen):
                        continue
                    linked += 1
                    again = Pressed(screen.at)
                    seen = await conversation.answer(store, address, again, NOW, Hints(("en",)))
                    if plain(seen.screen.text) != plain(screen.text):
                        wrong.append((who, press, screen.at))
    assert not wrong
    assert linked > 50


async def test_without_scripts_a_secret_address_is_shown_once(conversation: Conversation) -> None:
    group_id = await number_of(conversation, NAME)
    async with opened(conversation) as site:
        browser = await coordinator(site)
        await browser.send(follows=False, press=f"feed.add:{group_id}:all")
        assert browser.status == 200
        assert "/calendar/" in browser.shown
        await browser.look(f"feed.list:{group_id}")
        assert "/calendar/" not in browser.shown
