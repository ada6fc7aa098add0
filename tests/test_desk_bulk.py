"""Acts on many rows of every list: shown before, refused with reasons, done, undone."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.announcements import Announcement
from bot.domain.grants import Role
from bot.domain.measures import MeasureState
from bot.domain.meetings import Meeting, State
from bot.domain.offers import TextState
from bot.domain.places import USUAL_ZONE
from bot.rules.problems import Problem
from handlers.desk.pages import LISTS, PAGES
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import text_states
from storage.catalogue.changes import Author
from storage.groups import groups, meetings
from storage.measures import measures
from storage.messaging import announcements
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, Forms, at_desk, offers_here
from tests.harness.plans import numbered
from tests.test_desk import words
from tests.test_desk_groups import groups_of


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def chooses(
    desk: AtDesk, address: str, act: str, keys: Sequence[object] = (), **more: str
) -> str:
    """Tick rows of a list, all that match without any, and press an act; return the preview."""
    await desk.get(address if keys else f"{address}{'&' if '?' in address else '?'}all=1")
    action = re.search(r'id="bulk" action="([^"]*)"', desk.page)
    assert action, f"{address} has no acts"
    path, page = action[1].replace("&amp;", "&"), Forms(desk.page)
    form = page.forms[page.actions.index(path)]
    await desk.send(path, {**form, "act": act, **({"id": list(keys)} if keys else {}), **more})
    return desk.text


async def confirms(desk: AtDesk, **more: str) -> str:
    """Say yes to the preview."""
    page = Forms(desk.page)
    place = next(number for number, form in enumerate(page.forms) if "step" in form)
    await desk.send(page.actions[place], {**page.forms[place], **more})
    return desk.text


async def undoes(desk: AtDesk) -> str:
    page = Forms(desk.page)
    path = next(action for action in page.actions if action.startswith("/desk/undo/"))
    await desk.send(path, page.forms[page.actions.index(path)])
    return desk.text


async def archived(site: Site) -> set[int]:
    async with site.conversation.database.read() as store:
        query = select(t.group.c.id).where(t.group.c.archived_at.is_not(None))
        return set((await store.execute(query)).scalars())


@pytest.mark.every_database
async def test_groups_are_archived_and_brought_back(site: Site) -> None:
    """A group in which something is planned stays, and the preview says why."""
    desk, (busy, *free) = await at_desk(site), await groups_of(site)
    foreign = (await groups_of(site, "konstanz"))[0]
    async with site.conversation.database.write() as store:
        start = (NOW + timedelta(days=9)).replace(tzinfo=None)
        await meetings.add(store, Meeting(0, busy.id, "Bald", start, USUAL_ZONE))
    ids = [busy.id, *(group.id for group in free), foreign.id]
    shown = await chooses(desk, "/desk/groups?size=100", "archive", ids)
    assert f"{busy.name} : {words(Problem.GROUP_BUSY)}" in shown
    assert foreign.name not in shown
    assert not await archived(site), "a preview changes nothing"
    assert "Done." in await confirms(desk)
    assert await archived(site) == {group.id for group in free}
    assert "Undone." in await undoes(desk)
    assert not await archived(site)
    await chooses(desk, "/desk/groups", "archive", [free[0].id])
    await confirms(desk)
    await chooses(desk, "/desk/groups?state=archived", "bring_back")
    await confirms(desk)
    assert not await archived(site)
    assert "Undone." in await undoes(desk)
    assert await archived(site) == {free[0].id}


async def test_a_list_that_moved_between_preview_and_yes_is_left_alone(site: Site) -> None:
    desk, (first, second, *_) = await at_desk(site), await groups_of(site)
    await chooses(desk, "/desk/groups", "archive", [first.id, second.id])
    async with site.conversation.database.write() as store:
        await groups.archive(store, second.id, NOW)
    assert words(Problem.LIST_MOVED) in await confirms(desk)
    assert await archived(site) == {second.id}


async def test_a_large_number_is_typed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.desk.bulk.TYPE_ABOVE", 1)
    desk, ids = await at_desk(site), [group.id for group in await groups_of(site)][:3]
    await chooses(desk, "/desk/groups", "archive", ids)
    preview = desk.page
    assert words(Problem.WRONG_COUNT) in await confirms(desk, count="2")
    desk.page = preview
    assert "Done." in await confirms(desk, count=str(len(ids)))


@pytest.mark.every_database
async def test_rights_get_a_last_day_but_the_last_coordinator_stays(site: Site) -> None:
    """Whoever is ended first leaves the other one as the last: only one of two is refused."""
    desk, colleague = await at_desk(site), await at_desk(site)
    reader = await at_desk(site, Role.READER)
    listed = await grants_of(site, desk, colleague, reader)
    shown = await chooses(desk, "/desk/people", "end_grant", listed, day="31.12.2027")
    assert "This changes 3 rows" in shown
    await confirms(desk)
    assert len([end for end in await ends(site, listed) if end]) == 3
    assert "Undone." in await undoes(desk)
    assert not any(await ends(site, listed))
    shown = await chooses(desk, "/desk/people", "end_grant", listed, day="gestern")
    assert shown.count(words(Problem.IN_THE_PAST)) == 3
    shown = await chooses(desk, "/desk/people", "revoke", listed)
    assert shown.count(words(Problem.LAST_COORDINATOR)) == 1
    assert "This changes 2 rows" in shown
    assert "This cannot be undone." in shown


async def grants_of(site: Site, *people: AtDesk) -> list[int]:
    async with site.conversation.database.read() as store:
        g, ids = t.grants.c, [person.person.id for person in people]
        query = select(g.id).where(g.person_id.in_(ids)).order_by(g.id)
        return list((await store.execute(query)).scalars())


async def ends(site: Site, ids: Sequence[int]) -> list[object]:
    async with site.conversation.database.read() as store:
        query = select(t.grants.c.ends_at).where(t.grants.c.id.in_(ids))
        return list((await store.execute(query)).scalars())


async def test_meetings_of_a_month_are_cancelled(site: Site) -> None:
    desk, (group, *_) = await at_desk(site), await groups_of(site)
    begins = [NOW + timedelta(hours=hours) for hours in (-30, 5, 6, 24 * 40)]
    async with site.conversation.database.write() as store:
        ids = [
            await meetings.add(
                store, Meeting(0, group.id, "Rat", start.replace(tzinfo=None), USUAL_ZONE)
            )
            for start in begins
        ]
    shown = await chooses(desk, f"/desk/groups/calendar?month={NOW:%Y-%m}", "cancel")
    assert words(Problem.MEETING_OVER) in shown
    assert "This changes 2 rows" in shown
    await confirms(desk)
    async with site.conversation.database.read() as store:
        found = [await meetings.by_id(store, meeting_id) for meeting_id in ids]
    states = [meeting.state for meeting in found if meeting]
    assert states == [State.PLANNED, State.CANCELLED, State.CANCELLED, State.PLANNED]


@pytest.mark.every_database
async def test_what_waits_is_done_assigned_and_put_off(site: Site) -> None:
    desk, colleague = await at_desk(site), await at_desk(site)
    async with site.conversation.database.write() as store:
        old = update(t.offer).where(t.offer.c.id.in_([o.id for o in (await offers_here(site))[:4]]))
        await store.execute(old.values(confirmed_at=NOW - timedelta(days=300)))
    await desk.get("/desk?kind=unconfirmed&size=100")
    keys = re.findall(r'name="id" value="(unconfirmed-\d+)"', desk.page)
    assert len(keys) == 4
    person = str(colleague.person.id)
    await chooses(desk, "/desk?kind=unconfirmed", "assign", keys[:2], person=person)
    await confirms(desk)
    assert await assigned(site) == [colleague.person.id] * 2
    await undoes(desk)
    assert await assigned(site) == [None] * 2
    shown = await chooses(desk, "/desk?kind=unconfirmed", "assign", keys, person="999999")
    assert shown.count(words(Problem.NOT_ALLOWED)) == 4
    await chooses(desk, "/desk?kind=unconfirmed", "snooze", keys[:1], day="1.12.2026")
    await confirms(desk)
    await chooses(desk, "/desk?kind=unconfirmed", "done")
    assert "This changes 3 rows" in desk.text
    await confirms(desk)
    assert "unconfirmed-" not in desk.page
    await undoes(desk)
    await desk.get("/desk?kind=unconfirmed")
    assert sorted(re.findall(r'name="id" value="(unconfirmed-\d+)"', desk.page)) == sorted(keys[1:])


async def assigned(site: Site) -> list[int | None]:
    async with site.conversation.database.read() as store:
        return list((await store.execute(select(t.inbox_mark.c.person_id))).scalars())


@pytest.mark.every_database
async def test_measures_get_another_status_and_somebody_in_charge(site: Site) -> None:
    desk, (group, *_) = await at_desk(site), await groups_of(site)
    async with site.conversation.database.write() as store:
        added = [
            await measures.add(store, group.district_id, numbered(f"99.{number}"), NOW)
            for number in range(3)
        ]
    ids = [measure.id for measure in added]
    await chooses(desk, "/desk/measures", "set_state", ids[:1], state="done")
    await confirms(desk)
    shown = await chooses(desk, "/desk/measures", "set_state", ids, state="done")
    assert shown.count(words(Problem.NOTHING_TO_CHANGE)) == 1
    await confirms(desk)
    assert await states(site, ids) == [MeasureState.DONE] * 3
    await undoes(desk)
    assert await states(site, ids) == [MeasureState.DONE, *[MeasureState.PLANNED] * 2]
    await chooses(desk, "/desk/measures", "set_owner", ids, owner=f"group:{group.name}")
    assert f"In charge: {group.name}" in desk.text
    await confirms(desk)
    async with site.conversation.database.read() as store:
        found = await measures.by_ids(store, ids)
    assert {measure.details.owner_group for measure in found.values()} == {group.name}
    await undoes(desk)
    shown = await chooses(desk, "/desk/measures", "set_owner", ids, owner="group:Niemand")
    assert "Not possible 3" in shown


async def states(site: Site, ids: Sequence[int]) -> list[MeasureState]:
    async with site.conversation.database.read() as store:
        found = await measures.by_ids(store, ids)
    return [found[measure_id].details.state for measure_id in ids]


async def test_drafts_are_deleted_and_what_was_sent_is_not(site: Site) -> None:
    desk = await at_desk(site)
    district_id = (await groups_of(site))[0].district_id
    async with site.conversation.database.write() as store:
        ids = [
            await announcements.add(store, Announcement(0, district_id, texts={"de": text}), NOW)
            for text in ("Eins", "Zwei", "Drei")
        ]
    await chooses(desk, "/desk/messages", "delete_draft", ids[:2])
    await confirms(desk)
    async with site.conversation.database.read() as store:
        assert sorted(await announcements.by_ids(store, ids)) == ids[2:]
    await desk.get("/desk/messages?tab=sent")
    assert 'id="bulk"' not in desk.page


@pytest.mark.every_database
async def test_translations_are_checked_together(site: Site) -> None:
    """Those that are out of date are refused, and undoing gives every state back."""
    desk, known = await at_desk(site), (await offers_here(site))[:3]
    ids, author = [offer.id for offer in known], Author(None)
    async with site.conversation.database.write() as store:
        wanted = {
            ids[0]: {"en": TextState.UNCHECKED, "ar": TextState.UNCHECKED},
            ids[1]: {"en": TextState.STALE},
            ids[2]: {"en": TextState.UNCHECKED, "ar": TextState.STALE},
        }
        await text_states.put(store, wanted, author, NOW)
    before = await offers_here(site)
    keys = [f"offer-{offer_id}" for offer_id in ids]
    shown = await chooses(desk, "/desk/translations?language=en", "check", keys)
    assert "This changes 2 rows" in shown
    assert words(Problem.TEXT_STALE) in shown
    await confirms(desk)
    assert await text_states_of(site, ids[0]) == {"en": "checked", "ar": "unchecked"}
    assert (await text_states_of(site, ids[1]))["en"] == "stale"
    await chooses(desk, "/desk/translations", "check", keys[:1])
    assert "English" not in desk.text.partition("This changes")[2]
    await confirms(desk)
    assert await text_states_of(site, ids[0]) == {"en": "checked", "ar": "checked"}
    await undoes(desk)
    assert await text_states_of(site, ids[0]) == {"en": "checked", "ar": "unchecked"}
    await desk.get(f"/desk/offers/{ids[0]}/history")
    assert "State of the text (en) unchecked checked" in desk.text
    assert {offer.id for offer in before} == {offer.id for offer in await offers_here(site)}


async def text_states_of(site: Site, offer_id: int) -> dict[str, str]:
    """Return language → state of those that the test changes, also as the table remembers it."""
    known = next(offer for offer in await offers_here(site) if offer.id == offer_id)
    found = {text.language: text.state.value for text in known.details.texts}
    async with site.conversation.database.read() as store:
        query = select(t.offer.c.text_states).where(t.offer.c.id == offer_id)
        remembered = (await store.execute(query)).scalar_one()
    assert remembered == "".join(f"|{code}:{found[code]}" for code in sorted(found))
    return {code: found[code] for code in ("en", "ar") if found.get(code) not in (None, "original")}


async def test_every_list_with_acts_shows_them_to_writers_only_and_keeps_views(site: Site) -> None:
    """A list that gets acts or views is tried here by itself."""
    desk, reader = await at_desk(site), await at_desk(site, Role.READER)
    wrong = []
    for page in PAGES:
        if page.bulk and "{" not in page.path:
            await reader.get(page.path)
            wrong += [f"{page.name}: a reader may tick"] if 'form="bulk"' in reader.page else []
    for path in LISTS:
        await desk.get(path)
        form = next(form for form in Forms(desk.page).forms if "name" in form and "back" in form)
        await desk.send("/desk/views", {**form, "name": f"Mein {path}", "act": "keep"})
    for path in LISTS:
        await desk.get(path)
        shown = re.findall(r">Mein ([^<]+)</a>", desk.page)
        wrong += [] if shown == [path] else [f"{path} shows {shown}"]
    assert not wrong
