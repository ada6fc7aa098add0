"""News of groups: every kind is stored, read from rows of any version, loaded, and has words."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Executable, select, update

from bot.domain.announcements import Kind
from bot.domain.group_events import KINDS, GroupEvent
from bot.domain.group_events.emails import EmailReturned
from bot.domain.group_events.helping import (
    HelpAgreed,
    HelpDeclined,
    HelperFound,
    HelpHandedOver,
    HelpUnanswered,
    HelpWanted,
)
from bot.domain.group_events.meetings import (
    MeetingCancelled,
    MeetingMoved,
    MeetingPlanned,
    MeetingSoon,
    PlaceFreed,
    SeriesCancelled,
    SeriesMoved,
    StandInAsked,
)
from bot.domain.group_events.membership import (
    AbsenceNoticed,
    JoinAccepted,
    JoinRefused,
    JoinRequested,
    MemberJoined,
    MemberRemoved,
    SeatGiven,
    SeatsVacant,
    SeatWithdrawn,
)
from bot.domain.group_events.results import MinutesWritten, TaskAssigned, TaskDue, TopicProposed
from bot.domain.helping import Help, HelpRequest, When
from bot.domain.people import Role
from bot.i18n import Translator, plain
from handlers.delivery.group_news.loading import load
from handlers.delivery.messages import load_messages, screen_of
from handlers.dialogue.conversation import Conversation
from handlers.workflows.notify import notify_in_district
from storage import schema as t
from storage.catalogue import places
from storage.engine import versions
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import groups, helping
from storage.messaging import deliveries
from storage.messaging.group_events import from_json, to_json
from tests.harness.circles import number_of, person_of
from tests.harness.databases import NOW, wall
from tests.harness.group_events import EVENTS
from tests.harness.talk import bare
from tests.test_announcing import somebody
from tests.test_meetings import NAME

GOLDEN = Path(__file__).parent / "golden"
BEFORE_TYPES = "0017-1"
"""The revision of the database in which events had no type yet."""
EMPTY: Mapping[str, Any] = {
    "name": "",
    "words": "",
    "meeting_id": None,
    "result_id": None,
    "times": [],
    "help_id": None,
}
"""What every row had until version 0.1 where nothing was to be said."""
STARTS = ["2026-12-01T18:00:00", "2026-12-08T18:00:00"]
MOMENTS = (wall(2026, 12, 1, 18), wall(2026, 12, 8, 18))
OLD_ROWS: Mapping[str, tuple[Mapping[str, Any], GroupEvent]] = {
    "asked": ({"name": "Sam"}, JoinRequested(7, "Sam")),
    "joined": ({"name": "Sam"}, MemberJoined(7, "Sam")),
    "accepted": ({}, JoinAccepted(7)),
    "refused": ({"words": "Voll."}, JoinRefused(7, "Voll.")),
    "removed": ({}, MemberRemoved(7)),
    "invited": ({"meeting_id": 9, "times": STARTS}, MeetingPlanned(7, 9, MOMENTS)),
    "moved": ({"meeting_id": 9, "words": STARTS[0]}, MeetingMoved(7, 9, MOMENTS[0])),
    "cancelled": ({"meeting_id": 9}, MeetingCancelled(7, 9)),
    "reminded": ({"meeting_id": 9}, MeetingSoon(7, 9)),
    "moved_up": ({"meeting_id": 9}, PlaceFreed(7, 9)),
    "rescheduled": ({"meeting_id": 9, "times": STARTS}, SeriesMoved(7, 9, MOMENTS)),
    "all_cancelled": ({"meeting_id": 9}, SeriesCancelled(7, 9)),
    "stand_in": ({"meeting_id": 9, "name": "Sam"}, StandInAsked(7, 9, "Sam")),
    "minutes": ({"result_id": 4, "words": "Wir"}, MinutesWritten(7, 4, "Wir")),
    "task": ({"result_id": 4, "words": "Wir"}, TaskAssigned(7, 4, "Wir")),
    "task_due": ({"result_id": 4, "words": "Wir"}, TaskDue(7, 4, "Wir")),
    "topic": ({"name": "Wohnen", "words": "Wir"}, TopicProposed(7, "Wohnen", "Wir")),
    "seated": ({}, SeatGiven(7)),
    "unseated": ({}, SeatWithdrawn(7)),
    "vacant": ({"words": "Caritas, Kreis"}, SeatsVacant(7, ("Caritas, Kreis",))),
    "still_there": ({}, AbsenceNoticed(7)),
    "help_wanted": ({"help_id": 6}, HelpWanted(7, 6)),
    "help_found": ({"help_id": 6}, HelperFound(7, 6)),
    "help_agreed": ({"help_id": 6}, HelpAgreed(7, 6)),
    "help_declined": ({"help_id": 6}, HelpDeclined(7, 6)),
    "help_handed": ({"help_id": 6}, HelpHandedOver(7, 6)),
    "help_waits": ({"help_id": 6}, HelpUnanswered(7, 6)),
}


@dataclass(frozen=True, slots=True)
class CountingStore(Store):
    """Keeps what was executed."""

    statements: list[Executable] = field(default_factory=list)

    async def execute(self, statement: Executable, values: Any = None) -> Any:
        self.statements.append(statement)
        return await Store.execute(self, statement, values)


def test_every_kind_is_read_as_it_was_stored() -> None:
    assert {type(event) for event in EVENTS.values()} == set(KINDS), "a kind has no sample"
    assert len({kind.type for kind in KINDS}) == len(KINDS), "two kinds have the same name"
    for event in [*EVENTS.values(), MeetingMoved(7, 9, None), SeatsVacant(7, ())]:
        stored = json.loads(json.dumps(to_json(event)))
        assert stored["type"] == event.type
        assert from_json(stored) == event


LATER = {EmailReturned}
"""Kinds that the old shape never had."""


def test_a_row_of_every_old_kind_is_read() -> None:
    assert {type(event) for _, event in OLD_ROWS.values()} == set(KINDS) - LATER
    for happening, (values, event) in OLD_ROWS.items():
        row = {"happening": happening, "group_id": 7} | EMPTY | values
        assert from_json(json.loads(json.dumps(row))) == event, happening


def test_old_rows_may_say_nothing_of_a_part() -> None:
    row = {"happening": "moved", "group_id": 7} | EMPTY | {"meeting_id": 9}
    assert from_json(row) == MeetingMoved(7, 9, None)
    assert from_json({"happening": "vacant", "group_id": 7} | EMPTY) == SeatsVacant(7, ())
    wanted = {"happening": "help_wanted", "group_id": None} | EMPTY | {"help_id": 6}
    assert from_json(wanted) == HelpWanted(None, 6)


def test_a_type_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        from_json({"type": "meeting_forgotten", "group_id": 7})


async def test_every_kind_has_a_loader_a_screen_and_words_in_every_language(
    database: Database, translators: Mapping[str, Translator]
) -> None:
    golden = {code: (GOLDEN / f"{code}.txt").read_text("utf-8") for code in translators}
    async with database.read() as store:
        news = await load(store, set(EVENTS.values()), {})
    missing = [event.type for event in EVENTS.values() if event not in news]
    for heading, event in [shown for shown in EVENTS.items() if shown[1] in news]:
        for code, tr in translators.items():
            first_line = bare(plain(news[event].screen(tr).text)).split("\n")[0]
            section = golden[code].partition(f"=== {heading}\n")[2].partition("\n===")[0]
            if not first_line or first_line not in bare(plain(section)):
                missing.append(f"{event.type} in {code}")
    assert not missing


async def test_the_number_of_statements_does_not_grow_with_the_news(
    conversation: Conversation,
) -> None:
    talk = await somebody(conversation, "newcomer")
    async with conversation.database.write() as store:
        person_id = await person_of(conversation, talk)
        (district,) = [one for one in await places.districts(store) if one.slug == "waldshut"]
        requests = [
            HelpRequest(0, district.id, person_id, Help.FORM, "de", When.SOON, NOW, town.id)
            for town in (await places.municipalities(store, district.id))[:9]
        ]
        ids = [await helping.add(store, request, []) for request in requests]
    counts = []
    for number in (1, 9):
        async with conversation.database.read() as store:
            counting = CountingStore(store.connection, store.seal)
            news = await load(counting, {HelpWanted(None, id_) for id_ in ids[:number]}, {})
            assert len(news) == number
            counts.append(len(counting.statements))
    assert counts == [2, 2]


async def test_a_message_of_the_last_version_goes_out_with_the_same_words(
    conversation: Conversation,
) -> None:
    talk = await somebody(conversation, "sam", "en", role=Role.VOLUNTEER)
    person_id = await person_of(conversation, talk)
    group_id = await number_of(conversation, NAME)
    async with conversation.database.write() as store:
        group = await groups.by_id(store, group_id)
        assert group
        event = JoinRefused(group_id, "We are full.")
        await notify_in_district(store, group.district_id, [person_id], event, NOW)
        old = {"happening": "refused", "group_id": group_id} | EMPTY | {"words": "We are full."}
        (new,) = (await store.execute(t.delivery.select())).mappings()
        await store.execute(update(t.delivery).values(event=old))
    async with conversation.database.write() as store:
        (delivery,) = await deliveries.by_ids(store, await deliveries.claim(store, 1, 5, NOW))
        (message,) = await load_messages(store, [delivery], ["web"])
    assert from_json(new["event"]) == delivery.event == event
    assert message.announcement.kind is Kind.GROUP
    shown = bare(plain(screen_of(message, NOW, conversation.services.translator("en")).text))
    assert f"You cannot join this group now: {group.name}" in shown
    assert "The lead says: We are full." in shown


async def test_the_version_before_reads_what_this_one_wrote(
    conversation: Conversation, url: str
) -> None:
    talk = await somebody(conversation, "sam", "en", role=Role.VOLUNTEER)
    person_id = await person_of(conversation, talk)
    async with conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        for _, event in OLD_ROWS.values():
            await notify_in_district(store, district.id, [person_id], event, NOW)
    await asyncio.to_thread(command.downgrade, versions.alembic_config(url), BEFORE_TYPES)
    async with conversation.database.read() as store:
        stored = (await store.execute(select(t.delivery.c.event).order_by(t.delivery.c.id))).all()
    assert [row.event for row in stored] == [
        {"happening": happening, "group_id": 7} | EMPTY | values
        for happening, (values, _) in OLD_ROWS.items()
    ]
