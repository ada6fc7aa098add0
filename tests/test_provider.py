"""Signing in at the identity provider of an office (OpenID Connect), against a pretended one."""

import asyncio
import re
from argparse import Namespace
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from sqlalchemy import delete, func, select

from bot.config_oidc import Oidc
from bot.domain.accounts import Identity
from bot.domain.audits import Act
from bot.domain.grants import Role
from bot.domain.people import Address, Person
from bot.rules.accounts import NotSignedIn
from bot.rules.id_tokens import SKEW, WELL_KNOWN
from bot.rules.problems import Problem
from bot.screens.problem_words import WORDS
from handlers.cli.checking import check_config
from handlers.cli.context import CommandContext
from handlers.dialogue.conversation import Conversation
from handlers.web.oidc import KEPT, KEYS_APART, LARGEST, PAUSE, Provider
from handlers.web.sessions import SIGNING_IN
from storage import schema as t
from storage.engine import keys
from storage.engine.sealing import Seal
from storage.people import accounts, audits, emails, erasures, own_data, people
from tests.harness.browsers import Site, opened
from tests.harness.databases import KEY, NOW
from tests.harness.desk import OURS, AtDesk, Forms, at_desk
from tests.harness.provider import (
    CLIENT,
    HERE,
    NAME,
    SECRET,
    Pretended,
    RSAKey,
    Visitor,
    pretended,
    uses,
)
from tests.harness.server import free_port
from tests.test_second_factors import set_up
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
    before = await count(site, "person")
    third = await Visitor(site).sign_in(provider, f"?invitation={other}")
    assert await is_in(third)
    assert await count(site, "person") == before, "the same person gets another right"


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
    before = await count(site, "person")
    visitor = await Visitor(site).sign_in(provider)
    assert visitor.status == 403
    assert says(visitor, Problem.ACCOUNT_UNKNOWN)
    assert "Landkreis Waldshut" in visitor.page
    assert "integration@waldshut.example" in visitor.page
    assert not await is_in(visitor)
    assert await refusals(site) == {"unknown": 1}
    assert await count(site, "person") == before
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


async def test_guesses_are_slowed_and_write_nothing_then(site: Site, provider: Pretended) -> None:
    """Nobody makes the database busy with what is refused; who signs in is not slowed."""
    wrong = []
    for path in ("/sign-in/provider?add=x", f"{BACK}?state=x"):
        site.seconds += 10_000
        visitor = Visitor(site)
        statuses = [(await visitor.get(path)).status for _ in range(60)]
        if statuses.count(429) < 20 or set(statuses) != {403, 429}:
            wrong.append((path, statuses))
    counted = await refusals(site)
    assert not wrong
    assert sum(counted.values()) < 90, counted
    assert all([(await Visitor(site).get("/sign-in/provider")).status == 303 for _ in range(60)])


async def test_without_settings_there_is_no_such_address(conversation: Conversation) -> None:
    async with opened(conversation) as site:
        for path in ("/sign-in/provider", BACK):
            assert (await Visitor(site).get(path)).status == 404
        assert "/sign-in/provider" not in (await Visitor(site).get(DESK)).page


async def sent(visitor: Visitor, path: str, holding: str, **values: str) -> AtDesk:
    """Somebody who signed in sends a form of a page of the desk."""
    desk = AtDesk(visitor.site, visitor.cookies["lotse"], Person(language="en"))
    await desk.get(path)
    form = next(form for form in Forms(desk.page).forms if holding in form.get("act", [holding]))
    await desk.send(path, form | values)
    visitor.cookies["lotse"] = desk.cookie
    return desk


async def adding(desk: AtDesk) -> str:
    """The link by which somebody at the desk adds an account, "" for none."""
    await desk.get("/desk/security")
    links = re.findall(r'href="http://127.0.0.1:8080(/sign-in/provider\?add=[^"]+)"', desk.page)
    return unescape(links[0]) if links else ""


async def added(desk: AtDesk, provider: Pretended) -> Visitor:
    """Somebody at the desk adds the account with which they are signed in at a provider."""
    link = await adding(desk)
    visitor = Visitor(desk.site, {"lotse": desk.cookie})
    return await visitor.sign_in(provider, link.removeprefix("/sign-in/provider"))


@pytest.mark.every_database
async def test_an_account_is_added_at_the_desk_shown_and_deleted(
    site: Site, provider: Pretended
) -> None:
    desk = await at_desk(site)
    visitor = await added(desk, provider)
    assert visitor.location == "/desk/security?said=done"
    await desk.get("/desk/security")
    assert f"You sign in with an account of {NAME}" in desk.text
    assert not await adding(desk), "one account of a provider is enough"
    await desk.get("/desk/people")
    assert desk.text.count(NAME) == 1, "in the row"
    new = await Visitor(site).sign_in(provider)
    assert await is_in(new)
    await desk.get("/desk/security")
    form = next(form for form in Forms(desk.page).forms if form.get("act") == ["unbind"])
    await desk.send("/desk/security", form)
    assert f"You sign in with an account of {NAME}" not in desk.text
    await desk.send("/desk/security", form | {"number": OURS.form_number()})
    assert WORDS[Problem.CHANGED_MEANWHILE] in desk.text, "the second time"
    late = await Visitor(site).sign_in(provider)
    assert says(late, Problem.ACCOUNT_UNKNOWN)
    async with site.conversation.database.read() as store:
        lines = await audits.latest(store, 2, acts_only=True)
    assert [(line.action, line.before, line.after) for line in lines] == [
        (Act.ACCOUNT, {"account": NAME}, {}),
        (Act.ACCOUNT, {}, {"account": NAME}),
    ]
    assert {line.district_id for line in lines} == {desk.person.district_id}


async def test_nobody_adds_their_account_to_somebody_else(site: Site, provider: Pretended) -> None:
    """A link is for the session in which it was made, for a while; a taken account stays."""
    desk, other = await at_desk(site), await at_desk(site)
    link = (await adding(desk)).removeprefix("/sign-in/provider")
    wrong = []

    async def tried(name: str, visitor: Visitor, query: str, problem: Problem) -> None:
        await visitor.get(f"/sign-in/provider{query}")
        if visitor.status == 303:
            await visitor.get(provider.sign_in(visitor.location))
        if visitor.status != 403 or not says(visitor, problem):
            wrong.append((name, visitor.status, visitor.location, visitor.page))

    again = Problem.PROVIDER_AGAIN
    await tried("another session", Visitor(site, {"lotse": other.cookie}), link, again)
    await tried("no session", Visitor(site), link, again)
    await tried("forged", Visitor(site, {"lotse": desk.cookie}), "?add=abcd", again)
    await tried("empty", Visitor(site, {"lotse": desk.cookie}), "?add=", again)
    visitor = Visitor(site, {"lotse": desk.cookie})
    state = (await visitor.leave()).partition("state=")[2].partition("&")[0]
    await tried("a state", visitor, f"?add={state}", again)
    switched = Visitor(site, {"lotse": desk.cookie})
    back = provider.sign_in(await switched.leave(link))
    switched.cookies["lotse"] = other.cookie
    await switched.get(back)
    if not says(switched, again):
        wrong.append(("signed in as somebody else meanwhile", switched.page))
    assert not wrong
    assert await count(site, "account") == 0
    assert (await added(desk, provider)).location == "/desk/security?said=done"
    assert says(await added(other, provider), Problem.ACCOUNT_TAKEN)
    assert await count(site, "account") == 1
    site.moment += SIGNING_IN + timedelta(seconds=2)
    await tried("too old", Visitor(site, {"lotse": other.cookie}), link, again)
    assert not wrong


async def test_who_did_not_just_give_the_second_factor_adds_and_deletes_nothing(
    site: Site, provider: Pretended
) -> None:
    desk = await at_desk(site)
    await added(desk, provider)
    await set_up(desk)
    site.moment += timedelta(minutes=6)
    assert not await adding(desk)
    form = next(form for form in Forms(desk.page).forms if form.get("act") == ["unbind"])
    await desk.send("/desk/security", form)
    assert desk.location.startswith("/desk/second-factor")
    assert await count(site, "account") == 1


@pytest.mark.every_database
async def test_the_office_deletes_the_account_of_a_colleague(
    site: Site, provider: Pretended
) -> None:
    gone, desk = await newly(site, provider), await at_desk(site)
    await desk.get("/desk/people?role=coordinator")
    number = min(map(int, re.findall(r"/desk/people/(\d+)", desk.page)))
    await desk.get(f"/desk/people/{number}")
    assert f"Connected to an account of {NAME}" in desk.text
    form = next(form for form in Forms(desk.page).forms if "account" in form)
    elsewhere = await at_desk(site, slug="konstanz")
    csrf = OURS.csrf(elsewhere.cookie.partition(".")[0])
    await elsewhere.send(f"/desk/people/{number}", form | {"csrf": csrf, "act": "unbind"})
    assert await count(site, "account") == 1, "another district has no part in it"
    await desk.send(f"/desk/people/{number}", form | {"act": "unbind"})
    assert f"Connected to an account of {NAME}" not in desk.text
    assert not await is_in(gone), "nobody goes on with what the account opened"
    assert says(await Visitor(site).sign_in(provider), Problem.ACCOUNT_UNKNOWN)
    await desk.get("/desk/log")
    assert f"Account for signing in: {NAME} → –" in desk.text


async def test_the_second_factor_of_a_provider_counts_as_configured(
    site: Site, provider: Pretended
) -> None:
    desk = await at_desk(site)
    await added(desk, provider)
    app = await set_up(desk)
    asked = "/desk/second-factor"
    moment, wrong = int(site.moment.timestamp()), []
    for claims, is_asked in (
        ({}, True),
        ({"amr": ["pwd"]}, True),
        ({"amr": ["pwd", "mfa"]}, False),
        ({"amr": "mfa"}, False),
        ({"acr": "strong"}, False),
        ({"acr": "0"}, True),
        ({"amr": [["mfa"], {"mfa": 1}, None]}, True),
        ({"amr": {"mfa": True}}, True),
        ({"amr": ["mfa"], "auth_time": moment - 60}, False),
        ({"amr": ["mfa"], "auth_time": "soon"}, False),
        ({"amr": ["mfa"], "auth_time": -(10**30)}, False),
        ({"amr": ["mfa"], "auth_time": 10**30}, False),
    ):
        provider.claims = claims
        visitor = await Visitor(site).sign_in(provider)
        if visitor.location != (asked if is_asked else DESK):
            wrong.append((claims, visitor.location, visitor.page))
        if await is_in(visitor) == is_asked:
            wrong.append((claims, "is in" if is_asked else "is not in"))
    assert not wrong
    provider.claims = {}
    visitor = await Visitor(site).sign_in(provider)
    await sent(visitor, asked, "", code=app.code())
    assert await is_in(visitor), "then the code is asked for as after a link"


async def test_an_old_second_factor_of_a_provider_changes_no_way_to_sign_in(
    site: Site, provider: Pretended
) -> None:
    """It may have been given hours ago: who sits at an open browser is asked again."""
    desk = await at_desk(site)
    await added(desk, provider)
    await set_up(desk)
    provider.claims = {"amr": ["mfa"], "auth_time": int(site.moment.timestamp()) - 3600}
    visitor = await Visitor(site).sign_in(provider)
    assert await is_in(visitor)
    page = await sent(visitor, "/desk/security", "unbind")
    assert page.location.startswith("/desk/second-factor")
    assert await count(site, "account") == 1


async def test_invitations_are_accepted_by_whom_they_are_for(
    site: Site, provider: Pretended
) -> None:
    volunteer = await invited(site, Role.VOLUNTEER)
    page = (await Visitor(site).get(f"/chat?start=i-{volunteer}")).page
    assert "/sign-in/provider" not in page, "volunteers have no accounts of an office"
    visitor = await Visitor(site).sign_in(provider, f"?invitation={volunteer}")
    assert says(visitor, Problem.INVITATION_GONE)
    token = await invited(site)
    visitor = await Visitor(site).get(f"/chat?start=i-{token}")
    link = f"http://127.0.0.1:8080/sign-in/provider?invitation={token}"
    assert f'href="{link}"' in visitor.page
    query = f"?invitation={token}"
    for place in ("cross-site", "same-site"):
        await visitor.get(f"/sign-in/provider{query}", **{"Sec-Fetch-Site": place})
        assert visitor.location == f"/chat?start=i-{token}", "another site accepts nothing"
    desk = await at_desk(site)
    colleague = await Visitor(site, {"lotse": desk.cookie}).sign_in(provider, query)
    assert says(colleague, Problem.SOMEBODY_HERE)
    for wrong in ("0" * 32, "x" * 32, "", "%00"):
        other = await Visitor(site).sign_in(provider, f"?invitation={wrong}")
        assert other.status == 403
    assert await count(site, "account") == 0
    await visitor.sign_in(provider, query)
    assert visitor.location == DESK, "and the invitation still works"
    for role, path in ((Role.READER, "/desk/report"), (Role.EDITOR, "/desk/offers")):
        provider.subject = role.value
        newcomer = await newly(site, provider, role)
        assert (await newcomer.get(path)).status == 200, role


async def test_a_person_sees_their_account_and_it_goes_with_them(
    site: Site, provider: Pretended
) -> None:
    visitor = await newly(site, provider)
    browser = site.browser()
    browser.cookie = visitor.cookies["lotse"]
    await browser.look("data.show")
    assert provider.issuer in browser.shown
    async with site.conversation.database.read() as store:
        row = (await store.execute(select(t.account))).mappings().one()
        stored = repr((await store.execute(select(t.account))).all())
        held = await own_data.held(store, row["person_id"])
    assert provider.subject not in stored, "sealed"
    assert provider.subject in str(held["accounts"][0]["sealed"])
    await (await browser.look("data.forget")).press("data.delete")
    assert await count(site, "account") == 0
    assert says(await Visitor(site).sign_in(provider), Problem.ACCOUNT_UNKNOWN)


async def test_sessions_are_seen_and_ended_whatever_opened_them(
    site: Site, provider: Pretended
) -> None:
    first, second = await newly(site, provider), await Visitor(site).sign_in(provider)
    browser = site.browser()
    browser.cookie = second.cookies["lotse"]
    await browser.look("device.list:0")
    assert "this device" in browser.shown
    await browser.press("device.end_others")
    assert not await is_in(first)
    assert await is_in(second)
    await (await browser.look("device.leave")).press("device.sign_out")
    assert not await is_in(second)
    assert await is_in(await Visitor(site).sign_in(provider))


@pytest.fixture
def asked(provider: Pretended) -> tuple[Provider, list[float]]:
    """A provider that is asked directly, and its clock, in seconds."""
    seconds = [0.0]
    config = Oidc(provider.issuer, CLIENT, NAME)
    return Provider(config, SECRET, f"{HERE}{BACK}", lambda: seconds[0]), seconds


async def identity(asked: Provider, provider: Pretended, verifier: str = "v" * 43) -> Identity:
    address = await asked.address("state", "nonce", verifier)
    code = provider.sign_in(address).partition("code=")[2].partition("&")[0]
    return await asked.identity(code, verifier, "nonce", NOW)


async def test_what_a_provider_publishes_is_asked_for_rarely(
    provider: Pretended, asked: tuple[Provider, list[float]]
) -> None:
    known, seconds = asked
    try:
        await asyncio.gather(*(identity(known, provider) for _ in range(20)))
        assert provider.asked[WELL_KNOWN] == provider.asked["/keys"] == 1
        provider.turn_keys()
        seconds[0] += KEYS_APART + 1
        await identity(known, provider)
        assert provider.asked["/keys"] == 2, "a new key is asked for at once"
        provider.turn_keys()
        for _ in range(20):
            with pytest.raises(NotSignedIn):
                await identity(known, provider)
        assert provider.asked["/keys"] == 2, "but not for every token that names one"
        seconds[0] += KEPT + 1
        await identity(known, provider)
        assert (provider.asked[WELL_KNOWN], provider.asked["/keys"]) == (2, 3)
        provider.status = 500
        seconds[0] += KEPT + 1
        for _ in range(20):
            with pytest.raises(NotSignedIn) as error:
                await known.address("state", "nonce", "v" * 43)
            assert error.value.problem is Problem.PROVIDER_DOWN
        assert provider.asked[WELL_KNOWN] == 3, "while it is down nobody waits for it"
        provider.status = 200
        seconds[0] += PAUSE + 1
        await identity(known, provider)
    finally:
        await known.close()


async def test_only_the_host_of_the_issuer_is_ever_asked(
    provider: Pretended, asked: tuple[Provider, list[float]]
) -> None:
    """What a provider publishes leads nowhere else: not to another port, scheme, host or file."""
    known, seconds = asked
    wrong = []
    port = urlsplit(provider.issuer).port
    elsewhere = (
        *("https://evil.example/x", "http://169.254.169.254/x", "http://127.0.0.1/x"),
        *(f"https://127.0.0.1:{port}/x", f"http://localhost:{port}/x", "file:///etc/passwd"),
        *(f"http://a@127.0.0.1:{port}/x", f"http://127.0.0.1:{port}@evil.example/x"),
        *(f"http://127.0.0.1:{port}.evil.example/x", "//evil.example", "/token", "", None, 17),
        *([], "http://[", "javascript:alert(1)"),
    )
    documents: list[dict[str, object]] = [
        {name: place}
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        for place in elsewhere
    ]
    documents += [
        {"issuer": f"{provider.issuer}/"},
        {"issuer": None},
        {"issuer": "https://x.example"},
    ]
    try:
        for document in documents:
            provider.document = document
            seconds[0] += KEPT + PAUSE
            try:
                wrong.append((document, await known.address("state", "nonce", "v" * 43)))
            except NotSignedIn as error:
                if error.problem is not Problem.PROVIDER_REFUSED:
                    wrong.append((document, error.reason))
        assert not wrong
        assert set(provider.asked) == {WELL_KNOWN}
    finally:
        await known.close()


async def test_answers_that_are_none_end_in_a_sentence(
    provider: Pretended, asked: tuple[Provider, list[float]]
) -> None:
    known, seconds = asked
    answers = {
        "not JSON": web.Response(text="<html>"),
        "a list": web.json_response([1]),
        "broken UTF-8": web.Response(body=b"\xff\xfe"),
        "large": web.Response(body=b" " * (LARGEST + 1)),
        "led elsewhere": web.Response(status=302, headers={"Location": "/.well-known/other"}),
        "gone": web.Response(status=404),
        "a bad gateway": web.Response(status=502),
        "too often": web.Response(status=429),
        "empty": web.Response(text=""),
        "deep": web.Response(text="[" * 100_000),
    }
    wrong = []
    try:
        for path in (WELL_KNOWN, "/keys", "/token"):
            for name in answers:
                provider.instead = {path: answers[name]}
                seconds[0] += KEPT + PAUSE
                try:
                    await identity(known, provider)
                    wrong.append((path, name))
                except NotSignedIn:
                    continue
        provider.instead = {}
        seconds[0] += KEPT + PAUSE
        assert (await identity(known, provider)).subject == provider.subject
    finally:
        await known.close()
    assert not wrong


async def test_a_provider_that_hangs_or_is_gone_is_said(provider: Pretended) -> None:
    wrong = []
    for issuer in (f"http://127.0.0.1:{free_port()}", "http://127.0.0.1:1"):
        known = Provider(Oidc(issuer, CLIENT, NAME), SECRET, f"{HERE}{BACK}")
        try:
            await known.address("state", "nonce", "v" * 43)
        except NotSignedIn as error:
            if error.problem is not Problem.PROVIDER_DOWN:
                wrong.append((issuer, error.reason))
        finally:
            await known.close()
    assert not wrong


async def test_clients_with_a_secret_and_without_one(provider: Pretended) -> None:
    for secret in (SECRET, ""):
        for methods in (None, ["client_secret_post"], ["private_key_jwt"], 17):
            provider.secret = secret
            provider.document = {"token_endpoint_auth_methods_supported": methods}
            known = Provider(Oidc(provider.issuer, CLIENT, NAME), secret, f"{HERE}{BACK}")
            try:
                assert (await identity(known, provider)).subject == provider.subject
            finally:
                await known.close()


async def test_a_provider_that_must_name_itself_does(
    provider: Pretended, asked: tuple[Provider, list[float]]
) -> None:
    """An answer of another provider is not mixed up with that of ours (RFC 9207)."""
    known, _ = asked
    provider.document = {"authorization_response_iss_parameter_supported": True}
    try:
        await known.must_name_itself(provider.issuer)
        for named in (None, "", "https://evil.example", f"{provider.issuer}/"):
            with pytest.raises(NotSignedIn):
                await known.must_name_itself(named)
    finally:
        await known.close()


@pytest.mark.every_database
async def test_a_restored_backup_forgets_again_who_is_known_by_an_account(
    site: Site, provider: Pretended
) -> None:
    """The address of their browser may be another one in the backup: they signed in again since."""
    await newly(site, provider)
    known, now = Identity(provider.issuer, provider.subject), site.moment
    async with site.conversation.database.write() as store:
        account = await accounts.by_identity(store, known)
        assert account
        await people.forget(store, account.person_id, now)
        listed = await erasures.every(store)
        await store.execute(delete(t.erasure))
        older = await people.meet(store, Address("web", "s" * 44), Person(language="de"), now)
        other = await people.meet(store, Address("web", "t" * 44), Person(language="de"), now)
        assert await accounts.bind(store, older.id, known, now)
        assert await accounts.bind(store, other.id, replace(known, subject="another"), now)
        assert await people.erase_again(store, listed, now) == 1
        assert await people.by_id(store, older.id) is None
        assert await people.by_id(store, other.id) is not None


async def test_an_account_is_known_with_an_old_key_and_with_the_new_one(
    site: Site, provider: Pretended
) -> None:
    await newly(site, provider)
    known, key = Identity(provider.issuer, provider.subject), "fedcba9876543210" * 4
    what = next(sealed for sealed in keys.SEALED if sealed.table is t.account)
    async with site.conversation.database.write() as store:
        both = replace(store, seal=Seal(key, [KEY]))
        assert await accounts.by_identity(both, known)
        assert not await accounts.bind(both, 1, known, site.moment), "nor is it bound twice"
        assert (await keys.reseal(both, what, 0)).sealed == 1
        assert await accounts.by_identity(replace(store, seal=Seal(key)), known)


async def test_behind_https_the_cookie_of_a_sign_in_is_bound_to_the_host(
    conversation: Conversation, provider: Pretended
) -> None:
    uses(conversation, provider)
    services = replace(conversation.services, base_url="https://lotse.example")
    conversation.services = services
    async with opened(conversation) as site:
        answer = await site.client.get("/sign-in/provider", allow_redirects=False)
    (cookie,) = answer.headers.getall("Set-Cookie")
    assert cookie.startswith("__Host-lotse-browser=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"} <= set(
        cookie.split("; ")
    )
    assert "redirect_uri=https://lotse.example/sign-in/provider/back&" in answer.headers["Location"]


async def test_check_config_says_what_is_wrong_with_the_provider(
    conversation: Conversation, provider: Pretended
) -> None:
    """In one sentence; a start does not depend on a provider."""
    uses(conversation, provider)
    gone = replace(conversation.services.config.oidc, issuer=f"http://127.0.0.1:{free_port()}")
    wrong = []
    for config, document, words in (
        (conversation.services.config, {}, ""),
        (conversation.services.config, {"issuer": "https://x.example"}, "(document)"),
        (conversation.services.config, {"jwks_uri": f"{provider.issuer}/nothing"}, "(keys)"),
        (replace(conversation.services.config, oidc=gone), {}, "does not answer"),
    ):
        provider.document = document
        lines: list[str] = []
        context = CommandContext(config, lines.append, lambda: NOW, lambda: conversation, "")
        status = await check_config(context, Namespace())
        said = [line for line in lines if line.startswith("oidc.issuer")]
        if status or bool(said) != bool(words) or words not in "".join(said):
            wrong.append((words, status, lines))
    assert not wrong
