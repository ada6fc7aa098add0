"""Talks about one's German: seven taps, the way back, what is kept, and the next course."""

from datetime import timedelta

import pytest

from bot.domain.levels import LevelRange, parse_range
from bot.i18n import plain
from bot.rules import levels as rules
from bot.rules.starts import Start, parse_start, start_payload
from bot.ui import Press, Screen
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Pressed
from storage.people import levels, people
from tests.harness.databases import NOW
from tests.harness.talk import Talk

A2 = ("[🚕]", "[📞]", "[😀 Yes, easily]", "[🙁 No]", "[😀 Yes, easily]", "[No certificate]")


async def somebody(channel: Conversation) -> Talk:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(("[English]", "Where do you live?"))
    await talk.goes(("[Landkreis Waldshut]", "[🎓 My German]"))
    return talk


async def press_all(talk: Talk, *labels: str) -> None:
    for label in labels:
        await talk.say(label)


@pytest.mark.every_database
async def test_from_home_to_the_next_course_in_nine_taps(channel: Conversation) -> None:
    talk = await somebody(channel)
    await talk.goes(
        ("[🎓 My German]", "How good is your German?", "Taxi", "[🚕]", "[I read another script]"),
        ("[🚕]", "Telefon", "[📞]", "Question 2 of about 7"),
        ("[📞]", "I can talk about my day", "[😐 With help]"),
        ("[😀 Yes, easily]", "I can explain a problem at an office"),
        ("[🙁 No]", "I can write a short message"),
        ("[😀 Yes, easily]", "certificate", "[C1 or higher]"),
        ("[No certificate]", "Your German: A2, perhaps B1", "only a first guess"),
        ("[➡️ My next course]", "What fits you best?", "We do not keep your answer."),
        (
            "[Money from the Jobcenter]",
            "Your level now: A2, perhaps B1",
            "Your next step: Integration course",
            "In German: Allgemeiner Integrationskurs",
            "Level A0–B1",
            "700 lessons",
            "You get it here: Jobcenter.",
            "passport or ID card",
            "as of Fri",
            "While you wait: ",
        ),
        ("[Next ›]", "Your next step: Fast integration course"),
        ("[‹ Previous]", "Your next step: Integration course"),
        ("[‹ Back]", "What fits you best?"),
        ("[‹ Back]", "Your German: A2, perhaps B1"),
    )


async def test_leaving_and_going_on_later(channel: Conversation) -> None:
    """The button that was left still knows all answers, a day and a search later."""
    talk = await somebody(channel)
    await press_all(talk, "[🎓 My German]", "[🚕]", "[📞]")
    left = talk.screen
    await talk.goes(("[🏠 Home]", "What are you looking for?"), ("Sprachcafe", "Search:"))
    talk.now += timedelta(days=1)
    await press_on(talk, left, "😀 Yes, easily")
    assert "I can explain a problem at an office" in talk.shown
    await talk.goes(
        ("[‹ Back]", "I can talk about my day"),
        ("[‹ Back]", "Telefon"),
        ("[‹ Back]", "Taxi"),
        ("[❌ I cannot read it]", "I can talk about my day", "Question 2 of about 7"),
        ("[Start again]", "Taxi", "!Start again"),
    )


async def press_on(talk: Talk, screen: Screen, label: str) -> None:
    talk.screen = screen
    await talk.say(f"[{label}]")


@pytest.mark.every_database
async def test_a_range_is_kept_shown_renewed_and_deleted(channel: Conversation) -> None:
    talk = await somebody(channel)
    await press_all(talk, "[🎓 My German]", *A2)
    result = talk.screen
    await talk.goes(
        ("[Keep this level]", "We keep this level for you.", "A2, perhaps B1", "Nov 2026"),
        ("/mydata", "Your German: A2, perhaps B1, on "),
    )
    await press_on(talk, result, "Keep this level")
    await press_all(talk, "[🏠 Home]")
    await talk.goes(("[🎓 My German]", "Last time, on ", "A2, perhaps B1", "!a while ago"))
    talk.now += rules.ASKED_AGAIN_AFTER
    await talk.goes(
        ("[🏠 Home]", "[🎓 My German]"),
        ("[🎓 My German]", "A2, perhaps B1", "That was a while ago. Please answer again."),
        ("[❌ I cannot read it]", "Question 2"),
        ("[🙁 No]", "my name"),
        ("[🙁 No]", "certificate"),
        ("[No certificate]", "beginner, perhaps A1", "First you learn to read and write."),
        ("[Keep this level]", "beginner, perhaps A1"),
    )
    assert await kept_of(talk) == parse_range("A0-A1")
    await talk.goes(("[🗑 Delete my level]", "Deleted.", "!Last time"), ("/mydata", "!Your German"))
    assert await kept_of(talk) is None


async def kept_of(talk: Talk) -> LevelRange | None:
    async with talk.conversation.database.read() as store:
        person = await people.at(store, talk.address)
        assert person is not None
        kept = await levels.of(store, person.id)
    return kept.levels if kept else None


@pytest.mark.every_database
async def test_forgetting_somebody_forgets_their_level(channel: Conversation) -> None:
    talk = await somebody(channel)
    await press_all(talk, "[🎓 My German]", *A2, "[Keep this level]")
    async with channel.database.read() as store:
        person = await people.at(store, talk.address)
        assert person is not None
        assert await levels.of(store, person.id)
    await talk.goes(("/forget", "delete everything"), ("[Yes, delete everything]",))
    async with channel.database.read() as store:
        assert await levels.of(store, person.id) is None


async def test_a_stranger_asks_and_stays_one(conversation: Conversation) -> None:
    """Nothing is stored of who answers all and has agreed to nothing."""
    talk = Talk(conversation, ("en",))
    await talk.look("level.start")
    await press_all(talk, *A2)
    assert "A2, perhaps B1" in talk.shown
    assert "Keep this level" not in talk.shown
    await press_all(talk, "[➡️ My next course]", "[I do not know]")
    assert "migration advice" in talk.shown
    async with conversation.database.read() as store:
        assert await people.at(store, talk.address) is None
    await talk.hear(Pressed("level.keep:1rrwnw0"))
    assert await kept_of(talk) is None


async def test_a_link_a_poster_and_a_search_lead_to_the_questions(channel: Conversation) -> None:
    talk = await somebody(channel)
    await talk.goes(
        ("I want to learn German", "offers", "[🎓 My German]"),
        ("[🎓 My German]", "Taxi"),
        ("bicycle repair", "!🎓 My German"),
    )
    stranger = Talk(channel, ("en",), who="stranger")
    await stranger.goes(("/start level_l-ti_p-rathaus", "Taxi", "[🚕]", "[Deutsch]"))


def test_a_link_to_the_questions_is_read_as_it_was_written() -> None:
    start = Start(level=True, language="ar", district="konstanz", poster="rathaus")
    assert start_payload(start) == "level_l-ar_d-konstanz_p-rathaus"
    assert parse_start(start_payload(start)) == start
    assert not parse_start("levels_l-ar").level


async def test_what_was_kept_can_be_deleted_where_it_is_shown(conversation: Conversation) -> None:
    talk = await somebody(conversation)
    await press_all(talk, "[🎓 My German]", *A2, "[Keep this level]", "[🏠 Home]")
    await talk.goes(
        ("[🎓 My German]", "Last time", "[🗑 Delete my level]"),
        ("[🗑 Delete my level]", "Deleted.", "!Last time", "!Delete my level"),
    )
    assert await kept_of(talk) is None


async def test_under_18_leads_to_school_and_the_age_is_kept_nowhere(channel: Conversation) -> None:
    talk = await somebody(channel)
    await press_all(talk, "[🎓 My German]", *A2, "[➡️ My next course]")
    await talk.goes(("[I am under 18]", "Your next step: School", "!Integration course"))


async def test_exercises_narrow_the_range(channel: Conversation) -> None:
    talk = await somebody(channel)
    await press_all(talk, "[🎓 My German]", *A2)
    await talk.goes(("[Two short exercises]", "Exercise 1 of 2", "Which word is missing?"))
    for _ in range(2):
        question = rules.next_task(rules.parse_answers(talk.screen.at.partition(":")[2]))
        assert question is not None
        assert question.task is not None
        await talk.say(f"[{question.task.choices[question.task.right]}]")
    await talk.goes(
        ("[➡️ My next course]", "What fits you best?"),
        ("[Money from the Jobcenter]", "Job language course B2", "B1 certificate"),
        ("[‹ Back]", "What fits"),
        ("[‹ Back]", "You solved both exercises.", "!Two short exercises"),
        ("[‹ Back]", "Exercise 2 of 2"),
        ("[‹ Back]", "Exercise 1 of 2"),
        ("[‹ Back]", "Your German: A2", "[Two short exercises]"),
    )


async def test_forged_presses_are_refused_and_change_nothing(conversation: Conversation) -> None:
    talk = await somebody(conversation)
    wrong = []
    for data in (
        "level.ask:",
        "level.ask:1zz",
        "level.ask:9rr",
        "level.ask:1rrwnw0aaa",
        "level.task:1nnn0x",
        "level.keep:1rrw",
        "level.keep:1",
        "level.next:1rrw:jobcenter:0",
        "level.next:1rrwnw0:mayor:0",
        "level.next:1rrwnw0:jobcenter:99999",
        "level.next:1rrwnw0:jobcenter:-1",
    ):
        screen = (await conversation.hear(talk.address, Pressed(data), NOW)).screen
        if "Your German" in plain(screen.text) or "next step" in plain(screen.text):
            wrong.append(data)
    assert not wrong
    assert await kept_of(talk) is None
    page = await conversation.hear(talk.address, Pressed("level.next:1rrwnw0:jobcenter:77"), NOW)
    assert "Your next step" in plain(page.screen.text)


async def test_every_press_of_every_way_leads_on(conversation: Conversation) -> None:
    """All buttons from the first question to the last next step: none is dead, none too long."""
    talk, wrong, seen = await somebody(conversation), [], set()
    waiting = ["level.start"]
    while waiting:
        data = waiting.pop()
        if data in seen or len(seen) > 1500:
            continue
        seen.add(data)
        screen = await talk.look(data)
        text = plain(screen.text)
        if "We could not" in text or "{" in text or sum(map(len, screen.rows)) > 6:
            wrong.append(data)
        for button in screen.buttons:
            press = button.action.data if isinstance(button.action, Press) else ""
            if press.startswith("level.") and ROUTES.reads_only(press):
                waiting.append(press)
    assert not wrong
    assert len(seen) > 1000


async def test_yes_and_no_and_the_words_of_a_button_answer(channel: Conversation) -> None:
    """Typed in any language; what is no answer is a search, and the question is still there."""
    talk = await somebody(channel)
    await talk.goes(
        ("[🎓 My German]", "Taxi"),
        ("yes", "Please write your answer. Or press a button.", "Taxi"),
        ("🚕", "Telefon"),
        ("📞", "I can talk about my day"),
        ("yes", "I can explain a problem at an office"),
        ("Nein.", "I can write a short message"),
        ("Yes, easily!", "certificate"),
        ("b2", "How old is the certificate?"),
    )
    left = talk.screen
    await talk.goes(("Sprachcafe", "Search: Sprachcafe"))
    await press_on(talk, left, "More than two years")
    assert "Your German: " in talk.shown


async def test_every_language_answers_with_its_own_yes_and_no(conversation: Conversation) -> None:
    """What "Yes" and "No" are in a language leads from its level question to the next one."""
    wrong = []
    asked = rules.parse_answers("1rr")
    for code, tr in conversation.services.translators.items():
        talk = Talk(conversation, (code,), f"reader of {code}")
        await talk.open()
        for word, letter in (("Yes", "w"), ("No", "n")):
            typed = plain(tr(word))
            await talk.look(f"level.ask:{asked.code}")
            await talk.say(typed)
            if talk.screen.at != f"level.ask:{asked.code}{letter}":
                wrong.append((code, typed, talk.screen.at))
    assert not wrong
