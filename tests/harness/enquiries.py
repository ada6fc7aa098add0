"""Questions to the office, asked in the chat as people ask them."""

from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from tests.harness.talk import Talk
from tests.test_announcing import somebody

QUESTION = "Де записати дитину в школу?"


async def asker(channel: Conversation, who: str = "asks", language: str = "uk") -> Talk:
    """Somebody who lives in Waldshut and has agreed."""
    talk = await somebody(channel, who, language)
    await talk.say("/start")
    return talk


async def asked(talk: Talk, words: str = QUESTION) -> int:
    """Ask the office; return the id of the question, 0 if it was not taken."""
    await talk.hear(Pressed("enquiry.ask"))
    await talk.say(words)
    shown = [str(button.action) for button in talk.screen.buttons]
    found = next((action for action in shown if "enquiry.show:" in action), "enquiry.show:0:")
    return int(found.split("enquiry.show:")[1].split(":")[0])
