"""The first two screens: choice of a language, and introduction."""

from collections.abc import Sequence

from bot.domain.places import District
from bot.i18n import FSI, PDI, Translator
from bot.screens import places
from bot.ui import Button, Entry, Html, Press, Screen, in_rows, press

GREETINGS = ("Lotse", "مرحبا", "Ласкаво просимо", "Willkommen", "Welcome")
IN_A_ROW = 3


def languages(translators: Sequence[Translator]) -> Screen:
    """Return all languages on one screen, each under its own name, for people who read no other.

    Where there is room, each language also says what this is.
    """
    hello = Html(f"<b>{' · '.join(f'{FSI}{word}{PDI}' for word in GREETINGS)}</b>")
    entries = [entry(tr, press("language.set", tr.language.code)) for tr in translators]
    buttons = [Button(entry.title, entry.action, language=entry.language) for entry in entries]
    return Screen(
        hello,
        in_rows(buttons, IN_A_ROW),
        at="language.list",
        bare=True,
        body=(hello, *entries),
        tiles=True,
    )


def entry(tr: Translator, action: Press) -> Entry:
    """Return a language under its own name, with what this is in its own words."""
    return Entry(
        Html(tr.language.name),
        action,
        (tr("Courses, advice and help near you. Free, in your language."),),
        language=tr.language.code,
    )


def about(tr: Translator, operator: str, districts: Sequence[District], page: int = 0) -> Screen:
    """Return the introduction; choosing a place is the consent, what we keep is one press away."""
    text = tr.paragraphs(
        tr.lines(
            tr("<b>Lotse shows you courses, advice and help near you.</b>"),
            tr("Run by: {operator}", operator=operator),
        ),
        tr.lines(
            tr(
                "<b>Where do you live?</b> Choose your district or write the name of your town. "
                "By choosing, you agree that we keep this."
            )
        ),
    )
    rows, arrows = places.choice(tr, districts, page, "about")
    last = (
        Button(tr("Continue without a town"), press("district.set", 0)),
        Button(tr("🔒 What we keep"), press("privacy")),
    )
    return Screen(text, rows, (*arrows, last), at=f"about:{page}", bare=True)
