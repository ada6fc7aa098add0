"""Time of every screen of groups in a district of 500 groups, 20,000 members, 5,000 meetings.

Also: 1,000 people who ask for 20 places at once.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from benchmarks.processes import say
from benchmarks.speed import cuts
from bot.domain.agendas import Topic
from bot.domain.grants import Right, Role
from bot.domain.groups import Group, Joining, Kind, Standing
from bot.domain.meetings import Answer, Meeting
from bot.domain.people import Address, Person
from bot.domain.results import Kind as ResultKind
from bot.domain.results import Published, Result
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage.catalogue import places
from storage.engine.store import Store
from storage.groups import agendas, attendance, groups, meetings, memberships, results
from storage.people import grants, people
from tests.harness.databases import NOW, Templates, open_database, services

GROUPS, PEOPLE = int(os.environ.get("CIRCLES_GROUPS", "500")), 5000
IN_EACH, MEETINGS = 40, 10
CROWD, PLACES, ROUNDS = (
    int(os.environ.get("CIRCLES_CROWD", "1000")),
    20,
    int(os.environ.get("CIRCLES_ROUNDS", "200")),
)
SCREENS = (
    *(
        "group.list:0",
        "group.list:40",
        "group.parts:town:0",
        "group.part:town:{t}:0",
        "group.show:{g}",
        "member.list:{g}:0",
        "seat.list:{g}:0",
        "group.lead:{g}",
        "member.requests:{g}:0",
        "group.edit:{g}",
        "meeting.list:{g}:0",
    ),
    *(
        "meeting.show:{m}",
        "attendance.list:{m}:0",
        "meeting.edit:{m}",
        "topic.list:{m}:0",
        "stand_in.list:{m}:0",
        "meeting.calendar:{m}",
        "result.list:{g}:0",
        "result.show:{r}",
        "feed.list:{g}",
    ),
    *("askhelp", "helping.list:0", "icanhelp", "mydata", "home:0"),
)


@dataclass(frozen=True)
class Made:
    """Groups, each with a lead's address, a meeting and a result; ``town`` is one that has some."""

    town: int
    of: list[tuple[int, Address, int, int]]


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        templates = Templates(Path(folder))
        for kind in ("sqlite", "postgresql"):
            async with opened(templates, kind) as conversation:
                await screens(kind, conversation, await filled(conversation))
            async with opened(templates, kind) as conversation:
                await crowd(kind, conversation)
        templates.stop()


@asynccontextmanager
async def opened(templates: Templates, kind: str) -> AsyncIterator[Conversation]:
    database = open_database(templates.fresh(kind, samples=True))
    yield Conversation(database, services())
    await database.close()


async def screens(kind: str, conversation: Conversation, made: Made) -> None:
    """As a lead sees them, who sees the most; one at a time, warm."""
    chance = Random(6)
    for screen in SCREENS:
        taken = []
        for round_ in range(ROUNDS + 10):
            group, address, meeting, result = chance.choice(made.of)
            press, began = (
                screen.format(g=group, m=meeting, r=result, t=made.town),
                time.perf_counter(),
            )
            shown = await conversation.look(address, press, NOW)
            if round_ >= 10:
                taken.append(1000 * (time.perf_counter() - began))
            if not shown.at:
                raise RuntimeError(f"{press}: {shown.text}")
        say(f"{kind:<12}{screen:<18}{cuts(taken)}")
    await answering(kind, conversation, made, chance)


async def answering(kind: str, conversation: Conversation, made: Made, chance: Random) -> None:
    """A press that changes something."""
    taken = []
    for _ in range(ROUNDS):
        _, address, meeting, _ = chance.choice(made.of)
        began = time.perf_counter()
        await conversation.hear(
            address,
            Pressed(f"meeting.answer:{meeting}:{chance.choice(('yes', 'no', 'maybe'))}"),
            NOW,
        )
        taken.append(1000 * (time.perf_counter() - began))
    say(f"{kind:<12}{'attend (writes)':<18}{cuts(taken)}")


async def filled(conversation: Conversation) -> Made:
    """Everything in one transaction; each lead leads one group, and everybody is in several."""
    chance = Random(5)
    async with conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        if district is None:
            raise RuntimeError("no samples")
        towns = await places.municipalities(store, district.id)
        met = [
            await _volunteer(conversation, store, district.id, number) for number in range(PEOPLE)
        ]
        made = []
        for number in range(GROUPS):
            kind = chance.choice(list(Kind))
            group = Group(
                0,
                district.id,
                kind,
                f"Gruppe {number}",
                Joining.OPEN,
                {"de": "Wir treffen uns."},
                chance.choice(towns).id,
            )
            group_id = await groups.put(store, group)
            chosen = chance.sample(met, IN_EACH)
            for place, (person, _) in enumerate(chosen):
                await memberships.enter(
                    store,
                    group_id,
                    person,
                    Standing.LEAD if not place else Standing.MEMBER,
                    f"Person {person}",
                    NOW,
                )
            for week in range(MEETINGS):
                start = (NOW + timedelta(days=1 + week * 3, hours=chance.randrange(5))).replace(
                    tzinfo=None
                )
                meeting = await meetings.add(
                    store, Meeting(0, group_id, f"Treffen {week}", start, "Europe/Berlin")
                )
            for person, _ in chosen[:20]:
                await attendance.answer(store, meeting, person, Answer.YES, NOW)
            await agendas.add(store, Topic(0, group_id, "Wohnungen", meeting), NOW)
            result = await results.add(
                store,
                Result(0, group_id, ResultKind.DECISION, "Wir schreiben an.", Published.EVERYBODY),
                NOW,
            )
            made.append((group_id, chosen[0][1], meeting, result))
    return Made(towns[0].id, made)


async def _volunteer(
    conversation: Conversation, store: Store, district_id: int, number: int
) -> tuple[int, Address]:
    address = Address("web", f"circle {number}")
    person = Person(
        language="de",
        language_chosen=True,
        district_id=district_id,
        consent_version=1,
        consent_at=NOW,
    )
    met = await people.meet(store, address, person, NOW)
    await grants.give(store, met.id, Right(Role.VOLUNTEER, district_id), NOW)
    return met.id, address


async def crowd(kind: str, conversation: Conversation) -> None:
    """Let all people press "yes" at once, and print who has a place and who waits.

    Places go to those handled first; the others wait in the order in which they were handled.
    """
    async with conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        if district is None:
            raise RuntimeError("no samples")
        group_id = await groups.put(
            store, Group(0, district.id, Kind.TRAINING, "Fachtag", Joining.OPEN)
        )
        addresses = []
        for number in range(CROWD):
            person, address = await _volunteer(conversation, store, district.id, number)
            await memberships.enter(
                store,
                group_id,
                person,
                Standing.MEMBER,
                f"Person {number}",
                NOW,
            )
            addresses.append(address)
        start = (NOW + timedelta(days=4)).replace(tzinfo=None)
        meeting = await meetings.add(
            store, Meeting(0, group_id, "Fachtag", start, "Europe/Berlin", most=PLACES)
        )
    began = time.perf_counter()
    await asyncio.gather(
        *(
            conversation.hear(address, Pressed(f"meeting.answer:{meeting}:yes"), NOW)
            for address in addresses
        )
    )
    took = time.perf_counter() - began
    async with conversation.database.read() as store:
        said = list((await attendance.answers(store, meeting)).values())
    exact = (
        "in order"
        if said == [Answer.YES] * PLACES + [Answer.WAITING] * (CROWD - PLACES)
        else "NOT in order"
    )
    came, wait = said.count(Answer.YES), said.count(Answer.WAITING)
    say(
        f"{kind:<12}{CROWD} press yes at once for {PLACES} places: "
        f"{came} come, {wait} wait, {exact}; {took:.1f} s"
    )
