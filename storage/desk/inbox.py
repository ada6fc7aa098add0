"""What waits for the office of a district, and what the office noted about it.

Each kind is one query for the rows that wait, the oldest first; their number is counted beside it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    String,
    case,
    cast,
    exists,
    func,
    literal,
    select,
)

from bot.domain.announcements import Flight
from bot.domain.announcements import State as AnnouncementState
from bot.domain.desk import InboxItem, InboxMark, Waiting
from bot.domain.enquiries import EnquiryState
from bot.domain.groups import Standing
from bot.domain.helping import State as HelpState
from bot.domain.offers import State as OfferState
from bot.domain.offers import TextState
from bot.rules.desk import CONFIRMED, SOON, is_open
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.schema.columns import Instant

MOST = 200
"""Rows of one kind that are listed; all of them are counted."""
OF_OFFERS = (
    Waiting.REPORT,
    Waiting.PROPOSAL,
    Waiting.ENDING,
    Waiting.UNCONFIRMED,
    Waiting.OWNER,
)
"""Kinds that are about an offer."""
PROPOSED = "proposed"
"""Kind of a report by which a group suggests an offer."""
_NOTE = "note"
_o, _r, _m = t.offer.c, t.report.c, t.membership.c
_g, _s, _h = t.group.c, t.seat.c, t.help_request.c
_e = t.enquiry.c
_a, _c, _mark = t.announcement.c, t.campaign.c, t.inbox_mark.c
_IS_ACTIVE = _g.archived_at.is_(None)
_text = t.offer_text.c
_german = t.offer_text.alias()
_title = func.coalesce(_german.c.title, "")


async def waiting(
    store: Store,
    district_id: int,
    now: datetime,
    today: date,
    organisations: Collection[int] | None = None,
) -> tuple[list[InboxItem], dict[Waiting, int]]:
    """Return what waits, the oldest first, and how many rows there are of each kind.

    What was put off or marked as done is among them: ``marks`` says so. ``organisations`` are those
    whose offers an editor keeps, who gets nothing else; None is all of the district.
    """
    items: list[InboxItem] = []
    counts: dict[Waiting, int] = {}
    for kind, query in _queries(district_id, now, today).items():
        if organisations is not None:
            if kind not in OF_OFFERS:
                continue
            query = query.where(_o.organisation_id.in_(sorted(organisations)))
        rows = await store.rows(query.limit(MOST))
        items += [_item(kind, row) for row in rows]
        counts[kind] = len(rows) if len(rows) < MOST else await _count(store, query)
    return sorted(items, key=lambda item: (item.since, item.kind, item.subject_id)), counts


async def count_open(
    store: Store,
    district_id: int,
    now: datetime,
    today: date,
    organisations: Collection[int] | None = None,
) -> int:
    """Return how many things wait now; what was put off, or marked as done, does not count."""
    return sum((await open_counts(store, district_id, now, today, organisations)).values())


async def open_counts(
    store: Store,
    district_id: int,
    now: datetime,
    today: date,
    organisations: Collection[int] | None = None,
) -> dict[Waiting, int]:
    """Return kind → how many things wait now; kinds of which none does are missing.

    What was put off, or marked as done, does not count.
    """
    items, counts = await waiting(store, district_id, now, today, organisations)
    noted = await marks(store, district_id)
    for item in items:
        if not is_open(item, noted.get((item.kind.value, item.subject_id)), today):
            counts[item.kind] -= 1
    return {kind: count for kind, count in counts.items() if count > 0}


async def marks(store: Store, district_id: int) -> dict[tuple[str, int], InboxMark]:
    """Return kind and subject → what the office noted about it."""
    rows = await store.rows(select(t.inbox_mark).where(_mark.district_id == district_id))
    return {(row["kind"], row["subject_id"]): _read_mark(row, store.seal) for row in rows}


async def mark(
    store: Store, district_id: int, kind: str, subject_id: int, noted: InboxMark, now: datetime
) -> None:
    """Note something about what waits, instead of what was noted before."""
    sealed = store.seal.close(_NOTE, noted.note) if noted.note else None
    changed = {
        "person_id": noted.person_id,
        "snoozed_until": noted.snoozed_until,
        "sealed": sealed,
        "done_at": noted.done_at,
        "marked_at": now,
    }
    row = {"district_id": district_id, "kind": kind, "subject_id": subject_id, **changed}
    statement = upserting(store)(t.inbox_mark).values(row)
    await store.execute(
        statement.on_conflict_do_update(
            index_elements=["district_id", "kind", "subject_id"], set_=changed
        )
    )


async def put_marks_back(
    store: Store, district_id: int, before: Sequence[Sequence[Any]], now: datetime
) -> None:
    """Let what was done or put off wait again: kind, subject, and the day it was put off until."""
    known = await marks(store, district_id) if before else {}
    for kind, subject_id, day in before:
        noted = known.get((kind, subject_id), InboxMark())
        until = date.fromisoformat(day) if day else None
        again = InboxMark(noted.person_id, until, noted.note)
        await mark(store, district_id, kind, subject_id, again, now)


async def last_done(store: Store, district_id: int) -> datetime | None:
    """Return when something that waited was done last, None for never."""
    query = select(func.max(_mark.done_at)).where(_mark.district_id == district_id)
    latest: datetime | None = (await store.execute(query)).scalar()
    return latest


async def is_waiting(
    store: Store,
    district_id: int,
    key: tuple[Waiting, int],
    now: datetime,
    today: date,
    organisations: Collection[int] | None = None,
) -> bool:
    """Return whether something waits in a district, by kind and subject."""
    kind, subject_id = key
    query_of_kind = _queries(district_id, now, today)[kind]
    if organisations is not None:
        if kind not in OF_OFFERS:
            return False
        query_of_kind = query_of_kind.where(_o.organisation_id.in_(sorted(organisations)))
    rows = query_of_kind.order_by(None).subquery()
    query = select(exists().where(rows.c.subject_id == subject_id))
    return bool((await store.execute(query)).scalar_one())


def _queries(district_id: int, now: datetime, today: date) -> dict[Waiting, Select[Any]]:
    """Return the rows of each kind, the oldest first."""
    shown = (_o.district_id == district_id) & (_o.state == OfferState.PUBLISHED.value)
    ends = shown & _o.expires_at.between(today, today + SOON)
    old = shown & (_o.confirmed_at < now - CONFIRMED)
    return {
        Waiting.REPORT: _reports(district_id, _r.kind != PROPOSED),
        Waiting.PROPOSAL: _reports(district_id, _r.kind == PROPOSED),
        Waiting.JOIN: _joins(district_id),
        Waiting.HELP: _helps(district_id),
        Waiting.QUESTION: _enquiries(district_id),
        Waiting.MESSAGE: _messages(district_id),
        Waiting.CAMPAIGN: _campaigns(district_id),
        Waiting.SEAT: _seats(district_id, today),
        Waiting.ENDING: _offers(ends, _o.expires_at),
        Waiting.UNCONFIRMED: _offers(old, _o.confirmed_at),
        Waiting.OWNER: _suggestions(district_id),
        Waiting.MEASURE: _proposed_measures(district_id),
        Waiting.TRANSLATION: _translations(district_id, today),
    }


def _row(
    subject_id: ColumnElement[Any],
    target_id: ColumnElement[Any],
    since: ColumnElement[Any],
    *,
    title: ColumnElement[Any] | None = None,
    word: ColumnElement[Any] | None = None,
    town: ColumnElement[Any] | None = None,
) -> Select[Any]:
    """Return the columns of which ``_item`` makes an item, whatever it is that waits."""
    return select(
        subject_id.label("subject_id"),
        target_id.label("target_id"),
        (literal("") if title is None else title).label("title"),
        since.label("since"),
        (literal("") if word is None else word).label("word"),
        (literal(None) if town is None else town).label("municipality_id"),
    )


def _reports(district_id: int, which: ColumnElement[bool]) -> Select[Any]:
    return (
        _row(_r.id, _r.offer_id, _r.created_at, title=_title, word=_r.kind, town=_o.municipality_id)
        .join(t.offer, _o.id == _r.offer_id)
        .outerjoin(_german, (_german.c.offer_id == _o.id) & (_german.c.language == "de"))
        .where(_o.district_id == district_id, which)
        .order_by(_r.created_at, _r.id)
    )


def _suggestions(district_id: int) -> Select[Any]:
    """Return what organisations suggest for their offers and nobody decided yet."""
    s = t.offer_suggestion.c
    return (
        _row(s.id, s.offer_id, s.created_at, title=_title, town=_o.municipality_id)
        .join(t.offer, _o.id == s.offer_id)
        .outerjoin(_german, (_german.c.offer_id == _o.id) & (_german.c.language == "de"))
        .where(_o.district_id == district_id, s.decided_at.is_(None))
        .order_by(s.created_at, s.id)
    )


def _offers(which: ColumnElement[bool], since: ColumnElement[Any]) -> Select[Any]:
    title = select(_text.title).where(_text.offer_id == _o.id, _text.language == "de")
    return (
        _row(
            _o.id,
            _o.id,
            since,
            title=func.coalesce(title.scalar_subquery(), ""),
            town=_o.municipality_id,
        )
        .where(which)
        .order_by(since, _o.id)
    )


def _joins(district_id: int) -> Select[Any]:
    """Return requests to join groups that have no lead who could answer."""
    other = t.membership.alias().c
    has_lead = exists().where(other.group_id == _g.id, other.standing == Standing.LEAD.value)
    return (
        _row(_m.id, _g.id, _m.since, title=_g.name, town=_g.municipality_id)
        .join(t.group, _g.id == _m.group_id)
        .where(
            _g.district_id == district_id,
            _m.standing == Standing.ASKED.value,
            ~has_lead,
            _IS_ACTIVE,
        )
        .order_by(_m.since, _m.id)
    )


def _proposed_measures(district_id: int) -> Select[Any]:
    """Return decisions of groups that the office may make measures of."""
    res = t.result.c
    return (
        _row(res.id, _g.id, res.proposed_at, title=_g.name, word=res.words, town=_g.municipality_id)
        .join(t.group, _g.id == res.group_id)
        .where(
            _g.district_id == district_id,
            res.proposed_at.is_not(None),
            res.measure_id.is_(None),
        )
        .order_by(res.proposed_at, res.id)
    )


def _helps(district_id: int) -> Select[Any]:
    return (
        _row(_h.id, _h.id, _h.created_at, word=_h.kind, town=_h.municipality_id)
        .where(
            _h.district_id == district_id,
            _h.state == HelpState.HANDED.value,
            _h.group_id.is_(None),
        )
        .order_by(_h.created_at, _h.id)
    )


def _enquiries(district_id: int) -> Select[Any]:
    """Return the questions of people; which town somebody lives in is not said to the office."""
    return (
        _row(_e.id, _e.id, _e.since, word=_e.language)
        .where(_e.district_id == district_id, _e.state == EnquiryState.OPEN.value)
        .order_by(_e.since, _e.id)
    )


def _messages(district_id: int) -> Select[Any]:
    return (
        _row(_a.id, _a.id, _a.changed_at)
        .where(_a.district_id == district_id, _a.state == AnnouncementState.ASKED.value)
        .order_by(_a.changed_at, _a.id)
    )


def _campaigns(district_id: int) -> Select[Any]:
    """Return campaigns that were not sent: missed, or waiting after a restore."""
    return (
        _row(_c.id, _a.id, _c.due_at, word=_c.flight)
        .join(t.announcement, _a.id == _c.announcement_id)
        .where(
            _a.district_id == district_id,
            _c.flight.in_((Flight.MISSED.value, Flight.WAITS.value)),
        )
        .order_by(_c.due_at, _c.id)
    )


def _seats(district_id: int, today: date) -> Select[Any]:
    """Return vacant seats, since their leads were told; where nobody was told, since today."""
    morning = datetime.combine(today, time(), UTC)
    since = func.coalesce(_g.vacancies_told_at, literal(morning, Instant()))
    return (
        _row(_s.id, _g.id, since, title=_g.name, word=_s.label, town=_g.municipality_id)
        .join(t.group, _g.id == _s.group_id)
        .where(_g.district_id == district_id, _s.membership_id.is_(None), ~_s.optional, _IS_ACTIVE)
        .order_by(since, _s.id)
    )


def _translations(district_id: int, today: date) -> Select[Any]:
    """Return one row with the number of translations that are out of date, none for 0.

    They wait since the office changed an offer last; of groups nobody noted it, so since today.
    """
    is_shown = (_o.state == OfferState.PUBLISHED.value) & (_o.expires_at >= today)
    stale = (_o.district_id == district_id) & is_shown & (_text.state == TextState.STALE.value)
    joined = t.offer_text.join(t.offer, _o.id == _text.offer_id)
    of_offers = select(func.count()).select_from(joined).where(stale).scalar_subquery()
    newest = select(func.max(_o.confirmed_at)).select_from(joined).where(stale).scalar_subquery()
    made, german = t.group_translation.c, func.coalesce(_g.texts["de"].as_string(), "")
    of_groups = (
        select(func.count())
        .select_from(t.group_translation.join(t.group, _g.id == made.group_id))
        .where(_g.district_id == district_id, made.german != german, _IS_ACTIVE)
        .scalar_subquery()
    )
    morning = literal(datetime.combine(today, time(), UTC), Instant())
    district, count = literal(district_id), of_offers + of_groups
    since = case((of_groups > 0, morning), else_=newest)
    return _row(district, district, since, word=cast(count, String)).where(count > 0)


async def _count(store: Store, query: Select[Any]) -> int:
    bare = query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return int((await store.execute(bare)).scalar_one())


def _item(kind: Waiting, row: RowMapping) -> InboxItem:
    since, due = row["since"], None
    if not isinstance(since, datetime):
        due = since
        since = datetime.combine(since - SOON, time(), UTC)
    return InboxItem(
        kind=kind,
        subject_id=row["subject_id"],
        target_id=row["target_id"],
        title=row["title"],
        since=since,
        due=due,
        word=row["word"] or "",
        municipality_id=row["municipality_id"],
    )


def _read_mark(row: Mapping[Any, Any], seal: Seal) -> InboxMark:
    return InboxMark(
        person_id=row["person_id"],
        snoozed_until=row["snoozed_until"],
        note=seal.open(_NOTE, row["sealed"]) if row["sealed"] else "",
        done_at=row["done_at"],
    )
