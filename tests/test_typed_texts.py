"""A typed text answers what the person had before them, and nothing else.

Every screen that asks for a text is left; what is typed then is a search.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

from bot.config_sections import Email
from bot.screens.questions import QUESTIONS, back_of
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Pressed, Typed, Unreadable
from storage.catalogue import places
from storage.groups import groups
from tests.harness.asking import (
    ASKED,
    ASKED_ELSEWHERE,
    ASKED_FOR_FILES,
    TOKEN,
    Scene,
    opened_again,
    staged,
)
from tests.harness.leaving import OF_THE_QUESTION, WAYS
from tests.harness.tables import changed, rows
from tests.harness.telegram import OnTelegram
from tests.test_announcing import somebody

WORD = "Fahrradwerkstatt"
OF_A_SEARCH = ("dialogue", "question", "missed", "inbox")
"""Tables of a search: its words, a chat's last question, what was not found, what came in."""
OF_A_TURN = ("question", "inbox")
"""Tables of every turn of a chat."""
HEARD = {name for name, route in ROUTES.expected.items() if not route.public} - ASKED_ELSEWHERE
"""Questions whose answer may be a call for help: it is not written for others."""


def test_every_question_is_asked_here_and_has_words() -> None:
    """A new question fails here until it is added; then it is left, too."""
    assert set(ASKED) | ASKED_ELSEWHERE == set(ROUTES.expected)
    assert set(ASKED_FOR_FILES) == set(ROUTES.attached)
    assert set(QUESTIONS) == set(ROUTES.expected) | set(ROUTES.attached)


def test_back_leads_from_every_question_to_a_screen() -> None:
    arguments, wrong = {"row_id": "7", "word": "de", "token": TOKEN, "page": "0"}, []
    arguments["answers"] = "1rr"
    for name, route in {**ROUTES.expected, **ROUTES.attached}.items():
        expects = ":".join((name, *(arguments[reader.__name__] for reader in route.readers)))
        try:
            ROUTES.find(back_of(expects))
        except ValueError:
            wrong.append((expects, back_of(expects)))
    assert not wrong
    assert back_of("") == back_of("nothing") == ""


def _pairs(channel: Conversation) -> Iterator[tuple[str, str]]:
    """Yield each question with the ways that are its own, and with one of the others in turn.

    The address of "search.ask" asks again, and a chat has no addresses.
    """
    in_turn = cycle(sorted(WAYS.keys() - {*OF_THE_QUESTION}))
    for name in ASKED:
        yield name, "back"
        if name != "search.ask" and not isinstance(channel, OnTelegram):
            yield name, "reload"
        yield name, next(in_turn)


async def test_after_leaving_a_question_a_text_is_a_search(channel: Conversation) -> None:
    """Where a question is kept, in a form or in a chat, it is a text that nothing else reads."""
    scene, wrong = await _staged(channel), []
    for name, way in _pairs(channel):
        talk = await scene.asked(name)
        if talk.screen.expects.partition(":")[0] != name:
            wrong.append((name, "was not asked", talk.shown))
        left = await WAYS[way](talk)
        before = await rows(channel.database, OF_A_SEARCH)
        await left.say(WORD)
        tables = changed(before, await rows(channel.database, OF_A_SEARCH))
        if tables or f"Search: {WORD}" not in left.shown:
            wrong.append((name, way, tables, left.shown))
        await opened_again(scene)
    assert not wrong


async def test_a_question_that_nobody_leaves_is_answered(channel: Conversation) -> None:
    """So the test above does not pass because nothing is ever answered."""
    scene, searched = await _staged(channel), []
    for name in set(ASKED) - {"search.ask", "place.name", "level.ask"}:
        talk = await scene.asked(name)
        await talk.say(WORD)
        if f"Search: {WORD}" in talk.shown:
            searched.append(name)
        await opened_again(scene)
    assert not searched


async def test_a_refused_text_can_be_corrected(channel: Conversation) -> None:
    """The question stays open, the box holds the text and says what it is for, Back leads back."""
    scene, wrong, refused = await _staged(channel), [], set()
    for name in ASKED:
        talk = await scene.asked(name)
        asked, text = talk.screen, "x" * 2001 if name == "search.ask" else "!"
        await talk.say(text)
        shown = talk.screen
        if not shown.typed:
            await opened_again(scene)
            continue  # taken
        refused.add(name)
        kept = (shown.expects, shown.placeholder, shown.typed)
        if kept != (asked.expects, asked.placeholder, text) or not shown.back:
            wrong.append((name, kept))
        await opened_again(scene)
    assert not wrong
    assert refused >= {"meeting.plan", "message.time", "helping.take", "email.show", "group.size"}


async def test_the_refused_text_answers_when_it_is_corrected(channel: Conversation) -> None:
    scene = await _staged(channel)
    talk = await scene.asked("group.size")
    await talk.say("many")
    assert "Please write a number" in talk.shown
    await talk.say("12")
    async with channel.database.read() as store:
        group = await groups.by_id(store, scene.ids["group"])
    assert group
    assert group.most == 12


async def test_a_call_for_help_is_heard_whatever_was_asked(channel: Conversation) -> None:
    """Its words are kept nowhere."""
    scene, wrong = await _staged(channel), []
    for name in sorted(HEARD):
        talk = await scene.asked(name)
        before = await rows(channel.database, OF_A_TURN)
        await talk.say("my husband beats me")
        tables = changed(before, await rows(channel.database, OF_A_TURN))
        if tables or "Are you in danger? Call now." not in talk.shown:
            wrong.append((name, tables, talk.shown))
        await opened_again(scene)
    assert not wrong
    assert {"helping.take", "place.name", "group.join", "email.show", "topic.propose"} <= HEARD


async def test_what_is_written_for_others_may_be_about_violence(channel: Conversation) -> None:
    scene = await _staged(channel)
    office = await scene.asked("message.text")
    await office.say("Gewalt gegen Frauen: Wir beraten Sie.")
    assert "Are you in danger?" not in office.shown
    assert "Gewalt gegen Frauen" in office.shown
    lead = await scene.asked("meeting.plan")
    await lead.say("my husband beats me")
    assert "Are you in danger?" in lead.shown, "it is no meeting, so it may be a call for help"


async def test_no_town_and_no_address_is_a_call_for_help(conversation: Conversation) -> None:
    talk, wrong = await somebody(conversation, "reader", "en"), []
    async with conversation.database.read() as store:
        towns = await places.municipalities(store)
    for name in sorted({name for town in towns for name in town.names}):
        await talk.hear(Typed(name))
        if "Are you in danger?" in talk.shown:
            wrong.append(name)
    await talk.hear(Typed("notruf@verein.example"))
    assert "Are you in danger?" not in talk.shown
    assert not wrong


async def test_a_sticker_between_question_and_answer_ends_nothing(telegram: OnTelegram) -> None:
    scene = await _staged(telegram)
    talk = await scene.asked("group.size")
    await talk.hear(Unreadable("other"))
    assert "Lotse can only read text." in talk.shown
    assert "what you are looking for" not in talk.shown
    await talk.say("12")
    async with telegram.database.read() as store:
        group = await groups.by_id(store, scene.ids["group"])
    assert group
    assert group.most == 12


async def test_a_correction_counts_only_for_the_message_answered_last(telegram: OnTelegram) -> None:
    """An old message that is corrected answers no question of today."""
    scene = await _staged(telegram)
    talk = scene.newcomer
    user = telegram.emulator.world.person(int(talk.address.value), "en")
    await talk.say("Swiming")
    old = _last_written(user)
    await scene.asked("email.show")
    before, seen = await rows(telegram.database, ("inbox",)), len(user.sees)
    user.edit(old, "alt@verein.example")
    await telegram.settled()
    assert not changed(before, await rows(telegram.database, ("inbox",)))
    assert len(user.sees) == seen
    await talk.say("neu@verein")
    assert "This is not an e-mail address." in talk.shown
    user.edit(_last_written(user), "neu@verein.example")
    await telegram.settled()
    assert "This is not an e-mail address." not in user.last.text
    user.edit(_last_written(user), "anders@verein.example")
    await telegram.settled()
    assert "We already have your first answer." in user.last.text


async def test_a_corrected_search_is_a_search_again(telegram: OnTelegram) -> None:
    scene = await _staged(telegram)
    await scene.newcomer.say("Swiming")
    user = telegram.emulator.world.person(int(scene.newcomer.address.value), "en")
    user.edit(_last_written(user), "Swimming")
    await telegram.settled()
    assert "Swimming" in user.last.text
    await scene.newcomer.hear(Pressed("home:0"))
    seen = len(user.sees)
    user.edit(_last_written(user), "Wohnung")
    await telegram.settled()
    assert len(user.sees) == seen


def _last_written(user: object) -> int:
    """The id of the newest message that a person wrote."""
    messages = user.chat.messages.values()  # type: ignore[attr-defined]
    return max(m.id for m in messages if m.sender["id"] == user.id)  # type: ignore[attr-defined]


async def _staged(channel: Conversation) -> Scene:
    """Everything that can be asked; the operator sends e-mails."""
    email = Email(sender="lotse@kreis.example")
    inner = getattr(channel, "_inner", channel)
    config = replace(inner.services.config, email=email)
    inner.services = channel.services = replace(inner.services, config=config)
    return await staged(channel)
