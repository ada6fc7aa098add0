"""What is counted for a measure, at the desk: chosen one by one or by a rule, and the lists."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update

from bot.domain.announcements import Announcement
from bot.domain.evidence import BY_HAND, PARTS, EvidenceKind, Only
from bot.domain.grants import Role
from bot.domain.groups import Group, Kind
from bot.domain.measures import Measure
from bot.domain.places import District
from bot.rules.evidence import MOST_IDS
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import places
from storage.engine.store import Store
from storage.groups import groups
from storage.measures import evidence_links, measures
from storage.messaging import announcements
from storage.people import audits
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, Forms, at_desk, offers_here
from tests.harness.plans import COURSES

EVIL = "<b>fett</b> & {{ 7*7 }}"


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def _here(store: Store, slug: str = "waldshut") -> District:
    district = await places.district_named(store, slug)
    assert district
    return district


async def measure_without_field(site: Site) -> Measure:
    async with site.conversation.database.write() as store:
        district = await _here(store)
        return await measures.add(store, district.id, replace(COURSES, field=""), NOW)


async def things(site: Site, slug: str = "waldshut") -> dict[EvidenceKind, list[int]]:
    """Two things of each kind in a district, named EVIL and Zweites."""
    first, second = [offer.id for offer in await offers_here(site, slug)][:2]
    ids = {EvidenceKind.OFFERS: [first, second], EvidenceKind.DOCUMENTS: [first, second]}
    async with site.conversation.database.write() as store:
        district = await _here(store, slug)
        group = (await groups.of_district(store, district.id))[0]
        training_id = await groups.put(store, Group(0, district.id, Kind.TRAINING, "Fachtag"))
        for offer_id, title in ((first, EVIL), (second, "Zweites")):
            await _name(store, offer_id, title)
        for kind in (EvidenceKind.MEETINGS, EvidenceKind.RESULTS, EvidenceKind.MESSAGES):
            ids[kind] = [
                await _added(store, kind, district, group.id, title) for title in (EVIL, "Zweites")
            ]
        ids[EvidenceKind.TRAININGS] = [
            await _added(store, EvidenceKind.TRAININGS, district, training_id, title)
            for title in (EVIL, "Zweites")
        ]
    return ids


async def _name(store: Store, offer_id: int, title: str) -> None:
    file = {"name": "a.pdf", "mime": "application/pdf", "size": 1, "remote": "", "added_at": NOW}
    added = await store.execute(insert(t.attachment).values(file).returning(t.attachment.c.id))
    text = (t.offer_text.c.offer_id == offer_id) & (t.offer_text.c.language == "de")
    await store.execute(update(t.offer_text).where(text).values(title=title))
    values = {"attachment_id": added.scalar_one(), "state": "published", "starts_on": None}
    await store.execute(update(t.offer).where(t.offer.c.id == offer_id).values(values))


async def _added(
    store: Store, kind: EvidenceKind, district: District, group_id: int, title: str
) -> int:
    before = NOW - timedelta(days=3)
    if kind is EvidenceKind.MESSAGES:
        return await announcements.add(
            store, Announcement(0, district.id, texts={"de": title}), NOW
        )
    if kind is EvidenceKind.RESULTS:
        row = {"group_id": group_id, "words": title, "published": "group", "reminded": False,
               "kind": "decision", "done": False, "written_at": before}  # fmt: skip
        added = await store.execute(insert(t.result).values(row).returning(t.result.c.id))
        return int(added.scalar_one())
    row = {"group_id": group_id, "edited": False, "title": title, "start": "", "zone": "UTC",
           "starts_at": before, "minutes": 90, "place": "", "state": "planned", "sequence": 0,
           "reminded": 0}  # fmt: skip
    return int(
        (await store.execute(insert(t.meeting).values(row).returning(t.meeting.c.id))).scalar_one()
    )


async def chosen(site: Site, measure: Measure) -> dict[EvidenceKind, set[int]]:
    async with site.conversation.database.read() as store:
        rules = await evidence_links.of_measure(store, measure.id)
    return {rule.kind: set(rule.only.ids) for rule in rules}


def form_with(desk: AtDesk, act: str) -> dict[str, object]:
    """The first form of the page that does something, as a browser without ticks sends it."""
    return dict(next(form for form in Forms(desk.page).forms if form.get("act") == [act]))


@pytest.mark.every_database
async def test_things_of_every_kind_are_found_chosen_and_left_out(site: Site) -> None:
    """Each is found by a word, counts once, twice changes nothing, and goes away again."""
    measure, ids = await measure_without_field(site), await things(site)
    desk = await at_desk(site)
    wrong = [w for kind in BY_HAND for w in await _of_kind(site, desk, measure, kind, ids[kind])]
    assert not wrong
    async with site.conversation.database.read() as store:
        lines = await audits.latest(store, 100, acts_only=True)
    assert [line.action for line in lines] == ["measure.evidence"] * 3 * len(BY_HAND)


async def _of_kind(
    site: Site, desk: AtDesk, measure: Measure, kind: EvidenceKind, ids: list[int]
) -> list[object]:
    """What goes wrong where the things of one kind are found, chosen twice and left out."""
    path, wrong = f"/desk/measures/{measure.id}/evidence", []
    await desk.get(f"{path}?kind={kind}&q=zweites+nirgends")
    if "Nothing fits." not in desk.text:
        wrong.append((kind, "finds what is not there"))
    await desk.get(f"{path}?kind={kind}&q=fett")
    if f'name="id" value="{ids[0]}"' not in desk.page or EVIL in desk.page:
        wrong.append((kind, "is not found, or is no text"))
    form = form_with(desk, "choose")
    for _ in range(2):
        await desk.send(path, form | {"id": ids})
    steps = [(await chosen(site, measure)).get(kind)]
    await desk.get(path)
    if "fett" not in desk.text or "chosen one by one" not in desk.text:
        wrong.append((kind, "is not listed"))
    for thing_id in ids:
        await desk.get(path)
        await desk.send(path, form_with(desk, "leave") | {"id": [thing_id]})
        steps.append((await chosen(site, measure)).get(kind))
    if steps != [set(ids), {ids[1]}, None]:
        wrong.append((kind, steps))
    return wrong


async def test_a_rule_counts_everything_that_fits_until_it_is_taken_away(site: Site) -> None:
    """Every part of every kind can be chosen; what the district has not is refused."""
    measure, desk, wrong = await measure_without_field(site), await at_desk(site), []
    path = f"/desk/measures/{measure.id}/evidence"
    for kind in EvidenceKind:
        await desk.get(f"{path}?kind={kind}")
        form = form_with(desk, "rule")
        parts = {part for part in PARTS[kind] if part != "ids"}
        if not parts <= set(form):
            wrong.append((kind, parts - set(form)))
        page = desk.page[desk.page.rindex("<fieldset>") :]
        options = {
            part: re.findall(r'<option value="([^"]+)"', page[page.index(f'id="{part}"') :])[0]
            for part in parts
        }
        await desk.send(path, form | options)
        await desk.get(path)
        await desk.send(path, form_with(desk, "unrule") | {"rule": "0"})
        async with site.conversation.database.read() as store:
            rules = await evidence_links.of_measure(store, measure.id)
        expected = replace(Only(), **options)
        if [(rule.kind, rule.only) for rule in rules] != [(kind, expected)]:
            wrong.append((kind, rules))
        await desk.get(path)
        await desk.send(path, form_with(desk, "unrule"))
        if await chosen(site, measure):
            wrong.append((kind, "was not taken away"))
        part = sorted(parts)[0]
        await desk.get(f"{path}?kind={kind}")
        await desk.send(path, form_with(desk, "rule") | {part: "nirgends"})
        if await chosen(site, measure) or "cannot be counted" not in desk.text:
            wrong.append((kind, part, "takes what is not there"))
    assert not wrong


async def test_what_is_of_others_gone_or_too_much_is_no_evidence(site: Site) -> None:
    measure, theirs = await measure_without_field(site), await things(site, "konstanz")
    ours, desk, wrong = await things(site), await at_desk(site), []
    path = f"/desk/measures/{measure.id}/evidence"
    for kind in BY_HAND:
        await desk.get(f"{path}?kind={kind}")
        if re.search(rf'name="id" value="{theirs[kind][0]}"', desk.page):
            wrong.append((kind, "shows what is of another district"))
        form = form_with(desk, "choose")
        for bad in (theirs[kind], [10**17], [ours[kind][0], theirs[kind][0]], []):
            await desk.send(path, form | {"id": bad, "number": form["number"]})
            await desk.get(f"{path}?kind={kind}")
            form = form_with(desk, "choose")
            if await chosen(site, measure):
                wrong.append((kind, bad))
    assert not wrong
    async with site.conversation.database.write() as store:
        many = range(10**6, 10**6 + MOST_IDS)
        await evidence_links.choose(store, measure.id, EvidenceKind.RESULTS, many)
        await store.execute(delete(t.result))
    await desk.get(f"{path}?kind=offers")
    await desk.send(
        path, form_with(desk, "choose") | {"kind": "results", "id": ours[EvidenceKind.OFFERS]}
    )
    await desk.get(path)
    assert f"– {10**6}" in desk.text
    await desk.send(path, form_with(desk, "leave") | {"id": list(many)})
    assert not await chosen(site, measure)


async def test_who_only_reads_sees_numbers_and_no_list(site: Site) -> None:
    """Nor by the search, nor by the kind in the address; people below five have no number."""
    measure, ids = await measure_without_field(site), await things(site)
    async with site.conversation.database.write() as store:
        for kind in BY_HAND:
            await evidence_links.choose(store, measure.id, kind, ids[kind])
    path, wrong = f"/desk/measures/{measure.id}/evidence", []
    for role in (Role.READER, Role.EDITOR):
        desk = await at_desk(site, role)
        for query in ("", "?kind=offers&q=fett", "?kind=messages", "?period=2026-H1"):
            await desk.get(path + query)
            if desk.status != 200 or "fett" in desk.text or "Zweites" in desk.text:
                wrong.append((role, query, desk.status))
            if "Meetings held" not in desk.text:
                wrong.append((role, query, "has no numbers"))
    desk = await at_desk(site)
    await desk.get(path)
    assert "fett" in desk.text
    assert not wrong
    await desk.get(f"{path}?period=2026-H1")
    assert "not in this half-year" in desk.text
