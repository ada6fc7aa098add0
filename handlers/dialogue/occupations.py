"""Occupations: from "I am a nurse" to who recognises the papers."""

from bot.domain.places import District
from bot.rules.people import readable
from bot.rules.problems import Problem, Refusal
from bot.screens import occupations as screens
from bot.screens.pathway import NOTHING_NEARBY, Nearby
from bot.search.advice import about
from bot.ui import Screen
from handlers.dialogue.shared.ladders import ladder_of
from handlers.dialogue.shared.searching import urgent
from handlers.dialogue.turn import Redirect, Turn
from storage.catalogue import listings

OFFERS = 2
"""Maximum number of offers below an occupation."""


async def show(turn: Turn, code: str) -> Screen:
    """Return an occupation with the offers that help with its recognition."""
    shown = turn.services.occupations.occupations.table.get(code)
    if shown is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    district = await turn.own_district()
    nearby, land = await _nearby(turn, district), district.land if district else ""
    return screens.occupation(turn.tr, shown, await ladder_of(turn), nearby, land)


async def ask(turn: Turn) -> Screen:
    """Ask which occupation the person has."""
    turn.expect("occupation.ask")
    table = turn.services.occupations.occupations.table
    return screens.ask(turn.tr, next(iter(table.values()), None))


async def typed(turn: Turn, text: str) -> Screen | Redirect:
    """Lead to the occupation that was typed; it is kept nowhere."""
    words = readable(text)
    if screen := await urgent(turn, words):
        return screen
    code = turn.tr.language.code
    found = turn.services.occupations.find(words, code, is_about_work=True)
    if found:
        return Redirect(f"occupation.show:{found.code}")
    turn.expect("occupation.ask")
    district = await turn.own_district()
    return screens.unknown(turn.tr, district.contact.phone if district else "")


async def _nearby(turn: Turn, district: District | None) -> Nearby:
    """Return the offers that help with recognition. Nowhere without a place."""
    if district is None:
        return NOTHING_NEARBY
    query, listing = about(screens.RECOGNITION.concept), screens.RECOGNITION
    page = await listings.page(turn.store, turn.reader, listing, query)
    return Nearby(page.offers[:OFFERS], page.total, district.contact.phone)
