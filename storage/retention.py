"""What is past its time is deleted.

``RULES`` is complete: each kind has one condition, by which ``forget`` ends what is due and
``overdue`` counts what should be gone. A count of 0 proves that it is.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, text, update

from bot.config import Retention
from bot.domain.deliveries import State as DeliveryState
from bot.domain.offers import State as OfferState
from bot.rules import people as rules
from bot.rules.deliveries import VALID
from bot.rules.helping import FORGOTTEN_AFTER
from storage import schema as t
from storage.catalogue import attachments
from storage.engine.store import Store
from storage.groups import helping
from storage.messaging import campaigns
from storage.people import emails, people, sessions


@dataclass(frozen=True, slots=True)
class Limits:
    """The moments before which things are forgotten; ``week`` is an ISO week such as "2026-W47"."""

    today: date
    week: str
    strangers: datetime
    dialogues: datetime
    reports: datetime
    inbox: datetime
    deliveries: datetime
    help: datetime
    expired: datetime
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


_INBOX_IS_FINISHED = text(f"NOT ({t.INBOX_OPEN})")
_offer, _delivery, _campaign = t.offer.c, t.delivery.c, t.campaign.c
RULES = (
    Rule("people", t.person, lambda limit: people.is_due(limit.week, limit.strangers)),
    Rule("emails", t.address, lambda limit: emails.never_confirmed(limit.strangers)),
    Rule("dialogues", t.dialogue, lambda limit: t.dialogue.c.updated_at < limit.dialogues),
    Rule("forms", t.form, lambda limit: t.form.c.handled_at < limit.dialogues),
    Rule("reports", t.report, lambda limit: t.report.c.created_at < limit.reports),
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
    Rule("invitations", t.invitation, lambda limit: t.invitation.c.expires_at < limit.now),
    Rule("sessions", t.session, lambda limit: sessions.is_past(limit.now)),
    Rule("sign-ins", t.sign_in, lambda limit: sessions.is_link_past(limit.now)),
    Rule("audits", t.audit, lambda limit: t.audit.c.at < limit.reports),
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
    Rule("attachments", t.attachment, lambda limit: attachments.is_unused(limit.strangers)),
    Rule(
        "contacts",
        t.help_request,
        lambda _: helping.has_lost_its_helper(),
        _set(lambda _: helping.REOPENED),
    ),
    Rule("help", t.help_request, lambda limit: t.help_request.c.created_at < limit.help),
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
        now=now,
    )


async def forget(store: Store, limit: Limits) -> dict[str, int]:
    """End everything that is due; return kind → how many."""
    return {rule.kind: await rule.enforce(store, limit) for rule in RULES}


async def overdue(store: Store, limit: Limits) -> dict[str, int]:
    """Return kind → how many are still there although their time is over."""
    return {rule.kind: await rule.count(store, limit) for rule in RULES}
