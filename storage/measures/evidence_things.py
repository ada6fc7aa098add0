"""The things that evidence counts, one by one: those behind a number, and those to choose from."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, RowMapping, Select, exists, or_, select

from bot.domain.announcements import ORIGINAL, WRITTEN
from bot.domain.evidence import EvidenceKind, EvidenceThing
from bot.domain.groups import Kind
from bot.domain.offers import State as OfferState
from bot.domain.places import District
from bot.text import one_line, shortened
from storage import schema as t
from storage.engine.store import Store
from storage.measures.meeting_evidence import HAS_WAITED

LONGEST_TITLE = 160
"""Maximum length of what is shown of a text, in characters."""
MOST_WORDS = 5
"""Words of a search that are looked at."""
LATEST = 500
"""Messages that are looked through for words, the latest ones."""
_o, _m, _r, _a, _g = t.offer.c, t.meeting.c, t.result.c, t.announcement.c, t.group.c
_german = t.offer_text.alias()
_SHOWN = (OfferState.PUBLISHED, OfferState.EXPIRED, OfferState.CLOSED)


async def by_ids(
    store: Store, district: District, kind: EvidenceKind, thing_ids: Collection[int]
) -> list[EvidenceThing]:
    """Return those of these things that the district has, the latest first."""
    query = _QUERIES[kind](district.id)
    column: ColumnElement[Any] = query.selected_columns["id"]
    rows = await store.rows(query.where(column.in_(sorted(thing_ids))))
    return [_thing(kind, row, district) for row in rows]


async def matching(
    store: Store, district: District, kind: EvidenceKind, words: str, limit: int
) -> list[EvidenceThing]:
    """Return things of a district that have all the words, the latest first; any for no words."""
    wanted = words.split()[:MOST_WORDS]
    query = _QUERIES[kind](district.id)
    if kind is EvidenceKind.MESSAGES:
        rows = await store.rows(query.limit(LATEST))
        things = [_thing(kind, row, district) for row in rows]
        return [thing for thing in things if _has(thing, wanted)][:limit]
    title: ColumnElement[Any] = query.selected_columns["title"]
    owner: ColumnElement[Any] = query.selected_columns["owner"]
    query = query.where(*(_contains(title, owner, word) for word in wanted)).limit(limit)
    return [_thing(kind, row, district) for row in await store.rows(query)]


def _has(thing: EvidenceThing, words: Collection[str]) -> bool:
    return all(word.casefold() in thing.title.casefold() for word in words)


def _contains(
    title: ColumnElement[Any], owner: ColumnElement[Any], word: str
) -> ColumnElement[bool]:
    """A word in a title or a name; SQLite folds no umlauts, so its forms are written out."""
    forms = dict.fromkeys((word, word.lower(), word.upper(), word.capitalize()))
    return or_(
        *(column.contains(form, autoescape=True) for column in (title, owner) for form in forms)
    )


def _offers(district_id: int) -> Select[Any]:
    owner, is_german = t.organisation.c.name.label("owner"), _german.c.language == ORIGINAL
    return (
        select(_o.id, _german.c.title, owner, _o.expires_at.label("day"), _o.id.label("page_id"))
        .add_columns((_o.seats == 0).label("is_full"))
        .outerjoin(_german, (_german.c.offer_id == _o.id) & is_german)
        .outerjoin(t.organisation, t.organisation.c.id == _o.organisation_id)
        .where(_o.district_id == district_id, _o.merged_into.is_(None), _o.state.in_(_SHOWN))
        .order_by(_o.id.desc())
    )


def _documents(district_id: int) -> Select[Any]:
    return _offers(district_id).where(
        _o.attachment_id.is_not(None), _o.state == OfferState.PUBLISHED
    )


def _meetings(district_id: int) -> Select[Any]:
    waited = exists().where(t.attendance.c.meeting_id == _m.id, HAS_WAITED)
    return (
        select(_m.id, _m.title, _g.name.label("owner"), _m.starts_at.label("day"))
        .add_columns(_m.group_id.label("page_id"), waited.label("is_full"))
        .join(t.group, _g.id == _m.group_id)
        .where(_g.district_id == district_id)
        .order_by(_m.starts_at.desc(), _m.id.desc())
    )


def _trainings(district_id: int) -> Select[Any]:
    return _meetings(district_id).where(_g.kind == Kind.TRAINING)


def _results(district_id: int) -> Select[Any]:
    return (
        select(_r.id, _r.words.label("title"), _g.name.label("owner"), _r.written_at.label("day"))
        .add_columns(_r.group_id.label("page_id"))
        .join(t.group, _g.id == _r.group_id)
        .where(_g.district_id == district_id)
        .order_by(_r.written_at.desc(), _r.id.desc())
    )


def _messages(district_id: int) -> Select[Any]:
    return (
        select(_a.id, _a.texts.label("title"), _a.changed_at.label("day"), _a.id.label("page_id"))
        .where(_a.district_id == district_id, _a.kind.in_(WRITTEN))
        .order_by(_a.changed_at.desc(), _a.id.desc())
    )


_QUERIES: Mapping[EvidenceKind, Callable[[int], Select[Any]]] = {
    EvidenceKind.OFFERS: _offers,
    EvidenceKind.MEETINGS: _meetings,
    EvidenceKind.TRAININGS: _trainings,
    EvidenceKind.RESULTS: _results,
    EvidenceKind.MESSAGES: _messages,
    EvidenceKind.DOCUMENTS: _documents,
}
"""How things of each kind that can be chosen one by one are listed."""


def _thing(kind: EvidenceKind, row: RowMapping, district: District) -> EvidenceThing:
    day = row["day"]
    title = row["title"].get(ORIGINAL) if kind is EvidenceKind.MESSAGES else row["title"]
    if kind not in (EvidenceKind.OFFERS, EvidenceKind.DOCUMENTS):
        day = day.astimezone(ZoneInfo(district.zone)).date()
    return EvidenceThing(
        kind=kind,
        id=row["id"],
        title=shortened(one_line(title or ""), LONGEST_TITLE),
        page_id=row["page_id"],
        day=day,
        owner=row.get("owner") or "",
        is_full=bool(row.get("is_full")),
    )
