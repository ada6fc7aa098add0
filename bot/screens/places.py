"""Choice of a place: district or town, from a list, by name or by position."""

from collections.abc import Sequence

from bot.domain.places import District, Municipality
from bot.i18n import Translator
from bot.screens.frame import leaf
from bot.ui import AskLocation, Button, Point, Rows, Screen, in_rows, press

PAGE = 5
"""Number of districts on a page; the sixth button is for the position."""


def districts(tr: Translator, districts: Sequence[District], page: int = 0) -> Screen:
    """Return a page of districts. It has no ``at``, because the next typed text is a place."""
    asked = tr.lines(tr("Where do you live? Choose your district or type the name of your town."))
    rows, arrows = choice(tr, districts, page, "district.list")
    return Screen(asked, rows, arrows, back="settings", placeholder=tr("Your town"))


def choice(
    tr: Translator, districts: Sequence[District], page: int, route: str
) -> tuple[Rows, Rows]:
    """Return a page of districts and the arrows to its neighbours, which ``route`` shows."""
    shown, arrows = leaf(tr, districts, page, PAGE, route)
    buttons = [Button(tr.value(d.name), press("district.set", d.id)) for d in shown]
    return (*in_rows(buttons, 2), _locate(tr)), arrows


def towns(
    tr: Translator, district: District, towns: Sequence[Municipality], page: int = 0
) -> Screen:
    """Return a page of municipalities, with the whole district as the first choice."""
    shown, arrows = leaf(tr, towns, page, PAGE - 1, "town.list")
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
    """Ask which town is meant."""
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
    """Return the position of a place for a map, or None if it is unknown."""
    return (
        Point(place.latitude, place.longitude)
        if place.latitude is not None and place.longitude is not None
        else None
    )


def where(tr: Translator) -> Screen:
    """Ask the device for its position."""
    return Screen(
        tr.lines(tr("Press the button below. Your phone then tells us where you are.")),
        (_locate(tr),),
        bare=True,
    )


def _towns(tr: Translator, places: Sequence[Municipality]) -> list[Button]:
    return [Button(tr.value(place.name), press("town.set", place.id)) for place in places]


def _locate(tr: Translator) -> tuple[Button, ...]:
    return (Button(tr("📍 Use my location (it is not stored)"), AskLocation()),)
