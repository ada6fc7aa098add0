"""Every route of the site, found by itself: forms of others change nothing, no page leads away.

A new route is asked the same questions without a line here.
"""

from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.domain.grants import Role
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.people import sign_ins
from tests.harness.browsers import Site, opened
from tests.harness.desk import OURS, AtDesk, at_desk, offers_here

SECRET = {
    "/email/": "a link in a mail, which mail programs press themselves (RFC 8058)",
    "/desk/organisation/": "who has the link answers, from wherever they open it",
    "/sign-in/": "a link that signs in, or the answer of a passkey to a challenge of ours",
}
"""Addresses and forms that nobody else knows: they carry no token of the session."""
FOREIGN = ("cross-site", "same-site")
OF_BROWSERS = ("/desk/", "/sign-in/")
"""Addresses where a browser is believed that says that another site sent a form."""
COUNTED = (t.audit, t.session)
"""Tables of what was refused, and of who was here."""
FILLED = {
    "language": "uk",
    "kind": "offer",
    "period": "2026-H2",
    "district": "waldshut",
    "name": "lotse-192.png",
    "what": "leave",
    "token": "0" * 32,
}
EVIL = ("https://evil.example/", "//evil.example", "/\\evil.example", "/desk@evil.example")
NAMES = ("back", "next", "at", "to", "url", "return", "start", "said", "problem", "q")
"""Parameters in which somebody might be led on."""


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


def addresses(site: Site, method: str, row_id: int, sign_in: str = "") -> Iterator[str]:
    """Yield an address of each route."""
    app = site.client.app
    assert isinstance(app, web.Application)
    for route in app.router.routes():
        if route.method == method and route.resource is not None:
            path = route.resource.canonical
            if path.startswith("/sign-in/{"):
                yield f"/sign-in/{sign_in}"
            elif not isinstance(route.resource, web.StaticResource):
                yield path.format(**FILLED | {"id": row_id})


async def rows(site: Site) -> dict[str, list[str]]:
    """Return what stands in the database."""
    async with site.conversation.database.read() as store:
        return {
            table.name: sorted(map(repr, await store.execute(select(table))))
            for table in t.metadata.sorted_tables
            if table not in COUNTED
        }


async def a_link(site: Site, desk: AtDesk) -> str:
    async with site.conversation.database.write() as store:
        return await sign_ins.ask(store, desk.person.id, site.moment, by_mail=False)


def forged(path: str, desk: AtDesk, other: AtDesk) -> Iterator[tuple[dict[str, str], str]]:
    """Yield forms that no page of ours sends: the token, and the site that sent it."""
    ours, theirs = (OURS.csrf(who.cookie.partition(".")[0]) for who in (desk, other))
    if not path.startswith(tuple(SECRET)):
        yield {}, ""
        yield {"csrf": theirs}, ""
    if path.startswith(OF_BROWSERS) and not path.startswith("/desk/organisation/"):
        yield from (({"csrf": ours}, place) for place in FOREIGN)


async def test_a_form_that_another_site_sends_changes_nothing(site: Site) -> None:
    desk, other = await at_desk(site), await at_desk(site, Role.READER)
    link, offer = await a_link(site, desk), (await offers_here(site))[0]
    before, wrong, count = await rows(site), [], 0
    for path in addresses(site, "POST", offer.id, link):
        for fields, place in forged(path, desk, other):
            site.seconds += 3600
            form = {"act": "send", "press": "language.set:uk", **fields}
            headers = {"Sec-Fetch-Site": place} if place else {}
            await desk.send(path, form, follows=False, **headers)
            count += 1
            if desk.status not in (403, 404):
                wrong.append((path, fields, place, desk.status))
    assert not wrong
    assert await rows(site) == before
    assert count > 150


async def test_what_is_only_opened_changes_nothing_and_leads_nowhere_else(site: Site) -> None:
    desk = await at_desk(site)
    link, offer = await a_link(site, desk), (await offers_here(site))[0]
    before, wrong, count = await rows(site), [], 0
    for number, path in enumerate(addresses(site, "GET", offer.id, link)):
        if path == "/chat/live":
            continue
        site.seconds += 3600
        evil = EVIL[number % len(EVIL)]
        await desk.get(f"{path}?" + "&".join(f"{name}={evil}" for name in NAMES))
        count += 1
        wrong += [(path, reason) for reason in said_wrongly(desk, path)]
    assert not wrong
    assert await rows(site) == before
    assert count > 70


def said_wrongly(desk: AtDesk, path: str) -> Iterator[str]:
    """Yield what is wrong with an answer."""
    headers = {name.lower(): value for name, value in desk.headers.items()}
    if desk.status >= 500:
        yield f"status {desk.status}"
    if urlsplit(headers.get("location", "")).netloc or "\\" in headers.get("location", ""):
        yield headers["location"]
    if any(name.startswith("access-control-") for name in headers):
        yield "other sites may read it"
    if headers.get("x-content-type-options") != "nosniff":
        yield "its kind is guessed"
    if desk.page:
        yield from page_wrongly(desk, headers.get("content-security-policy", ""), path)


def page_wrongly(desk: AtDesk, policy: str, path: str) -> Iterator[str]:
    """Yield what is wrong with a page: who may frame it, where it leads."""
    ancestors = "frame-ancestors 'none'" if path.startswith("/desk") else "frame-ancestors"
    if "default-src 'none'" not in policy or ancestors not in policy:
        yield f"policy: {policy}"
    for mark in ('href="', 'action="', 'src="'):
        if any(f"{mark}{evil}" in desk.page for evil in EVIL):
            yield f"{mark} leads elsewhere"


async def test_a_form_of_ours_leads_nowhere_else(site: Site) -> None:
    desk = await at_desk(site)
    offer, wrong = (await offers_here(site))[0], []
    token = OURS.csrf(desk.cookie.partition(".")[0])
    for number, path in enumerate(addresses(site, "POST", offer.id, f"1-{'0' * 32}")):
        site.seconds += 3600
        form = {"csrf": token, **dict.fromkeys(NAMES, EVIL[number % len(EVIL)]), "act": "nothing"}
        await desk.send(path, form, follows=False)
        if desk.status >= 500 or "evil" in urlsplit(desk.location).path + desk.location[:20]:
            wrong.append((path, desk.status, desk.location))
    assert not wrong
