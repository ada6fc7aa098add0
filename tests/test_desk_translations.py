"""Translations at the desk: the matrix, the worklist, the editor, and translators."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from bot.domain.grants import Role
from bot.domain.groups import Group
from bot.domain.offers import Offer, OfferText, TextState
from bot.rules.row_readers import LONGEST_CELL
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import changes, index, offers, places
from storage.groups import groups
from storage.people import audits, grants
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, Forms, at_desk, offers_here
from tests.harness.talk import bare

TRANSLATIONS = "/desk/translations"
UK = ("Курс", "Опис", "Кроки")


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def offer_now(site: Site, offer_id: int) -> Offer:
    async with site.conversation.database.read() as store:
        offer = await offers.by_id(store, offer_id)
    assert offer
    return offer


async def words_now(site: Site, offer_id: int, language: str = "uk") -> OfferText:
    words = text_of(await offer_now(site, offer_id), language)
    assert words
    return words


async def first_group(site: Site) -> Group:
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        return (await groups.of_district(store, district.id))[0]


def text_of(offer: Offer, language: str) -> OfferText | None:
    return next((text for text in offer.details.texts if text.language == language), None)


async def german_changes(site: Site, offer_id: int, description: str) -> None:
    """The office writes another German text at the form of an offer."""
    desk = await at_desk(site)
    await desk.fill(f"/desk/offers/{offer_id}", description=description)
    assert "Your changes are saved." in desk.text


def editor(kind: str, subject_id: int, language: str = "uk") -> str:
    return f"{TRANSLATIONS}/{kind}/{subject_id}/{language}"


def marks(desk: AtDesk) -> dict[str, str]:
    """Link of the editor → mark of the matrix."""
    found = re.findall(r'<a href="(/desk/translations/\w+/\d+/[a-z-]+)"[^>]*>(.)</a>', desk.page)
    return dict(found)


@pytest.mark.every_database
async def test_the_matrix_has_a_mark_for_every_text_and_is_filtered_in_the_address(
    site: Site,
) -> None:
    first, second, *_ = await offers_here(site)
    group = await first_group(site)
    desk = await at_desk(site)
    await desk.fill(editor("offer", first.id), checked="1")
    await german_changes(site, second.id, "Ganz anderer Text.")
    for _ in range(4):
        await at_desk(site, None, language="uk")
    await at_desk(site, None, language="ar")
    expected = {
        editor("offer", first.id): "✓",
        editor("offer", second.id): "!",
        editor("group", group.id): "–",
    }
    await desk.get(f"{TRANSLATIONS}?size=100")
    shown = marks(desk)
    assert {link: shown[link] for link in expected} == expected
    assert len(shown) == 49 * 14
    heads = re.search(r"Readers</th>(.*?)</tr>", desk.page, re.DOTALL)
    assert heads
    counts = [bare(count) for count in re.findall(r"<td>(.*?)</td>", heads[1])]
    assert sorted(counts) == sorted(["fewer than 5"] * 3 + ["0"] * 11)
    wrong = []
    for query, link in (
        ("language=uk&state=checked", editor("offer", first.id)),
        ("language=uk&state=stale", editor("offer", second.id)),
        ("state=stale&type=offer&language=uk", editor("offer", second.id)),
    ):
        await desk.get(f"{TRANSLATIONS}?{query}")
        wrong += [(query, marks(desk))] if list(marks(desk)) != [link] else []
    await desk.get(f"{TRANSLATIONS}?type=group&language=uk&state=missing")
    assert set(marks(desk).values()) == {"–"}
    assert len(marks(desk)) == 7
    assert not wrong


@pytest.mark.every_database
async def test_the_worklist_begins_with_what_is_read_most_and_shows_what_changed(
    site: Site,
) -> None:
    first, second, *_ = await offers_here(site)
    for offer in (first, second):
        await german_changes(site, offer.id, f"Neu für {offer.id}.")
    await german_changes(site, first.id, "Noch einmal neu.")
    readers = [(await at_desk(site, None, language="uk")).person for _ in range(9)]
    async with site.conversation.database.write() as store:
        for reader in readers:
            row = {"person_id": reader.id, "offer_id": second.id, "saved_at": NOW}
            await store.execute(insert(t.saved_offer).values(row))
    desk = await at_desk(site)
    await desk.get(f"{TRANSLATIONS}/uk")
    listed = re.findall(r'<h2><a href="([^"]+)"', desk.page)
    assert listed[0] == editor("offer", second.id)
    assert editor("offer", first.id) in listed
    assert "Readers: 9" in desk.text
    was = text_of(first, "de")
    assert was
    assert was.description in desk.text
    assert "Noch einmal neu." in desk.text
    assert f"Neu für {first.id}." not in desk.text
    await desk.get(editor("offer", first.id))
    assert was.description in desk.text


@pytest.mark.every_database
async def test_a_translation_is_saved_by_the_verb_of_the_form_and_leads_to_the_next(
    site: Site,
) -> None:
    offer = (await offers_here(site))[0]
    async with site.conversation.database.write() as store:
        old = NOW - timedelta(days=100)
        await store.execute(
            update(t.offer).where(t.offer.c.id == offer.id).values(confirmed_at=old)
        )
    await german_changes(site, offer.id, "Der Kurs beginnt später.")
    confirmed_at = (await offer_now(site, offer.id)).confirmed_at
    async with site.conversation.database.read() as store:
        terms = (await index.written(store, [offer.id]))[offer.id]
    site.moment += timedelta(minutes=1)
    desk = await at_desk(site)
    sent = dict(zip(("title", "description", "next_steps"), UK, strict=True))
    await desk.fill(editor("offer", offer.id), checked="1", **sent)
    assert "Your changes are saved." in desk.text
    assert desk.location.startswith(f"{TRANSLATIONS}/group/"), desk.location
    now = await offer_now(site, offer.id)
    assert text_of(now, "uk") == OfferText("uk", *UK, TextState.CHECKED)
    assert now.confirmed_at == confirmed_at
    async with site.conversation.database.read() as store:
        change = (await changes.of_offer(store, offer.id))[0]
        lines = await audits.latest(store, 3, acts_only=True)
        assert (await index.written(store, [offer.id]))[offer.id] != terms
    assert change.after["title_uk"] == UK[0]
    assert change.person_id == desk.person.id
    assert lines[0].subject == f"offer {offer.id}"
    await desk.get(editor("offer", offer.id))
    assert "by you" in desk.text
    other = await at_desk(site)
    await other.get(editor("offer", offer.id))
    assert "by a colleague" in other.text


async def test_what_was_typed_is_kept_when_both_change_the_same_and_when_it_is_wrong(
    site: Site,
) -> None:
    offer = (await offers_here(site))[0]
    path = editor("offer", offer.id)
    mine, theirs = await at_desk(site), await at_desk(site)
    await mine.get(path)
    form = mine.form("base")
    await theirs.fill(path, description="Їхній опис")
    await mine.send(path, form | {"description": "Мій опис"})
    assert "This was changed meanwhile." in mine.text
    assert "Мій опис" in mine.text
    assert "Їхній опис" in mine.text
    assert (await words_now(site, offer.id)).description == "Їхній опис"
    await mine.send(path, mine.form("base"))
    assert (await words_now(site, offer.id)).description == "Мій опис"
    wrong = []
    for values, reason in (
        ({"title": ""}, "title"),
        ({"description": "я" * (LONGEST_CELL + 1)}, "description"),
    ):
        await mine.get(path)
        await mine.send(path, mine.form("base") | values)
        if "Nothing is saved yet" not in mine.text or f'id="{reason}-mistake"' not in mine.page:
            wrong.append((reason, mine.text))
        await mine.send(path, mine.form("base") | {"act": "discard"})
    assert not wrong
    german = text_of(offer, "de")
    assert german
    await mine.get(path)
    form = mine.form("base")
    await german_changes(site, offer.id, "Inzwischen anders.")
    await mine.send(path, form | {"description": "Ще один"})
    assert "This was changed meanwhile." in mine.text
    assert "Inzwischen anders." in mine.text


@pytest.mark.every_database
async def test_a_group_is_stale_when_its_german_text_changes_and_checked_by_somebody(
    site: Site,
) -> None:
    group = await first_group(site)
    path = editor("group", group.id)
    desk = await at_desk(site)
    await desk.fill(path, description="Опис групи", checked="1")
    await desk.get(path)
    assert "Checked" in desk.text
    assert "by you" in desk.text
    await desk.fill(f"/desk/groups/{group.id}", text_de="Ganz neu beschrieben.")
    await desk.get(path)
    assert "Out of date" in desk.text
    assert group.texts["de"] in desk.text
    await desk.get("/desk?kind=translation")
    others = len(group.texts) - 1
    assert f"{others + 1} translations are out of date" in desk.text
    await desk.fill(path, checked="1")
    await desk.get(path)
    assert "Out of date" not in desk.text
    async with site.conversation.database.read() as store:
        lines = await audits.latest(store, 5, acts_only=True)
    assert f"group {group.id}" in [line.subject for line in lines]
    await desk.get("/desk?kind=translation")
    assert f"{others} translation is out of date" in desk.text
    await desk.fill(f"/desk/groups/{group.id}", text_de=group.texts["de"])
    await desk.get("/desk?kind=translation")
    assert "Ganz neu" not in desk.text


@pytest.mark.every_database
async def test_a_translation_can_be_undone_as_it_was(site: Site) -> None:
    offer, group = (await offers_here(site))[0], await first_group(site)
    desk = await at_desk(site)
    wrong = []
    for path, fields in (
        (editor("offer", offer.id), {"title": "Інше", "checked": "1"}),
        (editor("group", group.id), {"description": "Опис", "checked": "1"}),
    ):
        await desk.get(path)
        before = desk.form("base")
        await desk.fill(path, **fields)
        undoing = next(form for form in Forms(desk.page).forms if "back" in form)
        action = re.search(r'action="(/desk/undo/\d+)"', desk.page)
        assert action
        await desk.send(action[1], undoing)
        await desk.get(path)
        after = desk.form("base")
        names = ("title", "description", "next_steps", "checked", "base")
        if [before.get(name) for name in names] != [after.get(name) for name in names]:
            wrong.append((path, before, after))
    assert not wrong


@pytest.mark.every_database
async def test_a_translator_sees_the_texts_of_one_language_and_nothing_else(site: Site) -> None:
    """Invited by a link of the office, with an end, and without anything after it is taken away."""
    offer = (await offers_here(site))[0]
    office = await at_desk(site)
    await office.fill("/desk/people", holding="role", role="translator", language="")
    assert "A translator needs a language." in office.text
    await office.fill("/desk/people", holding="role", role="translator", language="uk")
    link = re.search(r'<p class="value">(http[^<]+)</p>', office.page)
    assert link
    translator = await at_desk(site, Role.TRANSLATOR, into="uk")
    await translator.get("/desk")
    assert translator.location == f"{TRANSLATIONS}/uk"
    wrong = []
    for path, status in (
        (f"{TRANSLATIONS}/uk", 200),
        (editor("offer", offer.id), 200),
        (f"{TRANSLATIONS}/ar", 403),
        (editor("offer", offer.id, "ar"), 403),
        (editor("offer", offer.id, "de"), 403),
        (editor("offer", offer.id, "xx"), 403),
        (TRANSLATIONS, 403),
        ("/desk/offers", 403),
        (f"/desk/offers/{offer.id}", 403),
        ("/desk/people", 403),
        ("/desk/log", 403),
    ):
        await translator.get(path)
        wrong += [(path, translator.status)] if translator.status != status else []
    assert not wrong
    hidden = (await offers_here(site))[1]
    async with site.conversation.database.write() as store:
        await store.execute(
            update(t.offer).where(t.offer.c.id == hidden.id).values(state="proposed")
        )
    await office.get(editor("offer", hidden.id))
    await translator.get(editor("offer", hidden.id))
    assert (office.status, translator.status) == (200, 404)
    await translator.get(f"{TRANSLATIONS}/uk?as=xliff&all=1")
    assert translator.status == 200
    await translator.fill(editor("offer", offer.id), title="Переклад")
    assert (await words_now(site, offer.id)).title == "Переклад"
    assert "/desk/undo/" in translator.page
    await translator.get(editor("offer", offer.id))
    form = translator.form("base")
    await translator.send(editor("offer", offer.id, "ar"), form | {"title": "x"})
    assert text_of(await offer_now(site, offer.id), "ar") == text_of(offer, "ar")
    await office.get("/desk/people")
    assert "translator: Ukrainian" in office.text
    async with site.conversation.database.read() as store:
        grant = (await grants.of_person(store, translator.person.id))[0]
    await office.fill(f"/desk/people/{grant.id}", holding="ends", act="end", ends="30.11.2026")
    assert "Your changes are saved." in office.text
    await translator.send(editor("offer", offer.id), form | {"title": "Ще"})
    assert (await words_now(site, offer.id)).title == "Ще"
    site.moment += timedelta(days=12)
    await translator.send(editor("offer", offer.id), form | {"title": "Пізно"})
    assert translator.status == 403
    assert (await words_now(site, offer.id)).title == "Ще"
