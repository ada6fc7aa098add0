"""The start page: one queue of all that waits for the office, the oldest first.

What a button does here is what it does in the chat: the same press, rule, verb and audit line.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.desk import InboxItem, InboxMark, Waiting
from bot.i18n import mark, plain
from bot.rules import desk as rules
from bot.rules.grants import DESK, OFFICE
from bot.screens.desk import WAITING
from handlers.desk import forms, lists, views
from handlers.desk.inbox import mail, subjects
from handlers.desk.links import of_form
from handlers.desk.lists import Filter, Option
from handlers.desk.offers.listing import kept_organisations
from handlers.desk.office import first_steps
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from storage.catalogue import places
from storage.desk import drafts, inbox
from storage.people import grants

FILTERS = ("kind", "town", "mine", "all")
Marks = Mapping[tuple[str, int], InboxMark]
"""Kind and subject → what the office noted about it."""
OFFER_PRESSES = (
    ("report.confirm", mark("Still correct")),
    ("report.close", mark("Close")),
)
PRESSES: Mapping[Waiting, Sequence[tuple[str, str]]] = {
    Waiting.REPORT: OFFER_PRESSES,
    Waiting.PROPOSAL: (
        ("report.confirm", mark("Publish")),
        ("report.close", mark("Decline")),
    ),
    Waiting.JOIN: (
        ("member.accept", mark("Accept")),
        ("member.refuse_now", mark("Decline")),
    ),
    Waiting.HELP: (("helping.close", mark("Close the request")),),
    Waiting.ENDING: OFFER_PRESSES,
    Waiting.UNCONFIRMED: OFFER_PRESSES,
}
"""What can be done at once, by kind: presses of the chat and their labels at the desk."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A row of the queue: what waits, what was noted about it, what can be done."""

    item: InboxItem
    noted: InboxMark
    title: str
    town: str
    word: str
    days: int
    presses: Sequence[tuple[str, str]]
    link: str
    assigned: str


async def queue(desk: DeskRequest) -> Answer:
    """Return what waits; who may only read or translate begins with the offers or the texts."""
    if not desk.holds(*OFFICE):
        return Done(_first_page(desk))
    turn, state = desk.turn, lists.read(desk, FILTERS, (), "")
    items, counts = await _items(desk)
    marks = await inbox.marks(desk.store, desk.district.id)
    waiting = _open(desk, items, marks)
    chosen = [item for item in waiting if is_wanted(desk, item, _noted(marks, item))]
    state = lists.on_last_page(state, len(chosen))
    shown = chosen[state.offset : state.offset + state.size]
    towns = await places.town_names(desk.store, desk.district.id)
    colleagues = await colleagues_of(desk)
    hidden = len(items) - len(waiting)
    totals = {kind: count for kind, count in counts.items() if count}
    return Shown(
        "inbox.html",
        {
            "state": state,
            "rows": await _rows(desk, shown, marks, colleagues, towns),
            "total": len(chosen),
            "open_count": sum(totals.values()) - hidden,
            "oldest": _days(desk, waiting[0]) if waiting else 0,
            "filters": _filters(desk, waiting, marks, state.filters, towns),
            "kept_views": await views.kept(desk, state),
            "colleagues": colleagues,
            "last_done": inbox.last_done(marks),
            "kinds": WAITING,
            "begun": [
                (of_form(name), saved_at)
                for name, saved_at in await drafts.forms(desk.store, turn.person.id)
            ],
            "first_steps": await first_steps.steps(desk),
            "mail": await mail.state(desk),
            "digest": forms.digest,
            "in_a_week": turn.today + timedelta(days=7),
        },
    )


async def still_waiting(desk: DeskRequest) -> list[tuple[InboxItem, InboxMark]]:
    """Return what waits now, with what was noted about it."""
    items, _ = await _items(desk)
    marks = await inbox.marks(desk.store, desk.district.id)
    return [(item, _noted(marks, item)) for item in _open(desk, items, marks)]


async def _items(desk: DeskRequest) -> tuple[list[InboxItem], dict[Waiting, int]]:
    return await inbox.waiting(
        desk.store,
        desk.district.id,
        desk.turn.now,
        desk.turn.today,
        kept_organisations(desk),
        person_id=desk.turn.person.id,
    )


def _open(desk: DeskRequest, items: Sequence[InboxItem], marks: Marks) -> list[InboxItem]:
    today = desk.turn.today
    return [item for item in items if rules.is_open(item, _mark_of(marks, item), today)]


def key_of(item: InboxItem) -> str:
    """Return what the box of something that waits sends."""
    return f"{item.kind}-{item.subject_id}"


def _first_page(desk: DeskRequest) -> str:
    """Return where somebody begins who does not work in the office."""
    rights = [right for right in desk.turn.person.rights if right.district_id == desk.district.id]
    languages = sorted(right.language for right in rights if right.language)
    is_reader = desk.holds(*DESK) or not languages
    return "/desk/offers" if is_reader else f"/desk/translations/{languages[0]}"


async def colleagues_of(desk: DeskRequest) -> dict[int, str]:
    """Return person → what they are called at the desk: people have no names here, but numbers."""
    listed = await grants.listed(desk.store, desk.district.id)
    tr, found = desk.turn.tr, dict[int, str]()
    for grant in listed:
        if grant.right.role in OFFICE:
            found.setdefault(grant.person_id, plain(tr("Colleague {number}", number=grant.id)))
    if desk.turn.person.id in found:
        found[desk.turn.person.id] = plain(tr("Me"))
    return found


def _mark_of(marks: Marks, item: InboxItem) -> InboxMark | None:
    return marks.get((item.kind.value, item.subject_id))


def _noted(marks: Marks, item: InboxItem) -> InboxMark:
    return _mark_of(marks, item) or InboxMark()


def is_wanted(desk: DeskRequest, item: InboxItem, noted: InboxMark) -> bool:
    """Return whether the filters of the address show something that waits."""
    kind, town = desk.asked("kind"), desk.asked("town")
    is_mine = desk.asked("mine") != "1" or noted.person_id == desk.turn.person.id
    return kind in ("", item.kind) and town in ("", str(item.municipality_id or 0)) and is_mine


async def _rows(
    desk: DeskRequest,
    items: Sequence[InboxItem],
    marks: Marks,
    colleagues: Mapping[int, str],
    towns: Mapping[int, str],
) -> list[InboxRow]:
    titles = await subjects.titles(desk, items)
    found = []
    for item in items:
        noted = _noted(marks, item)
        found.append(
            InboxRow(
                item=item,
                noted=noted,
                title=titles.get((item.kind, item.subject_id), item.title),
                town=towns.get(item.municipality_id or 0, ""),
                word=subjects.word(desk, item),
                days=_days(desk, item),
                presses=[
                    (f"{name}:{_pressed(item)}", label)
                    for name, label in PRESSES.get(item.kind, ())
                ],
                link=subjects.link(item),
                assigned=colleagues.get(noted.person_id or 0, ""),
            )
        )
    return found


def _pressed(item: InboxItem) -> int:
    return item.target_id if item.kind in inbox.OF_OFFERS else item.subject_id


def _days(desk: DeskRequest, item: InboxItem) -> int:
    return max(0, (desk.turn.now - item.since).days)


def _filters(
    desk: DeskRequest,
    waiting: Collection[InboxItem],
    marks: Marks,
    chosen: Mapping[str, str],
    towns: Mapping[int, str],
) -> list[Filter]:
    """Return the filters; each number is of all that waits."""
    tr, me = desk.turn.tr, desk.turn.person.id
    kinds = [(kind.value, plain(tr(words))) for kind, words in WAITING.items()]
    mine = sum(_noted(marks, item).person_id == me for item in waiting)
    of_kind = Counter(item.kind.value for item in waiting)
    of_town = Counter(str(item.municipality_id or 0) for item in waiting)
    named = [(str(town_id), name) for town_id, name in towns.items()]
    in_town = chosen.get("town", "")
    return [
        Filter(
            "kind",
            mark("Type"),
            lists.options(kinds, of_kind.__getitem__, chosen.get("kind", "")),
        ),
        Filter("town", mark("Town"), lists.options(named, of_town.__getitem__, in_town)),
        Filter("mine", mark("Assigned to"), [Option("1", plain(tr("Me")), mine)]),
    ]
