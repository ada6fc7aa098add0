"""The list of messages: drafts, planned, running, sent, recurring, each with its number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.announcements import ORIGINAL, Announcement, Progress
from bot.i18n import mark, plain, visible
from bot.rules.recurrence import zone_of
from bot.rules.written_days import moment_written
from bot.screens.campaigns import counts
from bot.screens.desk import TABS
from bot.screens.notices import KINDS
from bot.text import shortened
from bot.ui import Html
from handlers.desk import list_files, lists
from handlers.desk.lists import Option
from handlers.desk.page import Answer, DeskRequest, File, Shown
from storage.desk import drafts
from storage.desk import messages as rows
from storage.messaging import announcements

LONGEST_TITLE = 80
LABELS = (mark("Text"), mark("Type"), mark("Languages"), mark("When"), mark("Status"))
"""Headings of the list."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A row of the list; ``next_at`` is in the zone of the announcement, None for no further date.

    ``lines`` say how far it is.
    """

    announcement: Announcement
    title: str
    next_at: datetime | None
    lines: Sequence[Html]


async def table(desk: DeskRequest) -> Answer:
    """Return a tab of the list: the one in the address, else the drafts."""
    totals = await rows.counts(desk.store, desk.district.id)
    tab = tab_of(desk)
    state = lists.on_last_page(lists.read(desk, ("tab",), (), ""), totals[tab])
    if list_files.is_asked(desk):
        whole = replace(state, page=1, size=list_files.MOST)
        return await _file(desk, await _rows(desk, tab, whole))
    return Shown(
        "messages.html",
        {
            "state": state,
            "tab": tab,
            "tabs": [Option(name, TABS[name], totals[name]) for name in rows.TABS],
            "rows": await _rows(desk, tab, state),
            "total": totals[tab],
            "kinds": KINDS,
            "begun": await _begun(desk),
        },
    )


def tab_of(desk: DeskRequest) -> str:
    """Return the tab in the address, else the drafts."""
    return desk.asked("tab") if desk.asked("tab") in rows.TABS else rows.TABS[0]


async def _file(desk: DeskRequest, rows: Sequence[MessageRow]) -> File:
    return await list_files.file_of(desk, "messages", LABELS, [_cells(desk, row) for row in rows])


def _cells(desk: DeskRequest, row: MessageRow) -> Sequence[str]:
    """Return the cells of a row in the order of ``LABELS``."""
    announcement = row.announcement
    return (
        announcement.texts.get(ORIGINAL, ""),
        plain(desk.turn.tr(KINDS[announcement.kind])),
        " ".join(sorted(announcement.texts)),
        moment_written(row.next_at),
        "\n".join(visible(line) for line in row.lines),
    )


async def _rows(desk: DeskRequest, tab: str, state: lists.ListState) -> list[MessageRow]:
    ids = await rows.ids(desk.store, desk.district.id, tab, limit=state.size, offset=state.offset)
    by_id = await announcements.by_ids(desk.store, ids)
    sent = await rows.sent(desk.store, ids)
    return [_row(desk, by_id[row_id], sent.get(row_id, {})) for row_id in ids if row_id in by_id]


def _row(desk: DeskRequest, announcement: Announcement, states: Mapping[str, int]) -> MessageRow:
    next_at, zone, tr = announcement.next_at, zone_of(announcement.times), desk.turn.tr
    return MessageRow(
        announcement,
        shortened(announcement.texts.get(ORIGINAL) or "…", LONGEST_TITLE),
        next_at.astimezone(zone) if next_at else None,
        counts(tr, Progress(states, 0, {})),
    )


async def _begun(desk: DeskRequest) -> Sequence[datetime]:
    """Return when the person last typed into a new message that is not saved yet."""
    form = f"message:new:{desk.district.id}"
    return [
        saved_at
        for name, saved_at in await drafts.forms(desk.store, desk.turn.person.id)
        if name == form
    ]
