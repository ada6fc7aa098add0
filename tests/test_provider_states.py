"""What a provider leads back with may be of another version of ours, or no text at all."""

import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from dataclasses import asdict, fields, make_dataclass
from typing import Any

import orjson
import pytest
from joserfc import jws

from bot.rules.problems import Problem
from handlers.dialogue.conversation import Conversation
from handlers.web.oidc_states import Started, States, started
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW, SEAL
from tests.harness.provider import Pretended, Visitor, pretended, uses
from tests.test_provider import BACK, refusals, says


@pytest.fixture
async def provider() -> AsyncIterator[Pretended]:
    async with pretended() as running:
        yield running


@pytest.fixture
async def site(conversation: Conversation, provider: Pretended) -> AsyncIterator[Site]:
    uses(conversation, provider)
    async with opened(conversation) as running:
        provider.now = running.now
        yield running


def other_versions(browser: str) -> dict[str, Any]:
    """Return a sign-in as versions with other fields would have begun it."""
    kept = [(field.name, field.type) for field in fields(Started)]
    values = asdict(started(browser, NOW))
    less, texts = kept[:-1], [(name, str) for name, _ in kept]
    return {
        "a field less": make_dataclass("Started", less)(**dict([*values.items()][:-1])),
        "a field more": make_dataclass("Started", [*kept, ("new", int)])(**values, new=1),
        "other types": make_dataclass("Started", texts)(**{name: "7" for name in values}),
    }


def escaped(provider: Pretended, claims: dict[str, Any]) -> str:
    """A right token whose letters are all written as ASCII, which JSON can do with any."""
    header = {"alg": "RS256", "kid": provider.keys[0].kid}
    return jws.serialize_compact(header, json.dumps(claims), provider.keys[0])


async def test_a_state_of_another_version_begins_again(site: Site, provider: Pretended) -> None:
    """An update comes while somebody types their password at the provider."""
    visitor, wrong = Visitor(site), []
    right = provider.sign_in(await visitor.leave()).partition("state=")[2]
    browser = visitor.cookies["lotse-browser"]
    sealed = SEAL.close("oidc state", orjson.dumps({"browser": browser}).decode())
    states = {name: States(SEAL).close(begun) for name, begun in other_versions(browser).items()}
    states["before versions"] = urlsafe_b64encode(sealed).decode().rstrip("=")
    states["what adds an account"] = States(SEAL).to_add(1, NOW)
    for name, state in states.items():
        site.seconds += 60
        await visitor.get(f"{BACK}?code=x&state={state}")
        if visitor.status != 403 or not says(visitor, Problem.PROVIDER_AGAIN):
            wrong.append((name, visitor.status))
        await visitor.get(f"/sign-in/provider?add={state}")
        if visitor.status != 403:
            wrong.append((name, "add", visitor.status))
    assert not wrong
    assert await refusals(site) == {"state": len(states), "adding": len(states)}
    assert States(SEAL).open(right, browser, site.moment).browser == browser


async def test_whoever_the_provider_names_is_text(site: Site, provider: Pretended) -> None:
    wrong = []
    provider.token = lambda claims: escaped(provider, claims)
    for subject in ("\ud800", "a\udfff", "\0", "\u202e", "ü" * 255):
        provider.claims = {"sub": subject}
        visitor = await Visitor(site).sign_in(provider)
        if visitor.status != 403:
            wrong.append((subject, visitor.status))
    assert not wrong
    assert await refusals(site) == {"sub": 2, "unknown": 3}
