"""What somebody looks for before they chose a language and a place is searched for then."""

import pytest

from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed, Typed
from tests.harness.talk import Talk

WORDS = "Kinderbetreuung"
NO_SEARCHES = (
    "71522", "Backnang", "Backnag", "Бакнанг", "Rems-Murr-Kreis", "10115", "Stuttgart",
    "hallo", "danke", "ja", "nein", "???", "🙂", "qwrtz", "Deutschland 2026!",
)  # fmt: skip
LANGUAGES = {
    "Ukrainisch": "uk", "arabisch": "ar", "Arabic": "ar", "персидська": "fa", "farsi": "fa",
    "I speak Turkish": "tr", "Tigrinya": "ti", "Русский": "ru", "Deutsch": "de",
}  # fmt: skip


async def _asked(conversation: Conversation, who: str) -> Talk:
    talk = Talk(conversation, ("de",), who)
    await talk.open()
    await talk.hear(Typed(WORDS))
    return talk


async def test_no_answer_to_a_question_replaces_what_is_looked_for(
    conversation: Conversation,
) -> None:
    wrong = []
    for answer in NO_SEARCHES:
        talk = await _asked(conversation, answer)
        await talk.hear(Typed(answer))
        await talk.hear(Pressed("language.set:de"))
        await talk.hear(Typed(answer))
        if "offer.list" not in talk.screen.at:
            await talk.hear(Pressed("district.set:1"))
        wrong += [] if f"Suche: {WORDS}" in talk.shown else [(answer, talk.shown[:80])]
    assert not wrong


async def test_what_is_looked_for_instead_replaces_it(conversation: Conversation) -> None:
    talk = await _asked(conversation, "instead")
    await talk.hear(Typed("Deutschkurs"))
    await talk.hear(Pressed("language.set:de"))
    await talk.hear(Typed("71522"))
    assert "Suche: Deutschkurs" in talk.shown


@pytest.mark.parametrize("is_asked", [True, False])
async def test_the_name_of_a_language_chooses_it(
    conversation: Conversation, *, is_asked: bool
) -> None:
    """Also where the first word of all is typed, and nothing was pressed."""
    wrong = []
    for name, code in LANGUAGES.items():
        talk = await _asked(conversation, name) if is_asked else Talk(conversation, ("en",), name)
        await talk.open()
        await talk.hear(Typed(name))
        wrong += [] if talk.screen.language == code else [(name, talk.screen.language)]
        await talk.hear(Pressed("district.set:1"))
        wrong += [(name, talk.screen.at)] if ("q" in talk.screen.at) != is_asked else []
    assert not wrong
