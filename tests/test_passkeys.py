"""Passkeys in a real browser: Chromium's virtual authenticator, over the DevTools protocol."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, CDPSession, Page, expect
from sqlalchemy import select

from bot.rules.problems import Problem, Refusal
from handlers.desk.desk import desk_routes
from handlers.dialogue.conversation import Conversation
from handlers.web.passkeys import SIGN_IN, VALID, Asked, Passkeys
from handlers.web.server import web_app
from handlers.web.trying import try_routes
from storage import schema as t
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.people import sign_ins
from tests.harness.databases import NOW, SEAL, open_database
from tests.harness.patience import scaled
from tests.harness.server import free_port

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("serial")]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest_asyncio.fixture(loop_scope="session")
async def database(url: str) -> AsyncIterator[Database]:
    """In the loop of the browser."""
    opened = open_database(url)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def site(conversation: Conversation) -> AsyncIterator[str]:
    """A server that is called by a name: no browser makes a passkey for a number."""
    port = free_port()
    address = f"http://localhost:{port}"
    conversation.services = replace(conversation.services, base_url=address)

    def now() -> datetime:
        return NOW

    app = web_app(conversation, now, rooms=(desk_routes,), more=try_routes(conversation, now))
    async with TestServer(app, host="localhost", port=port):
        yield address


async def device(page: Page, **more: bool) -> tuple[CDPSession, str]:
    """Plug a device into a page; ``more`` says what it can do."""
    tools = await page.context.new_cdp_session(page)
    await tools.send("WebAuthn.enable")
    added = await tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | more})
    return tools, added["authenticatorId"]


async def credentials(tools: CDPSession, device_id: str) -> list[dict[str, Any]]:
    told = await tools.send("WebAuthn.getCredentials", {"authenticatorId": device_id})
    return list(told["credentials"])


async def coordinator(browser: Browser, site: str) -> Page:
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    page.set_default_timeout(scaled(6) * 1000)
    expect.set_options(timeout=scaled(6) * 1000)
    await page.goto(f"{site}/try/desk")
    await page.goto(f"{site}/desk/security")
    return page


async def add(page: Page) -> None:
    """Press the button that makes a passkey, and wait for the answer."""
    async with page.expect_navigation():
        await page.click("form:has(input[value=passkey]) button")


async def press(page: Page) -> None:
    async with page.expect_navigation():
        await page.click("form[data-passkey] button")


async def answer(page: Page, site: str) -> str:
    """Return what a browser would send to sign in; it is not sent."""
    await page.context.clear_cookies()
    await page.goto(f"{site}/desk")
    await page.evaluate(
        """() => { HTMLFormElement.prototype.submit = function () {
            window.told = this.elements.credential.value; }; }"""
    )
    await page.click("form[data-passkey] button")
    await page.wait_for_function("window.told")
    return str(await page.evaluate("window.told"))


async def answered(page: Page, site: str, **headers: object) -> int:
    """Sign in by hand with a passkey; return the status."""
    return await sent(page, site, await answer(page, site), **headers)


async def sent(page: Page, site: str, told: str, **headers: object) -> int:
    answer = await page.context.request.post(
        f"{site}/sign-in/passkey",
        form={"credential": told, "back": "/desk/offers"},
        headers={name: str(value) for name, value in headers.items()},
        max_redirects=0,
    )
    return answer.status


async def test_a_passkey_is_added_signs_in_and_is_deleted(browser: Browser, site: str) -> None:
    page = await coordinator(browser, site)
    tools, device_id = await device(page)
    await add(page)
    keys = page.locator("ul.queue li")
    await expect(keys).to_have_count(1)
    await expect(page.locator("main")).to_contain_text("second passkey")
    await page.context.clear_cookies()
    await page.goto(f"{site}/desk/offers")
    await press(page)
    await expect(page).to_have_url(f"{site}/desk/offers")
    assert [one["signCount"] for one in await credentials(tools, device_id)] == [2]
    await page.goto(f"{site}/desk/security")
    await page.click("ul.queue button")
    await expect(keys).to_have_count(0)
    await page.context.clear_cookies()
    await page.goto(f"{site}/desk")
    await press(page)
    assert "/sign-in/passkey" in page.url, "a deleted one is nobody's"


async def test_an_answer_works_once_here_and_by_its_owner_only(browser: Browser, site: str) -> None:
    """Replayed, changed, from another site, for another host, with a count that goes back."""
    page = await coordinator(browser, site)
    tools, device_id = await device(page)
    await add(page)
    wrong = []
    if (status := await answered(page, site)) != 303:
        wrong.append(f"right: {status}")
    told = await page.evaluate("window.told")
    for name, status in {
        "replayed": await sent(page, site, told),
        "nonsense": await sent(page, site, "{" * 9000),
        "a list": await sent(page, site, "[]"),
        "nothing": await sent(page, site, ""),
        "changed": await sent(page, site, told.replace('"signature":"', '"signature":"AA')),
    }.items():
        if status != 403:
            wrong.append(f"{name}: {status}")
    if (status := await answered(page, site, **{"Sec-Fetch-Site": "cross-site"})) != 403:
        wrong.append(f"cross-site: {status}")
    known = (await credentials(tools, device_id))[0]
    await tools.send("WebAuthn.clearCredentials", {"authenticatorId": device_id})
    copy = {"authenticatorId": device_id, "credential": known | {"signCount": 1}}
    await tools.send("WebAuthn.addCredential", copy)
    if (status := await answered(page, site)) != 403:
        wrong.append(f"a copy whose count goes back: {status}")
    assert not wrong


async def test_a_device_that_does_not_ask_who_is_there_adds_no_passkey(
    browser: Browser, site: str
) -> None:
    page = await coordinator(browser, site)
    await device(page, isUserVerified=False)
    await page.click("form:has(input[value=passkey]) button")
    await page.reload()
    await expect(page.locator("ul.queue li")).to_have_count(0)


async def test_an_answer_is_for_one_site_purpose_person_and_time(
    browser: Browser, site: str, conversation: Conversation
) -> None:
    page = await coordinator(browser, site)
    await device(page)
    await add(page)
    told, asked, wrong = await answer(page, site), Asked(SIGN_IN), []
    ours = Passkeys(SEAL, site)
    cases: dict[str, tuple[Passkeys, Asked, datetime, int]] = {
        "another port": (Passkeys(SEAL, "http://localhost:1"), asked, NOW, 0),
        "another host": (Passkeys(SEAL, "https://lotse.example"), asked, NOW, 0),
        "another purpose": (ours, Asked("give"), NOW, 0),
        "another session": (ours, Asked(SIGN_IN, "x"), NOW, 0),
        "another key of ours": (Passkeys(Seal("01" * 32), site), asked, NOW, 0),
        "another person": (ours, asked, NOW, 1_000_000),
        "too late": (ours, asked, NOW + VALID + timedelta(seconds=1), 0),
        "before it was asked": (ours, asked, NOW - timedelta(minutes=1), 0),
    }
    for name, (keys, purpose, moment, person_id) in cases.items():
        try:
            async with conversation.database.write() as store:
                await keys.given(store, purpose, told, moment, person_id=person_id)
            wrong.append(name)
        except Refusal as refusal:
            wrong += [] if refusal.problem is Problem.PASSKEY_REFUSED else [name]
    assert not wrong
    async with conversation.database.write() as store:
        assert await ours.given(store, asked, told, NOW), "the answer itself is right"


async def test_after_a_link_a_passkey_is_a_second_factor(
    browser: Browser, site: str, conversation: Conversation
) -> None:
    page = await coordinator(browser, site)
    await device(page)
    await add(page)
    async with conversation.database.write() as store:
        person_id = (await store.execute(select(t.passkey.c.person_id))).scalar_one()
        token = await sign_ins.ask(store, person_id, NOW, by_mail=False)
    await page.context.clear_cookies()
    await page.goto(f"{site}/sign-in/{token}")
    async with page.expect_navigation():
        await page.click("form button")
    await expect(page).to_have_url(f"{site}/desk/second-factor")
    await press(page)
    await expect(page).to_have_url(f"{site}/desk")
