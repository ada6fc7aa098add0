"""What waits for the office of a district: one statement for each kind, built once.

They ask for ``district``, ``person``, ``today``, ``soon``, ``confirmed_before`` and ``morning``.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    String,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)

from bot.domain.announcements import Flight
from bot.domain.announcements import State as AnnouncementState
from bot.domain.desk import Waiting
from bot.domain.enquiries import EnquiryState
from bot.domain.helping import State as HelpState
from bot.domain.import_drafts import DraftState
from bot.domain.offers import State as OfferState
from bot.domain.offers import TextState
from bot.domain.pathway import StationAnswer
from storage import schema as t
from storage.desk import inbox_groups
from storage.desk.inbox_rows import DISTRICT, MORNING, row
from storage.schema.columns import Id, Instant

MOST = 200
"""Rows of one kind that are listed; all of them are counted."""
PROPOSED = "proposed"
"""Kind of a report by which a group suggests an offer."""
_o, _r = t.offer.c, t.report.c
_g, _h = t.group.c, t.help_request.c
_e = t.enquiry.c
_a, _c = t.announcement.c, t.campaign.c
_IS_ACTIVE = _g.archived_at.is_(None)
_text = t.offer_text.c
_german = t.offer_text.alias()
_title = func.coalesce(_german.c.title, "")
_NO_MOMENT, _NO_DAY = cast(null(), Instant()), cast(null(), Date())


def _reports(which: ColumnElement[bool]) -> Select[Any]:
    return (
        row(_r.id, _r.offer_id, _r.created_at, title=_title, word=_r.kind, town=_o.municipality_id)
        .join(t.offer, _o.id == _r.offer_id)
        .outerjoin(_german, (_german.c.offer_id == _o.id) & (_german.c.language == "de"))
        .where(_o.district_id == DISTRICT, which)
        .order_by(_r.created_at, _r.id)
    )


def _suggestions() -> Select[Any]:
    """Return what organisations suggest for their offers and nobody decided yet."""
    s = t.offer_suggestion.c
    return (
        row(s.id, s.offer_id, s.created_at, title=_title, town=_o.municipality_id)
        .join(t.offer, _o.id == s.offer_id)
        .outerjoin(_german, (_german.c.offer_id == _o.id) & (_german.c.language == "de"))
        .where(_o.district_id == DISTRICT, s.decided_at.is_(None))
        .order_by(s.created_at, s.id)
    )


def _offers(which: ColumnElement[bool], since: ColumnElement[Any]) -> Select[Any]:
    title = select(_text.title).where(_text.offer_id == _o.id, _text.language == "de")
    return (
        row(
            _o.id,
            _o.id,
            since,
            title=func.coalesce(title.scalar_subquery(), ""),
            town=_o.municipality_id,
        )
        .where(which)
        .order_by(since, _o.id)
    )


def _proposed_measures() -> Select[Any]:
    """Return decisions of groups that the office may make measures of."""
    res = t.result.c
    return (
        row(res.id, _g.id, res.proposed_at, title=_g.name, word=res.words, town=_g.municipality_id)
        .join(t.group, _g.id == res.group_id)
        .where(
            _g.district_id == DISTRICT,
            res.proposed_at.is_not(None),
            res.measure_id.is_(None),
        )
        .order_by(res.proposed_at, res.id)
    )


def _helps() -> Select[Any]:
    return (
        row(_h.id, _h.id, _h.created_at, word=_h.kind, town=_h.municipality_id)
        .where(
            _h.district_id == DISTRICT,
            _h.state == HelpState.HANDED.value,
            _h.group_id.is_(None),
        )
        .order_by(_h.created_at, _h.id)
    )


def _enquiries() -> Select[Any]:
    """Return the questions of people; which town somebody lives in is not said to the office."""
    return (
        row(_e.id, _e.id, _e.since, word=_e.language)
        .where(_e.district_id == DISTRICT, _e.state == EnquiryState.OPEN.value)
        .order_by(_e.since, _e.id)
    )


def _messages() -> Select[Any]:
    return (
        row(_a.id, _a.id, _a.changed_at)
        .where(_a.district_id == DISTRICT, _a.state == AnnouncementState.ASKED.value)
        .order_by(_a.changed_at, _a.id)
    )


def _campaigns() -> Select[Any]:
    """Return campaigns that were not sent: missed, or waiting after a restore."""
    return (
        row(_c.id, _a.id, _c.due_at, word=_c.flight)
        .join(t.announcement, _a.id == _c.announcement_id)
        .where(
            _a.district_id == DISTRICT,
            _c.flight.in_((Flight.MISSED.value, Flight.WAITS.value)),
        )
        .order_by(_c.due_at, _c.id)
    )


def _translations() -> Select[Any]:
    """Return one row with the number of translations that are out of date, none for 0.

    They wait since the office changed an offer last; of groups nobody noted it, so since today.
    """
    is_shown = (_o.state == OfferState.PUBLISHED.value) & (_o.expires_at >= bindparam("today"))
    here = (_o.district_id == DISTRICT) & is_shown
    stale = _text.state == TextState.STALE.value
    # From the few stale texts to their offers: the other way round reads all texts.
    of_offers = (
        select(func.count())
        .select_from(t.offer_text)
        .where(stale, exists().where(_o.id == _text.offer_id, here))
        .scalar_subquery()
    )
    newest = (
        select(func.max(_o.confirmed_at))
        .where(here, _o.id.in_(select(_text.offer_id).where(stale)))
        .scalar_subquery()
    )
    made, german = t.group_translation.c, func.coalesce(_g.texts["de"].as_string(), "")
    of_groups = (
        select(func.count())
        .select_from(t.group_translation.join(t.group, _g.id == made.group_id))
        .where(_g.district_id == DISTRICT, made.german != german, _IS_ACTIVE)
        .scalar_subquery()
    )
    count = of_offers + of_groups
    since = case((of_groups > 0, MORNING), else_=newest)
    return row(DISTRICT, DISTRICT, since, word=cast(count, String)).where(count > 0)


def _stations() -> Select[Any]:
    """Return stations that have to change, as was said last, and that nobody changed since."""
    k, change, later = t.station_check.c, t.station_change.c, t.station_check.alias().c
    is_answered_later = exists().where(
        later.district_id == k.district_id,
        later.number == k.number,
        later.period > k.period,
        later.answer != StationAnswer.NONE.value,
    )
    is_changed = exists().where(
        change.district_id == k.district_id,
        change.number == k.number,
        change.changed_at >= k.answered_at,
    )
    return (
        row(k.number, k.number, k.answered_at, word=k.reason)
        .where(
            k.district_id == DISTRICT,
            k.answer == StationAnswer.CHANGE.value,
            ~is_answered_later,
            ~is_changed,
        )
        .order_by(k.answered_at, k.number)
    )


def _imports() -> Select[Any]:
    """Return what the person prepares to import; nobody else can open it."""
    d = t.import_draft.c
    states = (DraftState.OPEN, DraftState.FAILED, DraftState.PLAN)
    return (
        row(d.id, d.id, d.saved_at, word=d.state)
        .where(
            d.district_id == DISTRICT,
            d.person_id == bindparam("person", type_=d.person_id.type),
            d.state.in_([state.value for state in states]),
        )
        .order_by(d.saved_at, d.id)
    )


_shown = (_o.district_id == DISTRICT) & (_o.state == OfferState.PUBLISHED.value)
_ends = _shown & _o.expires_at.between(bindparam("today"), bindparam("soon"))
_old = _shown & (_o.confirmed_at < bindparam("confirmed_before"))
QUERIES: Mapping[Waiting, Select[Any]] = {
    Waiting.REPORT: _reports(_r.kind != PROPOSED),
    Waiting.PROPOSAL: _reports(_r.kind == PROPOSED),
    Waiting.JOIN: inbox_groups.joins(),
    Waiting.HELP: _helps(),
    Waiting.QUESTION: _enquiries(),
    Waiting.MESSAGE: _messages(),
    Waiting.CAMPAIGN: _campaigns(),
    Waiting.SEAT: inbox_groups.seats(),
    Waiting.LEAD: inbox_groups.leaderless(),
    Waiting.ENDING: _offers(_ends, _o.expires_at),
    Waiting.UNCONFIRMED: _offers(_old, _o.confirmed_at),
    Waiting.OWNER: _suggestions(),
    Waiting.MEASURE: _proposed_measures(),
    Waiting.TRANSLATION: _translations(),
    Waiting.STATION: _stations(),
    Waiting.IMPORT: _imports(),
}
"""The rows of each kind, the oldest first."""


def together(queries: Mapping[Waiting, Select[Any]]) -> CompoundSelect[Any]:
    """Return the rows of all kinds as one statement, at most ``MOST`` of each.

    Each statement costs a trip to the database, whatever it finds. What ends on a day has it as
    ``due``, and no ``since``.
    """
    return union_all(*(_of_kind(kind, query.limit(MOST)) for kind, query in queries.items()))


def _of_kind(kind: Waiting, query: Select[Any]) -> Select[Any]:
    row = query.subquery().c
    is_day = isinstance(row.since.type, Date)
    return select(
        literal(kind.value).label("kind"),
        row.subject_id,
        row.target_id,
        row.title,
        (_NO_MOMENT if is_day else row.since).label("since"),
        (row.since if is_day else _NO_DAY).label("due"),
        row.word,
        cast(row.municipality_id, Id).label("municipality_id"),
    )


EVERYTHING = together(QUERIES)
"""All kinds, built once."""
