"""Typed words press a button of the screen that the person had before them, and of no other."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from bot.i18n import Translator, plain
from bot.screens.typed import pressed_on
from bot.ui import Press, Screen
from handlers.dialogue.choices import is_choice
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed, Typed
from storage import schema as t
from storage.people import questions
from tests.harness.asking import staged
from tests.harness.circles import person_of
from tests.harness.databases import services
from tests.harness.every_screen import every_screen
from tests.harness.mailing import released
from tests.harness.talk import Talk
from tests.harness.telegram import OnTelegram
from tests.test_announcing import somebody

SAMPLES = ("ar", "de-simple")


def _screens(tr: Translator) -> Iterator[tuple[str, Screen]]:
    yield from every_screen(tr, list(services().translators.values()))


def test_a_yes_presses_only_what_stands_for_it_and_words_only_their_button() -> None:
    wrong, answered = [], set()
    for code in SAMPLES:
        tr = services().translator(code)
        for name, screen in _screens(tr):
            presses = {b.action.data: b for b in screen.buttons if isinstance(b.action, Press)}
            marked = {b.answers: data for data, b in presses.items() if b.answers in ("yes", "no")}
            answered |= marked.keys()
            for said in ("yes", "no"):
                expected = marked.get(said, screen.back if said == "no" and marked else "")
                if pressed_on(screen, "!", said) != expected:
                    wrong.append((code, name, said))
            for data, button in presses.items():
                pressed = pressed_on(screen, f" {plain(button.label)}! ".upper(), "")
                same = [b for b in presses.values() if b.label == button.label]
                if pressed != data and len(same) == 1 and pressed not in ("", data):
                    wrong.append((code, name, button.label))
    assert not wrong
    assert answered == {"yes", "no"}


ANSWERED = {
    ("lead", "meeting.show:{meeting}"): ("yes", "You said: I am coming."),
    ("volunteer", "helping.show:{help}"): ("no", "Thank you for your answer."),
    ("newcomer", "helping.show:{taken}"): ("yes", "How can the other person reach you?"),
    ("lead", "member.request:{asking}"): ("no", "What should we tell"),
    ("office", "report.show:{offer}"): ("No", "Please write the new German text."),
    ("guest", "group.show:{open}"): ("join", "What should the group call you?"),
    ("newcomer", "station.ask:6"): ("YES!", "CV and application"),
    ("newcomer", "data.forget"): ("no", "Your data"),
}
"""Who is asked by which press → what they type, and what follows."""


async def test_every_question_of_buttons_is_answered_by_a_word(channel: Conversation) -> None:
    scene, wrong = await staged(channel), []
    for (who, press), (typed, follows) in ANSWERED.items():
        talk: Talk = getattr(scene, who)
        await talk.hear(Pressed(press.format(**scene.ids)))
        asked = talk.screen.expects
        await talk.say(typed)
        if not is_choice(asked) or follows not in plain(talk.screen.text + talk.screen.toast):
            wrong.append((press, asked, plain(talk.screen.text)))
    assert not wrong


async def _is_there(talk: Talk) -> bool:
    async with talk.conversation.database.read() as store:
        query = text("SELECT count(*) FROM person WHERE id = :person")
        person = {"person": await person_of(talk.conversation, talk)}
        return bool((await store.execute(query, person)).scalar_one())


async def test_a_yes_deletes_only_who_was_asked_and_still_reads_the_question(
    channel: Conversation,
) -> None:
    """Not at home, not after another screen, not below news, not by what the question was."""
    talk = await somebody(channel, "asked", "uk")
    for way in ("home:0", "privacy", "settings"):
        await talk.hear(Pressed("data.forget"))
        await talk.hear(Pressed(way))
        await talk.say("так")
        assert await _is_there(talk), way
    await talk.hear(Pressed("data.forget"))
    stale = talk.screen.expects.replace(talk.screen.expects[7:15], "00000000")
    if not isinstance(channel, OnTelegram):
        await talk.hear(Typed("так", answers=stale))
        assert await _is_there(talk)
    await talk.hear(Pressed("data.forget"))
    await talk.say("Так")
    assert talk.screen.bare
    with pytest.raises(AssertionError):
        await _is_there(talk)


async def test_a_question_above_news_is_not_answered_by_a_yes(telegram: OnTelegram) -> None:
    """A message came below it, and may have asked something, too."""
    talk = await somebody(telegram, "asked", "en")
    await talk.hear(Pressed("data.forget"))
    await released(telegram.database, talk.now)
    came = update(t.delivery).values(state="sent", channel="telegram", ended_at=talk.now)
    async with telegram.database.write() as store:
        await store.execute(came)
    await talk.say("yes")
    assert await _is_there(talk)


async def test_what_presses_nothing_was_a_search_and_may_be_corrected(
    telegram: OnTelegram,
) -> None:
    talk = await somebody(telegram, "asked", "en")
    await talk.hear(Pressed("settings"))
    assert is_choice(talk.screen.expects)
    await talk.say("bicycle")
    person_id = await person_of(telegram, talk)
    async with telegram.database.read() as store:
        assert (await questions.of(store, person_id, talk.now - timedelta(days=1))).answered == ""


async def test_the_town_that_was_named_is_taken_by_a_yes(channel: Conversation) -> None:
    for said, follows in (("نعم", "Waldshut-Tiengen"), ("لا", ""), ("Stockach", "Stockach")):
        talk = Talk(channel, ("ar",), f"newcomer {said}")
        await talk.open()
        await talk.press("العربية")
        await talk.locate(47.623, 8.214)
        await talk.say(said)
        assert talk.screen.at == ("home:0" if follows else "")
        assert follows in talk.screen.text


async def test_words_of_buttons_choose_a_place_and_a_yes_alone_does_not(
    channel: Conversation,
) -> None:
    for said, follows in (
        ("ohne ort weiter!", "home:0"),
        ("Rems-Murr", "home:0"),
        ("kreis konstanz", "home:0"),
        ("ja", ""),
    ):
        talk = Talk(channel, ("de",), f"newcomer {said}")
        await talk.open()
        await talk.say("Deutsch")
        assert (talk.screen.at, talk.screen.language) == ("about:0", "de")
        await talk.say(said)
        assert talk.screen.at == follows, said
