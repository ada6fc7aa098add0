"""Sessions of browsers: made by us alone, renewed with rights, ended by time and by people."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config_sections import Email
from bot.domain.attachments import Attachment
from bot.domain.grants import Right, Role
from bot.domain.invitations import Invitation
from bot.domain.people import Address, Person
from bot.domain.sessions import Visit
from bot.rules import sessions as rules
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.locking import OPEN_TO_LOCKED
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Attached, Located, Pressed, Said, Typed
from handlers.dialogue.turn import Hints
from handlers.web.sessions import Sessions
from handlers.workflows.services import Services
from storage import retention
from storage.catalogue import places
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.people import emails, grants, invitations, people, sessions, sign_ins
from tests.harness.browsers import Browser, Site, becomes, coordinator, opened
from tests.harness.databases import NOW, SEAL
from tests.test_announcing import somebody
from tests.test_attachments import PDF

STRANGER, KNOWN = "We keep nothing about you.", "This is what we keep about you"
SIGN_IN = "Please sign in again."
EMAIL = "nora@kreis.example"
FILE = Attachment("Plan.pdf", "application/pdf", len(PDF), PDF)
OURS = Sessions(SEAL, secure=False)
THEIRS = Sessions(Seal("f" * 64), secure=False)


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


@pytest.fixture
async def mailing_site(database: Database, services: Services) -> AsyncIterator[Site]:
    """A site that can send e-mails; nothing is sent unless a test does."""
    email = Email(sender="lotse@kreis.example")
    config = replace(services.config, email=email)
    async with opened(Conversation(database, replace(services, config=config))) as running:
        yield running


async def invited(site: Site, role: Role = Role.COORDINATOR) -> str:
    """The token of an invitation."""
    token = secrets.token_hex(16)
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        later = site.moment + timedelta(days=7)
        await invitations.invite(store, token, Invitation(role, district.id), later)
    return token


async def has_email(site: Site, browser: Browser, value: str = EMAIL) -> None:
    """The person of a browser confirmed an e-mail address."""
    async with site.conversation.database.write() as store:
        person = await people.at(store, browser.address)
        assert person
        await emails.ask(store, person.id, value, site.moment)
        address_id = await emails.number_of(store, Address(emails.CHANNEL, value))
        assert address_id
        await emails.confirm(store, address_id)


async def links(site: Site) -> list[str]:
    """The tokens of the links that wait to be sent."""
    async with site.conversation.database.read() as store:
        waiting = await sign_ins.waiting(store, 100, site.moment)
        unsent = [await sign_ins.unsent(store, link_id, site.moment) for link_id in waiting]
        return [link.token for link in unsent if link]


async def newcomer(site: Site) -> Browser:
    browser = await (await site.browser().look()).press("language.set:en")
    await browser.look("data.show")
    assert KNOWN in browser.shown
    return browser


async def test_only_our_own_cookies_are_somebodys(site: Site) -> None:
    known = await newcomer(site)
    address, secret, day, signature = known.cookie.split(".")
    cookie = OURS.new(NOW - timedelta(days=400))
    too_old = OURS.value(replace(cookie, credentials=replace(cookie.credentials, address=address)))
    wrong = []
    forged = {
        "unsigned": address,
        "of another key": THEIRS.value(THEIRS.new(NOW)),
        "cut": known.cookie[:-1],
        "cut to three": f"{address}.{secret}.{day}",
        "longer": known.cookie + "0",
        "another address": f"{'A' * 43}.{secret}.{day}.{signature}",
        "another secret": f"{address}.{'A' * 22}.{day}.{signature}",
        "another day": f"{address}.{secret}.{int(day) + 1}.{signature}",
        "no signature": f"{address}.{secret}.{day}.{'0' * 64}",
        "other digits": f"{address}.{secret}.{'٣' * 6}.{signature}",
        "too old": too_old,
        "self-made": "F" * 43,
        "nonsense": "x y; lotse=",
        "long": "a" * 4000,
    }
    for name, value in forged.items():
        browser = replace(known, cookie=value, csrf="")
        await browser.look("data.show")
        is_new = browser.cookie not in (value, known.cookie) and browser.cookie.count(".") == 3
        if STRANGER not in browser.shown or not is_new:
            wrong.append((name, browser.cookie, browser.shown))
    for name, value in {
        "behind a forged one": f"{'A' * 70}; lotse={known.cookie}",
        "twice": f"{known.cookie}; lotse={known.cookie}",
        "before a forged one": f"{known.cookie}; lotse={'A' * 70}",
        "quoted": f'"{known.cookie}"',
    }.items():
        browser = await replace(known, cookie=value).look("data.show")
        if KNOWN not in browser.shown:
            wrong.append((name, browser.shown))
    assert not wrong


@pytest.mark.every_database
async def test_a_cookie_of_before_is_replaced_once_and_then_nobodys(site: Site) -> None:
    old = await site.browser().look()
    old.cookie = secrets.token_urlsafe(32)
    await becomes(site, old, None)
    before = old.copied()
    both = [old.copied().look("data.show"), old.copied().look("data.show")]
    for browser in await asyncio.gather(*both):
        assert KNOWN in browser.shown
        assert browser.cookie.startswith(before.cookie + ".")
    await old.look("data.show")
    site.moment += rules.OLD_COOKIE_AGAIN + timedelta(seconds=1)
    assert KNOWN in (await old.look("data.show")).shown
    late = await before.look("data.show")
    assert STRANGER in late.shown
    assert late.address != old.address


@pytest.mark.every_database
async def test_a_coordinator_of_before_is_signed_in_by_the_first_press(site: Site) -> None:
    old = await site.browser().look()
    old.cookie = secrets.token_urlsafe(32)
    await becomes(site, old, Role.COORDINATOR)
    assert "📣 Messages" in (await old.look()).shown
    first, second = old.copied(), old.copied()
    await asyncio.gather(first.press("message.new"), second.press("message.new"))
    assert first.cookie == second.cookie != old.cookie
    assert SIGN_IN not in first.shown + second.shown
    site.moment += rules.OLD_COOKIE_AGAIN + timedelta(seconds=1)
    assert SIGN_IN not in (await first.press("message.new")).shown
    assert SIGN_IN in (await old.look("message.list")).shown


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.VOLUNTEER])
@pytest.mark.every_database
async def test_rights_renew_the_session_and_the_old_cookie_is_nobodys(
    site: Site, role: Role
) -> None:
    token = await invited(site, role)
    person = await newcomer(site)
    await person.look(f"invitation.show:{token}")
    attacker, again = person.copied(), person.copied()
    await person.press(f"invitation.accept:{token}")
    assert person.address != attacker.address
    for at in ("home:0", "message.list", "data.show"):
        await attacker.look(at)
        assert "📣 Messages" not in attacker.shown, at
        assert KNOWN not in attacker.shown
    assert f"Role: {role}" in (await person.look("data.show")).shown
    await again.press(f"invitation.accept:{token}")  # whose answer was lost
    assert again.cookie == person.cookie
    assert f"Role: {role}" in (await again.look("data.show")).shown
    assert ("📣 Messages" in (await again.look()).shown) is (role is Role.COORDINATOR)


async def test_who_must_sign_in_again_gets_no_right_by_a_lesser_invitation(site: Site) -> None:
    browser = await coordinator(site)
    site.moment += rules.IDLE + timedelta(hours=1)
    lesser, same = await invited(site, Role.VOLUNTEER), await invited(site)
    await (await browser.look(f"invitation.show:{lesser}")).press(f"invitation.accept:{lesser}")
    assert SIGN_IN in browser.shown
    assert SIGN_IN in (await browser.look("message.list")).shown
    await (await browser.look(f"invitation.show:{same}")).press(f"invitation.accept:{same}")
    assert SIGN_IN not in (await browser.look("message.list")).shown


async def test_a_page_that_lost_its_answer_gets_the_new_cookie_when_it_asks(site: Site) -> None:
    token = await invited(site)
    person = await newcomer(site)
    await person.look(f"invitation.show:{token}")
    before = person.copied()
    await person.press(f"invitation.accept:{token}")
    await before.get("/chat/sent?number=AAAAAAAAAAAAAAAA")
    assert (before.status, before.cookie == person.cookie) == (404, False)
    await before.get(f"/chat/sent?number={before.number}")
    assert (before.status, before.cookie) == (200, person.cookie)


@pytest.mark.parametrize(
    ("idle", "steps"),
    [(rules.IDLE, 1), (timedelta(hours=7), 24 * 30 // 7 + 1)],
    ids=["8 hours without use", "30 days of use"],
)
@pytest.mark.every_database
async def test_a_privileged_session_ends_by_itself(site: Site, idle: timedelta, steps: int) -> None:
    browser = await coordinator(site)
    await browser.press("offer.save:1:a...0")
    for _ in range(steps):
        assert SIGN_IN not in (await browser.look("message.list")).shown
        site.moment += idle
    site.moment += timedelta(seconds=1)
    await browser.look("message.list")
    assert SIGN_IN in browser.shown
    assert "Sign in" in browser.shown
    assert "Saved" in (await browser.look("offer.show:1:a...0")).shown
    assert SIGN_IN not in browser.shown
    assert (await browser.stream()).status == 204


async def test_a_page_that_is_only_open_keeps_nobody_signed_in(site: Site) -> None:
    browser = await coordinator(site)
    for _ in range(3):
        site.moment += timedelta(hours=3)
        (await browser.stream()).close()
    assert SIGN_IN in (await browser.look("message.list")).shown


async def test_all_else_is_closed_until_they_sign_in_again(conversation: Conversation) -> None:
    talk = await somebody(conversation, "nora", "en", role=Role.COORDINATOR)
    locked = Hints(("en",), visit=Visit(session_id=7, is_signed_in=False))
    names = [*ROUTES.presses, *(f"/{name}" for name in ROUTES.commands)]
    assert not OPEN_TO_LOCKED - {*names, *ROUTES.expected}
    said: dict[str, Said] = {
        name: Typed(name) if name.startswith("/") else Pressed(name) for name in names
    }
    said |= {"located": Located(47.7, 8.2), "attached": Attached(FILE)}
    wrong = []
    for name, event in said.items():
        answer = await conversation.hear(talk.address, event, NOW, locked)
        asks = SIGN_IN in answer.screen.text
        if asks is (name in OPEN_TO_LOCKED):
            wrong.append((name, answer.screen.text))
    for expected in ROUTES.expected:
        typed = Typed("a word", f"{expected}:1")
        answer = await conversation.hear(talk.address, typed, NOW, locked)
        with_arguments = ROUTES.find_expected(ROUTES.expected, f"{expected}:1")
        if with_arguments and expected not in OPEN_TO_LOCKED and SIGN_IN not in answer.screen.text:
            wrong.append((expected, answer.screen.text))
    assert not wrong


async def test_a_newcomer_is_never_asked_to_sign_in(site: Site) -> None:
    browser = await newcomer(site)
    site.moment += timedelta(days=29)
    await browser.press("offer.save:1:a...0")
    assert SIGN_IN not in browser.shown
    async with site.conversation.database.read() as store:
        assert not await sessions.all_of(store, 1)
    before = browser.cookie
    site.moment += timedelta(days=2)
    await browser.look()
    assert browser.cookie != before
    assert browser.cookie.partition(".")[0] == before.partition(".")[0]


@pytest.mark.every_database
async def test_a_link_signs_in_once(mailing_site: Site) -> None:
    site = mailing_site
    browser = await coordinator(site)
    await has_email(site, browser)
    site.moment += timedelta(hours=9)
    assert SIGN_IN in (await browser.look("message.list")).shown
    await browser.press("device.ask")
    assert "Send me a link by e-mail" in browser.shown
    await browser.press("device.mail")
    (token,) = await links(site)
    for _ in range(3):
        await browser.get(f"/sign-in/{token}")
        assert "Do you want to sign in on this device?" in browser.shown
    here, there = browser.copied(), site.browser()
    await asyncio.gather(here.post(f"/sign-in/{token}"), there.post(f"/sign-in/{token}"))
    assert sorted((here.status, there.status)) == [200, 404]
    winner = here if here.status == 200 else there
    async with site.conversation.database.read() as store:
        open_count = len(await sessions.open_of(store, 1))
    assert open_count == (1 if winner is here else 2)
    assert SIGN_IN not in (await winner.look("message.list")).shown
    assert "📣 Messages" in (await winner.look()).shown
    shown = (await browser.look("message.list")).shown
    assert "📣" not in shown
    assert winner is here or SIGN_IN in shown
    assert (await site.browser().get(f"/sign-in/{token}")).status == 404


async def test_links_that_do_not_sign_in(mailing_site: Site) -> None:
    site = mailing_site
    browser = await coordinator(site)
    await has_email(site, browser)
    await (await browser.press("device.ask")).press("device.mail")
    (token,) = await links(site)
    link_id, _, code = token.partition("-")
    forged = (f"{int(link_id) + 1}-{code}", f"{link_id}-{'0' * 32}", f"{10**17}-{code}", "1-x")
    wrong = [
        (path, method)
        for path in forged
        for method, ask in (("get", site.browser().get), ("post", site.browser().post))
        if (await ask(f"/sign-in/{path}")).status != 404
    ]
    site.seconds += 3600
    foreign = site.browser(**{"Sec-Fetch-Site": "cross-site"})
    assert (await foreign.post(f"/sign-in/{token}")).status == 403
    site.moment += rules.LINK_VALID
    wrong += [("too old", "post")] * ((await browser.post(f"/sign-in/{token}")).status != 404)
    assert not wrong
    assert await links(site) == []


async def test_links_are_few(mailing_site: Site) -> None:
    site = mailing_site
    browser = await coordinator(site)
    await has_email(site, browser)
    shown = []
    for _ in range(rules.MOST_LINKS + 1):
        site.seconds += 3600
        await browser.press("device.mail")
        shown.append("we will send a link to it" in browser.shown)
        await browser.press("device.mail")
        assert "You have already asked for a link." in browser.shown
        site.moment += timedelta(minutes=5)
    assert shown == [True] * rules.MOST_LINKS + [False]
    site.moment += rules.LINK_DAY
    site.seconds += 36000
    await browser.look("device.list:0")
    stranger = await (await site.browser().look()).press("device.ask")
    await stranger.send(text=EMAIL)
    assert len(await links(site)) == 1


async def test_nobody_learns_whose_address_it_is(mailing_site: Site) -> None:
    site = mailing_site
    await has_email(site, await coordinator(site))
    other = await newcomer(site)
    await has_email(site, other, "amal@web.example")
    shown = []
    for text in (EMAIL, "nobody@web.example", "amal@web.example", EMAIL.upper()):
        site.seconds += 3600
        stranger = await (await site.browser().look()).press("device.ask")
        await stranger.send(text=text)
        shown.append(stranger.shown)
    assert "If we know this address" in shown[0]
    assert len(set(shown)) == 1
    assert len(await links(site)) == 1


@pytest.mark.every_database
async def test_devices_are_seen_and_ended(mailing_site: Site) -> None:
    site = mailing_site
    here = await coordinator(site)
    await has_email(site, here)
    await here.press("device.mail")
    (token,) = await links(site)
    phone = site.browser(**{"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/140.0"})
    await phone.post(f"/sign-in/{token}")
    assert phone.address == here.address
    await here.look("device.list:0")
    assert "Firefox, Windows: this device" in here.shown
    assert "Sign out: Chrome, Android" in here.shown
    stream = await phone.stream()
    assert stream.status == 200
    async with site.conversation.database.read() as store:
        first, second = await sessions.all_of(store, 1)
    other = await coordinator(site)
    await other.press(f"device.end:{second.id}:0")
    assert "Somebody else has just changed this" in other.shown
    await here.press(f"device.end:{second.id}:0")
    assert "Chrome, Android" not in here.shown
    await phone.press("message.new")
    assert "You are signed out on this device." in phone.shown
    assert phone.status == 403
    assert STRANGER in (await phone.look("data.show")).shown
    assert KNOWN in (await here.look("data.show")).shown
    assert first.device == "Firefox, Windows"


async def test_all_others_are_ended_at_once(site: Site) -> None:
    here = await coordinator(site)
    others = []
    for _ in range(3):
        site.moment += timedelta(minutes=2)
        async with site.conversation.database.write() as store:
            token = await sign_ins.ask(store, 1, site.moment, by_mail=False)
        others.append(await site.browser().post(f"/sign-in/{token}"))
    await here.look("device.list:0")
    await here.press("device.end_others")
    assert "this device" in here.shown
    for browser in others:
        assert STRANGER in (await browser.look("data.show")).shown
    assert SIGN_IN not in (await here.look("message.list")).shown


@pytest.mark.every_database
async def test_who_signs_out_is_nobody_there(site: Site) -> None:
    wrong = []
    for make in (coordinator, newcomer):
        browser = await make(site)
        stolen = browser.copied()
        await browser.look("device.leave")
        await browser.press("device.sign_out")
        if browser.cookie or "You are signed out" not in browser.shown:
            wrong.append((make.__name__, browser.cookie, browser.shown))
        if STRANGER not in (await stolen.look("data.show")).shown:
            wrong.append((make.__name__, "stolen", stolen.shown))
        if (await browser.look("data.show")).shown.count(STRANGER) != 1:
            wrong.append((make.__name__, "again", browser.shown))
    assert not wrong


@pytest.mark.every_database
async def test_telegram_gives_a_link_for_the_web(site: Site, conversation: Conversation) -> None:
    async with conversation.database.write() as store:
        address = Address("telegram", "4711")
        person = await people.meet(
            store, address, replace(await _coordinator(store), language="en"), NOW
        )
        await grants.give(store, person.id, Right(Role.COORDINATOR, person.district_id or 0), NOW)
    answer = await conversation.hear(address, Pressed("device.link"), NOW, Hints(("en",)))
    assert "You can use the link once, in the next 30 minutes." in answer.screen.text
    token = answer.screen.text.rpartition("/sign-in/")[2].split("\u2069")[0]
    browser = await site.browser().post(f"/sign-in/{token}")
    assert "📣 Messages" in browser.shown
    async with conversation.database.read() as store:
        at = await people.at(store, browser.address)
        assert at
        assert at.id == person.id


async def test_newcomers_get_no_link(site: Site) -> None:
    browser = await newcomer(site)
    await browser.press("device.link")
    assert "You are not allowed to do this." in browser.shown


async def test_ended_sessions_are_forgotten_later_than_any_cookie(site: Site) -> None:
    browser = await coordinator(site)
    stolen = browser.copied()
    await browser.press("device.sign_out")
    site.moment += timedelta(days=401)
    async with site.conversation.database.write() as store:
        await store.execute(retention.RULES[0].table.update().values(week_seen="2099-W01"))
        limit = retention.limits(site.conversation.services.config.retention, site.moment)
        ended = await retention.forget(store, limit)
    assert ended["sessions"] == 1
    assert STRANGER in (await stolen.look("data.show")).shown


async def test_nothing_of_the_cookie_lies_in_the_database(site: Site) -> None:
    browser = await coordinator(site)
    _, secret, _, _ = browser.cookie.split(".")
    await site.conversation.database.checkpoint()
    path = Path(str(site.conversation.database.url.database))
    content = await asyncio.to_thread(path.read_bytes)
    assert secret.encode() not in content
    assert browser.address.value.encode() not in content


async def _coordinator(store: Store) -> Person:
    district = await places.district_named(store, "waldshut")
    assert district
    return Person(
        language_chosen=True,
        district_id=district.id,
        consent_version=1,
        consent_at=NOW,
    )


def test_of_a_browser_only_two_words_are_kept() -> None:
    words = {
        "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox, Windows",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1": (
            "Safari, iPhone"
        ),
        "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0": "Edge, Linux",
        "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36": (
            "Samsung, Android"
        ),
        "curl/8.0": "",
        "": "",
        "x" * 100_000: "",
    }
    wrong = {text: rules.device_words(text) for text in words}
    assert wrong == words
