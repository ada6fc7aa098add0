"""The daily mail about what waits at the desk, against a real SMTP server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import delete, insert, select, update

from bot.domain.desk import InboxMark
from bot.domain.grants import Right, Role
from bot.domain.people import Address, EmailState
from bot.rules.people import FOREVER
from handlers.dialogue.conversation import Conversation
from handlers.email.channel import EmailChannel
from handlers.email.desk_mails import DeskMails
from handlers.workflows.rounds import Outage
from handlers.workflows.services import Services
from storage import schema as t
from storage.catalogue import places
from storage.desk import desk_mails, inbox
from storage.engine.database import Database
from storage.people import emails, grants, people
from tests.harness.browsers import Site, opened
from tests.harness.desk import AtDesk, at_desk
from tests.harness.server import free_port
from tests.test_email import Post, mailing_world, post

__all__ = ["mailing_world", "post"]
MORNING = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Eight o'clock on a Monday in Germany."""
NAMES = ("Amina Testperson", "Der Kurs ist geheim", "amina@privat.example")
"""What waits, in the words of people: none of it goes out."""


@dataclass
class Office:
    """A site with its mails; the clock of both is the site's."""

    site: Site
    post: Post

    @property
    def database(self) -> Database:
        return self.site.conversation.database

    @property
    def services(self) -> Services:
        return self.site.conversation.services

    def mails(self, services: Services | None = None) -> DeskMails:
        used = services or self.services
        channel = EmailChannel(self.database, used, self.site.now)
        return DeskMails(self.database, used, channel, self.site.now)

    async def colleague(self, value: str = "", **more: object) -> AtDesk:
        """Somebody at the desk, with a confirmed address if they have one."""
        desk = await at_desk(self.site, **more)  # type: ignore[arg-type]
        if value:
            async with self.database.write() as store:
                await emails.ask(store, desk.person.id, value, self.site.moment)
                address_id = await emails.number_of(store, Address("email", value))
                assert address_id
                assert await emails.confirm(store, address_id)
        return desk

    async def district_id(self, slug: str = "waldshut") -> int:
        async with self.database.read() as store:
            district = await places.district_named(store, slug)
            assert district
            return district.id

    async def seats(self, count: int, slug: str = "waldshut") -> list[int]:
        """So many vacant seats wait; return their ids."""
        group = {
            "district_id": await self.district_id(slug), "name": f"{NAMES[0]} {count}",
            "kind": "helper_circle", "texts": {"de": NAMES[1]}, "joining": "open", "sample": False,
        }  # fmt: skip
        async with self.database.write() as store:
            added = await store.execute(insert(t.group).values(group).returning(t.group.c.id))
            seat = {"group_id": added.scalar_one(), "label": NAMES[2], "optional": False}
            rows = [seat | {"position": position} for position in range(count)]
            return [
                (
                    await store.execute(insert(t.seat).values(row).returning(t.seat.c.id))
                ).scalar_one()
                for row in rows
            ]

    def arrived(self) -> list[str]:
        """To whom mails arrived, in order."""
        return [str(mail["To"]) for mail in self.post.mails]


@pytest.fixture
async def office(database: Database, mailing_world: Services, post: Post) -> AsyncIterator[Office]:
    async with database.write() as store:
        await store.execute(delete(t.seat))  # those of the samples wait too
    # without https:// the cookie has the name that the harness sends
    plain = replace(mailing_world, base_url="http://lotse.example.org")
    async with opened(Conversation(database, plain)) as site:
        site.moment = MORNING
        yield Office(site, post)


def lines(mail: EmailMessage) -> list[str]:
    return [line for line in mail.get_content().splitlines() if line]


@pytest.mark.every_database
async def test_a_mail_holds_numbers_and_links_and_comes_once_a_day(office: Office) -> None:
    await office.seats(3)
    nora = await office.colleague("nora@kreis.example", language="en")
    await office.colleague("deniz@kreis.example", language="uk")
    office.site.moment = MORNING - timedelta(minutes=1)
    assert await office.mails().send() == 0
    office.site.moment = MORNING
    assert await office.mails().send() == 2
    for later in (timedelta(0), timedelta(hours=4), timedelta(hours=20)):
        office.site.moment = MORNING + later
        assert await office.mails().send() == 0
    assert office.arrived() == ["nora@kreis.example", "deniz@kreis.example"]
    english, german = office.post.mails
    assert lines(english)[:2] == ["Landkreis Waldshut", "Vacant seat: 3"]
    assert "http://lotse.example.org/desk" in english.get_content()
    assert lines(german)[1] != lines(english)[1], "the desk is in German for who reads no English"
    wrong = [name for mail in office.post.mails for name in NAMES if name in mail.as_string()]
    assert not wrong
    office.site.moment = MORNING + timedelta(days=1)
    assert await office.mails().send() == 2
    assert nora.person.id
    assert len(office.post.mails) == 4


@pytest.mark.every_database
async def test_who_gets_none(office: Office) -> None:
    """Each lacks one thing; the last one lacks nothing."""
    await office.seats(1)
    cases: dict[str, AtDesk] = {
        "reader": await office.colleague("reader@x.example", role=Role.READER),
        "editor": await office.colleague("editor@x.example", role=Role.EDITOR),
        "volunteer": await office.colleague("volunteer@x.example", role=Role.VOLUNTEER),
        "nobody": await office.colleague("nobody@x.example", role=None),
    }
    for name in ("ended", "revoked", "paused", "stopped", "off", "suspended", "unconfirmed"):
        cases[name] = await office.colleague(f"{name}@x.example")
    await office.colleague("")
    p, g, a = t.person.c, t.grants.c, t.address.c
    async with office.database.write() as store:
        for name, table, whose, values in (
            ("ended", t.grants, g.person_id, {"ends_at": MORNING}),
            ("revoked", t.grants, g.person_id, {"state": "revoked"}),
            ("paused", t.person, p.id, {"paused_until": FOREVER}),
            ("stopped", t.person, p.id, {"stopped": ["group"]}),
            ("suspended", t.address, a.person_id, {"suspended_at": MORNING}),
            ("unconfirmed", t.address, a.person_id, {"confirmed": False}),
        ):
            person_id = cases[name].person.id
            await store.execute(update(table).where(whose == person_id).values(values))
        await desk_mails.turn(store, cases["off"].person.id, is_on=False)
    await office.colleague("right@x.example")
    await office.mails().send()
    assert office.arrived() == ["right@x.example"]


async def test_nothing_waits_or_all_is_done_or_put_off(office: Office) -> None:
    """No mail then, nor later that day; what is left is counted."""
    seats = await office.seats(3)
    await office.colleague("nora@kreis.example")
    district_id, today = await office.district_id(), MORNING.date()
    done = InboxMark(done_at=MORNING)
    put_off = InboxMark(snoozed_until=today + timedelta(days=2))
    async with office.database.write() as store:
        for seat, mark in zip(seats, (done, put_off, put_off), strict=True):
            await inbox.mark(store, district_id, "seat", seat, mark, MORNING)
    assert await office.mails().send() == 1
    assert not office.post.mails
    await office.seats(1)
    assert await office.mails().send() == 0
    office.site.moment = MORNING + timedelta(days=1)
    await office.mails().send()
    office.site.moment = MORNING + timedelta(days=2)
    await office.mails().send()
    counted = [lines(mail)[1].rpartition(" ")[2] for mail in office.post.mails]
    assert counted == ["2", "4"], "the seat that was done came up again at its morning"


@pytest.mark.every_database
async def test_who_coordinates_two_districts_gets_one_mail(office: Office) -> None:
    await office.seats(2)
    await office.seats(1, "konstanz")
    nora = await office.colleague("nora@kreis.example")
    async with office.database.write() as store:
        right = Right(Role.COORDINATOR, await office.district_id("konstanz"))
        await grants.give(store, nora.person.id, right, MORNING)
    assert await office.mails().send() == 1
    (mail,) = office.post.mails
    text = mail.get_content()
    assert "Waldshut" in text
    assert "Konstanz" in text
    assert str(mail["Subject"]).startswith("3 ")


class Killed(BaseException):
    """The process ends."""


@pytest.mark.every_database
async def test_whatever_happens_in_the_middle_nobody_gets_two(office: Office) -> None:
    """Killed before, while and after the mail leaves; two processes at once."""
    await office.seats(1)
    await office.colleague("nora@kreis.example")
    leave = EmailChannel.attempt

    async def before(self: EmailChannel, mail: EmailMessage) -> object:
        raise Killed

    async def after(self: EmailChannel, mail: EmailMessage) -> object:
        await leave(self, mail)
        raise Killed

    counts = []
    for day, kill in enumerate((before, after)):
        office.site.moment = MORNING + timedelta(days=day)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(EmailChannel, "attempt", kill)
            with pytest.raises(Killed):
                await office.mails().send()
        for _ in range(3):
            await office.mails().send()
        counts.append(len(office.post.mails))
    office.site.moment = MORNING + timedelta(days=3)
    await asyncio.gather(*(office.mails().send() for _ in range(4)))
    counts.append(len(office.post.mails))
    assert counts == [0, 1, 2]


@pytest.mark.logs_errors
async def test_a_server_that_is_away_or_says_later_is_asked_again(office: Office) -> None:
    await office.seats(1)
    await office.colleague("nora@kreis.example")
    email = replace(office.services.config.email, port=free_port())
    away = replace(office.services, config=replace(office.services.config, email=email))
    with pytest.raises(Outage):
        await office.mails(away).send()
    office.post.answers = ["451 later"]
    assert await office.mails().send() == 0
    office.site.moment = MORNING + timedelta(minutes=10)
    assert await office.mails().send() == 1
    assert office.arrived() == ["nora@kreis.example"]


@pytest.mark.logs_errors
async def test_an_address_that_is_refused_is_left_alone_and_its_reader_told(
    office: Office,
) -> None:
    await office.seats(1)
    nora = await office.colleague("nora@kreis.example")
    office.post.answers = ["RCPT 550 no such user"]
    for day in range(3):
        office.site.moment = MORNING + timedelta(days=day)
        await office.mails().send()
    assert not office.post.mails
    async with office.database.read() as store:
        assert await emails.state(store, nora.person.id) is EmailState.REFUSED
        mine = select(t.delivery.c.event).where(t.delivery.c.person_id == nora.person.id)
        events = [event["type"] for event in (await store.execute(mine)).scalars()]
    assert events == ["email_returned"]


async def test_the_mail_is_turned_off_and_on(office: Office) -> None:
    """By its link, which opening does not press, and at the desk."""
    await office.seats(1)
    bare = await (await office.colleague("")).get("/desk")
    assert "With an e-mail address you get a mail at 8:00" in bare.text
    nora = await office.colleague("nora@kreis.example")
    await nora.get("/desk")
    assert "You get an e-mail at 8:00 if something is waiting here." in nora.text
    await office.mails().send()
    given = office.post.mails[0]["List-Unsubscribe"].strip("<> ")
    assert given in office.post.mails[0].get_content()
    stop = given.removeprefix("http://lotse.example.org")
    client = office.site.client
    assert "<form method" in await (await client.get(stop)).text()
    assert "You get an e-mail at 8:00" in (await nora.get("/desk")).text
    assert (await client.post(stop)).status == 200
    await nora.get("/desk")
    assert "You get no daily e-mail about what is waiting here." in nora.text
    async with office.database.read() as store:
        assert await emails.state(store, nora.person.id) is EmailState.CONFIRMED
    await nora.send("/desk/mail", nora.form("csrf") | {"mail": "on"})
    assert "You get an e-mail at 8:00" in nora.text
    await nora.send("/desk/mail", nora.form("csrf") | {"mail": "off"})
    office.site.moment += timedelta(days=1)
    await office.mails().send()
    assert len(office.post.mails) == 1
    async with office.database.write() as store:
        await desk_mails.turn(store, nora.person.id, is_on=True)
    await office.mails().send()
    assert len(office.post.mails) == 2
    assert (await client.post(stop.replace("desk", "leave"))).status == 404
    async with office.database.write() as store:
        await people.forget(store, nora.person.id, office.site.moment)
    assert (await client.post(stop)).status == 200
    async with office.database.read() as store:
        assert not (await store.execute(select(t.desk_mail))).all()
