"""Doubles become one at the desk: what led to either of them leads to the one that stays."""

import inspect
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.domain.evidence import EvidenceKind, Only, Span
from bot.domain.grants import Role
from bot.domain.listings import Listing
from bot.domain.offers import Draft, Offer, OfferText, State, TextState
from bot.domain.people import Address
from bot.rules import offer_merge
from bot.rules.offer_merge import Side
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Pressed
from handlers.dialogue.turn import Hints
from storage import schema as t
from storage.catalogue import changes, merges, offers, places, reports, storing
from storage.measures import evidence
from storage.people import saved
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.harness.offices import Office, csv

pytestmark = pytest.mark.every_database
CHANGED = (t.saved_offer, t.report, t.offer, t.announcement)
"""What a press about an offer may change."""
NEW_ROW = re.compile(r"(message\.\w+):\d+")
"""The id of an announcement that is begun: PostgreSQL gives none twice."""
UK = OfferText("uk", "Курс німецької", "Опис", "", TextState.CHECKED)


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def doubled(site: Site, **changed: object) -> tuple[Offer, Offer]:
    """An offer of the samples, and another one of the same title with ``changed`` details."""
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        kept = next(
            offer
            for offer in await offers.of_district(store, district.id)
            if {text.language for text in offer.details.texts} >= {"de", "uk"}
        )
        texts = tuple(text for text in kept.details.texts if text.language == "de")
        details = replace(kept.details, **{"phone": "07751 999", "texts": texts, **changed})
        thesaurus = site.conversation.services.thesaurus
        shelf = await storing.shelf(store, district.id, [details.organisation], thesaurus)
        draft = Draft("double-1", details, source="Andere Liste")
        other_id = await storing.add(store, shelf, draft, NOW, date(2027, 6, 1))
        await storing.counted(store, shelf)
        other = await offers.by_id(store, other_id)
    assert other
    return kept, other


async def stored(site: Site, *ids: int) -> list[Offer]:
    async with site.conversation.database.read() as store:
        return await offers.as_stored(store, ids)


async def merges_them(desk: AtDesk, kept: Offer, other: Offer, **picks: str) -> AtDesk:
    """Open the page, choose, press the button."""
    await desk.get(f"/desk/offers/{kept.id}/merge?with={other.id}")
    form = desk.form("other_base") | {f"pick.{name}": side for name, side in picks.items()}
    await desk.send(f"/desk/offers/{kept.id}/merge", form)
    assert desk.location.endswith("said=merged"), desk.text
    return desk


async def undoes(desk: AtDesk) -> AtDesk:
    """Press the button that every page has for what was done last."""
    act = re.search(r'action="(/desk/undo/\d+)"', desk.page)
    assert act, desk.text
    return await desk.send(act[1], desk.form("csrf"))


async def test_cell_by_cell_is_chosen_and_all_comes_back_by_undo(site: Site) -> None:
    desk = await at_desk(site)
    kept, other = await doubled(
        site, address="Neue Straße 1", targets=frozenset(), texts=(OfferText("de", "Anders"), UK)
    )
    async with site.conversation.database.write() as store:
        await reports.add(store, other.id, "wrong", NOW)
        file_id = (
            await store.execute(
                insert(t.attachment)
                .values(name="a.pdf", mime="application/pdf", size=1, content=b"1", remote="",
                        added_at=NOW)
                .returning(t.attachment.c.id)
            )
        ).scalar_one()  # fmt: skip
        await storing.attach(store, other.id, file_id)
    [other] = await stored(site, other.id)
    german = next(text for text in kept.details.texts if text.language == "de")
    await merges_them(desk, kept, other, phone="other", title_uk="other", description_uk="other")
    assert desk.location == f"/desk/offers/{kept.id}?said=merged"
    assert "The two offers are merged." in desk.text
    [now, gone] = await stored(site, kept.id, other.id)
    details = now.details
    assert (details.phone, details.address) == (
        "07751 999",
        kept.details.address or "Neue Straße 1",
    )
    texts = {text.language: text for text in details.texts}
    assert texts["de"] == german
    assert set(texts) == {text.language for text in kept.details.texts}
    assert (texts["uk"].title, texts["uk"].description) == (UK.title, UK.description)
    assert texts["uk"].state is not TextState.CHECKED, "it is no translation of this German text"
    assert (gone.merged_into, gone.details.state) == (kept.id, State.CLOSED)
    assert (now.source, now.external_id) == (kept.source, kept.external_id)
    assert (now.attachment_id, now.details.targets) == (file_id, kept.details.targets)
    async with site.conversation.database.read() as store:
        assert [r.kind for r in await reports.of_offer(store, kept.id)] == ["wrong"]
        latest = (await changes.of_offer(store, kept.id, 1))[0]
    assert latest.before["phone"] == kept.details.phone
    await desk.get("/desk/log")
    assert "Merge two offers" in desk.text
    await desk.get("/desk/offers?size=100&view=closed")
    assert "Anders" not in desk.text, "what was merged is no offer any more"
    await undoes(desk)
    assert "Undone." in desk.text
    for before, after in zip((kept, other), await stored(site, kept.id, other.id), strict=True):
        same = replace(after, version=before.version, confirmed_at=before.confirmed_at)
        assert same == before
    async with site.conversation.database.read() as store:
        assert not await reports.of_offer(store, kept.id)
        assert [r.kind for r in await reports.of_offer(store, other.id)] == ["wrong"]


async def test_every_old_button_and_link_leads_to_the_offer_that_stays(site: Site) -> None:
    """Each press about an offer, by the id of either: the same screen and the same rows."""
    desk = await at_desk(site)
    kept, other = await doubled(site)
    await merges_them(desk, kept, other)
    wrong, tried = [], 0
    usual = {"listing": Listing().code, "word": "wrong"}
    async with site.conversation.database.write() as store:
        address = Address("web", desk.cookie.partition(".")[0])
        for name, route in ROUTES.presses.items():
            if not _is_about_an_offer(route.handler):
                continue
            tried += 1
            seen = []
            for offer_id in (kept.id, other.id):
                rest = [usual.get(reader.__name__, "0") for reader in route.readers[1:]]
                press = Pressed(":".join([name, str(offer_id), *rest]))
                point = await store.connection.begin_nested()
                answer = await site.conversation.answer(store, address, press, NOW, Hints(("de",)))
                rows = [await _rows(store, table) for table in CHANGED]
                seen.append((NEW_ROW.sub(r"\1", str(answer.screen)), rows))
                await point.rollback()
            if seen[0] != seen[1]:
                wrong.append((name, seen))
    assert not wrong
    assert tried > 10
    page = await site.client.get(f"/o/{other.id}?start=x", allow_redirects=False)
    assert (page.status, page.headers["Location"]) == (302, f"/o/{kept.id}?start=x")
    for path in ("", "/merge"):
        await desk.get(f"/desk/offers/{other.id}{path}")
        assert desk.location == f"/desk/offers/{kept.id}{path}"


def _is_about_an_offer(handler: object) -> bool:
    return list(inspect.signature(handler).parameters)[1:2] == ["offer_id"]  # type: ignore[arg-type]


async def _rows(store, table):  # type: ignore[no-untyped-def]
    """All rows, without the ids that a database counts on."""
    rows = await store.rows(table.select())
    return sorted(repr([cell for name, cell in row.items() if name != "id"]) for row in rows)


async def test_saves_of_both_live_on_and_part_again(site: Site) -> None:
    desk = await at_desk(site)
    kept, other = await doubled(site, starts_on=NOW.date() + timedelta(days=5), register_by=None)
    both, only = (await at_desk(site, Role.READER)).person, (await at_desk(site, None)).person
    async with site.conversation.database.write() as store:
        for person, saves in ((both, (kept.id, other.id)), (only, (other.id,))):
            for offer_id in saves:
                await saved.keep(store, person, offer_id, NOW)
    await merges_them(desk, kept, other, start="other", deadline="other")
    days = NOW.date(), NOW.date() + timedelta(days=9)
    async with site.conversation.database.write() as store:
        for person in (both, only):
            assert await saved.ids(store, person.id) == [kept.id]
            assert await saved.count(store, person.id) == 1
            assert await saved.holds(store, person.id, kept.id)
            await saved.keep(store, person, kept.id, NOW)
            assert await saved.count(store, person.id) == 1
        dated = await saved.dated(store, kept.district_id, *days)
        assert (dated[both.id], dated[only.id]) == ([kept.id], [kept.id])
    await desk.get("/desk")
    await undoes(desk)
    async with site.conversation.database.write() as store:
        assert sorted(await saved.ids(store, both.id)) == sorted((kept.id, other.id))
        assert await saved.ids(store, only.id) == [other.id]
        await saved.drop(store, both.id, kept.id)
        assert await saved.ids(store, both.id) == [other.id]


async def test_no_longer_saving_means_both(site: Site) -> None:
    desk = await at_desk(site)
    kept, other = await doubled(site)
    async with site.conversation.database.write() as store:
        for offer_id in (kept.id, other.id):
            await saved.keep(store, desk.person, offer_id, NOW)
    await merges_them(desk, kept, other)
    async with site.conversation.database.write() as store:
        await saved.drop(store, desk.person.id, kept.id)
        assert not await saved.holds(store, desk.person.id, kept.id)
        assert await saved.ids(store, desk.person.id) == []


async def test_evidence_of_the_other_one_counts_the_kept_one_once(site: Site) -> None:
    desk = await at_desk(site)
    kept, other = await doubled(site)
    span = Span(date(2026, 7, 1), date(2027, 1, 31), NOW.date(), "Europe/Berlin")

    async def counted(*ids: int) -> tuple[int, ...]:
        async with site.conversation.database.read() as store:
            only = Only(ids=ids)
            got = await evidence.count(store, kept.district_id, EvidenceKind.OFFERS, only, span)
        return got.ids

    assert await counted(kept.id, other.id) == tuple(sorted((kept.id, other.id)))
    await merges_them(desk, kept, other)
    assert await counted(other.id) == (kept.id,)
    assert await counted(kept.id, other.id) == (kept.id,)


@pytest.mark.parametrize("which", [0, 1])
async def test_nothing_is_merged_when_one_changed_meanwhile(site: Site, which: int) -> None:
    """Neither on a second press; what was chosen stays chosen."""
    desk, colleague = await at_desk(site), await at_desk(site)
    pair = await doubled(site)
    await desk.get(f"/desk/offers/{pair[0].id}/merge?with={pair[1].id}")
    form = desk.form("other_base") | {"pick.phone": "other"}
    await colleague.fill(f"/desk/offers/{pair[which].id}", price="9 €")
    await desk.send(f"/desk/offers/{pair[0].id}/merge", form)
    assert desk.status == 409
    assert "was changed meanwhile" in desk.text
    assert desk.form("other_base")["pick.phone"] == ["other"]
    assert [offer.merged_into for offer in await stored(site, pair[0].id, pair[1].id)] == [None] * 2
    again = desk.form("other_base")
    await desk.send(f"/desk/offers/{pair[0].id}/merge", again)
    assert desk.location.endswith("said=merged")
    await desk.send(f"/desk/offers/{pair[0].id}/merge", again)
    await colleague.send(f"/desk/offers/{pair[0].id}/merge", again | {"csrf": _csrf(colleague)})
    [now, gone] = await stored(site, pair[0].id, pair[1].id)
    assert (now.version, gone.merged_into) == (pair[0].version + 1 + (which == 0), now.id)


def _csrf(desk: AtDesk) -> list[str]:
    return desk.form("csrf")["csrf"]


async def test_cells_that_do_not_fit_are_named_and_nothing_is_merged(site: Site) -> None:
    desk = await at_desk(site)
    kept, other = await doubled(site, starts_on=NOW.date(), register_by=None, phone="07751 9")
    await desk.get(f"/desk/offers/{kept.id}/merge?with={other.id}")
    picks = {"pick.start": "other", "pick.deadline": "kept", "pick.phone": "other"}
    await desk.send(f"/desk/offers/{kept.id}/merge", desk.form("other_base") | picks)
    assert desk.status == 409
    assert "Register by" in desk.text
    assert desk.form("other_base") | {name: [side] for name, side in picks.items()} == desk.form(
        "other_base"
    ), "what was chosen stays chosen"
    assert [offer.merged_into for offer in await stored(site, kept.id, other.id)] == [None, None]
    corrected = desk.form("other_base") | {"pick.start": "kept"}
    await desk.send(f"/desk/offers/{kept.id}/merge", corrected)
    assert desk.location.endswith("said=merged")


async def test_what_cannot_be_one_is_refused(site: Site) -> None:
    desk = await at_desk(site)
    kept, other = await doubled(site)
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, "konstanz")
        assert district
        foreign = (await offers.of_district(store, district.id))[0]
    for wrong in (kept.id, foreign.id, 10**9):
        await desk.get(f"/desk/offers/{kept.id}/merge?with={wrong}")
        assert desk.status in (403, 404), wrong
        await desk.get(f"/desk/offers/{kept.id}/merge?with={other.id}")
        form = desk.form("other_base") | {"with": str(wrong)}
        await desk.send(f"/desk/offers/{kept.id}/merge", form)
    assert [offer.merged_into for offer in await stored(site, kept.id, other.id)] == [None, None]
    assert await stored(site, foreign.id) == [foreign]


async def test_three_become_one_and_the_last_one_parts(site: Site) -> None:
    desk = await at_desk(site)
    kept, other = await doubled(site)
    await merges_them(desk, other, kept)
    async with site.conversation.database.write() as store:
        last = next(
            offer
            for offer in await offers.of_district(store, kept.district_id)
            if offer.id not in (kept.id, other.id)
        )
    [other] = await stored(site, other.id)
    await merges_them(desk, last, other)
    async with site.conversation.database.read() as store:
        assert {(await offers.by_id(store, x.id)).id for x in (kept, other, last)} == {last.id}
        assert await merges.merged_ids(store, last.id) == sorted((kept.id, other.id))
    await undoes(desk)
    async with site.conversation.database.read() as store:
        assert (await offers.by_id(store, kept.id)).id == other.id


async def test_undo_is_refused_after_another_change_and_after_ten_minutes(site: Site) -> None:
    desk = await at_desk(site)
    kept, other = await doubled(site)
    await merges_them(desk, kept, other)
    act = re.search(r'action="(/desk/undo/\d+)"', desk.page)
    assert act
    form = desk.form("csrf")
    await (await at_desk(site)).fill(f"/desk/offers/{kept.id}", price="9 €")
    await desk.send(act[1], form)
    assert [offer.merged_into for offer in await stored(site, other.id)] == [kept.id]
    site.moment = NOW + timedelta(minutes=11)
    await desk.get("/desk")
    assert "/desk/undo/" not in desk.page


async def test_what_was_typed_about_the_other_one_is_not_lost(site: Site) -> None:
    """A colleague had its form open: the words stand in the form of the offer that stays."""
    desk, colleague = await at_desk(site), await at_desk(site)
    kept, other = await doubled(site)
    await colleague.get(f"/desk/offers/{other.id}")
    form = colleague.form("base") | {"address": "Getippte Straße 7"}
    await merges_them(desk, kept, other)
    [before] = await stored(site, kept.id)
    await colleague.send(f"/desk/offers/{other.id}", form)
    assert colleague.location == f"/desk/offers/{kept.id}"
    assert colleague.form("base")["address"] == ["Getippte Straße 7"]
    assert await stored(site, kept.id) == [before], "nothing is stored before they look at it"


LIST = "Nr;Titel;Beschreibung;Träger;Gemeinde;Telefon;Preis\n"


def listed(**cells: str) -> str:
    """Two rows, k1 and k2, of the same course."""
    rows = [
        f"k{n};Deutsch am Abend;Text {n};VHS;Wehr;{cells.get(f'phone{n}', f'07761 {n}')};"
        f"{cells.get(f'price{n}', '5 €')}\n"
        for n in (1, 2)
    ]
    return LIST + "".join(rows)


async def test_a_list_that_comes_again_updates_the_offer_that_stays(
    site: Site, office: Office, tmp_path: Path
) -> None:
    desk = await at_desk(site)
    await office.imports(csv(tmp_path / "a.csv", listed()))
    kept, other = await office.offer("k1"), await office.offer("k2")
    await merges_them(desk, kept, other, phone="other")
    told = await office.imports(csv(tmp_path / "a.csv", listed()))
    assert (told["new"], told["changed"], told["conflicts"]) == (0, 0, [])
    path = csv(tmp_path / "b.csv", listed(price1="6 €", phone2="07761 22"))
    told = await office.imports(path)
    assert (told["new"], told["changed"], told["conflicts"], told["missing"]) == (0, 1, [], [])
    now = await office.offer("k1")
    assert (now.id, now.details.price, now.details.phone) == (kept.id, "6 €", "07761 22")
    assert (await stored(site, other.id))[0].merged_into == kept.id
    undone = await office.undoes(told["import"])
    assert undone["restored"] == ["k1"]
    again = await office.imports(path)
    assert (again["new"], again["changed"]) == (0, 1), "the undone row is new again"
    path = csv(tmp_path / "c.csv", listed(price1="6 €", phone2="07761 22", price2="8 €"))
    told = await office.imports(path)
    assert told["changed"] == 0
    assert [(c["column"], c["ours"], c["theirs"]) for c in told["conflicts"]] == [
        ("price", "6 €", "8 €")
    ]
    settled = await office.imports(path, accept_theirs=True)
    assert (settled["new"], (await office.offer("k1")).details.price) == (0, "8 €")
    only_other = LIST + listed(price1="6 €", phone2="07761 22", price2="8 €").splitlines()[2]
    told = await office.imports(csv(tmp_path / "d.csv", only_other))
    assert (told["new"], told["missing"]) == (0, []), "one of its rows is there"


async def test_an_older_export_of_both_creates_nothing(
    site: Site, office: Office, tmp_path: Path
) -> None:
    desk = await at_desk(site)
    await office.imports(csv(tmp_path / "a.csv", listed()))
    path = await office.exports(tmp_path / "export.csv")
    kept, other = await office.offer("k1"), await office.offer("k2")
    await merges_them(desk, kept, other)
    [before] = await stored(site, kept.id)
    told = await office.imports(path)
    assert told["new"] == 0
    assert (await stored(site, kept.id))[0].details == before.details
    fresh = await office.exports(tmp_path / "fresh.csv")
    assert "k1;" in fresh.read_text("utf-8-sig")
    assert "k2;" not in fresh.read_text("utf-8-sig")


def test_the_state_of_a_translation_follows_its_german_text() -> None:
    kept = {"title": "Kurs", "title_uk": "Курс", "text_state_uk": "checked", "languages": "de"}
    other = {"title": "Anders", "title_uk": "Інше", "text_state_uk": "checked", "languages": "en"}
    cases = {
        ("kept", "kept"): "checked",
        ("other", "other"): "checked",
        ("kept", "other"): "stale",
        ("other", "kept"): "stale",
    }
    found = {
        pair: offer_merge.joined(
            kept, other, dict(zip(("title", "title_uk"), map(Side, pair), strict=True)), ["uk"]
        )["text_state_uk"]
        for pair in cases
    }
    assert found == cases
    both = offer_merge.joined(kept, other, {"languages": Side.BOTH}, ["uk"])
    assert both["languages"] == "de, en"
