"""The stations to a job of the person's district."""

from bot.domain.pathway import Pathway
from bot.domain.places import District
from bot.rules.pathway_form import of_readers
from bot.rules.station_checks import with_checks
from handlers.dialogue.turn import Turn
from storage.catalogue import station_checks, station_edits


async def pathway_of(turn: Turn) -> Pathway:
    """Return the stations of the person's district, ours where it has none."""
    district = await turn.own_district()
    return await pathway_in(turn, district) if district else turn.services.pathways.shipped


async def pathway_in(turn: Turn, district: District) -> Pathway:
    """Return the stations that people of a district read, with what it wrote at the desk."""
    edits = await station_edits.of_district(turn.store, district.id)
    checks = await station_checks.of_district(turn.store, district.id)
    pathway = of_readers(turn.services.pathways.of(district.slug), edits, district.name)
    return with_checks(pathway, edits, checks)
