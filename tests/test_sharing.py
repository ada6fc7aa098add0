"""An offer is handed on: as a link, as a code, by the device, in the receiver's language."""

import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.rules.starts import parse_start
from bot.ui import Copy, Press, Share
from handlers.dialogue.conversation import Conversation
from tests.harness.browsers import Site, becomes, opened
from tests.harness.talk import Talk
from tests.test_announcing import somebody


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


def _shared(talk: Talk) -> str:
    """The link that the device hands on; a press copies the same."""
    links = [button.action for button in talk.screen.buttons]
    urls = [action.url for action in links if isinstance(action, Share)]
    assert [action.text for action in links if isinstance(action, Copy)] == urls
    assert talk.screen.code == urls[0]
    return urls[0]


async def test_the_receivers_language_is_chosen_not_the_senders(conversation: Conversation) -> None:
    talk = await somebody(conversation, "sender", "uk")
    await talk.look("offer.share:1:a...0")
    assert parse_start(_query(_shared(talk))["start"][0]).language == "uk"
    await talk.look("offer.languages:1:a...0")
    offered = [button for button in talk.screen.buttons if _hands_on(button.action)]
    assert len(offered) == len(conversation.services.languages)
    for code in conversation.services.languages:
        await talk.look(f"offer.hand_on:1:{code}:a...0")
        start = parse_start(_query(_shared(talk))["start"][0])
        assert (start.offer_id, start.language) == (1, code)
    await talk.look("offer.hand_on:1:xx:a...0")
    assert "no longer works" not in talk.screen.text
    assert not [button for button in talk.screen.buttons if isinstance(button.action, Share)]


def _hands_on(action: object) -> bool:
    return isinstance(action, Press) and action.data.startswith("offer.hand_on:")


def _query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


async def test_the_page_has_the_link_as_a_code_and_for_the_devices_sheet(site: Site) -> None:
    browser = await site.browser().look()
    await becomes(site, browser, None)
    headers = browser._headers()
    answer = await site.client.get("/chat?at=offer.hand_on:1:ar:a...0", headers=headers)
    page = await answer.text()
    [url] = re.findall(r'<button type="button" class="share" data-url="([^"]+)"', page)
    assert url.endswith("/o/1?start=o1_l-ar")
    assert page.count('<div class="code"') == page.count('<path class="qrline"') == 1
    shared = await site.client.get(urlsplit(url).path + "?" + urlsplit(url).query)
    assert 'lang="ar"' in (await shared.text())[:100]
