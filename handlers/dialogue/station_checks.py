"""Answers of who keeps a station to a job up to date: it still holds, or it has to change."""

from bot.domain.pathway import Station, StationAnswer
from bot.rules.measures import period_named
from bot.rules.pathway_form import edited
from bot.rules.problems import Problem, Refusal
from bot.rules.station_checks import may_answer, reason_of
from bot.screens import station_checks as screens
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from storage.catalogue import places, station_checks, station_edits
from storage.groups import memberships


async def holds(turn: Turn, district_id: int, station_number: int, period: str) -> Screen:
    """Keep that a station still holds; pressed twice, it is kept once."""
    return await _answered(turn, district_id, station_number, period, StationAnswer.HOLDS)


async def wrong(turn: Turn, district_id: int, station_number: int, period: str) -> Screen:
    """Keep that a station has to change, and ask why: the desk shows both to the office."""
    screen = await _answered(turn, district_id, station_number, period, StationAnswer.CHANGE)
    turn.expect(f"station.wrong:{district_id}:{station_number}:{period}")
    return screen


async def typed_reason(
    turn: Turn, words: str, district_id: int, station_number: int, period: str
) -> Screen:
    """Keep what has to change."""
    reason = reason_of(words)
    station = await _kept(turn, district_id, station_number, period, StationAnswer.CHANGE, reason)
    return screens.explained(turn.tr, station)


async def _answered(
    turn: Turn, district_id: int, station_number: int, period_name: str, said: StationAnswer
) -> Screen:
    station = await _kept(turn, district_id, station_number, period_name, said)
    return screens.answered(turn.tr, station, said)


async def _kept(
    turn: Turn,
    district_id: int,
    station_number: int,
    period_name: str,
    said: StationAnswer,
    reason: str = "",
) -> Station:
    """Store an answer. Refuses everybody but the leads of its group and the office."""
    period = period_named(period_name)
    station = await _station(turn, district_id, station_number)
    leads = await memberships.lead_ids(turn.store, station.group_id)
    may_answer(turn.person, district_id, leads)
    was_asked = await station_checks.answer(
        turn.store, district_id, station_number, period, said, turn.now, reason=reason
    )
    if not was_asked:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return station


async def _station(turn: Turn, district_id: int, station_number: int) -> Station:
    """Return a station that the district wrote about. Raises Refusal if there is none."""
    district = await places.locked_district(turn.store, district_id)
    if district is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    edits = await station_edits.of_district(turn.store, district_id)
    pathway = turn.services.pathways.of(district.slug)
    stations = {s.number: s for s in edited(pathway, edits, district.name)}
    if station_number not in stations:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return stations[station_number]
