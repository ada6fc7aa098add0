"""A question to the office, or its answer, as the volunteer sees it who translates it."""

from bot.i18n import Translator
from bot.ui import Button, Screen, press


def source(tr: Translator, translation_id: int, words: str, into: str) -> Screen:
    """Ask for the translation of some words into a language, which ``into`` is the code of."""
    body = tr.paragraphs(
        tr.lines(
            tr("Please write this in another language: {language}", language=tr.language_name(into))
        ),
        tr.lines(*(tr.value(line) for line in words.split("\n") if line.strip())),
        tr.lines(tr("You do not see who wrote it, and nobody sees who translates it.")),
    )
    button = Button(tr("I cannot translate it"), press("enquiry.pass", translation_id))
    return Screen(body, ((button,),), back="home:0")


def thanks(tr: Translator) -> Screen:
    """Return what is said to who has translated something."""
    return Screen(tr.lines(tr("Thank you! Your translation has arrived.")), back="home:0")


def given_back(tr: Translator) -> Screen:
    """Return what is said to who cannot translate it."""
    return Screen(tr.lines(tr("Thank you for your answer.")), back="home:0")
