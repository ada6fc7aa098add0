"""Signing in at the identity provider of an office (OpenID Connect), against a pretended one."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from bot.domain.grants import Role
from bot.domain.people import Address
from bot.rules.id_tokens import SKEW
from bot.rules.problems import Problem
from bot.screens.problems import WORDS
from handlers.dialogue.conversation import Conversation
from handlers.web.sessions import SIGNING_IN
from storage import schema as t
from storage.people import audits, emails
from tests.harness.browsers import Site, opened
from tests.harness.desk import at_desk
from tests.harness.provider import NAME, Pretended, RSAKey, Visitor, pretended, uses
from tests.test_sessions import invited

REQUIRED = ("iss", "sub", "aud", "nonce", "exp", "iat")
DESK, BACK = "/desk", "/sign-in/provider/back"


@pytest.fixture
async def provider() -> AsyncIterator[Pretended]:
    async with pretended() as running:
        yield running


@pytest.fixture
async def site(conversation: Conversation, provider: Pretended) -> AsyncIterator[Site]:
    uses(conversation, provider, factors=("mfa", "strong"))
    async with opened(conversation) as running:
        provider.now = running.now
        yield running


async def newly(site: Site, provider: Pretended, role: Role = Role.COORDINATOR) -> Visitor:
    """Somebody who accepted an invitation with an account."""
    token = await invited(site, role)
    visitor = await Visitor(site).sign_in(provider, f"?invitation={token}")
    assert visitor.location == DESK, visitor.page
    return visitor


async def is_in(visitor: Visitor) -> bool:
    await visitor.get("/desk/offers")
    return visitor.status == 200


def says(visitor: Visitor, problem: Problem) -> bool:
    return WORDS[problem] in unescape(visitor.page)


async def refusals(site: Site) -> dict[str, int]:
    """What was refused of sign-ins, and how often."""
    async with site.conversation.database.read() as store:
        lines = await audits.latest(store, 100)
    return {line.outcome: line.count for line in lines if line.action == "sign-in"}


async def count(site: Site, table: str) -> int:
    async with site.conversation.database.read() as store:
        query = select(func.count()).select_from(t.metadata.tables[table])
        return int((await store.execute(query)).scalar_one())


@pytest.mark.every_database
async def test_an_invitation_binds_the_account_and_it_signs_in_from_then_on(
    site: Site, provider: Pretended
) -> None:
    token = await invited(site)
    first = await Visitor(site).sign_in(provider, f"?invitation={token}")
    assert first.location == DESK
    assert await is_in(first)
    second = await Visitor(site).sign_in(provider, "?back=/desk/offers")
    assert second.location == "/desk/offers"
    assert await is_in(second)
    assert await is_in(first), "the first session goes on"
    again = await Visitor(site).sign_in(provider, f"?invitation={token}")
    assert says(again, Problem.INVITATION_GONE), "an invitation works once"
    other = await invited(site, Role.READER)
    people = await count(site, "person")
    third = await Visitor(site).sign_in(provider, f"?invitation={other}")
    assert await is_in(third)
    assert await count(site, "person") == people, "the same person gets another right"


async def test_an_unknown_account_is_told_whom_to_ask_and_nothing_is_stored(
    site: Site, provider: Pretended
) -> None:
    """Nor is somebody known by an address that a provider names: whoever runs it writes it."""
    desk = await at_desk(site)
    async with site.conversation.database.write() as store:
        value = Address(emails.CHANNEL, "nora@waldshut.example")
        await emails.ask(store, desk.person.id, value.value, site.moment)
        address_id = await emails.number_of(store, value)
        assert address_id
        await emails.confirm(store, address_id)
    provider.claims = {"email": "nora@waldshut.example", "email_verified": True}
    people = await count(site, "person")
    visitor = await Visitor(site).sign_in(provider)
    assert visitor.status == 403
    assert says(visitor, Problem.ACCOUNT_UNKNOWN)
    assert "Landkreis Waldshut" in visitor.page
    assert "integration@waldshut.example" in visitor.page
    assert not await is_in(visitor)
    assert await refusals(site) == {"unknown": 1}
    assert await count(site, "person") == people
    assert await count(site, "account") == 0


async def test_tokens_that_do_not_sign_in(site: Site, provider: Pretended) -> None:
    await newly(site, provider)
    before = await count(site, "session")
    moment, other = int(site.moment.timestamp()), RSAKey.generate_key(2048, {"kid": "of another"})
    refused, clock, hours = Problem.PROVIDER_REFUSED, Problem.PROVIDER_CLOCK, 3600
    cases = {
        "aud": ({"aud": "another"}, refused),
        "aud of others": ({"aud": ["another"]}, refused),
        "azp": ({"azp": "another"}, refused),
        "azp missing": ({"aud": ["lotse", "another"]}, refused),
        "iss": ({"iss": "http://127.0.0.1:1"}, refused),
        "iss as list": ({"iss": [provider.issuer]}, refused),
        "nonce": ({"nonce": "another"}, refused),
        "nonce as list": ({"nonce": ["a"]}, refused),
        "exp": ({"exp": moment - 121}, clock),
        "exp far": ({"exp": moment - 30 * hours}, clock),
        "iat": ({"iat": moment + 121}, clock),
        "iat long ago": ({"iat": moment - 121, "exp": moment + hours}, clock),
        "nbf": ({"nbf": moment + 121}, clock),
        "exp no number": ({"exp": "tomorrow"}, refused),
        "iat true": ({"iat": True}, refused),
        "sub empty": ({"sub": ""}, refused),
        "sub no text": ({"sub": 17}, refused),
        "sub long": ({"sub": "x" * 256}, refused),
        **{f"no {name}": ({name: None}, refused) for name in REQUIRED},
    }
    tokens = {
        "alg none": provider.unsigned,
        "alg HS256": provider.with_public_key_as_secret,
        "another key": lambda claims: provider.signed(claims, other),
        "another key of the same name": lambda claims: provider.signed(
            claims, RSAKey.import_key(other.as_dict(private=True), {"kid": provider.keys[0].kid})
        ),
        "changed": lambda claims: provider.signed(claims)[:-8] + "AAAAAAAA",
        "cut": lambda claims: provider.signed(claims).rpartition(".")[0],
        "nothing": lambda _: None,
        "a number": lambda _: 17,
        "nonsense": lambda _: "a.b.c",
        "empty": lambda _: "",
        "of parts": lambda _: "....",
        "a list": lambda _: ["x"],
        "letters": lambda _: "ü" * 300,
        "long": lambda _: "e" * 100_000,
    }
    wrong = []
    for name, (claims, problem) in cases.items():
        provider.claims = claims
        visitor = await Visitor(site).sign_in(provider)
        if visitor.status != 403 or not says(visitor, problem) or await is_in(visitor):
            wrong.append((name, visitor.status, visitor.page))
    provider.claims = {}
    for name, token in tokens.items():
        provider.token = token
        visitor = await Visitor(site).sign_in(provider)
        if visitor.status != 403 or not says(visitor, refused) or await is_in(visitor):
            wrong.append((name, visitor.status, visitor.page))
    provider.token = None
    assert not wrong
    counted = await refusals(site)
    assert sum(counted.values()) == len(cases) + len(tokens), counted
    assert {"aud", "azp", "iss", "nonce", "exp", "iat", "nbf", "sub", "alg", "key"} <= set(counted)
    assert await count(site, "session") == before
    assert await is_in(await Visitor(site).sign_in(provider)), "a right one still does"


async def test_a_clock_may_be_wrong_by_two_minutes(site: Site, provider: Pretended) -> None:
    await newly(site, provider)
    wrong = []
    for seconds in (-SKEW.total_seconds(), -90, 0, 90, SKEW.total_seconds()):
        provider.skew = timedelta(seconds=seconds)
        if not await is_in(await Visitor(site).sign_in(provider)):
            wrong.append(seconds)
    for seconds in (-86_400, -600, -121, 121, 600, 86_400):
        provider.skew = timedelta(seconds=seconds)
        visitor = await Visitor(site).sign_in(provider)
        if visitor.status != 403 or not says(visitor, Problem.PROVIDER_CLOCK):
            wrong.append(seconds)
    assert not wrong


async def test_an_answer_counts_once_in_the_browser_where_it_was_begun(
    site: Site, provider: Pretended
) -> None:
    await newly(site, provider)
    wrong = []

    async def tried(name: str, visitor: Visitor, address: str) -> None:
        await visitor.get(address)
        if visitor.status != 403 or not says(visitor, Problem.PROVIDER_AGAIN):
            wrong.append((name, visitor.status, visitor.page))
        if await is_in(visitor):
            wrong.append((name, "is in"))

    visitor = Visitor(site)
    back = provider.sign_in(await visitor.leave())
    await tried("another browser", Visitor(site), back)
    stranger = Visitor(site)
    await stranger.leave()
    await tried("another browser that began, too", stranger, back)
    await visitor.get(back)
    assert visitor.location == DESK
    thief = Visitor(site, {name: value for name, value in visitor.cookies.items() if "b" in name})
    await tried("replayed", thief, back)
    late = Visitor(site)
    back = provider.sign_in(await late.leave())
    site.moment += SIGNING_IN + timedelta(seconds=2)
    await tried("too old", late, back)
    code = "?code=x&state="
    for name, state in {
        "none": "",
        "nonsense": "x" * 40,
        "changed": back.partition("state=")[2][:-4] + "AAAA",
        "not ASCII": "%C3%BC%00",
        "long": "A" * 7000,
        "cut": back.partition("state=")[2][:20],
    }.items():
        await tried(name, late, f"{BACK}{code}{state}")
    await tried("no parameters", late, BACK)
    assert not wrong
    counted = await refusals(site)
    assert counted == {"browser": 2, "replayed": 1, "too old": 1, "state": 7}


@pytest.mark.every_database
async def test_of_two_answers_at_once_one_signs_in(site: Site, provider: Pretended) -> None:
    await newly(site, provider)
    visitor = Visitor(site)
    back = provider.sign_in(await visitor.leave())
    both = [replace(visitor, cookies=dict(visitor.cookies)) for _ in range(2)]
    await asyncio.gather(*(one.get(back) for one in both))
    assert sorted(one.status for one in both) == [303, 403]


async def test_a_code_is_worth_nothing_without_what_only_we_know(
    site: Site, provider: Pretended
) -> None:
    """Somebody who saw the code of another puts it into an answer of their own (PKCE)."""
    await newly(site, provider)
    victim, thief = Visitor(site), Visitor(site)
    code = provider.sign_in(await victim.leave()).partition("code=")[2].partition("&")[0]
    own = provider.sign_in(await thief.leave()).partition("state=")[2]
    await thief.get(f"{BACK}?code={code}&state={own}")
    assert says(thief, Problem.PROVIDER_REFUSED)
    assert not await is_in(thief)
    assert await refusals(site) == {"code": 1}


async def test_nobody_is_led_elsewhere(site: Site, provider: Pretended) -> None:
    await newly(site, provider)
    wrong = []
    for back in ("https://evil.example/desk", "//evil.example", "/\\evil.example", "/desk@evil"):
        visitor = await Visitor(site).sign_in(provider, f"?back={back}")
        if visitor.location != DESK:
            wrong.append((back, visitor.location))
    address = await Visitor(site).leave()
    for more in ("&redirect_uri=https://evil.example", "&iss=https://evil.example"):
        visitor = Visitor(site)
        back = provider.sign_in(await visitor.leave()) + more
        await visitor.get(back)
        if "evil" in visitor.location:
            wrong.append((more, visitor.location))
    assert "redirect_uri=http://127.0.0.1:8080/sign-in/provider/back&" in address
    assert not wrong
    assert await refusals(site) == {"issuer": 1}


async def test_the_way_in_while_the_provider_does_not_answer(
    site: Site, provider: Pretended
) -> None:
    visitor = Visitor(site)
    await visitor.get(DESK)
    page = unescape(visitor.page)
    assert f"Sign in with an account of {NAME}" in page.replace("\u2068", "").replace("\u2069", "")
    assert "/chat?at=device.ask" in page
    provider.status = 503
    await visitor.get("/sign-in/provider")
    assert visitor.status == 503
    assert says(visitor, Problem.PROVIDER_DOWN)
    assert "/chat?at=device.ask" in visitor.page
    await visitor.get("/chat?at=device.ask")
    assert "/sign-in/provider" in visitor.page
    assert await refusals(site) == {"down": 1}


async def test_what_a_provider_refuses_is_said(site: Site, provider: Pretended) -> None:
    visitor = Visitor(site)
    back = provider.sign_in(await visitor.leave())
    state = back.partition("state=")[2]
    await visitor.get(f"{BACK}?error=access_denied&error_description=<b>no</b>&state={state}")
    assert says(visitor, Problem.PROVIDER_DENIED)
    assert "<b>no" not in visitor.page
    assert await refusals(site) == {"denied": 1}


async def test_without_settings_there_is_no_such_address(conversation: Conversation) -> None:
    async with opened(conversation) as site:
        for path in ("/sign-in/provider", BACK):
            assert (await Visitor(site).get(path)).status == 404
        assert "/sign-in/provider" not in (await Visitor(site).get(DESK)).page
