"""The first two screens: choice of a language, and introduction."""

from collections.abc import Sequence

from bot.domain.places import District
from bot.i18n import Language, Ltr, Translator
from bot.screens import places
from bot.ui import Button, Html, Screen, in_rows, press

GREETINGS = "Lotse · مرحبا · Ласкаво просимо · Willkommen · Welcome"


def languages(languages: Sequence[Language]) -> Screen:
    """Return all languages on one screen, each under its own name, for people who read no other."""
    buttons = [
        Button(Html(language.name), press("language.set", language.code), language=language.code)
        for language in languages
    ]
    return Screen(Html(f"<b>{GREETINGS}</b>"), in_rows(buttons, 3), at="language.list", bare=True)


def about(tr: Translator, operator: str, districts: Sequence[District], page: int = 0) -> Screen:
    """Return the introduction: purpose, operator, privacy; choosing a place is the consent."""
    text = tr.paragraphs(
        tr.lines(
            tr("<b>Lotse shows you courses, advice and help near you.</b>"),
            tr("Lotse is free. It only gives information. It makes no decisions about you."),
            tr("Run by: {operator}", operator=operator),
        ),
        tr.lines(
            tr(
                "We keep your language, your town and what you save. You do not need to give "
                "your name or phone number."
            ),
            tr(
                "You can delete everything at any time: in the settings, or with {command}.",
                command=Ltr("/forget"),
            ),
        ),
        tr.lines(
            tr(
                "<b>Where do you live?</b> Choose your district or write the name of your town. "
                "By choosing, you agree that we keep this."
            )
        ),
    )
    rows, arrows = places.choice(tr, districts, page, "about")
    skip = Button(tr("Continue without a town"), press("district.set", 0))
    return Screen(text, rows, (*arrows, (skip,)), at=f"about:{page}", bare=True)
