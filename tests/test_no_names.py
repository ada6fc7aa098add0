"""A yes, no or ok that is typed where a name is asked for is no name."""

from bot.domain.grants import Role
from bot.rules.problems import Problem
from bot.screens.problem_words import WORDS
from bot.screens.typed import bare_answer
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from tests.harness.circles import finds
from tests.harness.databases import services
from tests.test_announcing import somebody

NAMES = ("Jo", "Joe", "Nora", "Jana", "Dana", "Klara", "Hana", "Naim", "Oki-Ali", "Oksana")


def test_yes_no_and_ok_are_heard_in_every_language_and_names_are_none() -> None:
    everyone = services().translators
    wrong = []
    for code, tr in everyone.items():
        spoken = (tr, everyone["de"], everyone["en"])
        typed = {"yes": tr("Yes"), "no": tr("No"), "ok": "Okay"}
        for said, words in typed.items():
            for written in (f" {words}! ", str(words).upper(), str(words)):
                if bare_answer(spoken, written) != said:
                    wrong.append((code, written))
        wrong += [
            (code, n) for n in NAMES if bare_answer(spoken, n) and (code, n) != ("so", "Maya")
        ]
    for words in ("ОК", "окей", "أوكي", "اوکی", "اوکې", "ئۆکەی", "ኦኬ", "o.k."):
        if bare_answer((), words) != "ok":
            wrong.append(("ok", words))
    assert not wrong


async def test_a_group_asks_again_after_a_yes(channel: Conversation) -> None:
    vera = await somebody(channel, "vera", "uk", Role.VOLUNTEER)
    await finds(vera, "[Helferkreis Bonndorf")
    await vera.say(f"[{vera.translated('Join')}]")
    asked = vera.screen.expects
    for words in ("yes", "Так", "nein", "OK"):
        await vera.say(words)
        assert vera.translated(WORDS[Problem.NO_NAME]) in vera.shown
        assert vera.screen.expects == asked, words
    await vera.say("Maya")
    assert vera.translated("Welcome! You are now in this group.") in vera.shown


async def test_the_office_s_names_are_no_answers_either(conversation: Conversation) -> None:
    office = await somebody(conversation, "office", "en", Role.COORDINATOR)
    for route in ("group.new", "material.new"):
        await office.hear(Pressed(route))
        await office.say("ok")
        assert "Please write a name with at most 120 letters." in office.shown, route
        assert office.screen.expects == route
