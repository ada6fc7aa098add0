"""Every rule of the retention: what is due is counted, then gone, and nothing beside it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, insert

from bot.rules.sessions import KEPT, LINK_DAY
from handlers.workflows.services import Services
from storage import retention
from storage import schema as t
from storage.engine.store import Store
from tests.harness.databases import NOW, open_database
from tests.harness.tables import Stored, stored

pytestmark = pytest.mark.every_database
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
OLD, NEW = NOW - timedelta(days=700), NOW - timedelta(minutes=1)
LONG_BEFORE = NOW - timedelta(days=701)
LAST_WEEK, LONG_AGO = "2026-W46", "2024-W47"
PERSON = {
    "language": "de",
    "language_chosen": True,
    "quiet_start": "20:00",
    "quiet_end": "08:00",
    "quiet_sundays": True,
}
OFFER = {
    "district_id": 1,
    "organisation_id": 1,
    "sample": False,
    "targets": [],
    "residence_statuses": [],
    "languages": [],
    "schedules": [],
    "way": "on_site",
    "confirmed_at": NOW,
    "for_women": False,
    "for_children": False,
    "in_the_evening": False,
}
EMPTY = ("level_from", "level_to", "price", "address", "phone", "email", "url", "breadcrumb")
DELIVERY = {
    "person_id": 1,
    "priority": 1,
    "due_at": NEW,
    "attempts": 0,
    "possibly_twice": False,
    "channel": "",
    "message": "",
    "reason": "",
}
QUESTION = {"expects": "", "answered": "", "message": 0}
HELP = {"district_id": 1, "person_id": 1, "kind": "form", "language": "de", "wanted": "soon"}


INBOX_MARK = {"district_id": 1, "kind": "report", "subject_id": 1}
ENQUIRY = {"district_id": 1, "person_id": 1, "language": "uk", "created_at": OLD}
REMARK = {"person_id": 1, "reader_id": 1, "sealed": b"x"}
GROUP = {
    "id": 1,
    "district_id": 1,
    "kind": "helper_circle",
    "name": "A",
    "texts": {},
    "joining": "open",
    "sample": False,
}
MEETING = {
    "group_id": 1,
    "edited": False,
    "title": "x",
    "start": "",
    "zone": "UTC",
    "minutes": 90,
    "place": "",
    "state": "planned",
    "sequence": 0,
    "reminded": 0,
}
TOPIC = {"group_id": 1, "words": "x", "done": False}
RESULT = {
    "group_id": 1,
    "kind": "decision",
    "words": "x",
    "published": "group",
    "done": False,
    "reminded": False,
}
MISSED = {"district_id": 1, "language": "de", "concept": "pets", "count": 1}
STATION = {"district_id": 1, "number": 3, "arrivals": 1}
SEARCH = {"district_id": 1, "number": 3, "concept": "cv", "count": 1}
TALLY = {
    "district_id": 1, "language": "de", "kind": "form", "outcome": "asked", "count": 1,
}  # fmt: skip
ANCIENT = NOW - timedelta(days=1200)


def _person(row_id: int, week: str, consent: int = 1, **values: Any) -> dict[str, Any]:
    seen = {"week_seen": week, "consent_version": consent, "created_at": OLD}
    return PERSON | {"id": row_id} | seen | values


def _address(row_id: int, person_id: int, **values: Any) -> dict[str, Any]:
    digest = {"digest": bytes([row_id]) * 32, "sealed": b"x"}
    return {"id": row_id, "person_id": person_id, "channel": "email"} | digest | values


def _link(address_id: int, asked_at: datetime) -> dict[str, Any]:
    return {"person_id": 1, "address_id": address_id, "digest": b"x" * 32, "asked_at": asked_at}


def _failed(item_id: int, failed_at: datetime) -> dict[str, Any]:
    same = {"queue": "deliveries", "reason": "ValueError", "attempts": 1}
    return same | {"item_id": item_id, "failed_at": failed_at}


def _push_key(key_id: int) -> dict[str, Any]:
    return {"id": key_id, "public": str(key_id), "sealed": b"k", "made_at": LONG_BEFORE}


def _session(digest: bytes, used_at: datetime, **values: Any) -> dict[str, Any]:
    times = {"created_at": used_at, "used_at": used_at}
    return {"person_id": 1, "digest": digest, "device": ""} | times | values


def _offer(row_id: int, state: str, last_day: date) -> dict[str, Any]:
    named = {"id": row_id, "external_id": str(row_id), "state": state, "expires_at": last_day}
    return OFFER | dict.fromkeys(EMPTY, "") | named


def _campaign(row_id: int, days: int, **values: Any) -> dict[str, Any]:
    due = {"day": NOW.date() - timedelta(days=days), "due_at": NOW - timedelta(days=days)}
    return {"id": row_id, "announcement_id": 1, "flight": "open", "late": False} | due | values


def _inbox(row_id: int, state: str, **values: Any) -> dict[str, Any]:
    same = {"bot": 1, "chat": 1, "attempts": 0, "possibly_twice": False}
    return same | {"id": row_id, "update_id": row_id, "state": state} | values


Filled = tuple[Table, list[dict[str, Any]]]
BESIDE: tuple[Filled, ...] = (
    (t.district, [{"id": 1, "slug": "a", "name": "A", "land": "BW", "zone": "UTC", "contact": {}}]),
    (t.organisation, [{"id": 1, "district_id": 1, "name": "A"}]),
    (
        t.announcement,
        [
            {
                "id": 1,
                "district_id": 1,
                "kind": "information",
                "state": "released",
                "texts": {},
                "audience": {},
                "start": "",
                "rule": "",
                "zone": "UTC",
                "land": "",
                "never_twice": False,
                "version": 0,
                "changed_at": NEW,
            }
        ],
    ),
    (t.person, [_person(1, LAST_WEEK), _person(2, LAST_WEEK, 0, created_at=NEW)]),
    (
        t.address,
        [
            _address(1, 1, confirmed=True, link_sent=True),
            _address(2, 1, confirmed=False, link_sent=False),
            _address(3, 2, confirmed=False, link_sent=True),
            _address(4, 1, channel="web", confirmed=False, link_sent=True),
        ],
    ),
    (t.dialogue, [{"person_id": 1, "number": 1, "words": "x", "updated_at": NEW}]),
    (t.question, [QUESTION | {"person_id": 1, "asked_at": NEW}]),
    (t.email_link, [_link(2, NEW), _link(3, NEW)]),
    (t.failed_item, [_failed(0, LONG_BEFORE), _failed(1, NEW)]),
    (t.form, [{"token": "new", "said": "x", "at": "", "handled_at": NEW}]),
    (
        t.offer,
        [
            _offer(1, "published", NOW.date()),
            _offer(2, "closed", OLD.date()),
        ],
    ),
    (t.report, [{"offer_id": 1, "kind": "wrong", "created_at": NEW}]),
    (t.inbox, [_inbox(1, "done", received_at=NEW), _inbox(2, "new", received_at=OLD)]),
    (
        t.invitation,
        [{"district_id": 1, "digest": "new", "role": "volunteer", "expires_at": NOW}],
    ),
    (
        t.session,
        [
            _session(b"used", NEW),
            _session(b"ended", NEW, ended_at=NEW),
            _session(b"longer", NOW - KEPT),
        ],
    ),
    (t.push_key, [_push_key(5), _push_key(9)]),
    (
        t.push_subscription,
        [
            {
                "person_id": 1,
                "push_key_id": 5,
                "digest": b"a",
                "sealed": b"b",
                "keys_sealed": b"c",
                "device": "",
                "added_at": LONG_BEFORE,
            }
        ],
    ),
    (t.sign_in, [{"person_id": 1, "created_at": NOW - LINK_DAY}]),
    (t.audit, [{"at": NEW, "action": "a", "outcome": "b"}]),
    (t.erasure, [{"digest": b"new", "erased_at": NEW}]),
    (t.watch, [{"person_id": 1, "words": "x", "listing": "", "created_at": NEW}]),
    (t.feed, [{"person_id": 1, "hashed": b"new", "used_at": NEW}]),
    (t.remark, [REMARK | {"written_at": NEW}]),
    (t.group, [GROUP]),
    (t.meeting, [MEETING | {"starts_at": NEW}]),
    (t.topic, [TOPIC | {"added_at": NEW}]),
    (t.result, [RESULT | {"written_at": NEW}]),
    (t.missed, [MISSED | {"week": LAST_WEEK}]),
    (t.help_tally, [TALLY | {"week": LAST_WEEK}]),
    (t.station_week, [STATION | {"week": LAST_WEEK}]),
    (t.station_search, [SEARCH | {"week": LAST_WEEK}]),
    (t.attachment, [{"name": "new", "mime": "", "size": 0, "remote": "", "added_at": NEW}]),
    (
        t.help_request,
        [
            HELP | {"state": "closed", "created_at": NEW},
            HELP | {"state": "taken", "helper_id": 1, "helper_sealed": b"x", "created_at": NEW},
        ],
    ),
    (
        t.enquiry,
        [
            ENQUIRY | {"id": 1, "state": "open", "since": OLD},
            ENQUIRY | {"id": 2, "state": "answered", "since": NEW},
        ],
    ),
    (t.inbox_mark, [INBOX_MARK | {"kind": "question", "subject_id": 1, "marked_at": NEW}]),
    (
        t.campaign,
        [_campaign(1, 0), _campaign(2, 5), _campaign(3, 700, counts={"states": {"sent": 1}})],
    ),
    (
        t.delivery,
        [
            DELIVERY | {"campaign_id": 1, "part": 0, "state": "due"},
            DELIVERY | {"campaign_id": 2, "part": 0, "state": "sent"},
        ],
    ),
)
"""What no rule may touch."""
IMPORT_DRAFT = {"person_id": 1, "district_id": 1, "version": 1, "state": "open", "sealed": b"x"}
DESK_DRAFT = {
    "person_id": 1,
    "form": "offer:1:1",
    "number": "old",
    "base": 1,
    "refused": False,
    "sealed": b"x",
}
REPORT_FILE = {
    "district_id": 1,
    "period": "2026-H2",
    "version": 0,
    "suffix": "pdf",
    "language": "de",
    "state": "done",
    "reason": "",
    "tries": 1,
}
DESK_ACT = {"person_id": 1, "district_id": 1, "name": "close", "count": 1, "before": {}}
OFFER_CHANGE = {"offer_id": 1, "origin": "desk", "version": 2, "before": {}, "after": {}}
OFFER_LINK = {"offer_id": 1, "digest": "old", "created_at": OLD}
SUGGESTION = {"offer_id": 1, "base": 1, "sealed": b"x"}
DUE: dict[str, tuple[Filled, ...]] = {
    "people": ((t.person, [_person(10, LONG_AGO), _person(11, LAST_WEEK, 0)]),),
    "emails": ((t.address, [_address(10, 1, confirmed=False, link_sent=True)]),),
    "email_links": ((t.email_link, [_link(99, LONG_BEFORE)]),),
    "failed_items": ((t.failed_item, [_failed(2, LONG_BEFORE)]),),
    "dialogues": (
        (t.person, [_person(12, LAST_WEEK)]),
        (t.dialogue, [{"person_id": 12, "number": 1, "words": "x", "updated_at": OLD}]),
    ),
    "questions": (
        (t.person, [_person(13, LAST_WEEK)]),
        (t.question, [QUESTION | {"person_id": 13, "asked_at": OLD}]),
    ),
    "forms": ((t.form, [{"token": "old", "said": "x", "at": "", "handled_at": OLD}]),),
    "reports": ((t.report, [{"offer_id": 1, "kind": "wrong", "created_at": OLD}]),),
    "offers": ((t.offer, [_offer(10, "published", NOW.date() - timedelta(days=1))]),),
    "inbox": (
        (t.inbox, [_inbox(10, "done", received_at=OLD), _inbox(11, "bad", received_at=OLD)]),
    ),
    "invitations": (
        (
            t.invitation,
            [{"district_id": 1, "digest": "old", "role": "volunteer", "expires_at": OLD}],
        ),
    ),
    "push_keys": ((t.push_key, [_push_key(3)]),),
    "sessions": (
        (
            t.session,
            [
                _session(b"old", NOW - KEPT - SECOND),
                _session(b"old and ended", NOW - KEPT - DAY, ended_at=NOW - KEPT - SECOND),
            ],
        ),
    ),
    "sign-ins": ((t.sign_in, [{"person_id": 1, "created_at": NOW - LINK_DAY - SECOND}]),),
    "drafts": ((t.desk_draft, [DESK_DRAFT | {"saved_at": OLD}]),),
    "import_drafts": ((t.import_draft, [IMPORT_DRAFT | {"saved_at": OLD}]),),
    "report_files": ((t.report_file, [REPORT_FILE | {"asked_at": OLD}]),),
    "desk_acts": ((t.desk_act, [DESK_ACT | {"done_at": OLD}]),),
    "changes": ((t.offer_change, [OFFER_CHANGE | {"changed_at": OLD}]),),
    "offer_links": ((t.offer_link, [OFFER_LINK | {"expires_at": NOW - SECOND}]),),
    "suggestions": ((t.offer_suggestion, [SUGGESTION | {"created_at": OLD}]),),
    "marks": ((t.inbox_mark, [INBOX_MARK | {"marked_at": OLD}]),),
    "enquiries": (
        (
            t.enquiry,
            [
                ENQUIRY | {"id": 903, "state": "answered", "since": OLD},
                ENQUIRY | {"id": 904, "state": "done", "since": OLD},
            ],
        ),
    ),
    "enquiry_marks": (
        (t.inbox_mark, [INBOX_MARK | {"kind": "question", "subject_id": 99, "marked_at": NEW}]),
    ),
    "audits": ((t.audit, [{"at": OLD, "action": "a", "outcome": "b"}]),),
    "erasures": ((t.erasure, [{"digest": b"old", "erased_at": OLD}]),),
    "wishes": ((t.watch, [{"person_id": 1, "words": "x", "listing": "", "created_at": OLD}]),),
    "calendars": ((t.feed, [{"person_id": 1, "hashed": b"old", "used_at": OLD}]),),
    "remarks": ((t.remark, [REMARK | {"written_at": OLD}]),),
    "meetings": ((t.meeting, [MEETING | {"starts_at": ANCIENT}]),),
    "topics": ((t.topic, [TOPIC | {"added_at": ANCIENT}]),),
    "results": ((t.result, [RESULT | {"written_at": ANCIENT}]),),
    "missed": ((t.missed, [MISSED | {"week": "2024-W01"}]),),
    "station_weeks": ((t.station_week, [STATION | {"week": "2024-W01"}]),),
    "station_searches": ((t.station_search, [SEARCH | {"week": "2024-W01"}]),),
    "help_tallies": ((t.help_tally, [TALLY | {"week": "2024-W01"}]),),
    "expired": (
        (
            t.delivery,
            [
                DELIVERY | {"campaign_id": 2, "part": 1, "state": "due"},
                DELIVERY | {"campaign_id": 2, "part": 2, "state": "paused"},
            ],
        ),
    ),
    "attachments": (
        (t.attachment, [{"name": "old", "mime": "", "size": 0, "remote": "", "added_at": OLD}]),
    ),
    "contacts": ((t.help_request, [HELP | {"state": "taken", "sealed": b"x", "created_at": NEW}]),),
    "help": ((t.help_request, [HELP | {"state": "open", "created_at": OLD}]),),
    "deliveries": (
        (t.campaign, [_campaign(10, 100)]),
        (t.delivery, [DELIVERY | {"campaign_id": 10, "part": 0, "state": "sent"}]),
    ),
}
"""What each rule ends: it is due by this rule and by no other."""


async def test_every_rule_counts_and_ends_what_is_due_and_nothing_else(
    bare_url: str, services: Services
) -> None:
    """All is due at once: what two rules end is counted once too often."""
    assert set(DUE) == {rule.kind for rule in retention.RULES}
    database = open_database(bare_url)
    limit = retention.limits(services.config.retention, NOW)
    nothing = dict.fromkeys(DUE, 0)
    due = {rule.kind: _count(DUE[rule.kind], rule.table) for rule in retention.RULES}
    async with database.write() as store:
        await _fill(store, BESIDE)
        assert await retention.overdue(store, limit) == nothing
        before = await _rows(store)
        for filled in DUE.values():
            await _fill(store, filled)
        assert await retention.overdue(store, limit) == due
        assert await retention.forget(store, limit) == due
        assert await retention.overdue(store, limit) == nothing
        assert _kept(before, await _rows(store))
    await database.close()


async def _fill(store: Store, filled: tuple[Filled, ...]) -> None:
    for table, rows in filled:
        for row in rows:
            await store.execute(insert(table).values(row))


def _count(filled: tuple[Filled, ...], table: Table) -> int:
    return sum(len(rows) for filled_table, rows in filled if filled_table is table)


async def _rows(store: Store) -> Stored:
    """Every row that any rule could touch."""
    names = sorted({rule.table.name for rule in retention.RULES} | {t.delivery.name})
    return await store.connection.run_sync(stored, names)


def _kept(before: Stored, after: Stored) -> bool:
    return all(all(row in after[name] for row in rows) for name, rows in before.items())
