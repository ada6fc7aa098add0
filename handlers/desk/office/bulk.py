"""What can be done with many rights at once: they get a last day, or are taken away."""

from collections.abc import Collection
from datetime import UTC, datetime

from bot.domain.grants import Grant
from bot.i18n import mark, plain
from bot.rules import grants as rules
from bot.rules.problems import Problem, Refusal
from bot.screens.own_data import ROLES
from handlers.desk.bulk import BulkList, Each, Row
from handlers.desk.forms import FormField
from handlers.desk.office import people
from handlers.desk.office.rights import PEOPLE
from handlers.desk.page import COORDINATORS, DeskRequest
from handlers.workflows import granting
from storage.people import grants


async def rows(desk: DeskRequest, keys: Collection[str] | None) -> list[Row[Grant]]:
    """Return the rights that the table shows, or the ticked ones of the district."""
    wanted = people.role_asked(desk) if keys is None else None
    listed = await grants.listed(desk.store, desk.district.id)
    return [
        Row(str(grant.id), grant.right.ends_at, _title(desk, grant), grant, f"{PEOPLE}/{grant.id}")
        for grant in listed
        if wanted in (None, grant.right.role) and (keys is None or str(grant.id) in keys)
    ]


def _title(desk: DeskRequest, grant: Grant) -> str:
    tr = desk.turn.tr
    name = plain(tr("Colleague {number}", number=grant.id))
    return f"{name}: {plain(tr(ROLES[grant.right.role]))}"


async def _end(desk: DeskRequest, grant: Grant) -> object:
    day, turn = desk.sent_day("day"), desk.turn
    if day is None:
        raise Refusal(Problem.IN_THE_PAST)
    ends_at = rules.end_of_day(day, desk.district.zone, turn.now)
    await granting.end(desk.store, turn.person, grant.id, ends_at, turn.now, origin=turn.origin)
    return [grant.id, _written(grant.right.ends_at), _written(ends_at)]


async def put_back(desk: DeskRequest, kept: list[int | str | None]) -> None:
    """Give a right the end back that it had. Refuses one that changed since."""
    grant_id, before, after = kept
    rules.may_coordinate(desk.turn.person, desk.district.id)
    grant = rules.must_be_active(await grants.by_id(desk.store, int(grant_id or 0)))
    if _written(grant.right.ends_at) != after:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    moment = datetime.fromisoformat(str(before)) if before else None
    turn = desk.turn
    await granting.end(desk.store, turn.person, grant.id, moment, turn.now, origin=turn.origin)


def _written(moment: datetime | None) -> str | None:
    """Return a moment as JSON keeps it; ends are stored in whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


async def _revoke(desk: DeskRequest, grant: Grant) -> object:
    turn = desk.turn
    return await granting.revoke(desk.store, turn.person, grant.id, turn.now, origin=turn.origin)


async def _last_day(_: DeskRequest) -> FormField:
    return FormField(name="day", label=mark("Last day"), example="31.12.2027")


ACTS = [
    Each(name="revoke", verb=_revoke, is_final=True),
    Each(name="end_grant", verb=_end, part="grants", asks=_last_day),
]
BULK = BulkList(
    path=PEOPLE, sends=f"{PEOPLE}/bulk", rows=rows, writers=COORDINATORS, acts=lambda _: ACTS
)
