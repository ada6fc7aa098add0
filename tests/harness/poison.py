"""Queues with rows that cannot be handled between rows that can, one case a queue.

``CASES`` names a case for every ``QueueName``. Each adds rows in the order in which they wait; the
test spoils every second one at another stage.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import orjson
from sqlalchemy import Table, delete, insert, select, update
from telegram.error import NetworkError

from bot.domain.announcements import SERVICES, Kind, State
from bot.domain.council_reports import DRAFT, ReportFile
from bot.domain.deliveries import Amendment
from bot.domain.grants import Right, Role
from bot.domain.group_events.membership import MemberRemoved
from bot.domain.half_years import HalfYear
from bot.domain.import_drafts import ImportChoices, ImportFile
from bot.domain.outcomes import Outcome, Sent
from bot.domain.people import Address, Person
from bot.domain.queues import QueueName
from bot.i18n import Translator
from bot.rules.imports import frozen
from bot.rules.people import CONSENT_VERSION
from bot.search.encoder import WIDTH
from bot.ui import Screen
from handlers.delivery.channel import UnlimitedChannel
from handlers.delivery.corrections import Corrector
from handlers.delivery.sender import Sender
from handlers.email.channel import EmailChannel
from handlers.email.desk_mails import DeskMails
from handlers.email.sign_ins import SignInMails
from handlers.jobs.agendas import prepare_agendas
from handlers.jobs.followups import ask_absent, hand_over, tell_vacancies
from handlers.jobs.reminders import remind_due, remind_tasks
from handlers.jobs.reviews import ask_reviews
from handlers.jobs.stations import ask_stations
from handlers.telegram.files import Fetcher
from handlers.workflows import digests
from handlers.workflows.import_drafts import context_of, plan_of, read, store_asked
from handlers.workflows.launch import fire_due
from handlers.workflows.meaning import Meaning
from handlers.workflows.planning import plan_ahead
from handlers.workflows.report_files import make_asked
from handlers.workflows.services import Services
from handlers.workflows.thesaurus import reindex
from handlers.workflows.vectors import make_vectors
from storage import schema as t
from storage.catalogue import indexing, places
from storage.desk import import_drafts
from storage.engine.database import Database
from storage.engine.locks import Locks
from storage.engine.sealing import Seal
from storage.groups import groups
from storage.measures import report_files
from storage.messaging import announcements, campaigns
from storage.people import grants, people, sealed_addresses
from tests.harness.databases import NOW, SEAL
from tests.harness.mailing import NEVER_QUIET
from tests.harness.patience import Patience

OTHER_SEAL = Seal("fedcba9876543210" * 4)
"""Another installation's."""
LONG_AGO = NOW - timedelta(days=400)
BOOM = "boom"
"""What a fake of the outside world cannot stand."""
Row = Mapping[str, Any]


@dataclass
class World:
    """Everything that rows need, made once a test."""

    database: Database
    services: Services
    mail_port: int = 0
    district_id: int = 0
    group_id: int = 0
    announcement_id: int = 0
    campaign_id: int = 0
    fake: "Fake" = field(default_factory=lambda: Fake())

    async def begin(self) -> None:
        async with self.database.write() as store:
            district = await places.district_named(store, "waldshut")
            assert district
            self.district_id = district.id
            self.group_id = (await groups.of_district(store, district.id))[0].id
            standing = await announcements.standing(store, district.id, Kind.GROUP, NOW)
            self.announcement_id = standing.id
            await campaigns.tell(store, standing, [], MemberRemoved(self.group_id), NOW)
            mine = t.campaign.c.announcement_id == standing.id
            self.campaign_id = (
                await store.execute(select(t.campaign.c.id).where(mine))
            ).scalar_one()

    async def add(self, table: Table, rows: Sequence[Row]) -> list[int]:
        async with self.database.write() as store:
            return [
                (await store.execute(insert(table).values(row).returning(table.c.id))).scalar_one()
                for row in rows
            ]

    async def person(
        self, number: int, channel: str = "telegram", role: Role | None = None, **values: Any
    ) -> int:
        person = Person(
            district_id=self.district_id,
            language_chosen=True,
            consent_version=CONSENT_VERSION,
            quiet=NEVER_QUIET,
            **values,
        )
        async with self.database.write() as store:
            met = await people.meet(store, Address(channel, str(9000 + number)), person, NOW)
            if role:
                await grants.give(store, met.id, Right(role, self.district_id), NOW)
        return met.id

    async def persons(self, count: int, **values: Any) -> list[int]:
        return [await self.person(number, **values) for number in range(count)]

    async def value(self, table: Table, row_id: int, name: str) -> Any:
        async with self.database.read() as store:
            query = select(table.c[name]).where(table.c.id == row_id)
            return (await store.execute(query)).scalar()

    async def spoil(self, table: Table, row_id: int, values: Row) -> None:
        async with self.database.write() as store:
            await store.execute(update(table).where(table.c.id == row_id).values(values))


class Fake(UnlimitedChannel):
    """A channel that takes everything; it cannot be told of ``BOOM``."""

    async def notify(self, address: Address, screen: Screen, tr: Translator) -> Outcome:
        if address.value == BOOM:
            raise ValueError(BOOM)
        return Sent("1")

    async def amend(
        self, address: Address, message: str, screen: Screen | None, tr: Translator
    ) -> Outcome:
        return await self.notify(address, screen or Screen(tr("Home")), tr)


class FakeBot:
    """Gives files; one of them breaks it, one is asked for later."""

    def __init__(self) -> None:
        self.uploaded: dict[int, str] = {}

    async def fetch(self, remote: str) -> bytes:
        if remote == "later":
            raise NetworkError("later")
        if remote == BOOM:
            raise ValueError(BOOM)
        return b"%PDF-1.4 content"


Spoil = tuple[Table, Callable[[World, int], Awaitable[int]] | None, Row]
"""The table to change, how the id there is found (None: it is the row's own), and the values."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One queue: ``add`` makes so many good rows, ``work`` is one round of it.

    ``is_done`` says whether a row was handled, ``spoils`` what breaks one, by stage.
    """

    add: Callable[[World, int], Awaitable[list[int]]]
    work: Callable[[World], Awaitable[object]]
    is_done: Callable[[World, int], Awaitable[bool]]
    spoils: Mapping[str, Spoil]


def own(table: Table, **values: Any) -> Spoil:
    return (table, None, values)


def _address(value: str, seal: Seal = SEAL, channel: str = "telegram") -> Row:
    return {"sealed": sealed_addresses.columns(seal, Address(channel, value))["sealed"]}


def _mails_to(address_of: Callable[[World, int], Awaitable[int]]) -> dict[str, Spoil]:
    """An address of a queued mail that cannot be opened, written into a header, or handed over."""
    spoilt = {
        "another key": _address("a@b.example", OTHER_SEAL, "email"),
        "encoded": _address("=?x?q?=0a?=@x.de", channel="email"),
        "refused": _address("refused@verein.example", channel="email"),
    }
    return {name: (t.address, address_of, values) for name, values in spoilt.items()}


async def _address_of_delivery(world: World, delivery_id: int) -> int:
    person_id = await world.value(t.delivery, delivery_id, "person_id")
    async with world.database.read() as store:
        query = select(t.address.c.id).where(t.address.c.person_id == person_id)
        return (await store.execute(query)).scalar_one()


async def _person_of_delivery(world: World, delivery_id: int) -> int:
    return int(await world.value(t.delivery, delivery_id, "person_id"))


async def _person_of_watch(world: World, watch_id: int) -> int:
    return int(await world.value(t.watch, watch_id, "person_id"))


async def _group_of_membership(world: World, membership_id: int) -> int:
    return int(await world.value(t.membership, membership_id, "group_id"))


async def _owner_of_task(world: World, task_id: int) -> int:
    return int(await world.value(t.result, task_id, "owner_id"))


async def _series(world: World, count: int) -> list[int]:
    row = {
        "group_id": world.group_id, "title": "Treffen", "start": "2026-11-24T18:00:00",
        "rule": "FREQ=WEEKLY;BYDAY=TU", "zone": "Europe/Berlin", "land": "BW", "minutes": 60,
        "place": "", "planned_until": NOW,
    }  # fmt: skip
    return await world.add(t.series, [row] * count)


async def _series_done(world: World, series_id: int) -> bool:
    return bool(await world.value(t.series, series_id, "planned_until") > NOW)


async def _meetings(world: World, count: int) -> list[int]:
    row = {
        "group_id": world.group_id, "edited": False, "title": "Treffen",
        "start": "2026-11-20T18:00:00", "zone": "Europe/Berlin",
        "starts_at": NOW + timedelta(hours=7, minutes=30), "minutes": 60, "place": "",
        "state": "planned", "sequence": 0, "reminded": 0, "remind_at": NOW - timedelta(minutes=1),
    }  # fmt: skip
    return await world.add(t.meeting, [row] * count)


async def _meeting_done(world: World, meeting_id: int) -> bool:
    return bool(await world.value(t.meeting, meeting_id, "reminded"))


async def _steering_meetings(world: World, count: int) -> list[int]:
    async with world.database.write() as store:
        own = t.group.c.id == world.group_id
        await store.execute(update(t.group).where(own).values(kind="steering_group"))
    return await _meetings(world, count)


async def _agenda_prepared(world: World, meeting_id: int) -> bool:
    return await world.value(t.meeting, meeting_id, "prepared_at") is not None


async def _tasks(world: World, count: int) -> list[int]:
    members = await _members(world, count, [world.group_id] * count)
    row = {
        "group_id": world.group_id, "kind": "task", "words": "Flyer", "published": "group",
        "due": NOW.date(), "done": False, "reminded": False, "written_at": NOW,
    }  # fmt: skip
    return await world.add(t.result, [row | {"owner_id": member} for member in members])


async def _task_done(world: World, task_id: int) -> bool:
    return bool(await world.value(t.result, task_id, "reminded"))


async def _measures(world: World, count: int) -> list[int]:
    row = {
        "district_id": world.district_id, "version": 1, "unit": "Plätze", "target": Decimal(4),
        "texts": {"de": {"title": "Kurse", "goal": "", "description": ""}}, "cost_source": "",
        "state": "running", "public": False, "origin": "plan",
    }  # fmt: skip
    return await world.add(t.measure, [row | {"number": f"1.{n}"} for n in range(count)])


async def _measure_done(world: World, measure_id: int) -> bool:
    q = t.review_request.c
    async with world.database.read() as store:
        query = select(q.people).where(q.measure_id == measure_id)
        return (await store.execute(query)).first() is not None


async def _stations(world: World, count: int) -> list[int]:
    row = {
        "district_id": world.district_id, "version": 1, "cells": {"group": "999999"},
        "changed_at": LONG_AGO,
    }  # fmt: skip
    return await world.add(t.station_change, [row | {"number": n + 1} for n in range(count)])


async def _station_asked(world: World, change_id: int) -> bool:
    c, k = t.station_change.c, t.station_check.c
    async with world.database.read() as store:
        query = select(k.number).join(t.station_change, k.number == c.number)
        return (await store.execute(query.where(c.id == change_id))).first() is not None


async def _members(world: World, count: int, group_ids: Sequence[int]) -> list[int]:
    persons = await world.persons(count, role=Role.VOLUNTEER)
    same = {"standing": "member", "sealed": SEAL.close("name", "Sam"), "since": LONG_AGO}
    return await world.add(
        t.membership,
        [
            same | {"person_id": person, "group_id": group}
            for person, group in zip(persons, group_ids, strict=True)
        ],
    )


async def _groups(world: World, count: int) -> list[int]:
    same = {
        "district_id": world.district_id, "kind": "steering", "texts": {}, "joining": "open",
        "sample": False,
    }  # fmt: skip
    async with world.database.read() as store:
        sample = await store.row(select(t.group).where(t.group.c.id == world.group_id))
    assert sample
    same |= {"kind": sample["kind"], "joining": sample["joining"]}
    return await world.add(t.group, [same | {"name": f"Gruppe {n}"} for n in range(count)])


async def _vacant(world: World, count: int) -> list[int]:
    made = await _groups(world, count)
    row = {"position": 0, "label": "Platz", "optional": False}
    await world.add(t.seat, [row | {"group_id": group} for group in made])
    return made


async def _vacant_done(world: World, group_id: int) -> bool:
    return await world.value(t.group, group_id, "vacancies_told_at") is not None


async def _absent(world: World, count: int) -> list[int]:
    members = await _members(world, count, await _groups(world, count))
    async with world.database.write() as store:
        ids = select(t.membership.c.person_id).where(t.membership.c.id.in_(members))
        absent = update(t.person).where(t.person.c.id.in_(ids))
        await store.execute(absent.values(week_seen="2025-W01"))
    return members


async def _absent_done(world: World, membership_id: int) -> bool:
    return await world.value(t.membership, membership_id, "asked_at") is not None


async def _help(world: World, count: int) -> list[int]:
    row = {
        "district_id": world.district_id, "kind": "form", "language": "de", "wanted": "soon",
        "state": "open", "created_at": LONG_AGO, "sealed": SEAL.close("contact", "Sam"),
    }  # fmt: skip
    persons = await world.persons(count)
    return await world.add(t.help_request, [row | {"person_id": person} for person in persons])


async def _help_done(world: World, request_id: int) -> bool:
    return bool(await world.value(t.help_request, request_id, "state") == "handed")


async def _districts(world: World, count: int) -> list[int]:
    contact: dict[str, str] = {}
    row = {"land": "BW", "zone": "Europe/Berlin", "contact": contact}
    rows = [row | {"slug": f"d{n}", "name": f"Kreis {n}"} for n in range(count)]
    return await world.add(t.district, rows)


async def _district_done(world: World, district_id: int) -> bool:
    async with world.database.read() as store:
        mine = t.announcement.c.district_id == district_id
        return len((await store.execute(select(t.announcement.c.id).where(mine))).all()) == len(
            SERVICES
        )


def _announcement(world: World, kind: str = "information", **values: Any) -> Row:
    return {
        "district_id": world.district_id, "kind": kind, "state": State.RELEASED,
        "texts": {"de": "Der Kurs beginnt."}, "audience": {}, "start": "2026-11-20T10:00:00",
        "rule": "", "zone": "Europe/Berlin", "land": "", "never_twice": False, "version": 0,
        "changed_at": NOW, "next_at": NOW - timedelta(minutes=2), **values,
    }  # fmt: skip


async def _announcements(world: World, count: int) -> list[int]:
    return await world.add(t.announcement, [_announcement(world)] * count)


async def _announcement_done(world: World, announcement_id: int) -> bool:
    async with world.database.read() as store:
        mine = t.campaign.c.announcement_id == announcement_id
        return bool((await store.execute(select(t.campaign.c.id).where(mine))).first())


async def _fire(world: World) -> object:
    return await fire_due(world.database, world.services, NOW)


async def _watches(world: World, count: int) -> list[int]:
    await world.add(t.announcement, [_announcement(world, "alert", rule="FREQ=DAILY")])
    row = {"words": "", "listing": "a...0", "newest": 0, "created_at": NOW}
    persons = await world.persons(count)
    return await world.add(t.watch, [row | {"person_id": person} for person in persons])


async def _watch_done(world: World, watch_id: int) -> bool:
    return bool(await world.value(t.watch, watch_id, "newest"))


async def _readers(world: World, count: int) -> list[int]:
    (digest,) = await world.add(t.announcement, [_announcement(world, "digest", rule="FREQ=DAILY")])
    earlier = {"day": LONG_AGO.date(), "due_at": LONG_AGO, "flight": "open", "late": False}
    await world.add(t.campaign, [earlier | {"announcement_id": digest, "newest": 0}])
    async with world.database.read() as store:
        fields = frozenset(field.id for field in await places.fields(store, world.district_id))
    return await world.persons(count, interests=fields)


async def _reader_done(world: World, person_id: int) -> bool:
    async with world.database.read() as store:
        mine = t.delivery.c.person_id == person_id
        return bool((await store.execute(select(t.delivery.c.id).where(mine))).first())


async def due_deliveries(world: World, count: int, **values: Any) -> list[int]:
    same = {
        "campaign_id": world.campaign_id, "part": 0, "priority": 1, "state": "due", "due_at": NOW,
        "attempts": 0, "possibly_twice": False, "channel": "", "message": "", "reason": "",
        "event": {"type": "member_removed", "group_id": world.group_id}, **values,
    }  # fmt: skip
    persons = await world.persons(count)
    return await world.add(t.delivery, [same | {"person_id": person} for person in persons])


async def _delivery_done(world: World, delivery_id: int) -> bool:
    state = await world.value(t.delivery, delivery_id, "state")
    assert state in ("sent", "dead"), state
    return bool(state == "sent")


async def _send(world: World) -> None:
    locks = Locks(world.database)
    sender = Sender(
        database=world.database,
        services=world.services,
        channels={"telegram": world.fake},
        locks=locks,
        parallel=4,
        now=lambda: NOW,
    )
    async with sender:
        patience = Patience()
        while await _open(world):
            assert not patience.is_over, "nothing more is sent"
            sender.wake()
            await asyncio.sleep(0.01)
    await locks.close()


async def _open(world: World) -> bool:
    async with world.database.read() as store:
        is_open = t.delivery.c.state.in_(("due", "sending"))
        return (await store.execute(select(t.delivery.c.id).where(is_open))).first() is not None


async def _corrections(world: World, count: int) -> list[int]:
    return await due_deliveries(
        world, count, state="sent", channel="telegram", message="7", amend=Amendment.CORRECT
    )


async def _correction_done(world: World, delivery_id: int) -> bool:
    assert await world.value(t.delivery, delivery_id, "amend") == "", "it has a final state"
    async with world.database.read() as store:
        f = t.failed_item.c
        query = select(f.item_id).where(f.queue == QueueName.CORRECTIONS, f.item_id == delivery_id)
        return (await store.execute(query)).first() is None


async def _correct(world: World) -> object:
    return await Corrector(
        database=world.database,
        services=world.services,
        channels={"telegram": world.fake},
        now=lambda: NOW,
    ).correct_all()


async def _emails(world: World, count: int) -> list[int]:
    persons = await world.persons(count)
    rows = [
        {"person_id": person, "confirmed": False}
        | sealed_addresses.columns(SEAL, Address("email", f"p{person}@verein.example"))
        for person in persons
    ]
    return await world.add(t.address, rows)


async def _email_done(world: World, address_id: int) -> bool:
    return bool(await world.value(t.address, address_id, "link_sent"))


async def _ask(world: World) -> object:
    return await EmailChannel(world.database, world.services, lambda: NOW).ask()


async def _imports(world: World, count: int) -> list[int]:
    persons = await world.persons(count, role=Role.COORDINATOR)
    return [await _import(world, person) for person in persons]


async def _import(world: World, person_id: int) -> int:
    """One list of one offer, confirmed by a coordinator."""
    choices = ImportChoices(source=f"Liste {person_id}", names=("a.csv",))
    row = f"Nr;Titel;Träger\n{person_id};Kurs {person_id};Verein"
    files = [ImportFile("a.csv", row.encode("utf-8-sig"))]
    async with world.database.write() as store:
        district = await places.district(store, world.district_id)
        assert district
        sealed = import_drafts.packed(store.seal, files)
        draft_id = await import_drafts.add(store, person_id, district.id, choices, sealed, NOW)
        draft = await import_drafts.by_id(store, draft_id)
        assert draft
        context = await context_of(store, world.services, district, choices)
        content = read(files, choices, context)
        plan = await plan_of(store, world.services, district, content, choices)
        await import_drafts.ask(store, draft, choices, frozen(plan), NOW)
    return draft_id


async def _import_done(world: World, draft_id: int) -> bool:
    state = await world.value(t.import_draft, draft_id, "state")
    assert state in ("done", "failed"), state
    return bool(state == "done")


async def _report_files(world: World, count: int) -> list[int]:
    wanted = [
        ReportFile(0, world.district_id, HalfYear(2026 - number, 1), DRAFT, "xlsx", "de", NOW)
        for number in range(count)
    ]
    async with world.database.write() as store:
        return [await report_files.ask(store, file) for file in wanted]


async def _report_file_done(world: World, file_id: int) -> bool:
    return bool(await world.value(t.report_file, file_id, "state") == "done")


async def _sign_ins(world: World, count: int) -> list[int]:
    addresses = await _emails(world, count)
    async with world.database.write() as store:
        await store.execute(update(t.address).values(confirmed=True))
    persons = [await world.value(t.address, address, "person_id") for address in addresses]
    return await world.add(t.sign_in, [{"person_id": one, "created_at": NOW} for one in persons])


async def _sign_in_done(world: World, link_id: int) -> bool:
    return await world.value(t.sign_in, link_id, "sent_at") is not None


async def _address_of_link(world: World, link_id: int) -> int:
    person_id = await world.value(t.sign_in, link_id, "person_id")
    async with world.database.read() as store:
        mine = (t.address.c.person_id == person_id) & (t.address.c.channel == "email")
        return int((await store.execute(select(t.address.c.id).where(mine))).scalar_one())


async def _mail_sign_ins(world: World) -> object:
    channel = EmailChannel(world.database, world.services, lambda: NOW)
    return await SignInMails(world.database, world.services, channel, lambda: NOW).send()


async def _desk_readers(world: World, count: int) -> list[int]:
    """Coordinators with an address; a seat is vacant, so something waits."""
    addresses = await _emails(world, count)
    seat = {"group_id": world.group_id, "position": 99, "label": "Caritas", "optional": False}
    await world.add(t.seat, [seat])
    persons = [await world.value(t.address, address, "person_id") for address in addresses]
    async with world.database.write() as store:
        await store.execute(update(t.address).values(confirmed=True))
        for person_id in persons:
            await grants.give(store, person_id, Right(Role.COORDINATOR, world.district_id), NOW)
    return persons


async def _desk_mail_done(world: World, person_id: int) -> bool:
    async with world.database.read() as store:
        day = select(t.desk_mail.c.day).where(t.desk_mail.c.person_id == person_id)
        return (await store.execute(day)).scalar() == NOW.date()


async def _address_of_reader(world: World, person_id: int) -> int:
    async with world.database.read() as store:
        mine = (t.address.c.person_id == person_id) & (t.address.c.channel == "email")
        return int((await store.execute(select(t.address.c.id).where(mine))).scalar_one())


async def _mail_desk(world: World) -> object:
    channel = EmailChannel(world.database, world.services, lambda: NOW)
    return await DeskMails(world.database, world.services, channel, lambda: NOW).send()


async def _files(world: World, count: int) -> list[int]:
    row = {"name": "a.pdf", "mime": "application/pdf", "size": 9, "added_at": NOW}
    return await world.add(t.attachment, [row | {"remote": f"f{n}"} for n in range(count)])


async def _file_done(world: World, attachment_id: int) -> bool:
    return await world.value(t.attachment, attachment_id, "content") is not None


async def _fetch(world: World) -> object:
    bot: Any = FakeBot()
    return await Fetcher(world.database, bot, lambda: NOW).fetch()


async def _unread_offers(world: World, count: int) -> list[int]:
    """Offers of the samples, none of them indexed yet, and none with vectors."""
    async with world.database.write() as store:
        await store.execute(update(t.offer).values(indexed=None))
        await store.execute(delete(t.setting).where(t.setting.c.name == indexing.DONE))
        ids = (await store.execute(select(t.offer.c.id).order_by(t.offer.c.id))).scalars()
        return [*ids][:count]


async def _has_vectors(world: World, offer_id: int) -> bool:
    async with world.database.read() as store:
        mine = t.offer_meaning.c.offer_id == offer_id
        return (await store.execute(select(mine).where(mine))).first() is not None


async def _is_indexed(world: World, offer_id: int) -> bool:
    return await world.value(t.offer, offer_id, "indexed") is not None


class FakeEncoder:
    """Every text means the same."""

    def passages(self, texts: Sequence[str]) -> Any:
        return np.ones((len(texts), WIDTH), dtype=np.int8)


async def _understand(world: World) -> object:
    encoder: Any = FakeEncoder
    return await make_vectors(Meaning(encoder), world.database, NOW)


async def _index(world: World) -> object:
    return await reindex(world.database, world.services.thesaurus, NOW)


UNREADABLE = {"quiet_start": "xx:yy"}
OFFERS = {
    "no way": own(t.offer, way="boat"),
    "no state": own(t.offer, state="perhaps"),
    "nobody": own(t.offer, targets=["martians"]),
}
ADDRESSED = {
    "another key": (t.address, _address_of_delivery, _address("9001", OTHER_SEAL)),
    "handed over": (t.address, _address_of_delivery, _address(BOOM)),
    "an event of no kind": own(t.delivery, event={"type": "no_such_type", "group_id": 1}),
    "an event without fields": own(t.delivery, event={"type": "meeting_soon"}),
    "a person that cannot be read": (t.person, _person_of_delivery, UNREADABLE),
}
CASES: Mapping[QueueName, Case] = {
    QueueName.SERIES: Case(
        add=_series,
        work=lambda world: plan_ahead(world.database, NOW),
        is_done=_series_done,
        spoils={
            "no start": own(t.series, start="soon"),
            "no zone": own(t.series, zone="Nowhere/Town"),
            "no rule": own(t.series, rule="FREQ=SOMETIMES"),
        },
    ),
    QueueName.MEETINGS: Case(
        add=_meetings,
        work=lambda world: remind_due(world.database, NOW),
        is_done=_meeting_done,
        spoils={
            "no start": own(t.meeting, start="soon"),
            "no state": own(t.meeting, state="perhaps"),
            "no zone": own(t.meeting, zone="Nowhere/Town"),
        },
    ),
    QueueName.TASKS: Case(
        add=_tasks,
        work=lambda world: remind_tasks(world.database, NOW),
        is_done=_task_done,
        spoils={
            "another key": (
                t.membership, _owner_of_task, {"sealed": OTHER_SEAL.close("name", "Sam")},
            ),
            "not published": own(t.result, published="nowhere"),
        },
    ),
    QueueName.REVIEWS: Case(
        add=_measures,
        work=lambda world: ask_reviews(world.database, NOW),
        is_done=_measure_done,
        spoils={
            "no state": own(t.measure, state="perhaps"),
            "no text": own(t.measure, texts={"de": {"name": "x"}}),
        },
    ),
    QueueName.STATIONS: Case(
        add=_stations,
        work=lambda world: ask_stations(world.database, NOW),
        is_done=_station_asked,
        spoils={
            "no cells": own(t.station_change, cells="none"),
            "a list": own(t.station_change, cells=[1]),
        },
    ),
    QueueName.AGENDAS: Case(
        add=_steering_meetings,
        work=lambda world: prepare_agendas(world.database, world.services, NOW),
        is_done=_agenda_prepared,
        spoils={
            "no start": own(t.meeting, start="soon"),
        },
    ),
    QueueName.HELP: Case(
        add=_help,
        work=lambda world: hand_over(world.database, NOW),
        is_done=_help_done,
        spoils={"no kind": own(t.help_request, kind="magic")},
    ),
    QueueName.SEATS: Case(
        add=_vacant,
        work=lambda world: tell_vacancies(world.database, NOW),
        is_done=_vacant_done,
        spoils={"no kind": own(t.group, kind="crowd"), "no way in": own(t.group, joining="door")},
    ),
    QueueName.ABSENCES: Case(
        add=_absent,
        work=lambda world: ask_absent(world.database, NOW),
        is_done=_absent_done,
        spoils={"no group": (t.group, _group_of_membership, {"kind": "crowd"})},
    ),
    QueueName.DISTRICTS: Case(
        add=_districts,
        work=lambda world: digests.prepare(world.database, NOW),
        is_done=_district_done,
        spoils={
            "no zone": own(t.district, zone="Nowhere/Town"),
            "no contact": own(t.district, contact={"fax": "1"}),
        },
    ),
    QueueName.ANNOUNCEMENTS: Case(
        add=_announcements,
        work=_fire,
        is_done=_announcement_done,
        spoils={
            "no kind": own(t.announcement, kind="rumour"),
            "nobody": own(t.announcement, audience={"roles": ["king"]}),
            "no start": own(t.announcement, start="soon"),
            "no zone": own(t.announcement, zone="Nowhere/Town"),
        },
    ),
    QueueName.WATCHES: Case(
        add=_watches,
        work=_fire,
        is_done=_watch_done,
        spoils={
            "no listing": own(t.watch, listing="?"),
            "a person that cannot be read": (t.person, _person_of_watch, UNREADABLE),
        },
    ),
    QueueName.DIGESTS: Case(
        add=_readers,
        work=_fire,
        is_done=_reader_done,
        spoils={"cannot be read": own(t.person, **UNREADABLE)},
    ),
    QueueName.DELIVERIES: Case(
        add=due_deliveries, work=_send, is_done=_delivery_done, spoils=ADDRESSED
    ),
    QueueName.CORRECTIONS: Case(
        add=_corrections, work=_correct, is_done=_correction_done, spoils=ADDRESSED
    ),
    QueueName.CONFIRMATIONS: Case(
        add=_emails,
        work=_ask,
        is_done=_email_done,
        spoils={
            "another key": own(t.address, **_address("a@b.example", OTHER_SEAL, "email")),
            "two dots": own(t.address, **_address("anna@verein..example", channel="email")),
            "encoded": own(t.address, **_address("=?x?q?=0a?=@x.de", channel="email")),
            "another address": own(t.address, **_address("=?utf-8?q?x?=@x.de", channel="email")),
            "refused": own(t.address, **_address("refused@verein.example", channel="email")),
        },
    ),
    QueueName.SIGN_INS: Case(
        add=_sign_ins,
        work=_mail_sign_ins,
        is_done=_sign_in_done,
        spoils=_mails_to(_address_of_link),
    ),
    QueueName.DESK_MAILS: Case(
        add=_desk_readers,
        work=_mail_desk,
        is_done=_desk_mail_done,
        spoils=_mails_to(_address_of_reader),
    ),
    QueueName.IMPORTS: Case(
        add=_imports,
        work=lambda world: store_asked(world.database, world.services, NOW),
        is_done=_import_done,
        spoils={
            "another key": own(t.import_draft, sealed=OTHER_SEAL.close("import", "{}")),
            "no files": own(t.import_draft, files=SEAL.close("import_files", "[1]")),
            "files of another key": own(
                t.import_draft, files=OTHER_SEAL.close("import_files", "[]")
            ),
        },
    ),
    QueueName.REPORT_FILES: Case(
        add=_report_files,
        work=lambda world: make_asked(world.database, world.services, NOW),
        is_done=_report_file_done,
        spoils={
            "no version": own(t.report_file, version=9),
            "no half-year": own(t.report_file, period="nie"),
            "no kind": own(t.report_file, suffix="exe"),
        },
    ),
    QueueName.MEANING: Case(
        add=_unread_offers, work=_understand, is_done=_has_vectors, spoils=OFFERS
    ),
    QueueName.INDEX: Case(add=_unread_offers, work=_index, is_done=_is_indexed, spoils=OFFERS),
    QueueName.FILES: Case(
        add=_files,
        work=_fetch,
        is_done=_file_done,
        spoils={"breaks": own(t.attachment, remote=BOOM)},
    ),
}  # fmt: skip
"""The update inbox has a test of its own: its rows are worked on by the whole Telegram channel."""


def sealed_event(seal: Seal, event: object) -> bytes:
    return seal.close("inbox", orjson.dumps(event).decode())
