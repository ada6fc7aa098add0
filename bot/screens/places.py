"""Choosing a place: district, town, by list, by name or by position."""

from collections.abc import Sequence

from bot.domain.places import District, Municipality
from bot.i18n import Translator
from bot.screens.frame import leaf
from bot.ui import AskLocation, Button, Point, Rows, Screen, in_rows, press

PAGE = 5
"""One button of six is for the position."""


def districts(tr: Translator, known: Sequence[District], page: int = 0) -> Screen:
    """The districts, five a page; the next typed text is a place, so no link may show this again."""
    asked = tr.lines(tr("Where do you live? Choose your district or type the name of your town."))
    rows, arrows = choice(tr, known, page, "district.list")
    return Screen(asked, rows, arrows, back="settings", placeholder=tr("Your town"))


def choice(tr: Translator, known: Sequence[District], page: int, route: str) -> tuple[Rows, Rows]:
    """One page of districts and the arrows to the others, for a screen that ``route`` shows."""
    shown, arrows = leaf(tr, known, page, PAGE, route)
    buttons = [Button(tr.value(d.name), press("district.set", d.id)) for d in shown]
    return (*in_rows(buttons, 2), _locate(tr)), arrows


def towns(
    tr: Translator, district: District, known: Sequence[Municipality], page: int = 0
) -> Screen:
    """A district's municipalities, with the whole district as the first choice."""
    shown, arrows = leaf(tr, known, page, PAGE - 1, "town.list")
    buttons = [
        Button(tr("The whole district"), press("district.set", district.id)),
        *_towns(tr, shown),
    ]
    asked = tr.lines(tr.bold(district.name), tr("Choose your town or type its name."))
    return Screen(
        asked,
        (*in_rows(buttons, 2), _locate(tr)),
        arrows,
        back="home:0",
        placeholder=tr("Your town"),
    )


def which(tr: Translator, candidates: Sequence[Municipality]) -> Screen:
    """One or several towns that may be meant; the person decides."""
    asked = tr.lines(
        tr("Is this your town?") if len(candidates) == 1 else tr("Which town do you mean?")
    )
    point = _point(candidates[0]) if len(candidates) == 1 else None
    return Screen(
        asked,
        in_rows(_towns(tr, candidates), 1),
        back="district.list:0",
        placeholder=tr("Your town"),
        point=point,
    )


def _point(place: Municipality) -> Point | None:
    """Where it is, for those who do not know how its name is written; None if we do not know it."""
    return (
        Point(place.latitude, place.longitude)
        if place.latitude is not None and place.longitude is not None
        else None
    )


def where(tr: Translator) -> Screen:
    """Only asks the device where it is."""
    return Screen(
        tr.lines(tr("Press the button below. Your phone then tells us where you are.")),
        (_locate(tr),),
        bare=True,
    )


def _towns(tr: Translator, places: Sequence[Municipality]) -> list[Button]:
    return [Button(tr.value(place.name), press("town.set", place.id)) for place in places]


def _locate(tr: Translator) -> tuple[Button, ...]:
    return (Button(tr("📍 Use my location (it is not stored)"), AskLocation()),)
