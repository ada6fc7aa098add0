"""E-mail addresses that people type: taken, refused in words, written to once a day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from bot.config import ConfigError
from bot.config_sections import Email
from bot.domain.people import EmailState
from bot.environment import load_config
from bot.rules import emails as rules
from bot.rules.problems import Problem, Refusal
from bot.screens.problem_words import WORDS
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.email.channel import EmailChannel, header_of
from handlers.workflows.services import Services
from storage import schema as t
from storage.engine.database import Database
from storage.people import emails, people
from tests.harness.databases import NOW
from tests.harness.server import free_port
from tests.harness.talk import Talk
from tests.refusals import refuses
from tests.test_announcing import somebody
from tests.test_email import Post

TAKEN = {
    "Anna@Verein.Example": "anna@verein.example",
    " anna@verein.example ": "anna@verein.example",
    "info@müller-verein.de": "info@xn--mller-verein-dlb.de",
    "INFO@MÜLLER-VEREIN.DE": "info@xn--mller-verein-dlb.de",
    "o'brien+lotse@verein.example": "o'brien+lotse@verein.example",
    "anna@verein.example.": "anna@verein.example",
    "mailto:Anna@verein.example": "anna@verein.example",
    "\u200fanna@verein.example\u200e ": "anna@verein.example",
    "\u2066anna@verein.example\u2069.": "anna@verein.example",
    "anna@verein.example\u00a0\ufeff": "anna@verein.example",
    "почта@пример.рф": Problem.EMAIL_LETTERS,
    "jürgen@verein.example": Problem.EMAIL_LETTERS,
}
SENDERS = {
    "": True, "lotse@kreis.example": True, "lotse@müller-verein.de": True, "lotse@localhost": True,
    "jürgen@kreis.example": False, "lotse@": False, "@kreis.example": False, "lotse": False,
    "a b@kreis.example": False, "lotse@\u2000.de": False, f"lotse@{'ü' * 70}.de": False,
}  # fmt: skip
REFUSED = (
    "anna@verein..example", "a@.b.de", "=?x?q?=0a?=@x.de", "=?utf-8?q?x?=@x.de", "a..b@x.de",
    ".a@x.de", "a@x", "a@localhost", "a@[127.0.0.1]", '"a b"@x.de', "a@b@c.de", "a b@x.de",
    "Anna <a@x.de>", "a@x.de,b@x.de", "a@x.de\nBcc: b@x.de", "a@-x.de", f"{'a' * 65}@x.de",
    f"a@{'x' * 64}.de", "", "@", "a@", "@x.de", "a@x.de\0", "a@\u200bx.de", "a@xn--a.de",
    "a@x.de..", "mailto:", "mailto:a", "mailto:mailto:a@x.de", "a\u200f@x.de", "\u2066\u2069",
    "a@x.de.,",
)  # fmt: skip


def test_what_is_an_address() -> None:
    wrong = []
    for typed, expected in TAKEN.items():
        try:
            got: object = rules.address_of(typed, takes_unicode=False)
        except Refusal as refusal:
            got = refusal.problem
        if got != expected:
            wrong.append((typed, got))
    for typed in REFUSED:
        try:
            wrong.append((typed, rules.address_of(typed, takes_unicode=True)))
        except Refusal as refusal:
            if refusal.problem is not Problem.NO_EMAIL:
                wrong.append((typed, refusal.problem))
    assert not wrong
    assert rules.address_of("jürgen@verein.example", takes_unicode=True).startswith("jürgen@")


@given(st.text(max_size=60) | st.from_regex(r"[!-~]{1,20}@[a-zäöü.-]{1,20}\.de", fullmatch=True))
def test_what_is_checked_is_what_is_written_to(typed: str) -> None:
    try:
        address = rules.address_of(typed, takes_unicode=True)
    except Refusal:
        return
    assert header_of(address) == address


@pytest.fixture
def post() -> Iterator[Post]:
    arrived = Post()
    running = Controller(arrived, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True)
    running.start()
    arrived.port = running.port
    yield arrived
    running.stop()


@pytest.fixture
def mailing_world(services: Services, post: Post) -> Services:
    email = Email(port=post.port, security="none", sender="lotse@kreis.example")
    return replace(
        services, config=replace(services.config, email=email), base_url="https://x.example"
    )


class Mailer:
    """A conversation, and the channel with a clock that is moved."""

    def __init__(self, database: Database, services: Services) -> None:
        self.conversation = Conversation(database, services)
        self.moment = NOW
        self.channel = EmailChannel(database, services, lambda: self.moment)

    async def gives(self, talk: Talk, address: str) -> str:
        talk.now = self.moment
        await talk.hear(Pressed("email.show"))
        await talk.say(address)
        return talk.shown


@pytest.fixture
def mailer(database: Database, mailing_world: Services) -> Mailer:
    return Mailer(database, mailing_world)


@pytest.mark.every_database
async def test_one_link_for_an_address_and_day_and_five_for_a_person(
    mailer: Mailer, post: Post
) -> None:
    anna, bea = [await somebody(mailer.conversation, who) for who in ("anna", "bea")]
    first = await mailer.gives(anna, "info@müller-verein.de")
    assert await mailer.channel.ask() == 1
    again = [await mailer.gives(anna, "INFO@müller-verein.de") for _ in range(11)]
    assert await mailer.channel.ask() == 0
    assert len(post.mails) == 1
    assert post.mails[0]["To"] == "info@xn--mller-verein-dlb.de"
    already = anna.translated("We have already sent an e-mail to this address today.")
    assert already not in first
    assert all(already in shown for shown in again)
    await anna.hear(Pressed("email.stop"))
    assert already in await mailer.gives(anna, "info@müller-verein.de")
    await anna.hear(Pressed("email.stop"))
    assert already not in await mailer.gives(bea, "info@müller-verein.de")
    assert await mailer.channel.ask() == 0, "somebody else within the day"
    others = [await mailer.gives(anna, f"a{number}@verein.example") for number in range(6)]
    many = anna.translated(WORDS[Problem.MANY_LINKS])
    assert [many in shown for shown in others] == [False] * 4 + [True] * 2
    await mailer.channel.ask()
    assert len(post.mails) == 2, "four of five were given up before they were sent"
    mailer.moment = NOW + timedelta(days=1, minutes=1)
    await mailer.channel.ask()
    assert [mail["To"] for mail in post.mails].count("info@xn--mller-verein-dlb.de") == 2


@pytest.mark.every_database
async def test_a_link_works_after_the_address_was_given_up_and_given_again(
    mailer: Mailer, database: Database
) -> None:
    anna = await somebody(mailer.conversation, "anna")
    await mailer.gives(anna, "anna@verein.example")
    await mailer.channel.ask()
    async with database.read() as store:
        person = await people.at(store, anna.address)
        assert person
    before = await _address_id(database, person.id)
    await anna.hear(Pressed("email.stop"))
    await mailer.gives(anna, "anna@verein.example")
    assert await _address_id(database, person.id) == before
    async with database.write() as store:
        assert await emails.confirm(store, before)
        assert await emails.state(store, person.id) is EmailState.CONFIRMED
    await mailer.gives(anna, "anna@verein.example")
    async with database.read() as store:
        assert await emails.state(store, person.id) is EmailState.CONFIRMED


async def _address_id(database: Database, person_id: int) -> int:
    async with database.read() as store:
        mine = (t.address.c.person_id == person_id) & (t.address.c.channel == "email")
        return int((await store.execute(select(t.address.c.id).where(mine))).scalar_one())


@pytest.mark.every_database
async def test_a_bounce_is_told_and_later_waits(
    mailer: Mailer, database: Database, post: Post
) -> None:
    anna = await somebody(mailer.conversation, "anna")
    await mailer.gives(anna, "anna@verein.example")
    post.answers = ["RCPT 451 later"]
    assert await mailer.channel.ask() == 0
    assert await mailer.channel.ask() == 0
    assert not post.answers
    assert not post.mails
    mailer.moment += timedelta(minutes=6)
    post.answers = ["RCPT 550 no such user"]
    assert await mailer.channel.ask() == 0
    async with database.read() as store:
        person = await people.at(store, anna.address)
        assert person
        assert await emails.state(store, person.id) is EmailState.REFUSED
        events = await store.execute(text("SELECT count(*) FROM delivery WHERE event IS NOT NULL"))
        assert events.scalar_one() == 1
    mailer.moment += timedelta(hours=1)
    assert await mailer.channel.ask() == 0
    assert not post.mails
    await anna.hear(Pressed("email.show"))
    assert anna.translated("Our e-mails do not reach your address.") in anna.shown


@pytest.mark.every_database
async def test_letters_before_the_at_wait_for_a_server_that_takes_them(
    mailer: Mailer, post: Post, database: Database
) -> None:
    anna, bea = [await somebody(mailer.conversation, who) for who in ("anna", "bea")]
    refused = await mailer.gives(anna, "jürgen@verein.example")
    assert await mailer.channel.ask() == 0
    await mailer.gives(bea, "bea@verein.example")
    assert await mailer.channel.ask() == 1
    assert await mailer.gives(anna, "jürgen@verein.example") != refused
    assert await mailer.channel.ask() == 1
    assert len(post.mails) == 2


@pytest.mark.parametrize(
    ("sender", "written"),
    [
        ("lotse@müller-verein.de", "lotse@xn--mller-verein-dlb.de"),
        ("Lotse@faß.example", "Lotse@xn--fa-hia.example"),
        ("lotse@kreis.example", "lotse@kreis.example"),
    ],
)
async def test_k13_a_sender_with_letters_needs_no_better_mail_server(
    database: Database, services: Services, sender: str, written: str
) -> None:
    """The server takes no SMTPUTF8; mails of such a sender were refused for everybody."""
    post = Post()
    running = Controller(post, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=False)
    running.start()
    site = replace(services.config.web, public_url="https://lotse.müller-verein.de:8443/")
    email = Email(port=running.port, security="none", sender=sender)
    config = replace(services.config, email=email, web=site)
    world = replace(services, config=config, base_url=site.ascii_url)
    mailer = Mailer(database, world)
    anna = await somebody(mailer.conversation, "anna")
    await mailer.gives(anna, "anna@пример.example")
    assert await mailer.channel.ask() == 1
    running.stop()
    assert post.mails[0]["From"] == written
    assert (
        "https://lotse.xn--mller-verein-dlb.de:8443/email/confirm/" in post.mails[0].get_content()
    )


def test_k13_a_sender_that_no_server_takes_is_a_mistake_of_the_settings() -> None:
    wrong = []
    for sender, is_right in SENDERS.items():
        try:
            load_config({"LOTSE_EMAIL_SENDER": sender, "LOTSE_WEB_PUBLIC_URL": "https://x.example"})
        except ConfigError as error:
            if is_right or "LOTSE_EMAIL_SENDER" not in str(error):
                wrong.append((sender, str(error)))
        else:
            if not is_right:
                wrong.append((sender, "taken"))
    assert not wrong


def test_five_a_day() -> None:
    rules.may_ask_for_link(4)
    with refuses(Problem.MANY_LINKS):
        rules.may_ask_for_link(5)
