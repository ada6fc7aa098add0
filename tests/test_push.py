"""Notifications of browsers through the ledger, against a push service that decrypts."""

import asyncio
import json
from argparse import Namespace
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, text, update

from bot.domain.announcements import State as AnnouncementState
from bot.domain.attachments import Attachment
from bot.domain.deliveries import Amendment, State
from bot.domain.outcomes import Outcome, Refused, Sent, TryLater, Unknown
from bot.domain.people import Address, QuietHours
from bot.domain.push import Subscription
from bot.i18n import Translator
from bot.rules import push as rules
from bot.rules.deliveries import BELL_PATIENCE, MOST_ATTEMPTS
from bot.rules.problems import Refusal
from bot.ui import NOTHING, Screen
from handlers.cli.keys import rekey
from handlers.delivery.channel import UnlimitedChannel
from handlers.delivery.sender import Sender
from handlers.dialogue.conversation import Conversation
from handlers.web.push.channel import PushChannel
from handlers.web.push.vapid import new_key
from handlers.workflows.services import Services
from storage import retention
from storage import schema as t
from storage.catalogue import attachments
from storage.engine import keys
from storage.engine.database import Database
from storage.engine.locks import Locks
from storage.engine.sealing import Seal
from storage.messaging import campaigns, received
from storage.people import (
    people,
    push_keys,
    push_subscriptions,
    sealed_addresses,
    sessions,
)
from tests.harness.databases import NOW, SEAL
from tests.harness.mailing import Mailing, released
from tests.harness.push import (
    HANGS,
    Phone,
    PushService,
    key_of,
    owners,
    push_service,
    pushing,
    subscribed,
    until_of,
)
from tests.harness.push_kills import pushed
from tests.harness.telegram import Clock
from tests.test_keys import BOTH, NEW, _context
from tests.test_push_rules import Names

HANGING = 0.3
"""Seconds after which a service hangs, in these tests."""


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as running:
        yield running
    assert not running.wrong


@pytest.fixture
def push_services(services: Services, service: PushService) -> Services:
    return pushing(services, service)


@dataclass
class Other(UnlimitedChannel):
    """Another channel, which takes everything; ``screens`` are what it got."""

    screens: list[tuple[Address, Screen]] = field(default_factory=list)

    async def notify(self, address: Address, screen: Screen, tr: Translator) -> Outcome:
        self.screens.append((address, screen))
        return Sent()

    async def amend(self, *_: object) -> Outcome:
        return Sent()


class Ringing(Mailing):
    """A sender with its push channel, and the two that follow it."""

    def __init__(self, sender: Sender, clock: Clock, database: Database) -> None:
        super().__init__(sender, clock, database)
        self.web, self.email = Other(), Other()


@asynccontextmanager
async def ringing(
    database: Database,
    services: Services,
    *,
    opened: Sequence[Address] = (),
    names: Names | None = None,
) -> AsyncIterator[Ringing]:
    """A sender that pushes, with a new memory of what services asked for."""
    locks, clock, web, email = Locks(database), Clock(), Other(), Other()
    push = PushChannel(database, services, clock, resolver=names, timeout=HANGING)
    async with (
        push,
        Sender(
            database=database,
            services=services,
            channels={"push": push, "email": email, "web": web},
            locks=locks,
            parallel=8,
            now=clock,
            is_open=lambda address: address in opened,
        ) as sender,
    ):
        running = Ringing(sender, clock, database)
        running.web, running.email = web, email
        yield running
    await locks.close()


@dataclass(frozen=True)
class Row:
    """What the ledger says."""

    state: str
    channel: str
    possibly_twice: bool
    is_read: bool
    reason: str
    wait: float


async def rows(database: Database, person_id: int) -> list[Row]:
    """Return the deliveries of a person, the latest first."""
    query = text(
        "SELECT state, channel, possibly_twice, is_read, reason, due_at FROM delivery"
        " WHERE person_id = :one ORDER BY id DESC"
    )
    async with database.read() as store:
        found = (await store.execute(query.bindparams(one=person_id))).all()
    return [Row(*one[:-1], (_moment(one.due_at) - NOW).total_seconds()) for one in found]


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    assert isinstance(moment, datetime)
    return moment.replace(tzinfo=moment.tzinfo or UTC)


async def devices(database: Database, person_id: int) -> int:
    async with database.read() as store:
        return await push_subscriptions.count(store, person_id)


async def address_of(database: Database, person_id: int) -> Address:
    async with database.read() as store:
        return rules.address_of(await push_subscriptions.of_person(store, person_id))


async def inbox(database: Database, person_id: int) -> tuple[int, int]:
    """Return how many messages a person can read, and how many of them are new."""
    async with database.read() as store:
        kept = await received.of_person(store, person_id, 50)
        return len(kept), await received.count_unread(store, person_id)


@pytest.mark.every_database
async def test_every_device_is_told_that_something_waits_and_nothing_else(
    database: Database, push_services: Services, service: PushService
) -> None:
    known = await owners(database, service, 1, language="uk")
    known += await owners(database, service, 1, language="ar")
    (first, phone), _ = known
    tablet = service.phone("tablet")
    await subscribed(database, first.id, tablet)
    service.known = (await key_of(database)).public
    await released(database)
    async with ringing(database, push_services) as sending:
        await sending.settled()
        assert not sending.web.screens + sending.email.screens
    phones = {phone.number: phone for _, phone in known} | {"tablet": tablet}
    said = {one.number: json.loads(phones[one.number].read(one.body)) for one in service.log}
    words = {number: one.pop("body") for number, one in said.items()}
    tr = {person.id: push_services.translator(person.language) for person, _ in known}
    assert words == {
        **{str(person.id): str(tr[person.id]("1 new message")) for person, _ in known},
        "tablet": words[phone.number],
    }
    assert said["tablet"] == {
        "title": "Lotse",
        "lang": "uk",
        "dir": "ltr",
        "url": "/chat?at=inbox:0",
    }
    assert said[known[1][1].number]["dir"] == "rtl"
    assert len({len(one.body) for one in service.log if one.number != known[1][1].number}) == 1
    wrong = [one.headers for one in service.log if one.headers["Topic"] != "inbox"]
    wrong += [one.headers for one in service.log if until_of(one) - NOW > timedelta(hours=24)]
    assert not wrong
    for person, _ in known:
        assert await rows(database, person.id) == [Row("sent", "push", False, False, "", 0.0)]
        assert await inbox(database, person.id) == (1, 1)


@dataclass(frozen=True)
class Case:
    """What a service answers in turn, and what the ledger then says.

    ``tries`` is how often it was asked. ``waits`` are seconds after the first attempt, None if
    nothing waits. ``stays``: the browser is notified further on.
    """

    answers: list[int]
    channel: str
    tries: int
    waits: float | None = None
    stays: bool = True
    twice: bool = False
    wait: str = ""


CASES = (
    Case([201], "push", 1),
    Case([200], "push", 1),
    Case([404], "web", 1, stays=False),
    Case([410], "web", 1, stays=False),
    Case([400], "web", 1),
    Case([401], "web", 1),
    Case([403], "web", 1),
    Case([413], "web", 1),
    Case([301], "web", 1),
    Case([307], "web", 1),
    Case([429, 201], "push", 2, waits=60.0),
    Case([429, 201], "push", 2, waits=120.0, wait="120"),
    Case([500, 201], "push", 2, waits=60.0),
    Case([503, 410], "web", 2, waits=30.0, stays=False, wait="30"),
    Case([HANGS, 201], "push", 2, waits=5.0, twice=True),
    Case([HANGS, 403], "web", 2, waits=5.0, twice=True),
)


@pytest.mark.every_database
async def test_whatever_a_service_answers_the_message_is_there(
    database: Database, push_services: Services, service: PushService
) -> None:
    """Each message can be read at once, is told of if possible, and ends in one state."""
    ((person, phone),) = await owners(database, service, 1)
    wrong = []
    for count, case in enumerate(CASES, 1):
        service.log.clear()
        service.answers[phone.number], service.wait = list(case.answers), case.wait
        if not await devices(database, person.id):
            await subscribed(database, person.id, phone)
        await released(database)
        async with ringing(database, push_services) as sending:
            await sending.settled()
            if case.waits is not None:
                wrong += await _unlike_waiting(database, person.id, case, count)
                sending.clock.moment += timedelta(seconds=case.waits)
                await sending.settled()
        if len(service.log) != case.tries:
            wrong.append((case, "tries", len(service.log)))
        wrong += await _unlike_ended(database, person.id, case, count)
    assert not wrong


async def _unlike_waiting(
    database: Database, person_id: int, case: Case, count: int
) -> list[object]:
    (row, *_) = await rows(database, person_id)
    read = await inbox(database, person_id)
    is_right = row == Row("due", "push", case.twice, False, "", case.waits or 0.0)
    return [] if is_right and read == (count, count) else [(case, "waits", row, read)]


async def _unlike_ended(database: Database, person_id: int, case: Case, count: int) -> list[object]:
    (row, *_) = await rows(database, person_id)
    found = (
        (row.state, row.channel, row.possibly_twice),
        await devices(database, person_id),
        await inbox(database, person_id),
    )
    wanted = (("sent", case.channel, case.twice), int(case.stays), (count, count))
    return [] if found == wanted else [(case, "ends", found)]


async def test_a_service_that_stays_away_keeps_nobody_from_reading(
    database: Database, push_services: Services, service: PushService
) -> None:
    """After a day of asking the message goes on; where it may have arrived, after five attempts."""
    ((person, phone),) = await owners(database, service, 1)
    for usual, most in ((503, 24 * 60 + 1), (HANGS, MOST_ATTEMPTS)):
        service.log.clear()
        service.usual = usual
        await released(database)
        async with ringing(database, push_services) as sending:
            for _ in range(MOST_ATTEMPTS if usual == HANGS else 3):
                await sending.settled()
                sending.clock.moment += timedelta(seconds=90)
            if usual == 503:
                assert (await rows(database, person.id))[0].state == "due"
                sending.clock.moment = NOW + BELL_PATIENCE
            await sending.settled()
            assert [address.channel for address, _ in sending.web.screens] == ["web"]
        (row, *_) = await rows(database, person.id)
        assert (row.state, row.channel) == ("sent", "web")
        assert len(service.log) <= most
        assert await devices(database, person.id) == 1
    assert phone


async def test_a_hanging_service_does_not_hold_up_others(
    database: Database, push_services: Services, service: PushService
) -> None:
    """Who waits for one service asks it once, and the others wait in the ledger."""
    known = await owners(database, service, 40)
    service.usual = HANGS
    await released(database)
    async with ringing(database, push_services) as sending:
        await sending.settled()
        first = len(service.log)
        assert first <= 8, "as many as are on their way at once"
        service.usual = 201
        sending.clock.moment += timedelta(seconds=5)
        await sending.settled()
    assert service.arrived == {phone.number: 1 for _, phone in known}
    marked = [(await rows(database, person.id))[0].possibly_twice for person, _ in known]
    assert sum(marked) == first


async def test_a_service_that_is_not_there_is_asked_again(
    database: Database, services: Services
) -> None:
    async with push_service() as gone:
        ((person, _),) = await owners(database, gone, 1)
    await released(database)
    async with ringing(database, pushing(services, gone)) as sending:
        await sending.settled()
    assert await rows(database, person.id) == [Row("due", "push", False, False, "", 60.0)]
    assert await inbox(database, person.id) == (1, 1)


async def test_a_service_that_talks_without_end_is_not_listened_to(
    database: Database, services: Services
) -> None:
    """Neither a body nor a head without end is read."""
    kinds = {
        "body": b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n",
        "head": b"HTTP/1.1 201 Created\r\nX-Long: ",
    }
    read = dict.fromkeys(kinds, 0)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        kind = line.split(b" ")[1].decode().rpartition("-")[2]
        writer.write(kinds[kind])
        try:
            while True:
                writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n" if kind == "body" else b"x" * 4096)
                await writer.drain()
                read[kind] += 4096
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    talking = PushService(origin=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    wanted = pushing(services, talking)
    push = PushChannel(database, wanted, lambda: NOW, timeout=5.0)
    found: dict[str, Outcome] = {}
    async with push:
        for kind in kinds:
            ((person, _),) = await owners(database, talking, 1)
            async with database.write() as store:
                await push_subscriptions.end(store, range(1000))
            await subscribed(database, person.id, talking.phone(f"1-{kind}"))
            address = await address_of(database, person.id)
            found[kind] = await push.notify(address, Screen(NOTHING), wanted.translator("de"))
            push._busy_until.clear()
    server.close()
    assert found["body"] == Sent()
    assert isinstance(found["head"], Unknown | TryLater)
    assert max(read.values()) < 10_000_000


async def test_a_name_that_leads_inside_is_refused_and_nothing_is_connected(
    database: Database, push_services: Services, service: PushService
) -> None:
    """The subscription stays: another look-up may be right. A name is looked up for each call."""
    ((person, phone),) = await owners(database, service, 1)
    async with database.write() as store:
        await push_subscriptions.stop(store, person.id, phone.endpoint)
    inside = replace(phone, endpoint="https://push.example.org/push/1")
    await subscribed(database, person.id, inside)
    for address in ("127.0.0.1", "10.0.0.1", "::1", "169.254.169.254"):
        async with PushChannel(
            database, push_services, lambda: NOW, resolver=Names(address)
        ) as push:
            outcome = await push.notify(
                await address_of(database, person.id),
                Screen(NOTHING),
                push_services.translator("de"),
            )
            assert outcome == Refused("not public")
    await released(database)
    async with ringing(database, push_services, names=Names("127.0.0.1")) as sending:
        await sending.settled()
        assert len(sending.web.screens) == 1
    assert not service.log
    assert await devices(database, person.id) == 1


async def test_without_the_setting_of_tests_no_service_of_this_machine_is_asked(
    database: Database, push_services: Services, service: PushService
) -> None:
    """A row is checked again when it is used, however it came in."""
    ((person, _),) = await owners(database, service, 1)
    config = replace(push_services.config, push=replace(push_services.config.push, pretended=""))
    async with PushChannel(database, replace(push_services, config=config), lambda: NOW) as push:
        outcome = await push.notify(
            await address_of(database, person.id), Screen(NOTHING), push_services.translator("de")
        )
    assert outcome == Refused("no push service")
    assert not service.log


async def test_quiet_hours_hold_for_pushes(
    database: Database, push_services: Services, service: PushService
) -> None:
    quiet = QuietHours(start=time(9), end=time(12))
    ((person, phone),) = await owners(database, service, 1, quiet=quiet)
    await released(database)
    async with ringing(database, push_services) as sending:
        await sending.settled()
        assert not service.log
        (row,) = await rows(database, person.id)
        assert (row.state, row.channel) == ("due", "")
        sending.clock.moment += timedelta(seconds=row.wait)
        await sending.settled()
    assert service.arrived == {phone.number: 1}


async def test_one_device_of_two_is_enough_and_the_other_is_forgotten(
    database: Database, push_services: Services, service: PushService
) -> None:
    ((person, phone),) = await owners(database, service, 1)
    await subscribed(database, person.id, service.phone("old"))
    service.answers["old"] = [410]
    await released(database)
    async with ringing(database, push_services) as sending:
        await sending.settled()
        assert not sending.web.screens
    assert [one.number for one in service.log] == [phone.number, "old"] or len(service.log) == 2
    assert await devices(database, person.id) == 1
    assert (await rows(database, person.id))[0].channel == "push"


async def test_who_has_the_page_open_needs_no_push(
    database: Database, push_services: Services, service: PushService
) -> None:
    ((person, _), (other, phone)) = await owners(database, service, 2)
    async with database.read() as store:
        (address,) = (await people.addresses(store, [person.id]))[person.id]
    await released(database)
    async with ringing(database, push_services, opened=[address]) as sending:
        await sending.settled()
        assert [shown[0] for shown in sending.web.screens] == [address]
    assert service.arrived == {phone.number: 1}
    assert (await rows(database, person.id))[0].channel == "web"
    assert (await rows(database, other.id))[0].channel == "push"


async def test_what_is_read_meanwhile_rings_no_more(
    database: Database, push_services: Services, service: PushService
) -> None:
    ((person, _),) = await owners(database, service, 1)
    service.usual = 503
    await released(database)
    async with ringing(database, push_services) as sending:
        await sending.settled()
        async with database.write() as store:
            (kept,) = await received.of_person(store, person.id, 5)
            assert await received.read(store, person.id, kept.delivery_id, NOW)
            assert not await received.read(store, person.id + 1, kept.delivery_id, NOW)
        service.usual = 201
        sending.clock.moment += timedelta(hours=1)
        await sending.settled()
    assert not service.arrived
    (row,) = await rows(database, person.id)
    assert (row.state, row.channel, row.is_read) == ("sent", "push", True)
    assert await inbox(database, person.id) == (1, 0)


@pytest.mark.every_database
async def test_what_is_read_while_it_is_on_its_way_stays_read(
    database: Database, push_services: Services, service: PushService
) -> None:
    ((person, phone),) = await owners(database, service, 1)
    service.answers[phone.number], service.latency = [503], 0.0
    await released(database)
    async with ringing(database, push_services) as sending:
        await sending.settled()
        service.latency = 0.2
        sending.clock.moment += timedelta(minutes=2)
        sending.sender.wake()
        await sending.until(lambda: len(service.log) == 2)
        async with database.write() as store:
            (kept,) = await received.of_person(store, person.id, 5)
            await received.read(store, person.id, kept.delivery_id, NOW)
        await sending.settled()
    (row,) = await rows(database, person.id)
    assert (row.state, row.is_read) == ("sent", True)


async def test_what_is_withdrawn_or_cancelled_rings_no_more_and_is_gone(
    database: Database, push_services: Services, service: PushService
) -> None:
    ((person, _),) = await owners(database, service, 1)
    sent = await released(database)
    async with ringing(database, push_services) as sending:
        await sending.settled()
        service.usual = 503
        waiting = await released(database)
        await sending.settled()
        async with database.write() as store:
            await campaigns.amend(store, sent, Amendment.WITHDRAW)
            for campaign in await campaigns.of_announcement(store, waiting):
                await campaigns.cancel(store, campaign.id, NOW)
        service.usual = 201
        sending.clock.moment += timedelta(hours=1)
        await sending.settled()
    assert sum(service.arrived.values()) == 1
    found = [row.state for row in await rows(database, person.id)]
    assert found == [State.CANCELLED, State.WITHDRAWN]
    assert await inbox(database, person.id) == (0, 0)


async def test_a_message_that_must_not_come_twice_is_never_held_because_of_a_push(
    database: Database, push_services: Services, service: PushService
) -> None:
    ((person, _),) = await owners(database, service, 1)
    service.usual = HANGS
    await released(database, never_twice=True, state=AnnouncementState.RELEASED)
    async with ringing(database, push_services) as sending:
        await sending.settled()
    (row,) = await rows(database, person.id)
    assert (row.state, row.channel) == ("sent", "web")


@pytest.mark.every_database
async def test_who_signed_out_is_not_notified_there(
    database: Database, push_services: Services, service: PushService
) -> None:
    """A session that ended, and a browser whose cookie is nobody's any more."""
    ((person, phone),) = await owners(database, service, 1)
    tablet = service.phone("tablet")
    async with database.write() as store:
        session = await sessions.begin(store, person.id, "secret", "Tablet", NOW)
    await subscribed(database, person.id, tablet, session.id)
    assert await devices(database, person.id) == 2
    async with database.write() as store:
        await sessions.unreachable(store, person.id)
    assert await devices(database, person.id) == 1
    await released(database)
    async with ringing(database, push_services) as sending:
        await sending.settled()
    assert service.arrived == {"tablet": 1}
    async with database.write() as store:
        assert await sessions.end(store, person.id, session.id, NOW)
    await released(database)
    async with ringing(database, push_services) as sending:
        await sending.settled()
        assert len(sending.web.screens) == 1
    assert service.arrived == {"tablet": 1}
    assert phone


@pytest.mark.every_database
async def test_a_browser_is_one_persons_and_only_who_has_its_keys_takes_it_along(
    database: Database, service: PushService
) -> None:
    ((first, phone), (second, _)) = await owners(database, service, 2)
    thief = Phone(phone.endpoint)
    with pytest.raises(Refusal):
        await subscribed(database, second.id, thief)
    assert await devices(database, first.id) == 1
    async with database.write() as store:
        assert not await push_subscriptions.stop(store, second.id, phone.endpoint)
    await subscribed(database, second.id, phone)
    assert (await devices(database, first.id), await devices(database, second.id)) == (0, 2)
    async with database.read() as store:
        (_, moved) = await push_subscriptions.of_person(store, second.id)
        count = (await store.execute(text("SELECT count(*) FROM push_subscription"))).scalar()
    assert count == 2
    assert phone.subscription in (_.subscription, moved.subscription)


@pytest.mark.every_database
async def test_two_presses_at_once_are_one_device(database: Database, service: PushService) -> None:
    ((person, _),) = await owners(database, service, 1)
    phone = service.phone("new")
    await asyncio.gather(*(subscribed(database, person.id, phone) for _ in range(8)))
    assert await devices(database, person.id) == 2


async def test_a_person_has_so_many_devices_and_a_new_one_replaces_the_oldest(
    database: Database, service: PushService
) -> None:
    ((person, phone),) = await owners(database, service, 1)
    for number in range(rules.MOST_DEVICES + 3):
        async with database.write() as store:
            await push_subscriptions.add(
                store,
                person.id,
                service.phone(f"n{number}").subscription,
                key_id=(await push_keys.current(store)).id,  # type: ignore[union-attr]
                session_id=0,
                device="",
                now=NOW + timedelta(minutes=number + 1),
            )
    async with database.read() as store:
        kept = await push_subscriptions.of_person(store, person.id)
    assert len(kept) == rules.MOST_DEVICES
    assert phone.subscription not in [device.subscription for device in kept]
    assert kept[-1].subscription.endpoint.endswith(f"n{rules.MOST_DEVICES + 2}")


async def test_a_key_that_is_gone_ends_its_browsers_and_a_new_one_leaves_others_alone(
    database: Database, push_services: Services, service: PushService
) -> None:
    ((person, phone), (other, lost)) = await owners(database, service, 2)
    old = await key_of(database)
    async with database.write() as store:
        new = await push_keys.add(store, *new_key(), NOW)
        assert (await push_keys.current(store)) == new
    await subscribed(database, person.id, phone)  # asked anew, with the new key
    await released(database)
    async with ringing(database, push_services) as sending:
        await sending.settled()
    keys = {one.number: one.headers["Authorization"].rpartition("k=")[2] for one in service.log}
    assert keys == {phone.number: new.public, lost.number: old.public}
    async with database.write() as store:
        await store.execute(text("DELETE FROM push_key WHERE id = :one").bindparams(one=old.id))
    assert await devices(database, other.id) == 0
    assert await devices(database, person.id) == 1


async def test_a_file_goes_along_where_an_e_mail_follows_a_push(
    database: Database, push_services: Services, service: PushService
) -> None:
    """A mail has no buttons, so it holds the file also when a push came first."""
    ((person, _),) = await owners(database, service, 1)
    async with database.write() as store:
        file = Attachment("Plan.pdf", "application/pdf", 4, b"%PDF")
        attachment_id = await attachments.add(store, file, NOW)
        row = {"person_id": person.id, "confirmed": True}
        columns = sealed_addresses.columns(store.seal, Address("email", "a@example.org"))
        await store.execute(insert(t.address).values(row | columns))
    service.usual = 403
    await released(database, attachment_id=attachment_id)
    async with ringing(database, push_services) as sending:
        await sending.settled()
        ((address, screen),) = sending.email.screens
    assert address == Address("email", "a@example.org")
    assert [one.content for one in screen.documents] == [b"%PDF"]
    assert (await rows(database, person.id))[0].channel == "email"


async def test_nothing_of_a_browser_can_be_read_without_the_key_and_all_of_it_goes(
    database: Database, service: PushService
) -> None:
    ((person, phone),) = await owners(database, service, 1)
    key = await key_of(database)
    async with database.read() as store:
        found = (await store.execute(text("SELECT * FROM push_subscription"))).all()
        found += (await store.execute(text("SELECT sealed FROM push_key"))).all()
    written = repr(found)
    secrets = (phone.endpoint, phone.subscription.p256dh, phone.subscription.auth, key.private)
    assert not [secret for secret in secrets if secret in written]
    shown = repr(phone.subscription) + repr(key)
    assert not [secret for secret in secrets if secret in shown]
    async with database.write() as store:
        assert await people.forget(store, person.id, NOW)
    async with database.read() as store:
        left = (await store.execute(text("SELECT count(*) FROM push_subscription"))).scalar()
    assert left == 0


def test_a_subscription_says_nothing_of_itself() -> None:
    assert repr(Subscription("https://a.example/b", "c", "d")) == "Subscription()"


@pytest.mark.every_database
@pytest.mark.xdist_group("serial")
async def test_killed_in_the_middle_nobody_is_lost_and_every_double_is_marked(
    url: str, kind: str, service: PushService, tmp_path: Path
) -> None:
    service.latency = 0.02
    processes = 1 if kind == "sqlite" else 2
    found = await pushed(service, url, tmp_path, people=180, kills=4, processes=processes)
    assert found.is_right, found
    assert found.waiting, "each kill was in the middle"
    assert max(found.doubled, found.marked) <= 8 * found.kills, found


@pytest.mark.every_database
async def test_another_secret_key_draws_a_new_key_and_silences_nobody(
    database: Database, url: str, push_services: Services, service: PushService
) -> None:
    """``lotse rekey``: browsers are rung with the key they have until they come for the new one."""
    ((person, phone), (other, _)) = await owners(database, service, 2)
    old = await key_of(database)
    async with database.write() as store:
        await keys.check(store)
    renewed = Database(url, BOTH)
    conversation = Conversation(renewed, replace(push_services, seal=BOTH))
    for _ in range(2):
        assert await rekey(_context(conversation, []), Namespace()) == 0
    await renewed.close()
    only_new = Database(url, NEW)
    new = await key_of(only_new)
    assert new.public != old.public
    async with only_new.read() as store:
        assert (await store.execute(text("SELECT count(*) FROM push_key"))).scalar() == 2
    await released(only_new)
    async with ringing(only_new, push_services) as sending:
        await sending.settled()
    assert sum(service.arrived.values()) == 2
    assert all(one.headers["Authorization"].endswith(old.public) for one in service.log)
    await subscribed(only_new, person.id, phone)
    await subscribed(only_new, other.id, service.phone("another"))
    async with only_new.write() as store:
        limits = retention.limits(push_services.config.retention, NOW)
        assert (await retention.forget(store, limits))["push_keys"] == 0, "one still needs the old"
        await push_subscriptions.stop(store, other.id, service.phone(other.id).endpoint)
        assert (await retention.forget(store, limits))["push_keys"] == 1
    assert await devices(only_new, person.id) == 1
    assert await key_of(only_new) == new
    await only_new.close()


@pytest.mark.every_database
async def test_a_row_that_cannot_be_read_stops_nobody(
    database: Database, push_services: Services, service: PushService
) -> None:
    """Sealed by another installation, or no keys at all: the message is there, others ring."""
    known = await owners(database, service, 5)
    stranger = Seal("fedcba9876543210" * 4)
    s = t.push_subscription
    spoilt = (
        {"sealed": stranger.close("push", "x")},
        {"keys_sealed": stranger.close("push keys", "x y")},
        {"keys_sealed": SEAL.close("push keys", "")},
        {"keys_sealed": SEAL.close("push keys", "AAAA BBBB")},
    )
    async with database.write() as store:
        for values, (person, _) in zip(spoilt, known[:4], strict=True):
            await store.execute(update(s).where(s.c.person_id == person.id).values(values))
    await released(database)
    async with ringing(database, push_services) as sending:
        await sending.settled()
    assert service.arrived == {known[4][1].number: 1}
    found = [(await rows(database, person.id))[0].channel for person, _ in known]
    assert found == ["web"] * 4 + ["push"]
