"""The stations to a job: what each is about, and "I am here"."""

from bot.domain.listings import Listing
from bot.domain.pathway import Station
from bot.rules.people import has_consented
from bot.rules.problems import Problem, Refusal
from bot.screens import pathway as screens
from bot.search.advice import about
from bot.ui import Screen
from handlers.dialogue.shared.pathways import pathway_of
from handlers.dialogue.turn import Turn
from storage.catalogue import listings
from storage.people import stations as stored

OFFERS = 2
"""Maximum number of offers below a station; the others are a list."""


async def way(turn: Turn, page: int) -> Screen:
    """Return all stations, and which one the person marked."""
    pathway = await pathway_of(turn)
    station_number = await _mine(turn)
    here = pathway.numbered(station_number) if station_number else None
    return screens.way(turn.tr, pathway, here, page)


async def show(turn: Turn, station_number: int) -> Screen:
    """Return a station with offers near the person."""
    pathway = await pathway_of(turn)
    shown = await _station(turn, station_number)
    return screens.station(
        turn.tr,
        shown,
        pathway.stations.get(shown.following),
        await _nearby(turn, shown),
        may_mark=has_consented(turn.person) and await _mine(turn) != station_number,
    )


async def ask(turn: Turn, station_number: int) -> Screen:
    """Ask whether the number of a station may be kept."""
    return screens.consent(turn.tr, await _station(turn, station_number))


async def keep(turn: Turn, station_number: int) -> Screen:
    """Keep the number of a station instead of the one before."""
    await _station(turn, station_number)
    await stored.keep(turn.store, turn.person, station_number, turn.now)
    return (await show(turn, station_number)).saying(turn.tr("We keep this station for you."))


async def delete(turn: Turn) -> Screen:
    """Delete what is kept."""
    await stored.drop(turn.store, turn.person.id)
    return (await way(turn, 0)).saying(turn.tr("Deleted."))


async def _mine(turn: Turn) -> int | None:
    return None if turn.person.is_stranger else await stored.of(turn.store, turn.person.id)


async def _station(turn: Turn, station_number: int) -> Station:
    """Return a station. Raises Refusal if there is none with this number any more."""
    shown = (await pathway_of(turn)).numbered(station_number)
    if shown is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return shown


async def _nearby(turn: Turn, shown: Station) -> screens.Nearby:
    """Return the offers of the station's kind. Nowhere without a place."""
    district = await turn.own_district()
    if district is None:
        return screens.NOTHING_NEARBY
    listing = Listing(f"k{shown.concept}")
    page = await listings.page(turn.store, turn.reader, listing, about(shown.concept))
    return screens.Nearby(page.offers[:OFFERS], page.total, district.contact.phone)
