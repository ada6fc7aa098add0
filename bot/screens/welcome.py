"""The first two screens: choice of a language, and introduction."""

from collections.abc import Sequence

from bot.domain.places import District
from bot.i18n import Language, Translator
from bot.screens import places
from bot.ui import Button, Html, Screen, in_rows, press

GREETINGS = "Lotse · مرحبا · Ласкаво просимо · Willkommen · Welcome"


def languages(languages: Sequence[Language]) -> Screen:
    """Return all languages on one screen, each under its own name, for people who read no other."""
    buttons = [
        Button(Html(language.name), press("language.set", language.code)) for language in languages
    ]
    return Screen(Html(f"<b>{GREETINGS}</b>"), in_rows(buttons, 3), at="language.list", bare=True)


def about(tr: Translator, operator: str, districts: Sequence[District], page: int = 0) -> Screen:
    """Return the introduction: purpose, operator, privacy; choosing a place is the consent."""
    text = tr.paragraphs(
        tr.lines(
            tr("<b>Lotse helps you find courses, advice and people near you.</b>"),
            tr("It is free. It is not an authority. It decides nothing about you."),
            tr("Run by: {operator}", operator=operator),
        ),
        tr.lines(
            tr(
                "We keep your language, your place and what you save. "
                "We do not keep your name, your phone number or your messages."
            ),
            tr("You can delete everything at any time: in the settings, or with /forget."),
        ),
        tr.lines(
            tr(
                "<b>Where do you live?</b> Choose your district or type the name of your town. "
                "With this you agree."
            )
        ),
    )
    rows, arrows = places.choice(tr, districts, page, "about")
    skip = Button(tr("Go on without a place"), press("district.set", 0))
    return Screen(text, rows, (*arrows, (skip,)), at=f"about:{page}", bare=True)
