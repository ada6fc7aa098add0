"""Notifications of a browser: who may switch them on and off, and where they are offered."""

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse

from bot.config_sections import Email
from bot.domain.grants import Role
from bot.domain.helping import Help, When
from bot.domain.people import Address
from bot.rules.push import mark_of
from bot.ui import AskNotify
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.telegram.rendering import keyboard
from handlers.workflows.services import Services
from storage.catalogue import places
from storage.engine.database import Database
from storage.people import people, push_keys, push_subscriptions, sessions
from tests.harness.browsers import Browser, Site, becomes, coordinator, opened
from tests.harness.databases import NOW
from tests.harness.push import Phone, PushService, key_of, push_service, pushing, subscribed
from tests.test_announcing import somebody

NOTIFY = "🔔 Notify this device"
HERE = "You see it here, at Home under 📬."


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as running:
        yield running


@pytest.fixture
async def site(database: Database, services: Services, service: PushService) -> AsyncIterator[Site]:
    async with opened(Conversation(database, pushing(services, service))) as running:
        yield running


async def reader(site: Site) -> Browser:
    """A browser of somebody who agreed."""
    browser = await site.browser().look()
    await becomes(site, browser, None)
    return await browser.look()


async def state(site: Site, browser: Browser, phone: Phone | None = None) -> dict[str, Any]:
    mark = mark_of(phone.endpoint) if phone else ""
    answer = await site.client.get(f"/chat/push?mark={mark}", headers=browser._headers())
    assert answer.status == 200
    return dict(await answer.json())


async def post(site: Site, browser: Browser, **fields: str) -> ClientResponse:
    form = {"csrf": browser.csrf, **fields}
    return await site.client.post("/chat/push", data=form, headers=browser._headers())


async def switched_on(site: Site, browser: Browser, phone: Phone) -> int:
    """Do what ``push.js`` does when the button is pressed; return the status."""
    asked = await post(site, browser, what="key")
    if asked.status != 200:
        return asked.status
    key = (await asked.json())["key"]
    return (await post(site, browser, what="on", key=key, **phone.form)).status


@pytest.mark.every_database
async def test_a_browser_is_switched_on_and_off(site: Site, service: PushService) -> None:
    browser, phone = await reader(site), service.phone(1)
    assert await state(site, browser) == {"key": "", "on": False}
    assert await switched_on(site, browser, phone) == 204
    async with site.conversation.database.read() as store:
        key = await push_keys.current(store)
        person = await people.at(store, browser.address)
        assert person
        (device,) = await push_subscriptions.of_person(store, person.id)
    assert key
    assert device.subscription == phone.subscription
    assert await state(site, browser, phone) == {"key": key.public, "on": True}
    assert await switched_on(site, browser, phone) == 204, "a second press changes nothing"
    await browser.look("data.show")
    assert "Devices with notifications: Firefox, Windows" in browser.shown
    gone = await post(site, browser, what="off", endpoint=phone.endpoint)
    assert gone.status == 204
    assert await state(site, browser, phone) == {"key": key.public, "on": False}
    again = await post(site, browser, what="off", endpoint=phone.endpoint)
    assert again.status == 204


@pytest.mark.every_database
async def test_the_key_is_made_once_whoever_asks_first(site: Site) -> None:
    """Two who ask at the same moment may get two keys; both work, and later all get the newest."""
    browsers = [await reader(site) for _ in range(6)]
    answers = await asyncio.gather(*(post(site, one, what="key") for one in browsers))
    given = {(await answer.json())["key"] for answer in answers}
    latest = await key_of(site.conversation.database)
    assert latest.public in given
    for browser in browsers:
        assert (await (await post(site, browser, what="key")).json())["key"] == latest.public
    async with site.conversation.database.read() as store:
        assert None not in [await push_keys.id_of(store, public) for public in given]


async def test_nobody_takes_reads_or_ends_the_browser_of_another(
    site: Site, service: PushService
) -> None:
    """Every way at the browser of somebody else, with all that can be known of it but its keys."""
    owner, other, phone = await reader(site), await reader(site), service.phone(1)
    stranger, agreed_nothing = await site.browser().look(), await site.browser().look()
    await (await agreed_nothing.press("language.set:en")).look()
    assert await switched_on(site, owner, phone) == 204
    key = (await state(site, owner))["key"]
    thief = replace(phone, private=Phone("").private)
    forms = {
        "other keys": (other, {"what": "on", "key": key, **thief.form}, 400),
        "other secret": (
            other,
            {"what": "on", "key": key, **replace(phone, auth=bytes(16)).form},
            400,
        ),
        "ended by another": (other, {"what": "off", "endpoint": phone.endpoint}, 204),
        "stranger": (stranger, {"what": "on", "key": key, **phone.form}, 403),
        "stranger asks for the key": (stranger, {"what": "key"}, 403),
        "who agreed to nothing": (
            agreed_nothing,
            {"what": "on", "key": key, **phone.form},
            400,
        ),
        "no token": (other, {"csrf": "", "what": "on", "key": key, **phone.form}, 403),
        "token of another": (
            other,
            {"csrf": owner.csrf, "what": "on", "key": key, **phone.form},
            403,
        ),
        "no cookie": (
            replace(owner, cookie=""),
            {"what": "off", "endpoint": phone.endpoint},
            403,
        ),
    }
    wrong = []
    for name, (browser, form, status) in forms.items():
        answer = await post(site, browser, **form)
        shown = await answer.text()
        if answer.status != status or phone.endpoint in shown or phone.form["auth"] in shown:
            wrong.append((name, answer.status))
        if not (await state(site, owner, phone))["on"]:
            wrong.append((name, "the owner is not notified any more"))
        if browser is not owner and (await state(site, browser, phone))["on"]:
            wrong.append((name, "says whether another one is notified"))
    assert not wrong


@pytest.mark.every_database
async def test_what_no_browser_sends_is_refused_in_words(site: Site, service: PushService) -> None:
    browser, phone = await reader(site), service.phone(1)
    key = (await (await post(site, browser, what="key")).json())["key"]
    good = {"what": "on", "key": key, **phone.form}
    wrong = []
    for field, values in {
        "endpoint": ("", "https://127.0.0.1/a", "https://intranet/a", "http://a.example/b",
                     "https://10.0.0.1/", "http://127.0.0.1:1/push/1", "x" * 2000, "\0"),
        "p256dh": ("", "AAAA", "x" * 87, "ä" * 87, "\0"),
        "auth": ("", "AAAA", "x" * 500),
        "key": ("", "x", key[:-1] + ("A" if key[-1] != "A" else "B"), "\0"),
    }.items():  # fmt: skip
        for value in values:
            answer = await post(site, browser, **good | {field: value})
            text = await answer.text()
            if answer.status != 400 or "This device cannot get notifications." not in text:
                wrong.append((field, value, answer.status))
    german = replace(browser, headers=browser.headers | {"Accept-Language": "de"})
    assert 'lang="en"' in await (await post(site, german, **good | {"auth": ""})).text()
    assert not wrong
    assert not (await state(site, browser, phone))["on"]
    assert (await post(site, browser, what="nonsense")).status == 200
    large = await post(site, browser, **good | {"endpoint": "x" * 100_000})
    assert large.status == 413
    for mark in ("", "x", "%00", "a" * 3000, "' OR 1=1"):
        answer = await site.client.get("/chat/push", params={"mark": mark})
        assert (await answer.json())["on"] is False


@pytest.mark.every_database
async def test_the_next_person_of_a_device_takes_it_along_after_the_first_was_forgotten(
    site: Site, service: PushService
) -> None:
    first, phone = await reader(site), service.phone(1)
    assert await switched_on(site, first, phone) == 204
    second = await reader(site)
    assert await switched_on(site, second, phone) == 204, "the same browser, another person"
    assert not (await state(site, first, phone))["on"]
    assert (await state(site, second, phone))["on"]
    await second.look("data.forget")
    await second.press("data.forget_now")
    third = await reader(site)
    assert not (await state(site, third, phone))["on"], "nobody is notified without being asked"
    assert await switched_on(site, third, phone) == 204
    async with site.conversation.database.read() as store:
        person = await people.at(store, third.address)
        assert person
        assert await push_subscriptions.count(store, person.id) == 1


async def test_who_has_to_sign_in_again_switches_nothing_on(
    site: Site, service: PushService
) -> None:
    """The cookie of somebody with rights alone opens nothing."""
    browser, phone = await coordinator(site), service.phone(1)
    await browser.look()
    assert await switched_on(site, browser, phone) == 204
    async with site.conversation.database.read() as store:
        person = await people.at(store, browser.address)
        assert person
        (session,) = await sessions.open_of(store, person.id)
    without = replace(browser, cookie=browser.cookie)
    site.moment += timedelta(days=60)
    assert await switched_on(site, without, service.phone(2)) == 403
    site.moment -= timedelta(days=60)
    async with site.conversation.database.write() as store:
        assert await sessions.end(store, person.id, session.id, site.moment)
    assert await switched_on(site, browser, service.phone(3)) == 403
    async with site.conversation.database.read() as store:
        assert await push_subscriptions.count(store, person.id) == 0, "signed out: not notified"


async def test_it_may_not_be_done_without_end(site: Site, service: PushService) -> None:
    browser, phone = await reader(site), service.phone(1)
    statuses = [await switched_on(site, browser, phone) for _ in range(150)]
    assert statuses[0] == 204
    assert statuses[-1] == 429
    answer = await post(site, browser, what="key")
    assert (answer.status, int(answer.headers["Retry-After"]) > 0) == (429, True)


async def test_where_nothing_is_configured_there_is_no_button_and_no_door(
    database: Database, services: Services
) -> None:
    async with opened(Conversation(database, services)) as site:
        browser = await reader(site)
        assert (await site.client.get("/chat/push")).status == 404
        assert (await post(site, browser, what="key")).status == 404
        page = await site.client.get("/chat?at=pause.show", headers=browser._headers())
        assert 'class="notify"' not in await page.text()


async def test_the_worker_is_served_where_it_may_work(site: Site) -> None:
    answer = await site.client.get("/sw.js")
    assert answer.status == 200
    assert answer.content_type == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert len(gzip.compress(await answer.read())) < 3072, "as it travels"
    script = await site.client.get("/static/chat.js")
    assert script.status == 200


async def test_the_button_is_hidden_until_the_browser_can_do_it(site: Site) -> None:
    browser = await reader(site)
    for at in ("pause.show", "device.list:0"):
        answer = await site.client.get(f"/chat?at={at}", headers=browser._headers())
        page = await answer.text()
        (button,) = re.findall(r"<button [^>]*class=\"notify\"[^>]*>", page)
        assert " hidden " in button
        assert 'type="button"' in button
        assert 'class="install" hidden' in page
        assert "chat.js" in page


async def test_where_something_is_promised_it_is_said_where_it_arrives(
    site: Site, service: PushService
) -> None:
    """An alert, a help request; first nothing is set up, then this device is notified."""
    browser = await reader(site)
    person = await people_at(site, browser)
    wrong = []
    async with site.conversation.database.write() as store:
        reader_ = await people.by_id(store, person)
        assert reader_
        (town, *_) = await places.municipalities(store, reader_.district_id or 0)
        await people.change(store, replace(reader_, municipality_id=town.id))
    presses = ("watch.add:a...0", f"helping.send:{Help.FORM}:{When.SOON}")
    for at in presses:
        shown = (await browser.press(at)).shown
        if HERE not in shown or NOTIFY not in shown:
            wrong.append((at, "nothing is set up", shown[:400]))
    await subscribed(site.conversation.database, person, service.phone(1))
    for at in ("watch.add:f1...0",):
        shown = (await browser.press(at)).shown
        if "We will notify you on your device." not in shown:
            wrong.append((at, "is notified", shown[:400]))
    assert not wrong


async def people_at(site: Site, browser: Browser) -> int:
    async with site.conversation.database.read() as store:
        person = await people.at(store, browser.address)
    assert person
    return person.id


async def test_e_mail_is_offered_in_the_same_place(
    database: Database, services: Services, service: PushService
) -> None:
    email = Email(sender="lotse@kreis.example")
    conversation = Conversation(database, pushing(services, service, email=email))
    async with opened(conversation) as site:
        browser = await reader(site)
        shown = (await browser.press("watch.add:a...0")).shown
        assert "You see it here, at Home under 📬, or by e-mail if you want." in shown
        assert "Also by e-mail" in shown
        office = await somebody(conversation, "office", "en", role=Role.COORDINATOR)
        screen = await office.hear(Pressed("pause.show"))
        assert AskNotify() in [button.action for button in screen.buttons]


async def test_a_chat_at_telegram_promises_nothing_about_devices(
    database: Database, services: Services, service: PushService
) -> None:
    """There a message comes by itself; and a button of browsers would be refused by Telegram."""
    conversation = Conversation(database, pushing(services, service))
    talk = await somebody(conversation, "reader", "en")
    tr = services.translator("en")
    web = await talk.hear(Pressed("watch.add:a...0"))
    assert AskNotify() in [button.action for button in web.buttons]
    labels = json.dumps(keyboard(web, tr), ensure_ascii=False)
    assert "Notify me" not in labels
    async with database.write() as store:
        await people.meet(
            store,
            Address("telegram", "5001"),
            replace((await people.at(store, talk.address)) or pytest.fail("nobody"), id=0),
            NOW,
        )
    answer = await conversation.hear(Address("telegram", "5001"), Pressed("watch.add:a...0"), NOW)
    assert AskNotify() not in [button.action for button in answer.screen.buttons]
    assert HERE not in answer.screen.text
