"""Measures at the desk: the plan as a table, its form, history, evidence, reviews, files."""

import io
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape

import openpyxl
import pytest

from bot.domain.grants import Role
from bot.domain.measures import Measure, MeasureState, MeasureText, ReviewDraft
from bot.rules.problems import Problem
from bot.screens.problem_words import WORDS
from handlers.dialogue.conversation import Conversation
from storage.catalogue import offers, places
from storage.measures import measures, reviews
from storage.people import audits, grants
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import at_desk
from tests.harness.plans import COURSES, numbered

EVIL = '=HYPERLINK("http://evil.example";"Klick") <b>fett</b> & \'"'


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def plan(site: Site, slug: str = "waldshut") -> list[Measure]:
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, slug)
        assert district
        return await measures.of_district(store, district.id)


async def planned(site: Site, *details, slug: str = "waldshut") -> list[Measure]:
    """Store measures, and return them as they are."""
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, slug)
        assert district
        return [await measures.add(store, district.id, one, NOW) for one in details]


async def measure(site: Site, measure_id: int) -> Measure:
    async with site.conversation.database.read() as store:
        found = await measures.by_id(store, measure_id)
        assert found
        return found


async def acted(site: Site, count: int = 1) -> list[tuple[str, str]]:
    async with site.conversation.database.read() as store:
        lines = await audits.latest(store, count, acts_only=True)
    return [(line.action, line.subject) for line in lines]


@pytest.mark.every_database
async def test_the_plan_filters_sorts_and_counts(site: Site) -> None:
    """Each number beside a filter is the number of rows that the filter then shows."""
    desk = await at_desk(site)
    late = date(2026, 10, 1)
    await planned(
        site,
        COURSES,
        numbered("2.10", state=MeasureState.RUNNING, field=""),
        numbered("2.9", due_on=late, state=MeasureState.RUNNING),
        numbered("1", state=MeasureState.DONE, organisation="Caritas", due_on=late),
    )
    await desk.get("/desk/measures")
    links = re.findall(r'href="([^"]+)"[^>]*>[^<]+<span class="count">(\d+)<', desk.page)
    assert len(links) >= 6
    wrong = []
    for address, count in links:
        await desk.get(unescape(address))
        if f"Measures {count} " not in desk.text:
            wrong.append((address, count))
    for query, numbers in {
        "view=late": "2.9", "state=done": "1", "field=none&q=2.1": "2.10", "q=caritas": "1",
        "state=done&view=late": "", "state=nonsense": "", "q=2.1&sort=-due&page=99": "2.10",
        "q=2.9&view=nonsense&sort=nonsense": "2.9",
    }.items():  # fmt: skip
        await desk.get(f"/desk/measures?{query}")
        shown = re.findall(r"<td><bdi>([\d.]+)</bdi>", desk.page)
        if shown != numbers.split():
            wrong.append((query, shown))
    assert not wrong
    await desk.get("/desk/measures?sort=number")
    assert desk.text.index("2.9 ") < desk.text.index("2.10 ")
    assert "late" in desk.text


async def test_a_measure_is_added_changed_and_its_history_leads_back(site: Site) -> None:
    desk = await at_desk(site)
    await desk.fill(
        "/desk/measures/new", plan_number="9.1", title="Mehr Kurse", target="40", unit="Plätze",
        cost_from="1.000,50", start="01.07.2026", title_ar="دورات",
    )  # fmt: skip
    assert "The measure is added." in desk.text, desk.text
    stored = next(m for m in await plan(site) if m.details.number == "9.1")
    assert [text.language for text in stored.details.texts] == ["ar", "de"]
    assert await acted(site) == [("measure.add", f"measure {stored.id}")]
    path = f"/desk/measures/{stored.id}"
    await desk.fill(path, goal="Abends lernen", target="50")
    assert "Your changes are saved." in desk.text
    await desk.fill(path)
    assert (await measure(site, stored.id)).version == 2, "nothing changed"
    await desk.get(f"{path}/history")
    assert "Abends lernen" in desk.text
    await desk.send(f"{path}/history", desk.form("version"))
    assert desk.form("base")["target"] == ["40"]
    await desk.send(path, desk.form("base"))
    after = await measure(site, stored.id)
    assert (after.details, after.version) == (stored.details, 3)


async def test_every_field_that_a_measure_has_is_in_its_form_unchanged(site: Site) -> None:
    desk = await at_desk(site)
    full = replace(COURSES, number="7", parent="2.5", state=MeasureState.POSTPONED)
    wrong = []
    for stored in await planned(site, COURSES, full):
        await desk.fill(f"/desk/measures/{stored.id}")
        after = await measure(site, stored.id)
        if after != stored:
            wrong.append((stored, after))
    assert not wrong


async def test_wrong_fields_are_named_beside_themselves_and_nothing_is_lost(site: Site) -> None:
    desk = await at_desk(site)
    await planned(site, COURSES)
    bad = {
        "plan_number": "2.5", "title": "", "target": "viele", "cost_to": "-3",
        "start": "31.02.2027", "due": "bald", "goal_ar": "بلا عنوان", "description": "x" * 3001,
        "owner_group": "Niemand",
    }  # fmt: skip
    wrong = []
    for name, value in bad.items():
        right = {"plan_number": "3", "title": "Kurse", "target": "4", "unit": "Plätze"}
        await desk.fill("/desk/measures/new?draft=none", **(right | {name: value}))
        marked = "title_ar" if name == "goal_ar" else name
        if f'id="{marked}-mistake"' not in desk.page or "nothing is lost" not in desk.text:
            wrong.append((name, desk.text[:300]))
        if desk.form("base")[name] != [value]:
            wrong.append((name, "lost"))
    assert not wrong
    assert len([m for m in await plan(site) if m.details.number == "3"]) == 0


async def test_two_people_who_change_the_same_measure_see_each_other(site: Site) -> None:
    one, other = await at_desk(site), await at_desk(site)
    stored = (await planned(site, COURSES))[0]
    path = f"/desk/measures/{stored.id}"
    await one.get(path)
    await other.fill(path, target="41", cost_source="Bund")
    await one.send(path, one.form("base") | {"target": "42", "title": "Neuer Titel"})
    assert "changed meanwhile" in one.text
    assert one.form("base")["cost_source"] == ["Bund"]
    assert one.form("base")["target"] == ["42"]
    assert (await measure(site, stored.id)).details.cost_source == "Bund"
    await one.send(path, one.form("base"))
    details = (await measure(site, stored.id)).details
    assert (str(details.target), details.cost_source) == ("42", "Bund")


async def test_the_plan_as_excel_reads_back_and_holds_no_formula(site: Site) -> None:
    desk = await at_desk(site)
    await planned(site, replace(COURSES, texts=(MeasureText("de", EVIL[:150], EVIL, EVIL),)))
    answer = await site.client.get(
        "/desk/measures?as=xlsx", headers={"Cookie": f"lotse={desk.cookie}"}
    )
    sheet = openpyxl.load_workbook(io.BytesIO(await answer.read())).active
    assert sheet
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert not [cell.value for cell in cells if cell.data_type == "f"]


async def test_nonsense_in_an_address_is_not_there(site: Site) -> None:
    desk, other = await at_desk(site), await at_desk(site, slug="konstanz")
    stored = (await planned(site, COURSES))[0]
    for person, path in (
        (desk, "/desk/measures/999999"),
        (other, f"/desk/measures/{stored.id}"),
        (other, f"/desk/measures/{stored.id}/history"),
    ):
        await person.get(path)
        assert person.status == 404
        assert WORDS[Problem.MEASURE_GONE] in person.text


async def said(site: Site, measure_id: int) -> list[tuple[int, ReviewDraft]]:
    async with site.conversation.database.read() as store:
        return [(r.number, r.draft) for r in await reviews.of_measure(store, measure_id)]


@pytest.mark.every_database
async def test_many_reviews_are_confirmed_and_corrected_on_one_page(site: Site) -> None:
    desk = await at_desk(site)
    one, two, three = await planned(site, COURSES, numbered("2.6"), numbered("2.7"))
    path = "/desk/measures/review/2026-H2"
    await desk.fill(
        path, **{f"ok_{one.id}": "1", f"actual_{two.id}": "12,5", f"words_{two.id}": "Zwei Kurse"}
    )
    assert "Your changes are saved." in desk.text, desk.text
    assert [number for number, _ in await said(site, one.id)] == [1]
    assert (await measure(site, one.id)).details.state is MeasureState.RUNNING, "it has begun"
    ((_, draft),) = await said(site, two.id)
    assert (draft.actual, draft.words) == (Decimal("12.5"), "Zwei Kurse")
    assert await said(site, three.id) == []
    await desk.get("/desk/measures")
    assert desk.status == 200
    assert "12.5" in desk.text, "what is reached stands in the table"
    assert (await acted(site))[0][0] == "measure.review"
    await desk.fill(path, **{f"words_{two.id}": "Drei Kurse"})
    assert [(n, d.words) for n, d in await said(site, two.id)] == [
        (1, "Zwei Kurse"), (2, "Drei Kurse"),
    ]  # fmt: skip
    await desk.fill(path)
    assert WORDS[Problem.NOTHING_CHOSEN] in desk.text
    await desk.fill(path, **{f"ok_{one.id}": "1", f"spent_{three.id}": "viel"})
    assert f'id="spent_{three.id}-mistake"' in desk.page
    assert len(await said(site, one.id)) == 1, "all or none"
    for bad in ("2031-H1", "2026-H3"):
        await desk.get(f"/desk/measures/review/{bad}")
        assert desk.status in (403, 404)


async def test_of_two_reviews_at_once_the_second_sees_the_first(site: Site) -> None:
    one, other = await at_desk(site), await at_desk(site)
    (stored,) = await planned(site, COURSES)
    path, words = "/desk/measures/review/2026-H2", f"words_{stored.id}"
    await one.get(path)
    await other.fill(path, **{words: "Von anderen"})
    await one.send(path, one.form("base") | {words: "Von mir", f"spent_{stored.id}": "5"})
    assert WORDS[Problem.REVIEWED_ALREADY] in one.text
    assert "Von anderen" in one.text
    assert len(await said(site, stored.id)) == 1
    await one.send(path, one.form("base") | {"take": words})
    drafts = [draft for _, draft in await said(site, stored.id)]
    assert [(draft.words, draft.spent) for draft in drafts] == [
        ("Von anderen", None), ("Von anderen", 5),
    ]  # fmt: skip


async def test_who_reviews_another_measure_meanwhile_is_not_in_the_way(site: Site) -> None:
    one, other = await at_desk(site), await at_desk(site)
    mine, theirs = await planned(site, COURSES, numbered("2.6"))
    path = "/desk/measures/review/2026-H2"
    await one.get(path)
    await other.fill(path, **{f"words_{theirs.id}": "Von anderen"})
    await one.send(path, one.form("base") | {f"words_{mine.id}": "Von mir"})
    assert [draft.words for _, draft in await said(site, mine.id)] == ["Von mir"]
    assert [draft.words for _, draft in await said(site, theirs.id)] == ["Von anderen"]


async def test_an_owner_at_the_desk_reviews_only_their_own(site: Site) -> None:
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        listed = await offers.of_district(store, district.id)
    organisation_id = next(o.organisation_id for o in listed if o.organisation_id)
    owner = await at_desk(site, Role.EDITOR, organisation_id=organisation_id)
    async with site.conversation.database.read() as store:
        grant = (await grants.of_person(store, owner.person.id))[0]
    own, foreign = await planned(site, replace(COURSES, owner_grant_id=grant.id), numbered("2.6"))
    path = "/desk/measures/review/2026-H2"
    await owner.fill(path, **{f"ok_{own.id}": "1", f"state_{foreign.id}": "done"})
    assert len(await said(site, own.id)) == 1
    assert await said(site, foreign.id) == []
