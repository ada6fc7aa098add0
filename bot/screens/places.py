"""Choice of a place: district or town, from a list, by name or by position."""

from collections.abc import Sequence

from bot.domain.places import District, Municipality
from bot.i18n import Translator
from bot.screens.frame import leaf
from bot.ui import AskLocation, Button, Point, Rows, Screen, in_rows, press

LONGEST_PRESS = 64
"""Maximum length of the data of a button, in bytes (Bot API)."""
PAGE = 5
"""Number of districts on a page; the sixth button is for the position."""


def districts(tr: Translator, districts: Sequence[District], page: int = 0) -> Screen:
    """Return a page of districts. It has no ``at``, because the next typed text is a place."""
    asked = tr.lines(tr("Where do you live? Choose your district or write the name of your town."))
    rows, arrows = choice(tr, districts, page, "district.list")
    return Screen(asked, rows, arrows, back="settings")


def choice(
    tr: Translator, districts: Sequence[District], page: int, route: str
) -> tuple[Rows, Rows]:
    """Return a page of districts and the arrows to its neighbours, which ``route`` shows."""
    shown, arrows = leaf(tr, districts, page, PAGE, route)
    buttons = [Button(tr.value(d.name), press("district.set", d.id)) for d in shown]
    return (*in_rows(buttons, 2), _locate(tr)), arrows


def typed_presses(district_id: int) -> dict[str, str]:
    """Return label → press of the buttons for places, for who types their words instead.

    ``district_id`` is the person's, 0 for none.
    """
    whole = {"The whole district": f"district.set:{district_id}"} if district_id else {}
    return whole | {
        "Continue without a town": "district.set:0",
        "None of these": "place.none",
        "🔒 What we keep": "privacy",
    }


def towns(
    tr: Translator, district: District, towns: Sequence[Municipality], page: int = 0
) -> Screen:
    """Return a page of municipalities, with the whole district as the first choice."""
    shown, arrows = leaf(tr, towns, page, PAGE - 1, "town.list")
    buttons = [
        Button(tr("The whole district"), press("district.set", district.id)),
        *_towns(tr, shown),
    ]
    asked = tr.lines(tr.bold(district.name), tr("Choose your town or write its name."))
    return Screen(
        asked,
        (*in_rows(buttons, 2), _locate(tr)),
        arrows,
        back="home:0",
    )


def which(tr: Translator, candidates: Sequence[Municipality], words: str = "") -> Screen:
    """Ask which town is meant; ``words`` were typed and may be none, "" if nothing was typed."""
    if len(candidates) > 1:
        buttons = [*_towns(tr, candidates), Button(tr("None of these"), press("place.none"))]
        return Screen(
            tr.lines(tr("Which town do you mean?")), in_rows(buttons, 1), back="district.list:0"
        )
    place = candidates[0]
    buttons = [Button(tr("Yes, {place}", place=place.name), press("town.set", place.id))]
    return Screen(
        tr.lines(tr("Is {place} your town?", place=place.name)),
        in_rows([*buttons, _no(tr, words)], 1),
        back="district.list:0",
        point=_point(place),
    )


def _no(tr: Translator, words: str) -> Button:
    """Return the button that searches for the typed words, if they fit into one."""
    search = press("search.words", words.replace(":", " "))
    if words and len(search.data.encode()) <= LONGEST_PRESS:
        return Button(tr("No, I am looking for: {words}", words=words), search)
    return Button(tr("No"), press("place.none"))


def elsewhere(tr: Translator, *, begins: bool) -> Screen:
    """Say that we are not in a place yet; ``begins`` for somebody who has chosen none so far."""
    buttons = [Button(tr("📍 Choose your district"), press("district.list", 0))]
    if begins:
        buttons.append(Button(tr("Continue without a town"), press("district.set", 0)))
    body = tr.lines(
        tr("We are not in your district yet."),
        tr("Please choose another district, or write the name or postcode of another town."),
    )
    return Screen(body, in_rows(buttons, 1), back="district.list:0")


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
        tr.lines(
            tr("Press the button below. Your phone will tell us where you are. We do not keep it.")
        ),
        (_locate(tr),),
        bare=True,
    )


def _towns(tr: Translator, places: Sequence[Municipality]) -> list[Button]:
    return [Button(tr.value(place.name), press("town.set", place.id)) for place in places]


def _locate(tr: Translator) -> tuple[Button, ...]:
    return (Button(tr("📍 Use my location"), AskLocation()),)
