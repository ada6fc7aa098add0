"""Home: the fields of action of the person's district."""

from bot.domain.people import Person
from bot.domain.places import District
from bot.rules import grants
from bot.rules.people import has_consented
from bot.screens import home as screens
from bot.ui import Screen
from handlers.dialogue.shared.offices import office_name
from handlers.dialogue.turn import Redirect, Turn
from storage.catalogue import attachments, places, reports
from storage.desk import inbox
from storage.groups import helping, memberships
from storage.measures import council_reports
from storage.messaging import received


async def home(turn: Turn, page: int) -> Screen | Redirect:
    """Return the fields of the person's district; newcomers begin at the beginning."""
    person = turn.person
    if not has_consented(person):
        return Redirect("about:0" if person.language_chosen else "language.list")
    district = await turn.own_district()
    work = await _work(turn, person)
    if district is None:
        return screens.nowhere(turn.tr, work)
    town = (
        await places.municipality(turn.store, person.municipality_id)
        if person.municipality_id
        else None
    )
    fields = await places.fields(turn.store, district.id)
    return screens.home(
        turn.tr,
        district,
        town,
        fields,
        page,
        work,
        await received.count_unread(turn.store, person.id),
        await report_url(turn, district),
        is_in_group=await memberships.is_in_any(turn.store, person.id),
        has_documents=work.writes
        or await attachments.are_shown(turn.store, district.id, turn.today),
    )


async def report_url(turn: Turn, district: District) -> str:
    """Return the page of the district's last released report, "" if there is none.

    Without an https address of the site it is a path, which only the web chat can open.
    """
    period = await council_reports.last_released(turn.store, district.id)
    if period is None:
        return ""
    base = turn.services.base_url
    own = base if base.startswith("https://") else ""
    return f"{own}/r/{district.slug}/{period}?lang={turn.tr.language.code}"


async def _work(turn: Turn, person: Person) -> screens.Work:
    """Return what waits for a person in the office that they work in."""
    district_id = grants.working_district(person)
    if not district_id:
        return screens.Work(translates=grants.is_translator(person))
    keeps = grants.organisations(person, district_id)
    working = await places.district(turn.store, district_id)
    coordinates = grants.coordinates(person, district_id)
    handed = await helping.handed(turn.store, district_id) if coordinates else []
    return screens.Work(
        reports=await reports.count(turn.store, district_id, keeps),
        help_requests=len(handed),
        waiting=await inbox.count_open(
            turn.store, district_id, turn.now, turn.today, keeps, person_id=person.id
        ),
        writes=coordinates,
        office=office_name(person, working),
        translates=grants.is_translator(person),
    )
