"""What can be done with many messages at once: drafts are deleted."""

from collections.abc import Collection, Sequence

from bot.domain.announcements import ORIGINAL, Announcement
from bot.text import one_line, shortened
from handlers.desk import lists
from handlers.desk.bulk import BulkList, Each, Row
from handlers.desk.list_files import MOST
from handlers.desk.messages import listing
from handlers.desk.messages.form import MESSAGES
from handlers.desk.messages.listing import LONGEST_TITLE
from handlers.desk.page import COORDINATORS, DeskRequest
from handlers.dialogue import announcements as verbs
from storage.desk import messages
from storage.messaging import announcements

DRAFTS = messages.TABS[0]


async def rows(desk: DeskRequest, keys: Collection[str] | None) -> list[Row[Announcement]]:
    """Return the drafts of the district, or the ticked ones of them."""
    ids: Sequence[int] = await messages.ids(
        desk.store, desk.district.id, DRAFTS, limit=MOST, offset=0
    )
    if keys is not None:
        ids = sorted(set(ids) & set(lists.numbers(sorted(keys))))
    found = await announcements.by_ids(desk.store, ids)
    return [_row(found[number]) for number in ids if number in found]


def _row(draft: Announcement) -> Row[Announcement]:
    title = shortened(one_line(draft.texts.get(ORIGINAL) or "…"), LONGEST_TITLE)
    return Row(str(draft.id), draft.version, title, draft, f"{MESSAGES}/{draft.id}")


async def _delete(desk: DeskRequest, draft: Announcement) -> object:
    return await verbs.delete(desk.turn, draft.id)


DELETE = Each(name="delete_draft", verb=_delete, part="drafts")
BULK = BulkList(
    path=MESSAGES,
    sends=f"{MESSAGES}/bulk",
    rows=rows,
    writers=COORDINATORS,
    acts=lambda desk: [DELETE] if listing.tab_of(desk) == DRAFTS else [],
)
