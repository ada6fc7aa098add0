"""News of groups: every kind is stored, read from rows of any version, loaded, and has words."""

import asyncio
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Executable, select, update

from bot.domain.agendas import Topic
from bot.domain.grants import Role
from bot.domain.group_events import KINDS, GroupEvent
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
from bot.domain.groups import Standing
from bot.domain.helping import Help, HelpRequest, When
from bot.domain.meetings import Meeting
from bot.domain.results import Kind as ResultKind
from bot.domain.results import Result
from bot.i18n import Translator, plain
from handlers.delivery.group_news.loading import load
from handlers.dialogue.conversation import Conversation
from handlers.workflows.notify import notify_in_district
from storage import schema as t
from storage.catalogue import places
from storage.catalogue.pathways import Pathways, shipped_pathway
from storage.engine import versions
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import agendas, groups, helping, meetings, memberships, remarks, results
from storage.messaging.group_events import from_json, to_json
from storage.people import people
from tests.harness.circles import lead_of, number_of, person_of
from tests.harness.databases import NOW, wall
from tests.harness.group_events import EVENTS
from tests.harness.talk import bare
from tests.test_announcing import somebody
from tests.test_meetings import NAME

GOLDEN = Path(__file__).parent / "golden"
OURS = Pathways(shipped_pathway())
BEFORE_TYPES, TYPES = "0016", "0017"
"""The revisions in which events had no type yet, and a type but typed words, too."""
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
    "asked": ({"name": "Sam"}, JoinRequested(7)),
    "joined": ({"name": "Sam"}, MemberJoined(7)),
    "accepted": ({}, JoinAccepted(7)),
    "refused": ({"words": "Voll."}, JoinRefused(7)),
    "removed": ({}, MemberRemoved(7)),
    "invited": ({"meeting_id": 9, "times": STARTS}, MeetingPlanned(7, 9, MOMENTS)),
    "moved": ({"meeting_id": 9, "words": STARTS[0]}, MeetingMoved(7, 9, MOMENTS[0])),
    "cancelled": ({"meeting_id": 9}, MeetingCancelled(7, 9)),
    "reminded": ({"meeting_id": 9}, MeetingSoon(7, 9)),
    "moved_up": ({"meeting_id": 9}, PlaceFreed(7, 9)),
    "rescheduled": ({"meeting_id": 9, "times": STARTS}, SeriesMoved(7, 9, MOMENTS)),
    "all_cancelled": ({"meeting_id": 9}, SeriesCancelled(7, 9)),
    "stand_in": ({"meeting_id": 9, "name": "Sam"}, StandInAsked(7, 9)),
    "minutes": ({"result_id": 4, "words": "Wir"}, MinutesWritten(7, 4)),
    "task": ({"result_id": 4, "words": "Wir"}, TaskAssigned(7, 4)),
    "task_due": ({"result_id": 4, "words": "Wir"}, TaskDue(7, 4)),
    "topic": ({"name": "Wohnen", "words": "Wir"}, TopicProposed(7)),
    "seated": ({}, SeatGiven(7)),
    "unseated": ({}, SeatWithdrawn(7)),
    "vacant": ({"words": "Caritas, Kreis"}, SeatsVacant(7)),
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
    for event in [*EVENTS.values(), MeetingMoved(7, 9, None), JoinRefused(7)]:
        stored = json.loads(json.dumps(to_json(event)))
        assert stored["type"] == event.type
        assert from_json(stored) == event


def test_no_event_has_room_for_what_somebody_typed() -> None:
    """Ids and times only: the words are in the row they belong to, and go with it."""
    room = {
        f"{kind.type}.{part.name}"
        for kind in KINDS
        for part in fields(kind)
        if part.type not in ("int", "int | None", int, int | None)
        and part.name not in ("before", "next_starts")
    }
    assert not room


def test_a_type_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        from_json({"type": "meeting_forgotten", "group_id": 7})


async def test_every_kind_has_a_loader_a_screen_and_words_in_every_language(
    database: Database, translators: Mapping[str, Translator]
) -> None:
    golden = {code: (GOLDEN / f"{code}.txt").read_text("utf-8") for code in translators}
    async with database.read() as store:
        news = await load(store, set(EVENTS.values()), {}, OURS)
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
            news = await load(counting, {HelpWanted(None, id_) for id_ in ids[:number]}, {}, OURS)
            assert len(news) == number
            counts.append(len(counting.statements))
    assert counts == [2, 2]


async def test_what_was_typed_is_read_when_it_is_shown_and_goes_with_its_row(
    conversation: Conversation,
) -> None:
    lead, asks = await lead_of(conversation, NAME), await somebody(conversation, "sam", "en")
    lead_id, person_id = [await person_of(conversation, talk) for talk in (lead, asks)]
    group_id = await number_of(conversation, NAME)
    enter = partial(memberships.enter, group_id=group_id, person_id=person_id, now=NOW)
    async with conversation.database.write() as store:
        member_id = await enter(store, standing=Standing.ASKED, name="Zebulonia Quixwort")
        remark_id = await remarks.add(
            store, "We are full.", NOW, author_id=lead_id, reader_id=person_id
        )
        result = Result(0, group_id, ResultKind.DECISION, "Wir lesen vor.", author_id=lead_id)
        result_id = await results.add(store, result, NOW)
        topic = Topic(0, group_id, "Vorlesen", from_group_id=group_id, author_id=lead_id)
        topic_id = await agendas.add(store, topic, NOW)
        meeting = Meeting(0, group_id, "Treffen", wall(2026, 12, 1, 18), "Europe/Berlin")
        meeting_id = await meetings.add(store, meeting)
    typed = {
        JoinRequested(group_id, member_id): "Zebulonia Quixwort wants to join",
        MemberJoined(group_id, member_id): "Zebulonia Quixwort has joined",
        StandInAsked(group_id, meeting_id, member_id): "Zebulonia Quixwort cannot come",
        JoinRefused(group_id, remark_id): "The lead says: We are full.",
        MinutesWritten(group_id, result_id): "Wir lesen vor.",
        TaskAssigned(group_id, result_id): "Wir lesen vor.",
        TaskDue(group_id, result_id): "Wir lesen vor.",
        TopicProposed(group_id, topic_id): "Vorlesen",
    }
    wrong = [
        event
        for event, (words, is_stale) in (await _shown(conversation, typed)).items()
        if typed[event] not in words or is_stale
    ]
    async with conversation.database.write() as store:
        await people.forget(store, lead_id, NOW)
        await people.forget(store, person_id, NOW)
    stays = (JoinRefused, StandInAsked)
    for event, (words, is_stale) in (await _shown(conversation, typed)).items():
        if any(said in words for said in ("Zebulonia", "full", "lesen", "Vorlesen")):
            wrong.append(event)
        if is_stale is isinstance(event, stays):
            wrong.append(event)
    assert not wrong


async def _shown(
    conversation: Conversation, events: Collection[GroupEvent]
) -> dict[GroupEvent, tuple[str, bool]]:
    """Return what each event shows now, and whether it is too late to send it."""
    tr = conversation.services.translator("en")
    async with conversation.database.read() as store:
        known = await groups.by_ids(store, {event.group_id or 0 for event in events})
        news = await load(store, set(events), known, OURS)
    return {
        event: (bare(plain(news[event].screen(tr).text)), news[event].is_stale(NOW))
        for event in events
    }


@pytest.mark.every_database
@pytest.mark.parametrize("old", ["of before types", "of types"])
async def test_rows_of_older_versions_lose_what_was_typed_and_go_up_and_down(
    old: str, conversation: Conversation, url: str
) -> None:
    """The names of people are in no row, in whichever shape an older version wrote it."""
    talk = await somebody(conversation, "sam", "en", role=Role.VOLUNTEER)
    person_id = await person_of(conversation, talk)
    config = versions.alembic_config(url)
    async with conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        for _, event in OLD_ROWS.values():
            await notify_in_district(store, district.id, [person_id], event, NOW)
    await asyncio.to_thread(command.downgrade, config, TYPES if old == "of types" else BEFORE_TYPES)
    async with conversation.database.write() as store:
        ids = (await store.execute(select(t.delivery.c.id).order_by(t.delivery.c.id))).scalars()
        for row_id, (happening, (values, _)) in zip(ids, OLD_ROWS.items(), strict=True):
            row = _of_types if old == "of types" else _of_before_types
            change = update(t.delivery).where(t.delivery.c.id == row_id)
            await store.execute(change.values(event=row(happening, values)))
    await asyncio.to_thread(command.upgrade, config, "head")
    async with conversation.database.read() as store:
        rows = await store.execute(select(t.delivery.c.event).order_by(t.delivery.c.id))
        stored = [row.event for row in rows]
    assert [from_json(event) for event in stored] == [event for _, event in OLD_ROWS.values()]
    typed = [word for word in ("Sam", "Voll", "Wir", "Wohnen", "Caritas") if word in repr(stored)]
    assert not typed


def _of_before_types(happening: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"happening": happening, "group_id": 7} | EMPTY | values


def _of_types(happening: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row as versions with types, but with typed words in it, wrote it."""
    words = {"name", "words"} & set(values)
    typed = {
        "asked": {"name": "Sam"},
        "joined": {"name": "Sam"},
        "refused": {"reason": "Voll."},
        "stand_in": {"name": "Sam"},
        "minutes": {"excerpt": "Wir"},
        "task": {"excerpt": "Wir"},
        "task_due": {"excerpt": "Wir"},
        "topic": {"source": "Wohnen", "topic": "Wir"},
        "vacant": {"labels": ["Caritas, Kreis"]},
    }
    fields_of_now = to_json(OLD_ROWS[happening][1])
    dropped = ("membership_id", "remark_id", "topic_id") if words else ()
    kept = {name: value for name, value in fields_of_now.items() if name not in dropped}
    return kept | typed.get(happening, {})


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
    typed = {"name": "", "words": ""}
    assert [row.event for row in stored] == [
        {"happening": happening, "group_id": 7}
        | EMPTY
        | (values if happening == "moved" else values | {k: "" for k in typed if k in values})
        for happening, (values, _) in OLD_ROWS.items()
    ]
