"""A form that was shown or sent before the key changed works once, and no more than once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from bot.domain.grants import Role
from bot.domain.invitations import GOOD_FOR, Invitation
from handlers.cli import keys as command
from handlers.dialogue.conversation import Conversation
from handlers.workflows.services import Services
from storage import schema as t
from storage.catalogue import places
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.people import invitations
from tests.harness.browsers import Browser, Site, becomes, opened
from tests.harness.databases import NOW, SEAL
from tests.test_keys import BOTH, NEW, _context

pytestmark = pytest.mark.every_database
TOKEN = "ab" * 16


@asynccontextmanager
async def servers(url: str, services: Services) -> AsyncIterator[dict[Seal, Site]]:
    """Yield one server a key, all at the same database: as processes are replaced one by one."""
    databases = {seal: Database(url, seal) for seal in (SEAL, BOTH, NEW)}
    spoken = {seal: replace(services, seal=seal) for seal in databases}
    async with (
        opened(Conversation(databases[SEAL], spoken[SEAL])) as old,
        opened(Conversation(databases[BOTH], spoken[BOTH])) as both,
        opened(Conversation(databases[NEW], spoken[NEW])) as new,
    ):
        yield {SEAL: old, BOTH: both, NEW: new}
    for database in databases.values():
        await database.close()


async def rekeyed(site: Site) -> None:
    """Run ``lotse rekey``."""
    context = _context(site.conversation, [])
    assert await command.rekey(context, SimpleNamespace()) == 0


async def sundays(site: Site) -> list[bool]:
    """Return the setting of all people that each press turns round."""
    async with site.conversation.database.read() as store:
        query = select(t.person.c.quiet_sundays).order_by(t.person.c.id)
        return list((await store.execute(query)).scalars())


async def somebody(site: Site) -> Browser:
    browser = await site.browser().look()
    await becomes(site, browser, None)
    return await browser.look()


async def test_a_form_works_once_wherever_it_is_sent_first_and_again(
    url: str, services: Services
) -> None:
    """Shown before the change; each way to send it twice, with `lotse rekey` between or not."""
    wrong = []
    async with servers(url, services) as sites:
        for ways in (
            (BOTH, BOTH), (SEAL, BOTH), (BOTH, SEAL), (SEAL, "rekey", BOTH), ("rekey", BOTH, BOTH),
        ):  # fmt: skip
            browser = await somebody(sites[BOTH if "rekey" in ways[:1] else SEAL])
            before, statuses = await sundays(sites[SEAL]), []
            for way in ways:
                if way == "rekey":
                    await rekeyed(sites[BOTH])
                    continue
                sent = replace(browser, site=sites[way])
                statuses.append((await sent.send(press="quiet.sundays")).status)
            after = await sundays(sites[BOTH])
            if statuses != [200, 200] or after != [*before[:-1], not before[-1]]:
                wrong.append((ways, statuses, before, after))
    assert not wrong


async def test_an_answer_typed_after_the_change_answers_the_question_of_before(
    url: str, services: Services
) -> None:
    async with servers(url, services) as sites:
        browser = await somebody(sites[SEAL])
        await browser.press("district.list:0")
        asked = browser.answers
        await rekeyed(sites[BOTH])
        browser.site = sites[BOTH]
        await browser.send(text="Konstanz")
        assert browser.status == 200
        async with sites[BOTH].conversation.database.read() as store:
            district = await places.district_named(store, "konstanz")
            lives = (await store.execute(select(t.person.c.district_id))).scalars().all()
    assert asked
    assert district
    assert district.id in lives


async def test_credentials_given_before_the_change_are_given_again_after_it(
    url: str, services: Services
) -> None:
    """The answer to an invitation was lost; the form comes again at a server with the new key."""
    async with servers(url, services) as sites:
        async with sites[SEAL].conversation.database.write() as store:
            district = await places.district_named(store, "waldshut")
            assert district
            invitation = Invitation(Role.COORDINATOR, district.id)
            await invitations.invite(store, TOKEN, invitation, NOW + GOOD_FOR)
        browser = await somebody(sites[SEAL])
        await browser.get(f"/chat?start=i-{TOKEN}")
        again = browser.copied()
        await browser.send(press=f"invitation.accept:{TOKEN}")
        again.site = sites[BOTH]
        await again.send(press=f"invitation.accept:{TOKEN}")
    assert "Welcome!" in browser.shown
    assert again.cookie.rpartition(".")[0] == browser.cookie.rpartition(".")[0]
    assert "📣" in again.shown


async def test_without_the_old_key_a_form_of_before_is_refused_in_words(
    url: str, services: Services
) -> None:
    async with servers(url, services) as sites:
        browser = await somebody(sites[SEAL])
        await rekeyed(sites[BOTH])
        before = await sundays(sites[BOTH])
        browser.site = sites[NEW]
        await browser.send(press="quiet.sundays")
        assert await sundays(sites[NEW]) == before
        assert browser.status == 403
        assert "🏠 Home" in browser.shown or "button" in browser.shown
