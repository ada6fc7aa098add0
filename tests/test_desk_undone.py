"""Deleted drafts and cancelled meetings come back by undoing, with all that belongs to them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.domain.announcements import Announcement, Audience, State, Times
from bot.domain.attachments import Attachment
from bot.domain.groups import Standing
from bot.domain.meetings import Answer, Meeting
from bot.domain.meetings import State as MeetingState
from bot.domain.places import USUAL_ZONE
from bot.rules.desk import UNDO
from bot.rules.problems import Problem
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import attachments
from storage.groups import attendance, meetings, memberships
from storage.messaging import announcements
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import at_desk
from tests.test_desk import words
from tests.test_desk_bulk import chooses, confirms, undoes
from tests.test_desk_groups import groups_of

PICTURE = b"%PDF-1.4"


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def drafts(site: Site) -> list[Announcement]:
    """Two drafts of the district: one with all that a draft can have, one that was sent before."""
    district_id = (await groups_of(site))[0].district_id
    file = Attachment("plan.pdf", "application/pdf", len(PICTURE), PICTURE)
    async with site.conversation.database.write() as store:
        times = Times(NOW.replace(tzinfo=None) + timedelta(days=3), "", USUAL_ZONE)
        full = Announcement(
            0,
            district_id,
            texts={"de": "Kurs", "ar": "دورة"},
            audience=Audience(languages=frozenset(("ar", "uk"))),
            times=times,
            attachment_id=await attachments.add(store, file, NOW - timedelta(days=9)),
        )
        plain = Announcement(0, district_id, texts={"de": "Zweite"})
        ids = [await announcements.add(store, draft, NOW) for draft in (full, plain)]
        day = NOW.date() - timedelta(days=7)
        sent = {"announcement_id": ids[1], "day": day, "due_at": NOW, "flight": "open"}
        await store.execute(t.campaign.insert().values(**sent, late=False))
        found = await announcements.by_ids(store, ids)
    return [found[draft_id] for draft_id in ids]


async def now_stored(site: Site, before: list[Announcement]) -> list[Announcement]:
    async with site.conversation.database.read() as store:
        found = await announcements.by_ids(store, [draft.id for draft in before])
    return [found[draft.id] for draft in before if draft.id in found]


@pytest.mark.every_database
async def test_deleted_drafts_come_back_as_they_were(site: Site) -> None:
    desk, before = await at_desk(site), await drafts(site)
    shown = await chooses(desk, "/desk/messages", "delete_draft", [each.id for each in before])
    assert "You can undo it for ten minutes." in shown
    await confirms(desk)
    (ended,) = await now_stored(site, before)
    assert ended.state is State.ENDED, "what was sent of it stays"
    assert "Undone." in await undoes(desk)
    full, other = await now_stored(site, before)
    assert full == before[0]
    assert replace(other, version=0) == before[1]
    async with site.conversation.database.read() as store:
        file = await attachments.by_id(store, full.attachment_id or 0)
    assert file
    assert file.name == "plan.pdf"


async def test_a_draft_comes_back_once_and_not_late(site: Site) -> None:
    """A second tab undoes nothing twice, and the file of a deleted draft is not kept for ever."""
    desk, before = await at_desk(site), await drafts(site)
    await chooses(desk, "/desk/messages", "delete_draft", [before[0].id])
    await confirms(desk)
    tab = desk.page
    await undoes(desk)
    desk.page = tab
    await undoes(desk)
    assert len(await now_stored(site, before)) == 2
    await chooses(desk, "/desk/messages", "delete_draft", [before[0].id])
    await confirms(desk)
    site.moment += UNDO + timedelta(minutes=1)
    await undoes(desk)
    assert len(await now_stored(site, before)) == 1
    async with site.conversation.database.read() as store:
        unused = attachments.is_unused(site.moment + timedelta(minutes=1))
        left = await store.execute(select(func.count()).select_from(t.attachment).where(unused))
        assert left.scalar_one() == 1, "retention finds it"


async def of_meeting(site: Site, meeting_id: int) -> tuple[Meeting, int]:
    """A meeting, and how many messages were stored about it."""
    async with site.conversation.database.read() as store:
        meeting = await meetings.by_id(store, meeting_id)
        count = (await store.execute(select(func.count()).select_from(t.delivery))).scalar_one()
    assert meeting
    return meeting, count


@pytest.mark.every_database
@pytest.mark.parametrize("many", [True, False])
async def test_a_cancelled_meeting_takes_place_after_all(site: Site, many: bool) -> None:
    """Whoever was told that it is cancelled is invited again, and answers stay."""
    desk, group = await at_desk(site), (await groups_of(site))[0]
    member = (await at_desk(site)).person
    start = NOW.replace(tzinfo=None) + timedelta(hours=6)
    async with site.conversation.database.write() as store:
        await memberships.enter(store, group.id, member.id, Standing.MEMBER, "Amal", NOW)
        meeting_id = await meetings.add(store, Meeting(0, group.id, "Rat", start, USUAL_ZONE))
        await attendance.answer(store, meeting_id, member.id, Answer.YES, NOW)
    if many:
        await chooses(desk, f"/desk/groups/calendar?month={NOW:%Y-%m}", "cancel", [meeting_id])
        await confirms(desk)
    else:
        path = f"/desk/groups/meetings/{meeting_id}"
        await desk.fill(path, holding="csrf", act="cancel")
        assert "You can undo it for ten minutes." in desk.text
        await desk.send(path, desk.form("sure"))
    cancelled, told = await of_meeting(site, meeting_id)
    assert cancelled.state is MeetingState.CANCELLED
    assert "Undone." in await undoes(desk)
    again, more = await of_meeting(site, meeting_id)
    assert again == replace(
        cancelled, state=MeetingState.PLANNED, sequence=again.sequence, changed_at=again.changed_at
    )
    assert again.sequence > cancelled.sequence, "calendars take the newer one"
    assert (told, more) == (1, 2)


async def test_a_meeting_that_is_over_stays_cancelled(site: Site) -> None:
    desk, group = await at_desk(site), (await groups_of(site))[0]
    start = NOW.replace(tzinfo=None) - timedelta(minutes=25)
    async with site.conversation.database.write() as store:
        rat = Meeting(0, group.id, "Rat", start, "UTC", minutes=30)
        meeting_id = await meetings.add(store, rat)
    await chooses(desk, f"/desk/groups/calendar?month={NOW:%Y-%m}", "cancel", [meeting_id])
    await confirms(desk)
    site.moment += timedelta(minutes=8)
    assert words(Problem.CHANGED_MEANWHILE) in await undoes(desk)
