"""Messages by e-mail, against a real SMTP server.

Asked for, confirmed by a button behind a link, cancelled with one click.
"""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text

from bot.config_sections import Email
from bot.domain.grants import Role
from bot.domain.outcomes import Refused, Sent, TryLater, Unreachable
from bot.domain.people import Address, EmailState
from handlers.delivery.sender import Sender
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.email.channel import EmailChannel
from handlers.email.links import GOOD_FOR
from handlers.email.sign_ins import SignInMails
from handlers.web.server import web_app
from handlers.workflows.services import Services
from storage.engine.database import Database
from storage.engine.locks import Locks
from storage.people import emails, people, sign_ins
from tests.harness.databases import NOW
from tests.harness.mailing import Mailing
from tests.harness.server import free_port
from tests.harness.talk import Talk
from tests.harness.telegram import Clock
from tests.test_announcing import somebody


class Post:
    """What arrived; ``answers`` are said instead of "250 OK", one a message."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.port = 0
        self.answers: list[str] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers and self.answers[0].startswith("RCPT "):
            return self.answers.pop(0)[5:]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers:
            return self.answers.pop(0)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def post() -> Iterator[Post]:
    """A mail server of our own."""
    arrived = Post()
    running = Controller(arrived, hostname="127.0.0.1", port=free_port())
    running.start()
    arrived.port = running.port
    yield arrived
    running.stop()


@pytest.fixture
def mailing_world(services: Services, post: Post) -> Services:
    email = Email(port=post.port, security="none", sender="lotse@kreis.example")
    return replace(
        services, config=replace(services.config, email=email), base_url="https://lotse.example.org"
    )


@pytest.fixture
async def client(database: Database, mailing_world: Services) -> AsyncIterator[TestClient]:
    conversation = Conversation(database, mailing_world)
    async with TestClient(TestServer(web_app(conversation, lambda: NOW))) as running:
        yield running


def link(mail: EmailMessage, what: str) -> str:
    found = re.search(rf"https://lotse\.example\.org(/email/{what}/[0-9a-f-]+)", mail.get_content())
    assert found, mail.get_content()
    return found[1]


async def delivered(database: Database, services: Services) -> None:
    locks, clock = Locks(database), Clock()
    async with Sender(
        database=database,
        services=services,
        channels={"email": EmailChannel(database, services, lambda: NOW)},
        locks=locks,
        parallel=8,
        now=clock,
    ) as sender:
        await Mailing(sender, clock, database).settled()
    await locks.close()


@pytest.mark.every_database
async def test_nothing_comes_before_the_link_is_pressed_and_nothing_after_it_was_left(
    database: Database, mailing_world: Services, post: Post, client: TestClient
) -> None:
    conversation, mailer = (
        Conversation(database, mailing_world),
        EmailChannel(database, mailing_world, lambda: NOW),
    )
    reader = await somebody(conversation, "reader", "ar")
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    await reader.say("/start")
    await reader.look("pause.show")
    await reader.goes(
        ("[بالبريد الإلكتروني أيضًا]", "هل نرسل إليك الرسائل بالبريد الإلكتروني أيضًا؟"),
        ("keine Adresse", "هذا ليس عنوان بريد إلكتروني."),
    )
    await reader.look("pause.show")
    await reader.goes(
        ("[بالبريد الإلكتروني أيضًا]", ""),
        ("Reader@Example.org", "أرسلنا إليك رسالة بالبريد الإلكتروني."),
    )
    assert await mailer.ask() == 1
    assert await mailer.ask() == 0
    (question,) = post.mails
    assert (question["To"], question["From"]) == ("reader@example.org", "lotse@kreis.example")
    await _announced(office)
    await delivered(database, mailing_world)
    assert len(post.mails) == 1
    opened = await client.get(link(question, "confirm"))
    assert "<form method" in await opened.text()
    await _announced(office)
    await delivered(database, mailing_world)
    assert len(post.mails) == 1, "opening the link is not enough"
    assert (await client.post(link(question, "confirm"))).status == 200
    await _announced(office)
    await delivered(database, mailing_world)
    assert len(post.mails) == 2
    notice = post.mails[1]
    assert "Der Kurs beginnt am Dienstag." in notice.get_content()
    assert "هذه الرسالة بالألمانية فقط." in notice.get_content()
    assert notice["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = link(notice, "leave")
    assert notice["List-Unsubscribe"].strip() == f"<https://lotse.example.org{leave}>"
    assert (await client.post(leave, data={"List-Unsubscribe": "One-Click"})).status == 200
    await _announced(office)
    await delivered(database, mailing_world)
    assert len(post.mails) == 2


async def _announced(office: Talk) -> None:
    await office.goes(
        ("/announce", ""),
        ("[✏️ Neue Nachricht]", ""),
        ("Der Kurs beginnt am Dienstag.", ""),
        ("[✅ Senden]", "Freigegeben."),
    )


async def test_links_that_we_never_gave_out_lead_nowhere(client: TestClient) -> None:
    paths = [
        f"/email/{what}/{token}"
        for what in ("confirm", "leave")
        for token in (
            "1-" + "0" * 32,
            "1-1795000000-" + "0" * 32,
            "999999999999999999-999999999999-" + "0" * 32,
            "x",
            "1",
            "999999999999999999999-0",
            "1-",
        )
    ]
    answers = {
        path: ((await client.get(path)).status, (await client.post(path)).status) for path in paths
    }
    assert answers == dict.fromkeys(paths, (404, 404))


async def test_a_link_ends_and_does_only_what_it_is_for(
    database: Database, mailing_world: Services, post: Post
) -> None:
    """The link that confirms cannot leave, nobody makes it last longer, and it has an end."""
    conversation, clock = Conversation(database, mailing_world), Clock()
    talk = await somebody(conversation, "somebody", "en")
    await talk.look("pause.show")
    await talk.goes(("[By e-mail too]", ""), ("a@example.org", "We have sent you an e-mail."))
    assert await EmailChannel(database, mailing_world, lambda: NOW).ask() == 1
    confirm = link(post.mails[0], "confirm")
    async with TestClient(TestServer(web_app(conversation, clock))) as client:
        swapped = confirm.replace("confirm", "leave")
        assert (await client.post(swapped)).status == 404
        longer = re.sub(r"-(\d+)-", lambda found: f"-{int(found[1]) + 1}-", confirm)
        assert (await client.post(longer)).status == 404
        clock.moment = NOW + GOOD_FOR["confirm"] + timedelta(seconds=1)
        for answer in (await client.get(confirm), await client.post(confirm)):
            assert "funktioniert nicht mehr" in await answer.text()
        async with database.read() as store:
            assert await emails.state(store, 1) is EmailState.ASKED
        clock.moment = NOW + GOOD_FOR["confirm"]
        assert "bestätigt" in await (await client.post(confirm)).text()


ANSWERS = (
    ("RCPT 550 no such user", Unreachable),
    ("RCPT 451 later", TryLater),
    ("RCPT 550 5.1.1 user unknown", Unreachable),
    ("RCPT 552 5.2.2 mailbox full", Unreachable),
    ("RCPT 554 5.7.1 relay access denied", Refused),
    ("554 we do not like it", Refused),
    ("554 5.1.1 user unknown", Unreachable),
    ("554 5.7.1 this looks like spam", Refused),
    ("452 full", TryLater),
    ("", Sent),
)


async def test_every_answer_of_a_mail_server_means_something(
    database: Database, mailing_world: Services, post: Post
) -> None:
    wrong = []
    for answer, outcome in ANSWERS:
        post.answers = [answer] if answer else []
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = (
            "lotse@kreis.example",
            "a@example.org",
            "x",
            "<1@x>",
        )
        mail.set_content("x")
        meant = await EmailChannel(database, mailing_world, lambda: NOW).send(mail)
        if not isinstance(meant, outcome):
            wrong.append((answer, meant))
    assert not wrong


@pytest.mark.every_database
async def test_k13_a_bounce_of_a_message_is_told(
    database: Database, mailing_world: Services, post: Post
) -> None:
    """Whom no e-mail reaches gets news of it by the other ways."""
    conversation = Conversation(database, mailing_world)
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    wrong = []
    for who, answer, expected in (
        ("anna", "RCPT 550 no such user", EmailState.REFUSED),
        ("bea", "554 5.1.1 user unknown", EmailState.REFUSED),
        ("cem", "554 5.7.1 this looks like spam", EmailState.CONFIRMED),
    ):
        reader = await somebody(conversation, who)
        person_id = await _confirmed(database, reader)
        await _announced(office)
        post.answers = [answer]
        await delivered(database, mailing_world)
        async with database.read() as store:
            state = await emails.state(store, person_id)
            mine = text("SELECT count(*) FROM delivery WHERE event IS NOT NULL AND person_id = :id")
            news = (await store.execute(mine.bindparams(id=person_id))).scalar_one()
        if (state, news) != (expected, expected is EmailState.REFUSED):
            wrong.append((who, state, news))
        await reader.hear(Pressed("email.stop"))
    assert not wrong


async def _confirmed(database: Database, reader: Talk) -> int:
    """Give a person an address that was confirmed."""
    async with database.write() as store:
        person = await people.at(store, reader.address)
        assert person
        await emails.ask(store, person.id, f"{reader.who}@verein.example", NOW)
        (email_id,) = await emails.to_ask(store, 9)
        await emails.asked(store, email_id, NOW)
        assert await emails.confirm(store, email_id)
    return person.id


async def test_a_mail_server_that_is_away_is_tried_again(
    database: Database, mailing_world: Services
) -> None:
    away = replace(
        mailing_world,
        config=replace(
            mailing_world.config, email=replace(mailing_world.config.email, port=free_port())
        ),
    )
    assert isinstance(
        await EmailChannel(database, away, lambda: NOW).send(EmailMessage()), TryLater
    )


@pytest.mark.every_database
async def test_somebody_elses_address_is_neither_taken_nor_told(
    database: Database, mailing_world: Services, post: Post
) -> None:
    conversation = Conversation(database, mailing_world)
    for who in ("one", "two"):
        talk = await somebody(conversation, who)
        await talk.look("pause.show")
        await talk.goes(
            ("[Auch per E-Mail]", ""), ("same@example.org", "Wir haben Ihnen eine E-Mail gesendet.")
        )
    assert await EmailChannel(database, mailing_world, lambda: NOW).ask() == 1
    async with database.read() as store:
        owner = await people.at(store, Address("email", "same@example.org"))
        first = await people.at(store, Talk(conversation, who="one").address)
    assert owner
    assert first
    assert owner.id == first.id


@pytest.mark.every_database
async def test_a_link_to_sign_in_is_sent_once_and_stops_no_other(
    database: Database, mailing_world: Services, post: Post, client: TestClient
) -> None:
    conversation, sent = Conversation(database, mailing_world), 0
    moments = [NOW]
    channel = EmailChannel(database, mailing_world, lambda: moments[-1])
    mails = SignInMails(database, mailing_world, channel, lambda: moments[-1])
    for who, value in (("poison", "=?x?q?=0a?=@x.example"), ("nora", "nora@kreis.example")):
        await somebody(conversation, who, "uk", role=Role.COORDINATOR)
        async with database.write() as store:
            person = await people.at(store, Address("web", who))
            assert person
            await emails.ask(store, person.id, value, NOW)
            address_id = await emails.number_of(store, Address("email", value))
            assert address_id
            await emails.confirm(store, address_id)
            await sign_ins.ask(store, person.id, NOW, by_mail=True)
    post.answers = ["450 busy"]
    assert await mails.send() == 0
    assert not post.mails
    for _ in range(3):
        moments.append(moments[-1] + timedelta(minutes=9))
        sent += await mails.send()
    assert sent == 1
    (mail,) = post.mails
    assert mail["To"] == "nora@kreis.example"
    found = re.search(r"https://lotse\.example\.org(/sign-in/[0-9a-f-]+)", mail.get_content())
    assert found, mail.get_content()
    assert "<form method" in await (await client.get(found[1])).text()
    assert (await client.post(found[1], allow_redirects=False)).status == 303
    assert (await client.post(found[1], allow_redirects=False)).status == 404
