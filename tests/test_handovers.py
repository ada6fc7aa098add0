"""What a coordinator keeps goes along with their right, in one step, and is listed before."""

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.domain.announcements import Announcement, State, Times
from bot.domain.audits import Act
from bot.domain.grants import Role
from bot.domain.groups import Standing
from bot.domain.results import Kind, Result
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import places
from storage.groups import groups, memberships, results
from storage.messaging import announcements
from storage.people import audits, belongings
from tests.harness.circles import number_of, person_of
from tests.harness.databases import NOW, wall
from tests.harness.rights import give
from tests.harness.talk import Talk
from tests.test_announcing import somebody
from tests.test_grants import Console
from tests.test_meetings import NAME

HANDED_OVER = {
    "grants.person_id", "announcement.person_id", "membership.person_id", "result.owner_id",
    "inbox_mark.person_id", "measure.owner_grant_id",
}  # fmt: skip
STAYS = {
    "their own": {
        "address.person_id", "email_link.person_id", "dialogue.person_id", "question.person_id",
        "session.person_id", "sign_in.person_id", "authenticator.person_id",
        "recovery_code.person_id", "passkey.person_id", "saved_offer.person_id", "watch.person_id",
        "delivery.person_id", "feed.person_id", "person_interest.person_id",
        "person_skill.person_id", "attendance.person_id", "attendance.for_id",
        "person_level.person_id", "person_station.person_id", "account.person_id",
        "enquiry.person_id", "enquiry_message.person_id", "enquiry_translation.person_id",
        "push_subscription.person_id", "desk_draft.person_id", "desk_view.person_id",
        "desk_mail.person_id", "import_draft.person_id",
    },
    "what they do as a volunteer, or were elected for": {
        "help_request.person_id", "help_request.helper_id", "help_answer.person_id",
        "enquiry_translation.helper_id",
        "seat.membership_id", "seat.deputy_id",
    },
    "who did it": {
        "audit.person_id", "grants.given_by", "invitation.given_by", "topic.person_id",
        "topic.membership_id", "result.person_id", "remark.person_id", "remark.reader_id",
        "attachment.person_id", "offer.person_id", "offer_change.person_id", "desk_act.person_id",
        "measure_change.person_id", "measure_review.person_id", "council_report.person_id",
        "group_translation.person_id", "station_change.person_id",
    },
    "the hand-over itself": {"invitation.replaces_id"},
    "a chat, no person": {"group.chat_id"},
}  # fmt: skip
"""Columns that lead to a person or to a membership; why each is not handed over."""


def test_what_leads_to_a_person_or_a_right_is_handed_over_or_stays_for_a_reason() -> None:
    leads = {
        f"{table.name}.{column.name}"
        for table in t.metadata.sorted_tables
        for column in table.columns
        if {key.column.table.name for key in column.foreign_keys}
        & {"person", "membership", "grants"}
    }
    stays = {name for names in STAYS.values() for name in names}
    assert leads - stays == HANDED_OVER
    assert not stays - leads


@dataclass(frozen=True)
class Kept:
    """A coordinator with everything that one can keep."""

    grant_id: int
    leader: int
    group_id: int
    task_id: int
    done_id: int
    draft_id: int
    weekly_id: int
    sent_id: int


async def kept(conversation: Conversation, office: Talk) -> Kept:
    grant_id = await give(conversation, office, Role.COORDINATOR)
    leader = await person_of(conversation, office)
    group_id = await number_of(conversation, NAME)
    async with conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        mine = await memberships.enter(store, group_id, leader, Standing.LEAD, "Lea", NOW)
        task = Result(0, group_id, Kind.TASK, "Vermieter anschreiben", owner_id=mine)
        done = Result(0, group_id, Kind.TASK, "Raum suchen", owner_id=mine, done=True)
        tasks = [await results.add(store, one, NOW) for one in (task, done)]
        messages = [
            Announcement(0, district.id, texts={"de": "Entwurf"}, author_id=leader),
            Announcement(
                0,
                district.id,
                texts={"de": "Jede Woche"},
                author_id=leader,
                state=State.RELEASED,
                times=Times(wall(2026, 11, 23, 18), "FREQ=WEEKLY"),
                next_at=NOW,
            ),
            Announcement(
                0, district.id, texts={"de": "Vorbei"}, author_id=leader, state=State.RELEASED
            ),
        ]
        ids = [await announcements.add(store, one, NOW) for one in messages]
    return Kept(grant_id, leader, group_id, *tasks, *ids)


async def _authors(conversation: Conversation, ids: tuple[int, ...]) -> list[int | None]:
    async with conversation.database.read() as store:
        found = [await announcements.by_id(store, number) for number in ids]
    return [one.author_id for one in found if one]


@pytest.mark.every_database
@pytest.mark.parametrize("by_link", [False, True])
@pytest.mark.parametrize("before", [None, Standing.ASKED, Standing.MEMBER, Standing.LEAD])
async def test_groups_tasks_and_messages_go_to_the_successor(
    conversation: Conversation, before: Standing | None, *, by_link: bool
) -> None:
    """Whatever the successor was in the group before; at once, or by a one-time link."""
    office = await somebody(conversation, "office", "en")
    has = await kept(conversation, office)
    successor = await somebody(conversation, "successor", "en")
    new = await person_of(conversation, successor)
    async with conversation.database.write() as store:
        if before:
            await memberships.enter(store, has.group_id, new, before, "Sam", NOW)
    console = Console(conversation)
    to = [] if by_link else ["--to", str(new)]
    assert await console.run("hand-over", str(has.grant_id), *to) == 0
    listed = " ".join(console.lines)
    for title in (NAME, "Vermieter anschreiben", "Entwurf", "Jede Woche"):
        assert title in listed
    assert not re.search("Raum suchen|Vorbei", listed)
    if by_link:
        async with conversation.database.read() as store:
            assert await memberships.lead_ids(store, has.group_id) != [new]
        token = next(line for line in console.lines if re.fullmatch("i-[0-9a-f]{32}", line))
        await successor.say(f"/start {token}")
        await successor.goes(("[Accept]", "Welcome!"))

    async with conversation.database.read() as store:
        leads = await memberships.lead_ids(store, has.group_id)
        former = await memberships.member(store, has.group_id, has.leader)
        member = await memberships.member(store, has.group_id, new)
        task = await results.by_id(store, has.task_id)
        done = await results.by_id(store, has.done_id)
        lines = await audits.latest(store, 5, acts_only=True)
    assert leads == [new]
    assert member
    assert former
    assert former.standing is Standing.MEMBER
    assert member.name == ("Sam" if before else "Landkreis Waldshut")
    assert task
    assert done
    assert (task.owner_id, done.owner_id) == (member.id, former.id)
    ids = (has.draft_id, has.weekly_id, has.sent_id)
    assert await _authors(conversation, ids) == [new, new, has.leader]
    (line,) = [one for one in lines if one.action == Act.HAND_OVER]
    assert (line.after["groups"], line.after["tasks"], line.after["messages"]) == (
        str(has.group_id),
        str(has.task_id),
        f"{has.draft_id}, {has.weekly_id}",
    )


@pytest.mark.every_database
async def test_a_delegate_who_takes_a_group_over_gives_the_seat_back(
    conversation: Conversation,
) -> None:
    office = await somebody(conversation, "office")
    has = await kept(conversation, office)
    successor = await somebody(conversation, "successor")
    new = await person_of(conversation, successor)
    async with conversation.database.write() as store:
        mine = await memberships.enter(store, has.group_id, new, Standing.DELEGATE, "Sam", NOW)
        group = await groups.by_id(store, has.group_id)
        assert group
    assert mine
    console = Console(conversation)
    assert await console.run("hand-over", str(has.grant_id), "--to", str(new)) == 0
    async with conversation.database.read() as store:
        assert await memberships.lead_ids(store, has.group_id) == [new]
        held = select(t.seat.c.id).where(t.seat.c.from_group_id == has.group_id)
        held = held.where(t.seat.c.membership_id.is_not(None))
        assert not (await store.execute(held)).all()


@pytest.mark.every_database
async def test_what_fails_in_the_middle_hands_nothing_over(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = await somebody(conversation, "office")
    has = await kept(conversation, office)
    successor = await somebody(conversation, "successor")
    new = await person_of(conversation, successor)

    async def breaks(*_: object) -> None:
        raise ValueError("power")

    monkeypatch.setattr(belongings, "give_announcements", breaks)
    console = Console(conversation)
    with pytest.raises(ValueError, match="power"):
        await console.run("hand-over", str(has.grant_id), "--to", str(new))
    async with conversation.database.read() as store:
        assert await memberships.lead_ids(store, has.group_id) == [has.leader]
        assert await memberships.member(store, has.group_id, new) is None
    (row,) = [one for one in await console.grants() if one["id"] == has.grant_id]
    assert row["person"] == has.leader


async def test_a_volunteer_hands_over_the_right_alone(conversation: Conversation) -> None:
    helper = await somebody(conversation, "helper")
    grant_id = await give(conversation, helper, Role.VOLUNTEER)
    person_id = await person_of(conversation, helper)
    group_id = await number_of(conversation, NAME)
    async with conversation.database.write() as store:
        await memberships.enter(store, group_id, person_id, Standing.LEAD, "Lea", NOW)
    other = await person_of(conversation, await somebody(conversation, "other"))
    console = Console(conversation)
    assert await console.run("hand-over", str(grant_id), "--to", str(other)) == 0
    assert len(console.lines) == 1
    async with conversation.database.read() as store:
        assert await memberships.lead_ids(store, group_id) == [person_id]
