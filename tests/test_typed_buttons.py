"""Who types the words of a button gets what it leads to; who types no word asks nobody."""

from bot.i18n import plain
from bot.screens.typed import FIXED, press_of
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Pressed
from tests.harness.databases import services
from tests.test_announcing import somebody


def test_the_words_of_every_such_button_lead_where_it_leads_in_every_language() -> None:
    """No language calls two of them the same, and none needs its picture or its capitals."""
    wrong = []
    for code, tr in services().translators.items():
        for label, data in FIXED.items():
            words = plain(tr(label)).strip("‹🏠👤⚙\ufe0f🎓🧭🔤 ").lower()
            if not words or press_of([tr], f" {words}!") != data:
                wrong.append((code, label, words))
    assert not wrong
    assert all(ROUTES.reads_only(data) for data in FIXED.values())


async def test_back_and_settings_are_no_search(channel: Conversation) -> None:
    talk = await somebody(channel, "reader", "uk")
    await talk.say("налаштування")
    assert talk.screen.at == "settings"
    await talk.say("Zurück")
    assert talk.screen.at == "home:0"


async def test_a_question_without_a_word_is_not_sent_and_a_reply_may_be_a_thumb(
    channel: Conversation,
) -> None:
    talk = await somebody(channel, "asker", "en")
    await talk.hear(Pressed("enquiry.ask"))
    await talk.goes(("?!", "We could not read anything"), ("When are you open?", "is with the"))
