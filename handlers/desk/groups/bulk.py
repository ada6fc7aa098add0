"""What can be done with many groups at once, and with many meetings."""

from collections.abc import Collection, Sequence

from bot.domain.groups import Group
from bot.domain.meetings import Meeting
from bot.rules.written_days import moment_written
from handlers.desk import lists
from handlers.desk.bulk import BulkList, Each, Row
from handlers.desk.groups import calendar, listing
from handlers.desk.groups.calendar import MeetingRow
from handlers.desk.groups.listing import PAGE
from handlers.desk.groups.planning import MEETINGS
from handlers.desk.page import COORDINATORS, DeskRequest
from handlers.dialogue import founding
from handlers.dialogue import meetings as meeting_verbs
from storage.groups import groups


async def group_rows(desk: DeskRequest, keys: Collection[str] | None) -> list[Row[Group]]:
    """Return the groups that the table shows, or the ticked ones of the district."""
    if keys is None:
        ids = [line.id for line in await listing.meant(desk)]
    else:
        ids = lists.numbers(sorted(keys))
    found = await groups.by_ids(desk.store, ids)
    here = [found[number] for number in ids if number in found]
    return [
        Row(str(group.id), group.archived_at, group.name, group, f"{PAGE}/{group.id}")
        for group in here
        if group.district_id == desk.district.id
    ]


async def meeting_rows(desk: DeskRequest, keys: Collection[str] | None) -> list[Row[Meeting]]:
    """Return the meetings of the month that are planned, or the ticked ones of them."""
    planned = [row for row in await calendar.of_month(desk) if not row.is_cancelled]
    return [_meeting(row) for row in planned if keys is None or str(row.meeting.id) in keys]


def _meeting(row: MeetingRow) -> Row[Meeting]:
    meeting = row.meeting
    title = f"{moment_written(meeting.start)} {row.group}: {meeting.title}"
    return Row(str(meeting.id), meeting.start, title, meeting, f"{MEETINGS}/{meeting.id}")


async def _archive(desk: DeskRequest, group: Group) -> object:
    await founding.archive(desk.turn, group.id)
    return group.id


async def _bring_back(desk: DeskRequest, group: Group) -> object:
    await founding.bring_back(desk.turn, group.id)
    return group.id


async def _cancel(desk: DeskRequest, meeting: Meeting) -> object:
    await meeting_verbs.call_off(desk.turn, meeting.id)
    return meeting.id


def _acts(desk: DeskRequest) -> Sequence[Each[Group]]:
    return [BRING_BACK if listing.shows_archived(desk) else ARCHIVE]


ARCHIVE = Each(name="archive", verb=_archive, part="archived")
BRING_BACK = Each(name="bring_back", verb=_bring_back, part="brought_back")
CANCEL = Each(name="cancel", verb=_cancel, part="cancelled")
GROUPS = BulkList(
    path=PAGE, sends=f"{PAGE}/bulk", rows=group_rows, writers=COORDINATORS, acts=_acts
)
CALENDAR = BulkList(
    path=f"{PAGE}/calendar",
    sends=f"{MEETINGS}/bulk",
    rows=meeting_rows,
    writers=COORDINATORS,
    acts=lambda _: [CANCEL],
)
