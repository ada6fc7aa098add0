"""Views of the table of offers that somebody keeps under a name."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest
from sqlalchemy import select

from handlers.dialogue.conversation import Conversation
from storage import schema as t
from tests.harness.browsers import Site, opened
from tests.harness.desk import AtDesk, Forms, at_desk

CHOSEN = "/desk/offers?state=published&sort=-expires_at&columns=phone.email"


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def keeps(desk: AtDesk, name: str, address: str = CHOSEN) -> AtDesk:
    await desk.get(address)
    return await desk.send("/desk/views", desk.form("name") | {"name": name, "act": "keep"})


def views(desk: AtDesk) -> list[tuple[str, str]]:
    """Name and address of each view that is shown."""
    part = desk.page.partition('aria-label="My views"')[2].partition("</ul>")[0]
    found = re.findall(r'<a href="([^"]+)"[^>]*>([^<]*)</a>', part)
    return [(unescape(name), unescape(address)) for address, name in found]


@pytest.mark.every_database
async def test_a_view_is_kept_opened_replaced_and_deleted(site: Site) -> None:
    desk, other = await at_desk(site), await at_desk(site)
    await keeps(desk, "Läuft bald ab <b>")
    assert "The view is saved." in desk.text
    assert views(desk) == [("Läuft bald ab <b>", CHOSEN)]
    await desk.get("/desk/offers")
    await desk.get(views(desk)[0][1])
    assert 'aria-current="true">Läuft bald ab' in desk.page
    heads = re.findall(r'<th scope="col"[^>]*>\s*(?:<a[^>]*>)?([^<]+)', desk.page)
    assert {"Phone", "E-mail"} <= {head.strip() for head in heads}
    assert "Town" not in {head.strip() for head in heads}
    await keeps(desk, "läuft bald ab <b>", "/desk/offers?view=closed")
    assert views(desk) == [("läuft bald ab <b>", "/desk/offers?view=closed&sort=title")]
    await other.get("/desk/offers")
    assert views(other) == []
    forms = [form for form in Forms(desk.page).forms if "view" in form and "csrf" in form]
    stolen = forms[0] | {"csrf": other.form("csrf")["csrf"], "act": "delete"}
    await other.send("/desk/views", stolen)
    await desk.get("/desk/offers")
    assert len(views(desk)) == 1, "nobody else deletes it"
    await desk.send("/desk/views", forms[0] | {"act": "delete"})
    assert views(desk) == []
    async with site.conversation.database.read() as store:
        assert not (await store.execute(select(t.desk_view.c.id))).all()


async def test_a_view_is_sealed_named_and_leads_only_into_the_list(site: Site) -> None:
    desk = await at_desk(site)
    await keeps(desk, " ")
    assert views(desk) == []
    for foreign in ("https://evil.example/desk/offers", "//evil.example", "/desk/log?a=1"):
        await desk.get(CHOSEN)
        sent = desk.form("name") | {"name": "Fremd", "act": "keep", "back": foreign}
        await desk.send("/desk/views", sent)
    await desk.get("/desk/offers")
    assert views(desk) == []
    await keeps(desk, "x" * 500, "/desk/offers?q=Frau+Müller")
    assert views(desk)[0][0] == "x" * 60
    async with site.conversation.database.read() as store:
        [sealed] = (await store.execute(select(t.desk_view.c.sealed))).scalars()
    assert b"Frau" not in sealed
    for number in range(40):
        await keeps(desk, f"Ansicht {number}")
    await desk.get("/desk/offers")
    assert len(views(desk)) == 30
