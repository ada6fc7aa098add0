"""A yes, an ok, a greeting or thanks that is typed where a text is asked for is not kept as one."""

from itertools import cycle

from bot.i18n import plain
from bot.rules.problems import Problem
from bot.screens.polite import WORDS as POLITE
from bot.screens.problem_words import WORDS
from bot.screens.typed import says_nothing
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from tests.harness.asking import ASKED, ASKED_ELSEWHERE, opened_again, staged
from tests.harness.databases import services
from tests.harness.tables import changed, rows
from tests.test_typed_texts import OF_A_TURN

TEXTS = (
    "Ja, wir mieten den Raum.", "Nein zum Antrag", "Danke an alle Helfer", "so beschlossen",
    "Guten Tag Frau Maier, der Kurs beginnt", "так вирішили", "نعم للقاعة الجديدة", "12", "B1",
)  # fmt: skip
OWN_READERS = {
    *("place.name", "place.asked", "level.ask", "search.ask", "occupation.ask"),
    *("enquiry.reply", "enquiry.translate"),
    *("certificate.name", "material.new", "group.join", "group.new", "group.name"),
    "invitation.accept",
    *("meeting.plan", "meeting.time", "meeting.most", "series.days", "series.most"),
    *("review.spent", "call.time", "group.size", "email.show", "device.ask", "message.time"),
    *("helping.take", "helping.agree", "helping.reach"),
}
"""Questions that a yes may answer, or that refuse it themselves with an example of what they want:
searches and choices, further words of a conversation, names, and what is no free text."""


def test_words_that_say_nothing_are_heard_in_every_language_and_texts_are_none() -> None:
    everyone = services().translators
    wrong = [code for code in everyone if code != "de-simple" and code not in POLITE]
    for code, tr in everyone.items():
        for label in ("Yes", "No"):
            typed = f" {plain(tr(label))}! ".upper()
            wrong += [] if says_nothing(everyone.values(), typed) else [(code, typed)]
    for words in (*(word for group in POLITE.values() for word in group), "OK", "o.k."):
        if not says_nothing(everyone.values(), f"{words} 🙏."):
            wrong.append(words)
    wrong += [words for words in TEXTS if says_nothing(everyone.values(), words)]
    assert not wrong


async def test_no_question_keeps_a_word_that_says_nothing(conversation: Conversation) -> None:
    """A new question asks again, too, unless its route says that it hears such words."""
    assert {name for name, route in ROUTES.expected.items() if route.bare} == OWN_READERS
    scene, wrong = await staged(conversation), []
    everyone = services().translators.values()
    typed = cycle([
        *(plain(tr(label)) for tr in everyone for label in ("Yes", "No")),
        *("ok", "👍 Danke!", "Hallo", "شكرا", "ሰላም", "дуже дякую"),
    ])  # fmt: skip
    for name in sorted(set(ASKED) - OWN_READERS - ASKED_ELSEWHERE):
        for _ in range(2):
            talk, words = await scene.asked(name), next(typed)
            asked, before = talk.screen.expects, await rows(conversation.database, OF_A_TURN)
            await talk.say(words)
            tables = changed(before, await rows(conversation.database, OF_A_TURN))
            again = talk.screen.expects == asked and talk.screen.typed == words
            if tables or not again or WORDS[Problem.NO_ANSWER_TEXT] not in talk.shown:
                wrong.append((name, words, tables, talk.shown))
        await talk.say("Nein, wir schreiben den Plan bis 30.11.2027")
        if WORDS[Problem.NO_ANSWER_TEXT] in talk.shown:
            wrong.append((name, "refused a text", talk.shown))
        await opened_again(scene)
    assert not wrong
