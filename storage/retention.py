"""What is past its time is deleted. ``overdue`` counts what should be gone: 0 proves that it is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from bot.config import Retention
from bot.rules import people as rules
from bot.rules.helping import FORGOTTEN_AFTER
from storage import schema as t
from storage.catalogue import attachments, offers, reports
from storage.engine.store import Store
from storage.groups import helping
from storage.messaging import campaigns, deliveries, update_inbox
from storage.people import audits, dialogues, emails, forms, invitations, people


@dataclass(frozen=True, slots=True)
class Limits:
    """The moments before which things are forgotten."""

    today: date
    week: str
    strangers: datetime
    dialogues: datetime
    reports: datetime
    inbox: datetime
    deliveries: datetime
    help: datetime
    now: datetime


def limits(retention: Retention, now: datetime) -> Limits:
    return Limits(
        now.date(),
        rules.forgotten_before(now, retention.people_weeks),
        now - timedelta(hours=retention.strangers_hours),
        now - timedelta(hours=retention.dialogue_hours),
        now - timedelta(days=retention.reports_days),
        now - timedelta(days=retention.inbox_days),
        now - timedelta(days=retention.deliveries_days),
        now - FORGOTTEN_AFTER,
        now,
    )


async def forget(store: Store, limit: Limits) -> dict[str, int]:
    """Delete it; gives back how many of each kind."""
    return {
        "people": await people.forget_unseen(store, limit.week, limit.strangers),
        "emails": await emails.forget_unconfirmed(store, limit.strangers),
        "dialogues": await dialogues.forget_before(store, limit.dialogues),
        "forms": await forms.forget_before(store, limit.dialogues),
        "reports": await reports.forget_before(store, limit.reports),
        "offers": await offers.expire(store, limit.today),
        "inbox": await update_inbox.forget_before(store, limit.inbox),
        "invitations": await invitations.forget_before(store, limit.now),
        "audits": await audits.forget_before(store, limit.reports),
        "expired": await deliveries.expire(store, limit.now),
        "attachments": await attachments.forget_unused(store, limit.strangers),
        "help": await helping.forget_before(store, limit.help),
        "deliveries": await campaigns.count_old(store, limit.deliveries),
    }


async def overdue(store: Store, limit: Limits) -> dict[str, int]:
    """How many of each kind are still there although their time is over."""
    never_agreed = (t.person.c.consent_version == 0) & (t.person.c.created_at < limit.strangers)
    queries = {
        "people": select(func.count())
        .select_from(t.person)
        .where(or_(t.person.c.week_seen < limit.week, never_agreed)),
        "dialogues": select(func.count())
        .select_from(t.dialogue)
        .where(t.dialogue.c.updated_at < limit.dialogues),
        "forms": select(func.count())
        .select_from(t.form)
        .where(t.form.c.handled_at < limit.dialogues),
        "reports": select(func.count())
        .select_from(t.report)
        .where(t.report.c.created_at < limit.reports),
    }
    counted = {name: (await store.execute(query)).scalar_one() for name, query in queries.items()}
    return counted | {
        "offers": await offers.count_overdue(store, limit.today),
        "inbox": await update_inbox.count_before(store, limit.inbox),
        "invitations": await invitations.count_before(store, limit.now),
        "audits": await audits.count_before(store, limit.reports),
        "help": await helping.count_before(store, limit.help),
    }
