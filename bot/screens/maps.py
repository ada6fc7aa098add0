"""The towns of a district on a map, with how many offers each has, and as a list below it."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.domain.listings import Listing
from bot.domain.places import Municipality
from bot.i18n import Translator
from bot.screens.frame import leaf
from bot.ui import Button, Dot, Entry, Html, Point, Press, Screen, in_rows, press

PAGE = 6
"""Number of towns on a page; the map shows all."""


def towns(
    tr: Translator,
    offers: Sequence[tuple[Municipality, int]],
    kilometres: Mapping[int, int],
    own_id: int | None,
    page: int,
) -> Screen:
    """Return the towns that have offers, and how many each has.

    ``kilometres`` are the distances from the reader's own town, ``own_id`` None means that it is
    unknown.
    """
    shown, arrows = leaf(tr, offers, page, PAGE, "map.show")
    head = tr.lines(tr("<b>Offers on the map</b>"), tr("Which town?"))
    lines = [_line(tr, place, count, kilometres) for place, count in shown]
    listed = list(zip((place for place, _ in shown), lines, strict=True))
    words = [Html(f"{tr.value(place.name)} · {line}") for place, line in listed]
    named = {place.id for place, _ in shown}
    return Screen(
        tr.paragraphs(head, tr.lines(*words)),
        in_rows([Button(tr.value(place.name), _leads(place)) for place, _ in shown], 2),
        arrows,
        at=f"map.show:{page}",
        back="home:0",
        body=(head, *(_entry(tr, place, line) for place, line in listed)),
        dots=tuple(_dots(offers, own_id, named)),
        tiles=True,
    )


def _entry(tr: Translator, place: Municipality, line: Html) -> Entry:
    return Entry(tr.value(place.name), _leads(place), (line,), "📍")


def _dots(
    offers: Sequence[tuple[Municipality, int]], own_id: int | None, named: Collection[int]
) -> Iterator[Dot]:
    """Yield the towns whose centre is known; those ``named`` have their name beside them."""
    for place, count in offers:
        if place.latitude is not None and place.longitude is not None:
            point = Point(place.latitude, place.longitude)
            is_own, is_named = place.id == own_id, place.id in named
            yield Dot(place.name, count, point, _leads(place), is_own=is_own, is_named=is_named)


def _leads(place: Municipality) -> Press:
    return press("offer.list", Listing(f"p{place.id}").code)


def _line(tr: Translator, place: Municipality, count: int, kilometres: Mapping[int, int]) -> Html:
    """Return how many offers a town has, and how far it is where that is known."""
    offers = tr.plural("{n} offer", "{n} offers", count)
    away = kilometres.get(place.id)
    return tr("{offers} · {n} km", offers=offers, n=away) if away else offers
