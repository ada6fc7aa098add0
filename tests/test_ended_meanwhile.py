"""A form comes slowly, and its session is ended meanwhile: it changes nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from handlers.desk.entrance import Entrance
from handlers.desk.pages import PAGES
from handlers.dialogue.conversation import Conversation
from handlers.web.posts import Fields
from handlers.web.sessions import Sessions
from storage.people import people, sessions
from tests.harness.browsers import Site, coordinator, opened
from tests.test_desk_rights import MATRIX, Scene, send_form, state_of
from tests.test_second_factors import signed_in_again

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def test_no_form_of_the_desk_is_handled_when_its_session_was_ended_meanwhile(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every form, so that a new one is tried, too."""
    scene, posted = await Scene.made(site), Entrance.posted
    who = scene.who["coordinator"]

    async def slowly(self: Entrance, *given: object) -> Fields:
        fields = await posted(self, *given)  # type: ignore[arg-type]
        async with site.conversation.database.write() as store:
            await sessions.end_others(store, who.person.id, 0, site.moment)
        return fields

    monkeypatch.setattr(Entrance, "posted", slowly)
    wrong = []
    for page in PAGES:
        if page.hear is None or page.name not in MATRIX:
            continue
        scene.who["coordinator"] = await signed_in_again(replace(who, location=""))
        before = await state_of(scene)
        await send_form(scene, page, "coordinator")
        if await state_of(scene) != before:
            wrong.append(f"{page.name} was done")
        if scene.who["coordinator"].status != 403:
            wrong.append(f"{page.name}: {scene.who['coordinator'].status}")
    assert not wrong


async def test_no_press_of_the_chat_is_handled_when_its_session_was_ended_meanwhile(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await coordinator(site)
    has_come = asyncio.Event()
    read = Sessions.of

    def of(self: Sessions, *given: object) -> object:
        has_come.set()
        return read(self, *given)  # type: ignore[arg-type]

    async with site.conversation.database.read() as store:
        person = await people.at(store, browser.address)
    assert person
    form = {"csrf": browser.csrf, "number": browser.number, "press": "group.new", "answers": ""}
    body = urlencode(form).encode()

    async def slowly() -> AsyncIterator[bytes]:
        yield body[:-1]
        await has_come.wait()
        async with site.conversation.database.write() as store:
            await sessions.end_others(store, person.id, 0, site.moment)
        yield body[-1:]

    monkeypatch.setattr(Sessions, "of", of)
    headers = FORM | {"Cookie": f"lotse={browser.cookie}"}
    answer = await site.client.post("/chat", data=slowly(), headers=headers)
    assert "group" not in (await answer.text()).lower().partition("<main")[2]
    assert answer.status == 403
