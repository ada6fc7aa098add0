"""What waits for the office of a district: a statement for each kind, built once when needed.

They ask for ``district``, ``person``, ``today``, ``soon``, ``confirmed_before`` and ``morning``.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Select,
    bindparam,
    cast,
    exists,
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
from bot.domain.pathway import StationAnswer
from storage import schema as t
from storage.desk import inbox_groups, inbox_offers
from storage.desk.inbox_rows import DISTRICT, row
from storage.schema.columns import Id, Instant

MOST = 200
"""Rows of one kind that are listed; all of them are counted."""
PROPOSED = "proposed"
"""Kind of a report by which a group suggests an offer."""
_o, _r = t.offer.c, t.report.c
_g, _h = t.group.c, t.help_request.c
_e = t.enquiry.c
_a, _c = t.announcement.c, t.campaign.c
_NO_MOMENT, _NO_DAY = cast(null(), Instant()), cast(null(), Date())


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


@cache
def queries() -> Mapping[Waiting, Select[Any]]:
    """Return the rows of each kind, the oldest first."""
    shown = (_o.district_id == DISTRICT) & (_o.state == OfferState.PUBLISHED.value)
    ends = shown & _o.expires_at.between(bindparam("today"), bindparam("soon"))
    old = shown & (_o.confirmed_at < bindparam("confirmed_before"))
    return {
        Waiting.REPORT: inbox_offers.reports(_r.kind != PROPOSED),
        Waiting.PROPOSAL: inbox_offers.reports(_r.kind == PROPOSED),
        Waiting.JOIN: inbox_groups.joins(),
        Waiting.HELP: _helps(),
        Waiting.QUESTION: _enquiries(),
        Waiting.MESSAGE: _messages(),
        Waiting.CAMPAIGN: _campaigns(),
        Waiting.SEAT: inbox_groups.seats(),
        Waiting.LEAD: inbox_groups.leaderless(),
        Waiting.ENDING: inbox_offers.offers(ends, _o.expires_at),
        Waiting.UNCONFIRMED: inbox_offers.offers(old, _o.confirmed_at),
        Waiting.OWNER: inbox_offers.suggestions(),
        Waiting.MEASURE: _proposed_measures(),
        Waiting.TRANSLATION: inbox_offers.translations(),
        Waiting.STATION: _stations(),
        Waiting.IMPORT: _imports(),
    }


@cache
def everything() -> CompoundSelect[Any]:
    """Return the rows of all kinds, as ``together`` does."""
    return together(queries())


def together(queries: Mapping[Waiting, Select[Any]]) -> CompoundSelect[Any]:
    """Return the rows of all kinds as one statement, at most ``MOST`` of each.

    Each statement costs a trip to the database, whatever it finds. What ends on a day has it as
    ``due``, and no ``since``.
    """
    return union_all(*(_of_kind(kind, query.limit(MOST)) for kind, query in queries.items()))


def _of_kind(kind: Waiting, query: Select[Any]) -> Select[Any]:
    waiting = query.subquery().c
    is_day = isinstance(waiting.since.type, Date)
    return select(
        literal(kind.value).label("kind"),
        waiting.subject_id,
        waiting.target_id,
        waiting.title,
        (_NO_MOMENT if is_day else waiting.since).label("since"),
        (waiting.since if is_day else _NO_DAY).label("due"),
        waiting.word,
        cast(waiting.municipality_id, Id).label("municipality_id"),
    )
