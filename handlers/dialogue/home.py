"""Home: the fields of action of the person's district."""

from bot.rules.people import coordinates, has_consented
from bot.screens import home as screens
from bot.ui import Screen
from handlers.dialogue.turn import Redirect, Turn
from storage.catalogue import places, reports
from storage.groups import helping
from storage.messaging import deliveries


async def home(turn: Turn, page: int) -> Screen | Redirect:
    """Return the fields of the person's district; newcomers begin at the beginning."""
    person = turn.person
    if not has_consented(person):
        return Redirect("about:0" if person.language_chosen else "language.list")
    district = await places.district(turn.store, person.district_id) if person.district_id else None
    if district is None:
        return screens.nowhere(turn.tr)
    town = (
        await places.municipality(turn.store, person.municipality_id)
        if person.municipality_id
        else None
    )
    fields = await places.fields(turn.store, district.id)
    report_count, help_count = 0, 0
    if coordinates(person, district.id):
        report_count = await reports.count(turn.store, district.id)
        help_count = len(await helping.handed(turn.store, district.id))
    return screens.home(
        turn.tr,
        person,
        district,
        town,
        fields,
        page,
        report_count,
        await deliveries.count_unread(turn.store, person.id),
        help_count,
    )
