"""The desk: who gets in, lists and bulk, forms, what waits for the office."""

import asyncio
import gzip
import io
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
from sqlalchemy import update

from bot.domain.grants import Right, Role
from bot.domain.offers import Offer, OfferText, State, TextState
from bot.rules.problems import Problem
from bot.screens.problem_words import WORDS
from handlers.desk.rendering import TEMPLATES
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import offers, places, reports, storing
from storage.people import audits, grants, sessions
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import OURS, AtDesk, at_desk

EVIL = '=HYPERLINK("http://evil.example";"Klick") <b>fett</b> \u202e‮ & \'"'


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def offers_of(site: Site, slug: str = "waldshut") -> list[Offer]:
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, slug)
        assert district
        return await offers.of_district(store, district.id)


async def offer(site: Site, offer_id: int) -> Offer:
    async with site.conversation.database.read() as store:
        found = await offers.by_id(store, offer_id)
        assert found
        return found


async def acted(site: Site, count: int = 1) -> list[tuple[str, str, str]]:
    """Action, origin and subject of the latest lines of the audit log, the newest first."""
    async with site.conversation.database.read() as store:
        lines = await audits.latest(store, count, acts_only=True)
    return [(line.action, line.origin, line.subject) for line in lines]


async def report(site: Site, offer_id: int, kind: str = "wrong") -> None:
    async with site.conversation.database.write() as store:
        await reports.add(store, offer_id, kind, site.moment)


def words(problem: Problem) -> str:
    return WORDS[problem]


async def test_only_a_session_of_its_own_opens_the_desk(site: Site) -> None:
    """A coordinator whose browser was never signed in, one who was idle, and who signed out."""
    desk = await at_desk(site)
    await desk.get("/desk")
    assert desk.status == 200
    policy = desk.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "no-store" in desk.headers["Cache-Control"]
    bare = replace(desk, cookie=OURS.value(OURS.new(NOW)))
    site.moment = NOW + timedelta(hours=9)
    for person in (desk, bare, replace(desk, cookie="")):
        await person.get("/desk/offers")
        assert person.status == 403
        assert "sign in again" in person.text
        assert "Deutschkurs" not in person.text


async def test_a_form_of_another_site_or_person_does_nothing(site: Site) -> None:
    desk, other = await at_desk(site), await at_desk(site)
    known = (await offers_of(site))[0]
    path = f"/desk/offers/{known.id}"
    await desk.get(path)
    form = desk.form("base") | {"phone": "07751 1"}
    await other.send(path, form)
    assert other.status == 403
    for origin in ("cross-site", "same-site"):
        await desk.send(path, form, **{"Sec-Fetch-Site": origin})
        assert desk.status == 403
    assert await offer(site, known.id) == known


@pytest.mark.every_database
async def test_the_table_filters_sorts_and_counts(site: Site) -> None:
    """Each number beside a filter is the number of rows that the filter then shows."""
    desk = await at_desk(site)
    listed = await offers_of(site)
    async with site.conversation.database.write() as store:
        await storing.close(store, listed[0].id, NOW)
        old = update(t.offer).where(t.offer.c.id == listed[1].id)
        await store.execute(old.values(confirmed_at=NOW - timedelta(days=300)))
        await store.execute(
            update(t.offer).where(t.offer.c.id == listed[2].id).values(expires_at=NOW.date())
        )
    await report(site, listed[3].id)
    wrong = []
    await desk.get("/desk/offers")
    links = _counted_links(desk)
    assert len(links) > 10
    for address, count in links:
        await desk.get(address)
        if f"Offers {count} " not in desk.text:
            wrong.append((address, count))
        for second, inner in _counted_links(desk)[:4]:
            await desk.get(second)
            if f"Offers {inner} " not in desk.text:
                wrong.append((second, inner))
    assert not wrong
    titles = {}
    for sort in ("title", "-title", "expires_at", "municipality", "organisation", "field"):
        await desk.get(f"/desk/offers?sort={sort}&size=100")
        assert desk.status == 200, sort
        titles[sort] = _titles(desk)
    assert titles["title"] == titles["-title"][::-1]
    assert len(titles["title"]) == len(listed)


def _counted_links(desk: AtDesk) -> list[tuple[str, int]]:
    """The filters of a page that are off, with the numbers beside them."""
    found = re.findall(
        r'<a href="(/desk/offers\?[^"]+)">[^<]*<span class="count">(\d+)</span></a>', desk.page
    )
    return [(unescape(address), int(count)) for address, count in found]


def _titles(desk: AtDesk) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', desk.page)


async def test_nonsense_in_the_address_shows_the_list(site: Site) -> None:
    desk, wrong = await at_desk(site), []
    for query in (
        "page=99999999999999999999", "page=-1", "page=x", "size=1e9", "sort=--title", "sort=id;",
        "field=%00", "town=9" * 1 + "9" * 40, "town=%D9%A3", "view=none", "state=__class__",
        "columns=..", "q=%25%27%22%5C_" + "x" * 3000, "all=1&q=zzzz", "as=exe", "draft=none",
        "said=%3Cb%3E", "problem=nonsense", "kind=x&mine=2",
    ):  # fmt: skip
        for path in ("/desk/offers", "/desk"):
            await desk.get(f"{path}?{query}")
            if desk.status != 200:
                wrong.append(f"{path}?{query[:40]}: {desk.status}")
    assert not wrong


@pytest.mark.every_database
async def test_all_that_match_are_closed_once_seen_and_can_be_undone(site: Site) -> None:
    desk = await at_desk(site)
    before = await offers_of(site)
    await report(site, before[0].id)
    await desk.get("/desk/offers?all=1")
    form = desk.form("all")
    await desk.send("/desk/offers?all=1", form | {"act": "close"})
    assert f"This changes {len(before)} rows" in desk.text
    assert await offers_of(site) == before
    await desk.send("/desk/offers", desk.form("step"))
    assert "Done." in desk.text, desk.text
    assert {o.details.state for o in await offers_of(site)} == {State.CLOSED}
    assert (await acted(site))[0] == ("offer.bulk", "desk", f"{len(before)} offers")
    changed = before[5]
    await desk.fill(f"/desk/offers/{changed.id}", price="5 Euro")
    await desk.get("/desk/offers")
    await desk.send("/desk/undo/1", desk.form("back"))
    after = {o.id: o for o in await offers_of(site)}
    wrong = [o.id for o in before if o.id != changed.id and _content(after[o.id]) != _content(o)]
    assert not wrong
    assert after[changed.id].details.state is State.CLOSED
    async with site.conversation.database.read() as store:
        assert await reports.count(store, before[0].district_id) == 1
    await desk.send("/desk/undo/1", desk.form("csrf"))
    assert words(Problem.CHANGED_MEANWHILE) in desk.text


def _content(found: Offer) -> Offer:
    return replace(found, version=0)


async def test_a_list_that_moved_is_refused_and_a_large_number_is_typed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.desk.bulk.TYPE_ABOVE", 3)
    desk = await at_desk(site)
    before = await offers_of(site)
    await desk.get("/desk/offers?all=1")
    await desk.send("/desk/offers?all=1", desk.form("all") | {"act": "pause"})
    form = desk.form("step")
    await desk.send("/desk/offers", form | {"count": "3"})
    assert words(Problem.WRONG_COUNT) in desk.text
    async with site.conversation.database.write() as store:
        await storing.confirm(store, before[0].id, NOW, NOW.date())
    await desk.send("/desk/offers", form | {"count": str(len(before))})
    assert words(Problem.LIST_MOVED) in desk.text
    assert {o.details.state for o in await offers_of(site)} == {State.PUBLISHED}


async def test_what_cannot_be_done_with_an_offer_is_said_before(site: Site) -> None:
    desk = await at_desk(site)
    one, two, three = (await offers_of(site))[:3]
    foreign = (await offers_of(site, "konstanz"))[0]
    async with site.conversation.database.write() as store:
        await storing.close(store, one.id, NOW)
        past = update(t.offer).where(t.offer.c.id == two.id)
        await store.execute(past.values(expires_at=NOW.date() - timedelta(days=2), state="paused"))
    await desk.get("/desk/offers?size=100")
    form = desk.form("back") | {"id": [one.id, two.id, three.id, foreign.id]}
    del form["back"]
    await desk.send("/desk/offers", desk.form("csrf") | form | {"act": "publish"})
    assert "This changes 1 row:" in desk.text
    assert words(Problem.IN_THE_PAST) in desk.text
    assert words(Problem.NOTHING_TO_CHANGE) in desk.text
    await desk.send("/desk/offers", desk.form("step"))
    assert (await offer(site, one.id)).details.state is State.PUBLISHED
    assert (await offer(site, foreign.id)) == foreign
    await desk.get("/desk/offers")
    await desk.send("/desk/offers", desk.form("csrf") | {"act": "close"})
    assert words(Problem.NOTHING_CHOSEN) in desk.text


async def test_the_excel_file_holds_what_the_list_shows_and_no_formula(site: Site) -> None:
    desk = await at_desk(site)
    known = (await offers_of(site))[0]
    await desk.fill(f"/desk/offers/{known.id}", price="=1+1", title="@SUM(A1)")
    answer = await site.client.get(
        f"/desk/offers?q={known.details.organisation.split()[0]}&as=xlsx",
        headers={"Cookie": f"lotse={desk.cookie}"},
    )
    sheet = openpyxl.load_workbook(io.BytesIO(await answer.read())).active
    assert sheet
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).endswith("=1+1") for cell in cells)
    assert not [cell.value for cell in cells if cell.data_type == "f"]


@pytest.mark.every_database
async def test_an_offer_is_corrected_and_its_history_says_so_and_it_is_undone(site: Site) -> None:
    desk = await at_desk(site)
    known = (await offers_of(site))[0]
    path = f"/desk/offers/{known.id}"
    await desk.fill(path, phone="07751 86-99", title="Ganz anders")
    assert "Your changes are saved." in desk.text, desk.text
    after = await offer(site, known.id)
    assert after.details.phone == "07751 86-99"
    assert after.version == known.version + 1
    stale = {text.language: text.state for text in after.details.texts if text.language != "de"}
    assert set(stale.values()) == {TextState.STALE}
    assert await acted(site) == [("offer.change", "desk", f"offer {known.id}")]
    await desk.get(f"{path}/history")
    assert "07751 86-99" in desk.text
    assert "Ganz anders" in desk.text
    await desk.send("/desk/undo/1", desk.form("back"))
    assert "Undone." in desk.text
    assert _content(await offer(site, known.id)) == _content(known)


async def test_an_earlier_version_is_opened_in_the_form_and_saved_from_there(site: Site) -> None:
    desk = await at_desk(site)
    known = (await offers_of(site))[0]
    path = f"/desk/offers/{known.id}"
    await desk.fill(path, phone="07751 1111")
    await desk.fill(path, phone="07751 2222", address="Am Bach 3")
    await desk.get(f"{path}/history")
    await desk.send(f"{path}/history", desk.form("version") | {"version": str(known.version)})
    assert desk.form("base")["phone"] == [known.details.phone]
    assert (await offer(site, known.id)).details.phone == "07751 2222"
    await desk.send(path, desk.form("base"))
    assert (await offer(site, known.id)).details == known.details


async def test_an_unchanged_form_changes_nothing(site: Site) -> None:
    """For every offer of every sample: the form shows all that is stored, and reads it back."""
    wrong = []
    for slug in ("waldshut", "konstanz"):
        desk = await at_desk(site, slug=slug)
        for known in (await offers_of(site, slug))[:12]:
            await desk.fill(f"/desk/offers/{known.id}")
            after = await offer(site, known.id)
            if after.details != known.details:
                wrong.append((known.external_id, known.details, after.details))
    assert not wrong


async def test_wrong_fields_are_named_beside_themselves_and_nothing_is_lost(site: Site) -> None:
    desk = await at_desk(site)
    known = (await offers_of(site))[0]
    path = f"/desk/offers/{known.id}"
    typed = {
        "title": "", "phone": "kein Telefon", "email": "nora(at)kreis.example",
        "expires_at": "31.02.2027", "age_from": "zwölf", "level_from": "B1", "level_to": "A1",
        "times": "Mo 25:00", "description_uk": "x" * 100_000, "title_uk": EVIL, "url": "www.x.de",
    }  # fmt: skip
    await desk.fill(path, **typed)
    assert words(Problem.FIELDS_WRONG) in desk.text
    form = desk.form("base")
    wrong = [name for name, value in typed.items() if form[name] != [value.replace("\r", "")]]
    marked = [
        name for name in typed if f'id="{name}-mistake"' not in desk.page and name != "level_from"
    ]
    assert not wrong
    assert marked == ["title_uk", "url"], "an address may be typed as it is spoken"
    assert await offer(site, known.id) == known
    right = {name: "" for name in typed} | {"title": "Neuer Titel", "level_to": "B2"}
    await desk.send(path, form | right | {"level_from": "B1"})
    assert "Your changes are saved." in desk.text, desk.text
    assert (await offer(site, known.id)).details.level_from == "B1"


async def test_hostile_words_stay_words(site: Site) -> None:
    desk = await at_desk(site)
    known = (await offers_of(site))[0]
    await desk.fill(f"/desk/offers/{known.id}", title=EVIL, description=EVIL)
    for path in ("/desk/offers", f"/desk/offers/{known.id}", f"/desk/offers/{known.id}/history"):
        await desk.get(path)
        assert "<b>fett</b>" not in desk.page
        assert "fett" in desk.text
        assert "\u202e" not in desk.page


async def test_an_offer_is_added_and_copied(site: Site) -> None:
    desk = await at_desk(site)
    await desk.fill(
        "/desk/offers/new", title="Nähcafé", organisation="Verein Neu", phone="07751 86-0"
    )
    assert "The offer is added." in desk.text, desk.text
    added = max(await offers_of(site), key=lambda found: found.id)
    assert added.details.texts == (OfferText("de", "Nähcafé"),)
    assert added.details.organisation == "Verein Neu"
    assert await acted(site) == [("offer.add", "desk", f"offer {added.id}")]
    await desk.fill(f"/desk/offers/new?copy={added.id}", title="Nähcafé am Abend")
    copy = max(await offers_of(site), key=lambda found: found.id)
    assert copy.id != added.id
    assert copy.details.phone == "07751 86-0"


async def test_an_editor_gives_no_offer_away_and_takes_none(site: Site) -> None:
    known = (await offers_of(site))[0]
    desk = await at_desk(site, Role.EDITOR, organisation_id=known.organisation_id)
    path = f"/desk/offers/{known.id}"
    await desk.fill(path, organisation="Jemand anders")
    assert words(Problem.NOT_ALLOWED) in desk.text
    await desk.fill("/desk/offers/new", title="X", organisation="Jemand anders")
    assert words(Problem.NOT_ALLOWED) in desk.text
    assert len(await offers_of(site)) == len({found.id for found in await offers_of(site)})
    assert (await offer(site, known.id)) == known
    await desk.get("/desk/offers?size=100")
    assert {found for found in _titles(desk)} == {
        found.details.texts[0].title if len(found.details.texts) == 1 else _german(found)
        for found in await offers_of(site)
        if found.organisation_id == known.organisation_id
    }


def _german(found: Offer) -> str:
    return next(text.title for text in found.details.texts if text.language == "de")


async def test_two_people_who_change_the_same_offer_see_each_other(site: Site) -> None:
    """What only one of both touched is joined; what both did is shown side by side."""
    one, two = await at_desk(site), await at_desk(site)
    known = (await offers_of(site))[0]
    path = f"/desk/offers/{known.id}"
    await two.get(path)
    theirs = two.form("base")
    await one.fill(path, phone="07751 1111", address="Am Bach 3", price="5 Euro")
    await two.send(path, theirs | {"phone": "07751 2222", "title": "Mein Titel", "price": ""})
    assert "changed meanwhile" in two.text
    assert "by a colleague" in two.text
    assert (await offer(site, known.id)).details.phone == "07751 1111"
    form = two.form("base")
    assert form["address"] == ["Am Bach 3"]
    assert form["phone"] == ["07751 2222"]
    assert form["title"] == ["Mein Titel"]
    assert 'value="phone"> ' in two.page
    await two.send(path, form | {"take": "phone"})
    assert "Your changes are saved." in two.text
    after = (await offer(site, known.id)).details
    assert (after.phone, after.address) == ("07751 1111", "Am Bach 3")
    assert after.texts != known.details.texts


async def test_a_form_that_arrives_twice_is_handled_once(site: Site) -> None:
    desk = await at_desk(site)
    known = (await offers_of(site))[0]
    path = f"/desk/offers/{known.id}"
    await desk.get(path)
    form = desk.form("base") | {"phone": "07751 3333"}
    again = replace(desk)
    await asyncio.gather(desk.send(path, form), again.send(path, form))
    for person in (desk, again):
        assert "Your changes are saved." in person.text, person.text
    assert (await offer(site, known.id)).version == known.version + 1
    new = await at_desk(site)
    await new.get("/desk/offers/new")
    filled = new.form("base") | {"title": "Einmal", "organisation": "Verein"}
    await new.send("/desk/offers/new", filled)
    await new.send("/desk/offers/new", filled)
    titles = [text.title for found in await offers_of(site) for text in found.details.texts]
    assert titles.count("Einmal") == 1


async def test_a_reader_begins_with_the_offers_and_changes_nothing(site: Site) -> None:
    desk = await at_desk(site, Role.READER)
    await desk.get("/desk")
    assert desk.location == "/desk/offers"
    await desk.get("/desk/offers")
    assert 'form="bulk"' not in desk.page
    await desk.get(f"/desk/offers/{(await offers_of(site))[0].id}")
    assert desk.status == 200
    assert "Save" not in desk.text


async def test_who_works_in_two_districts_switches_between_them(site: Site) -> None:
    desk = await at_desk(site)
    async with site.conversation.database.write() as store:
        other = await places.district_named(store, "konstanz")
        assert other
        await grants.give(store, desk.person.id, Right(Role.COORDINATOR, other.id), NOW)
    await desk.get("/desk/offers")
    await desk.send("/desk/choose", desk.form("district") | {"district": str(other.id)})
    assert "Landkreis Konstanz – Lotse" in desk.text
    third = (await offers_of(site))[0]
    await desk.get(f"/desk/offers/{third.id}")
    assert desk.status == 404


async def test_a_confirmed_session_ends_like_those_of_the_chat(site: Site) -> None:
    desk = await at_desk(site)
    async with site.conversation.database.write() as store:
        await sessions.end_others(store, desk.person.id, 0, NOW)
    await desk.get("/desk")
    assert desk.status == 403


@pytest.mark.every_database
async def test_doubles_have_the_same_title_and_town(site: Site) -> None:
    desk = await at_desk(site)
    known = (await offers_of(site))[0]
    await desk.fill(f"/desk/offers/new?copy={known.id}")
    await desk.get("/desk/offers?view=doubles")
    assert _titles(desk) == [_german(known)] * 2


async def test_first_load_is_small(site: Site) -> None:
    """Compressed bytes of each page with its style and its script; nothing else is loaded."""
    desk = await at_desk(site)
    known = (await offers_of(site))[0]
    sizes, loaded = {}, set()
    for path in ("/desk", "/desk/offers?size=100", "/desk/offers/new", f"/desk/offers/{known.id}"):
        await desk.get(path)
        loaded |= set(re.findall(r'(?:src|<link [^>]*href)="([^"]+)"', desk.page))
        sizes[path] = len(gzip.compress(desk.page.encode()))
    assert loaded == {"/desk/static/desk.css", "/desk/static/desk.js", "/static/lotse.svg"}
    around = 0
    for path in loaded:
        answer = await site.client.get(path)
        around += len(gzip.compress(await answer.read()))
    assert {path for path, size in sizes.items() if size + around > 60 * 1024} == set(), sizes


def test_every_sentence_of_a_template_is_found_for_the_catalogues() -> None:
    """Only calls by a bare name are found: ``plain("...")``, never ``tr.plain("...")``."""
    templates = list(TEMPLATES.glob("*.html"))
    wrong = [path.name for path in templates if re.search(r"\btr\.pl\w+\(", path.read_text())]
    assert templates
    assert not wrong
