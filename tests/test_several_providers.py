"""Several offices, each with an identity provider of its own: one button each, never mixed up."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from bot.config_oidc import IdentityProvider, Oidc
from bot.rules.problems import Problem
from handlers.dialogue.conversation import Conversation
from tests.harness.browsers import Site, opened
from tests.harness.desk import at_desk
from tests.harness.provider import CLIENT, NAME, Pretended, Visitor, pretended, uses
from tests.test_provider import is_in, newly, refusals, says
from tests.test_sessions import invited

OTHER, OTHER_NAME = "enzkreis", "Enzkreis & Söhne"
AT_FIRST, AT_OTHER = "/sign-in/provider", f"/sign-in/provider/{OTHER}"


@pytest.fixture
async def providers() -> AsyncIterator[tuple[Pretended, Pretended]]:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(pretended())
        yield first, await stack.enter_async_context(pretended())


@pytest.fixture
async def site(
    conversation: Conversation, providers: tuple[Pretended, Pretended]
) -> AsyncIterator[Site]:
    use(conversation, providers)
    async with opened(conversation) as running:
        for provider in providers:
            provider.now = running.now
        yield running


def use(
    conversation: Conversation,
    providers: tuple[Pretended, Pretended],
    districts: tuple[str, ...] = (),
) -> None:
    """Let a service use the first in the old form, and the other in a section of its own."""
    first, other = providers
    uses(conversation, first)
    oidc = Oidc(other.issuer, CLIENT, OTHER_NAME, districts=districts)
    further = (IdentityProvider(OTHER, oidc, other.secret),)
    config = replace(conversation.services.config, further_providers=further)
    conversation.services = replace(conversation.services, config=config)


async def left(visitor: Visitor, path: str) -> str:
    """Begin to sign in at a path; return the address at the provider."""
    await visitor.get(path)
    assert visitor.status == 303, visitor.page
    return visitor.location


async def signed_in(site: Site, provider: Pretended, path: str) -> Visitor:
    site.seconds += 60
    visitor = Visitor(site)
    return await visitor.get(provider.sign_in(await left(visitor, path)))


async def test_each_office_has_a_button_and_a_way_back_of_its_own(
    site: Site, providers: tuple[Pretended, Pretended]
) -> None:
    page = (await Visitor(site).get("/desk/offers")).page
    links = [f'href="http://127.0.0.1:8080{path}?back' for path in (AT_FIRST, AT_OTHER)]
    assert [page.count(link) for link in links] == [1, 1]
    assert NAME in page
    assert "Enzkreis &amp; Söhne" in page
    assert "/chat?at=device.ask" in page, "the link by e-mail"
    token = await invited(site)
    screen = (await Visitor(site).get(f"/chat?start=i-{token}")).page
    assert "Enzkreis &amp; Söhne" in screen, "there each button says which office"
    visitor = await signed_in(site, providers[1], f"{AT_OTHER}?invitation={token}")
    assert visitor.location == "/desk", visitor.page
    assert await is_in(await signed_in(site, providers[1], AT_OTHER))


async def test_the_same_subject_at_two_issuers_is_two_people(
    site: Site, providers: tuple[Pretended, Pretended]
) -> None:
    first, other = providers
    first.subject = other.subject = "anna"
    other.keys = first.keys  # offices in one cloud share the keys of that cloud
    await newly(site, first)
    assert says(await signed_in(site, other, AT_OTHER), Problem.ACCOUNT_UNKNOWN)
    other.claims = {"iss": first.issuer}
    assert not await is_in(await signed_in(site, other, AT_OTHER)), "it may not speak for the first"
    assert (await refusals(site)).keys() == {"unknown", "iss"}


async def test_answers_are_not_mixed_up(site: Site, providers: tuple[Pretended, Pretended]) -> None:
    """A provider leads somebody on to another one, to be given the code that was meant for that."""
    first, other = providers
    await newly(site, first)
    visitor = Visitor(site)
    at_other = await left(visitor, AT_OTHER)
    state = at_other.partition("&state=")[2].partition("&")[0]
    site.seconds += 60
    at_first = await left(Visitor(site, visitor.cookies), AT_FIRST)
    forged = at_first.replace(at_first.partition("&state=")[2].partition("&")[0], state)
    back = first.sign_in(forged)
    wrong = []
    for where in (AT_FIRST, AT_OTHER):
        answer = back.replace(f"{AT_FIRST}/back", f"{where}/back") + f"&iss={first.issuer}"
        await visitor.get(answer)
        if visitor.status != 403 or await is_in(visitor):
            wrong.append((where, visitor.status))
    assert not wrong
    assert "/token" not in other.asked, "the code of the one was never brought to the other"
    assert (await refusals(site)).keys() == {"provider", "issuer"}


async def test_one_that_is_down_closes_no_other_way(
    site: Site, providers: tuple[Pretended, Pretended]
) -> None:
    first, other = providers
    await newly(site, first)
    other.status = 500
    down = await Visitor(site).get(AT_OTHER)
    assert down.status == 503
    assert says(down, Problem.PROVIDER_DOWN)
    assert "/chat?at=device.ask" in down.page
    assert await is_in(await signed_in(site, first, AT_FIRST))


async def test_accounts_of_other_districts_are_not_added(
    conversation: Conversation, providers: tuple[Pretended, Pretended]
) -> None:
    use(conversation, providers, ("elsewhere",))
    async with opened(conversation) as site:
        for provider in providers:
            provider.now = site.now
        desk = await at_desk(site)
        await desk.get("/desk/security")
        assert NAME in desk.text
        assert OTHER_NAME not in desk.text
        token = await invited(site)
        screen = (await Visitor(site).get(f"/chat?start=i-{token}")).page
        assert NAME in screen
        assert "Enzkreis" not in screen
        visitor = await signed_in(site, providers[1], f"{AT_OTHER}?invitation={token}")
        assert visitor.status == 403
        assert await refusals(site) == {"district": 1}
        visitor = await signed_in(site, providers[0], f"{AT_FIRST}?invitation={token}")
        assert visitor.location == "/desk", "the invitation still works"
