"""A row of the table of offers as a form: corrected without leaving the list."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.offers import Offer, State
from handlers.dialogue.conversation import Conversation
from storage.catalogue import changes
from storage.people import audits
from tests.harness.browsers import Site, opened
from tests.harness.desk import AtDesk, at_desk, offers_here

LIST = "/desk/offers?state=published&sort=-title&size=100"


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def offer(site: Site, offer_id: int = 0) -> Offer:
    """One offer by its id, or the first of the district."""
    return next(item for item in await offers_here(site) if offer_id in (0, item.id))


async def opens(desk: AtDesk, offer_id: int) -> dict[str, list[str]]:
    await desk.get(f"/desk/offers/{offer_id}/row?state=published&sort=-title&size=100")
    assert desk.status == 200
    return desk.form("base")


async def test_a_phone_number_is_corrected_and_the_list_is_as_it_was(site: Site) -> None:
    desk, known = await at_desk(site), await offer(site)
    await desk.get(LIST)
    assert (
        f"/desk/offers/{known.id}/row?state=published&amp;sort=-title&amp;size=100#edit"
        in desk.page
    )
    form = await opens(desk, known.id)
    typed = {"phone": "07751 86-77", "email": "neu@vhs.example", "expires_at": "31.12.2027"}
    await desk.send(
        f"/desk/offers/{known.id}/row?state=published&sort=-title&size=100", form | typed
    )
    assert desk.location == f"{LIST}&said=saved#offer-{known.id}"
    details = (await offer(site, known.id)).details
    assert (details.phone, details.email) == ("07751 86-77", "neu@vhs.example")
    assert f"{details.expires_at:%d.%m.%Y}" == "31.12.2027"
    assert details.texts == known.details.texts, "nothing else is touched"
    async with site.conversation.database.read() as store:
        [line] = await audits.latest(store, 1, acts_only=True)
        [change] = await changes.of_offer(store, known.id, 1)
    assert (line.action, line.subject) == ("offer.change", f"offer {known.id}")
    assert change.after["phone"] == "07751 86-77"
    act = desk.page.partition('action="/desk/undo/')[2].partition('"')[0]
    await desk.send(f"/desk/undo/{act}", desk.form("csrf"))
    assert (await offer(site, known.id)).details == known.details


async def test_a_row_that_leaves_the_filter_is_still_shown_while_it_is_edited(site: Site) -> None:
    desk, known = await at_desk(site), await offer(site)
    form = await opens(desk, known.id)
    await desk.send(f"/desk/offers/{known.id}/row?state=published", form | {"state": "paused"})
    assert (await offer(site, known.id)).details.state is State.PAUSED
    assert f'id="offer-{known.id}"' not in desk.page, "it is none of the published ones now"
    await opens(desk, known.id)
    assert desk.form("base")["state"] == ["paused"]


async def test_what_is_wrong_stands_beside_its_field_with_what_was_typed(site: Site) -> None:
    desk, known = await at_desk(site), await offer(site)
    form = await opens(desk, known.id)
    path = f"/desk/offers/{known.id}/row?state=published"
    await desk.send(path, form | {"phone": "kein Telefon", "email": "neu@vhs.example"})
    assert 'id="phone-mistake"' in desk.page
    shown = desk.form("base")
    assert (shown["phone"], shown["email"]) == (["kein Telefon"], ["neu@vhs.example"])
    assert await offer(site, known.id) == known
    await desk.send(path, shown | {"phone": "07751 1"})
    assert (await offer(site, known.id)).details.phone == "07751 1"
    await opens(desk, known.id)
    assert "not saved yet" not in desk.text


@pytest.mark.every_database
async def test_what_a_colleague_changed_meanwhile_is_shown_and_not_overwritten(site: Site) -> None:
    desk, colleague, known = await at_desk(site), await at_desk(site), await offer(site)
    form = await opens(desk, known.id)
    path = f"/desk/offers/{known.id}/row"
    theirs = {"phone": "07751 11", "email": "anders@vhs.example"}
    await colleague.send(path, await opens(colleague, known.id) | theirs)
    await desk.send(path, form | {"phone": "07751 22"})
    assert "was changed meanwhile" in desk.text
    assert "07751 11" in desk.text
    shown = desk.form("base")
    assert (shown["phone"], shown["email"]) == (["07751 22"], ["anders@vhs.example"])
    assert (await offer(site, known.id)).details.phone == "07751 11"
    await desk.send(path, shown | {"take": "phone"})
    details = (await offer(site, known.id)).details
    assert (details.phone, details.email) == ("07751 11", "anders@vhs.example")


async def test_ticked_rows_are_still_sent_with_the_acts_below(site: Site) -> None:
    """Each box belongs to the form below the table, also while a row is a form of its own."""
    desk, known = await at_desk(site), await offer(site)
    await opens(desk, known.id)
    form = desk.form("day")
    assert "phone" not in form
    assert f'form="bulk" name="id" value="{known.id}"' in desk.page
    await desk.send("/desk/offers", form | {"act": "pause", "id": str(known.id), "step": "do"})
    assert (await offer(site, known.id)).details.state is State.PUBLISHED, "the list is not frozen"
