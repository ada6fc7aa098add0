"""What is past its time is deleted.

``RULES`` is complete: each kind has one condition, by which ``forget`` ends what is due and
``overdue`` counts what should be gone. A count of 0 proves that it is. What ends by its age alone
has its rule from ``storage.schema.privacy``, where every column is classified.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, text, update

from bot.config_sections import Retention
from bot.domain.deliveries import State as DeliveryState
from bot.domain.offers import State as OfferState
from bot.rules import people as rules
from bot.rules.deliveries import VALID
from bot.rules.helping import FORGOTTEN_AFTER
from storage import schema as t
from storage.catalogue import attachments
from storage.engine import failed_items
from storage.engine.store import Store
from storage.groups import helping
from storage.messaging import campaigns
from storage.people import emails, enquiries, people, push_keys, sessions, sign_ins
from storage.schema import privacy
from storage.schema.privacy import Age


@dataclass(frozen=True, slots=True)
class Limits:
    """The moments before which things are forgotten.

    ``week`` and ``missed`` are ISO weeks such as "2026-W47".
    """

    today: date
    week: str
    strangers: datetime
    dialogues: datetime
    reports: datetime
    inbox: datetime
    deliveries: datetime
    help: datetime
    expired: datetime
    groups: datetime
    wishes: datetime
    calendars: datetime
    backups: datetime
    enquiries: datetime
    missed: str
    now: datetime


Condition = ColumnElement[bool]
End = Callable[[Store, "Rule", Limits], Awaitable[int]]


async def _delete(store: Store, rule: "Rule", limit: Limits) -> int:
    return (await store.execute(delete(rule.table).where(rule.is_due(limit)))).rowcount


def _set(values: Callable[[Limits], dict[str, Any]]) -> End:
    """The row stays, with these values."""

    async def end(store: Store, rule: "Rule", limit: Limits) -> int:
        statement = update(rule.table).where(rule.is_due(limit)).values(values(limit))
        return (await store.execute(statement)).rowcount

    return end


async def _reopen(store: Store, rule: "Rule", limit: Limits) -> int:
    return await helping.reopen(store, rule.is_due(limit))


async def _erase(store: Store, rule: "Rule", limit: Limits) -> int:
    return await people.erase(store, rule.is_due(limit), limit.now)


async def _keep_counts(store: Store, rule: "Rule", limit: Limits) -> int:
    return await campaigns.keep_counts(store, rule.is_due(limit))


@dataclass(frozen=True, slots=True)
class Rule:
    """``kind`` names the rule in logs and metrics, ``end`` says what happens to due rows."""

    kind: str
    table: Table
    is_due: Callable[[Limits], Condition]
    end: End = _delete

    async def enforce(self, store: Store, limit: Limits) -> int:
        """End what is due; return how many rows, or campaigns, it was."""
        return await self.end(store, self, limit)

    async def count(self, store: Store, limit: Limits) -> int:
        """Return how many rows are due."""
        query = select(func.count()).select_from(self.table).where(self.is_due(limit))
        return (await store.execute(query)).scalar_one()


def _unconfirmed(limit: Limits) -> datetime:
    """Return the moment before which a link was asked for that was never pressed.

    A day more than a stranger has: a second link to one address waits for a day.
    """
    return limit.strangers - timedelta(days=1)


_INBOX_IS_FINISHED = text(f"NOT ({t.INBOX_OPEN})")
_offer, _delivery, _campaign = t.offer.c, t.delivery.c, t.campaign.c


def _by_age(table: Table, age: Age) -> Rule:
    """Return the rule by which rows end when a moment in them is too long ago."""
    column = table.c[age.column]
    return Rule(age.kind, table, lambda limit: column < getattr(limit, age.limit))


AGED = tuple(
    _by_age(t.metadata.tables[name], age)
    for name, classes in privacy.TABLES.items()
    for age in classes.ages
)
"""The rules that ``storage.schema.privacy`` states."""
RULES = (
    Rule("people", t.person, lambda limit: people.is_due(limit.week, limit.strangers), _erase),
    Rule("emails", t.address, lambda limit: emails.never_confirmed(_unconfirmed(limit))),
    Rule("email_links", t.email_link, lambda limit: emails.is_old_link(_unconfirmed(limit))),
    Rule("failed_items", t.failed_item, lambda limit: failed_items.is_old(limit.reports)),
    Rule(
        "offers",
        t.offer,
        lambda limit: (_offer.state == OfferState.PUBLISHED) & (_offer.expires_at < limit.today),
        _set(lambda _: {"state": OfferState.EXPIRED}),
    ),
    Rule(
        "inbox",
        t.inbox,
        lambda limit: and_(_INBOX_IS_FINISHED, t.inbox.c.received_at < limit.inbox),
    ),
    Rule("push_keys", t.push_key, lambda _: push_keys.is_needless()),
    Rule("sessions", t.session, lambda limit: sessions.is_past(limit.now)),
    Rule("sign-ins", t.sign_in, lambda limit: sign_ins.is_past(limit.now)),
    Rule(
        "expired",
        t.delivery,
        lambda limit: (
            _delivery.state.in_((DeliveryState.DUE, DeliveryState.PAUSED))
            & _delivery.campaign_id.in_(
                select(_campaign.id).where(_campaign.due_at < limit.expired)
            )
        ),
        _set(lambda limit: {"state": DeliveryState.EXPIRED, "ended_at": limit.now}),
    ),
    *AGED,
    Rule("enquiries", t.enquiry, lambda limit: enquiries.is_past(limit.enquiries)),
    Rule("enquiry_marks", t.inbox_mark, lambda _: enquiries.is_mark_of_none()),
    Rule("attachments", t.attachment, lambda limit: attachments.is_unused(limit.strangers)),
    Rule("missed", t.missed, lambda limit: t.missed.c.week < limit.missed),
    Rule("station_weeks", t.station_week, lambda limit: t.station_week.c.week < limit.missed),
    Rule(
        "station_searches", t.station_search, lambda limit: t.station_search.c.week < limit.missed
    ),
    Rule("help_tallies", t.help_tally, lambda limit: t.help_tally.c.week < limit.missed),
    Rule(
        "contacts",
        t.help_request,
        lambda _: helping.has_lost_its_helper(),
        _reopen,
    ),
    Rule(
        "deliveries",
        t.campaign,
        lambda limit: (_campaign.due_at < limit.deliveries) & _campaign.counts.is_(None),
        _keep_counts,
    ),
)
"""In the order in which they are enforced: what people leave behind comes after the people."""


def limits(retention: Retention, now: datetime) -> Limits:
    """Return the moments that the settings mean now."""
    return Limits(
        today=now.date(),
        week=rules.forgotten_before(now, retention.people_weeks),
        strangers=now - timedelta(hours=retention.strangers_hours),
        dialogues=now - timedelta(hours=retention.dialogue_hours),
        reports=now - timedelta(days=retention.reports_days),
        inbox=now - timedelta(days=retention.inbox_days),
        deliveries=now - timedelta(days=retention.deliveries_days),
        help=now - FORGOTTEN_AFTER,
        expired=now - VALID,
        groups=now - timedelta(days=retention.groups_days),
        wishes=now - timedelta(days=retention.wishes_days),
        calendars=now - timedelta(days=retention.calendars_days),
        backups=now - timedelta(days=retention.backup_days),
        enquiries=now - timedelta(days=retention.questions_days),
        missed=rules.week(now - timedelta(weeks=retention.missed_weeks)),
        now=now,
    )


async def forget(store: Store, limit: Limits) -> dict[str, int]:
    """End everything that is due; return kind → how many."""
    return {rule.kind: await rule.enforce(store, limit) for rule in RULES}


async def overdue(store: Store, limit: Limits) -> dict[str, int]:
    """Return kind → how many are still there although their time is over."""
    return {rule.kind: await rule.count(store, limit) for rule in RULES}
