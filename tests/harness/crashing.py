"""``lotse run`` that dies at named points of the code.

A point is ``module.function:before``, or ``module.function:after:4`` in the fourth call. The
parent is ``crashed``: it lets one process after the other die at its point, starts it again
unchanged, and inspects the result.
"""

import asyncio
import functools
import importlib
import itertools
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, text

from bot.domain.announcements import Times
from bot.domain.deliveries import Amendment
from bot.rules import recurrence
from handlers.telegram.emulator.server import Emulator
from handlers.workflows import digests
from handlers.workflows.services import Services
from storage.engine.database import Database
from storage.messaging import campaigns
from storage.people import watches
from storage.schema.columns import Instant
from tests.harness.chaos import Process, hasty
from tests.harness.databases import open_database
from tests.harness.mailing import FIRST, crowd, released
from tests.harness.patience import USUAL, Patience, scaled
from tests.harness.server import free_port

FUNCTIONS = (
    "storage.messaging.announcements.due",
    "storage.messaging.announcements.go_on",
    "storage.messaging.announcements.by_ids",
    "storage.messaging.campaigns.fire",
    "storage.messaging.campaigns._expand",
    "storage.messaging.campaigns.give",
    "storage.messaging.campaigns.keep_counts",
    "storage.messaging.deliveries.claim",
    "storage.messaging.deliveries.record",
    "storage.messaging.deliveries.owners",
    "storage.messaging.deliveries.amended",
    "storage.messaging.deliveries.settle",
    "storage.people.people.addresses",
    "storage.people.people.suspend",
    "storage.people.people.seen",
    "storage.messaging.update_inbox.receive",
    "storage.messaging.update_inbox.oldest_open",
    "storage.messaging.update_inbox.mark_answered",
    "storage.messaging.update_inbox.finish",
    "storage.retention.forget",
    "storage.retention.Rule.enforce",
    "storage.people.watches.told",
    "handlers.workflows.digests.find",
    "handlers.delivery.messages.screen_of",
    "handlers.telegram.messages.TelegramChannel.notify",
    "handlers.telegram.messages.TelegramChannel.amend",
    "handlers.telegram.api.calls.Say.perform",
    "handlers.telegram.api.calls.Delete.perform",
    "handlers.telegram.api.sender.TelegramSender._try",
    "every.commit",
)
POINTS = tuple(f"{name}:{when}" for name in FUNCTIONS for when in ("before", "after"))
DEAD = 9


def dying(arguments: list[str]) -> int:
    """The program, but for the point that the arguments name."""
    name, when, *call = arguments[0].split(":")
    _patch(name, when, int(call[0]) if call else 1)
    return hasty(["run"])


def _patch(name: str, when: str, call: int) -> None:
    if name.endswith("commit"):
        from sqlalchemy import event
        from sqlalchemy.engine import Engine

        event.listen(Engine, "commit", _dying_after_commits(10))
        return
    owner, function = _found(name)
    original = getattr(owner, function)
    setattr(owner, function, _dying(original, when, call))
    for module in list(sys.modules.values()):
        if (
            getattr(module, "__name__", "").startswith(("handlers", "storage"))
            and getattr(module, function, None) is original
        ):
            setattr(module, function, getattr(owner, function))


def _found(name: str) -> tuple[Any, str]:
    path, _, function = name.rpartition(".")
    try:
        return importlib.import_module(path), function
    except ModuleNotFoundError:
        module, _, kind = path.rpartition(".")
        return getattr(importlib.import_module(module), kind), function


def _dying(function: Callable[..., Any], when: str, call: int) -> Callable[..., Any]:
    calls = itertools.count(1)
    if not asyncio.iscoroutinefunction(function):
        return functools.wraps(function)(
            lambda *given, **named: (
                function(*given, **named)
                if next(calls) < call
                else _die(when, lambda: function(*given, **named))
            )
        )

    @functools.wraps(function)
    async def dying(*given: Any, **named: Any) -> Any:
        is_now = next(calls) >= call
        result = await function(*given, **named) if when == "after" or not is_now else None
        if is_now:
            os._exit(DEAD)
        return result

    return dying


def _die(when: str, function: Callable[[], Any]) -> None:
    if when == "after":
        function()
    os._exit(DEAD)


def _dying_after_commits(most: int) -> Callable[..., None]:
    commits = itertools.count(1)

    def dying(*_: Any) -> None:
        if next(commits) > most:
            os._exit(DEAD)

    return dying


@dataclass
class Survived:
    """``missed`` are the points where no process died; there must be none, and the rest be 0."""

    missed: tuple[str, ...]
    lost: int
    unmarked: int
    open: int
    unanswered: int
    twice_fired: int

    @property
    def is_right(self) -> bool:
        return not (
            self.missed
            or self.lost
            or self.unmarked
            or self.open
            or self.unanswered
            or self.twice_fired
        )


class Crashing(Process):
    """The process with the point in it."""

    program = staticmethod(dying)

    def __init__(self, folder: Path, url: str, emulator: Emulator, point: str) -> None:
        super().__init__(folder, url, emulator, "polling", free_port())
        self.arguments = (point,)


async def crashed(
    emulator: Emulator, url: str, services: Services, folder: Path, *points: str
) -> Survived:
    """Everything that can be under way is under way; it dies at each point, and starts again.

    Each process goes on with what the one before it left.
    """
    database = open_database(url)
    chats, number = await _prepared(database, services, emulator)
    missed = []
    for point in points:
        dying_there = Crashing(folder / "dying", url, emulator, point)
        await dying_there.launch()
        missed += [] if await dying_there.died(scaled(USUAL)) else [point]
    process = Process(folder / "again", url, emulator, "polling", free_port())
    await process.start()
    try:
        await _settled(database, emulator)
    finally:
        process.kill()
    found = await _counted(database, emulator, chats, number, missed)
    await database.close()
    return found


async def _prepared(
    database: Database, services: Services, emulator: Emulator
) -> tuple[Mapping[int, int], int]:
    """Return the chats by person, and the id of the due announcement.

    There are ten people, one of whom has blocked the bot; a message that is due, one to correct,
    a digest to send, and an open question.
    """
    known = await crowd(database, services, emulator, 10)
    emulator.state.chats[FIRST + 9].gone = "bot was blocked by the user"
    now = datetime.now(UTC)
    number = await released(database, now - timedelta(minutes=5))
    await digests.prepare(database, datetime.now(UTC))
    async with database.write() as store:
        there = emulator.state.message(emulator.state.chats[FIRST], emulator.state.me, "Alt").id
        sent = text(
            "UPDATE delivery SET state = 'sent', channel = 'telegram', message = :there"
            " WHERE person_id = :one"
        )
        await store.execute(sent.bindparams(there=str(there), one=known[0].id))
        await store.execute(text("UPDATE delivery SET state = 'cancelled' WHERE state = 'due'"))
        await campaigns.amend(store, number, Amendment.WITHDRAW)
        await watches.add(store, known[1], "", "a...0", now)
        await store.execute(text("UPDATE watch SET newest = 0"))
        overdue = text(
            "UPDATE announcement SET next_at = :at"
            " WHERE next_at IS NOT NULL AND district_id = :here"
        )
        at = bindparam("at", now - timedelta(minutes=1), type_=Instant)
        await store.execute(overdue.bindparams(at, here=known[0].district_id))
    wall = (
        (now - timedelta(seconds=30)).astimezone(recurrence.zone_of(Times())).replace(tzinfo=None)
    )
    due = await released(database, now - timedelta(hours=1), times=Times(wall))
    emulator.world.people[FIRST + 2].say("frage 7")
    return {person.id: FIRST + n for n, person in enumerate(known)}, due


async def _settled(database: Database, emulator: Emulator) -> None:
    patience = Patience()
    while await _open(database) or emulator.state.updates:
        assert not patience.is_over, "it never ends"
        await asyncio.sleep(0.1)


async def _open(database: Database) -> int:
    waiting = (
        "SELECT (SELECT count(*) FROM delivery WHERE state IN ('due', 'sending') OR amend <> '')"
        " + (SELECT count(*) FROM inbox WHERE state IN ('new', 'answered'))"
        " + (SELECT count(*) FROM announcement WHERE state = 'released' AND next_at <= :now)"
    )
    async with database.read() as store:
        return int(
            (
                await store.execute(
                    text(waiting).bindparams(bindparam("now", datetime.now(UTC), type_=Instant))
                )
            ).scalar_one()
        )


async def _counted(
    database: Database,
    emulator: Emulator,
    chats: Mapping[int, int],
    number: int,
    missed: Sequence[str],
) -> Survived:
    said = [entry for entry in emulator.state.log if entry.method == "sendMessage"]
    notices = Counter(entry.chat for entry in said if "Der Kurs" in str(entry.parameters["text"]))
    async with database.read() as store:
        query = (
            "SELECT person_id, state, possibly_twice FROM delivery"
            " JOIN campaign ON campaign.id = campaign_id WHERE announcement_id = :one"
        )
        rows = list(await store.execute(text(query).bindparams(one=number)))
        fired = (
            await store.execute(
                text(
                    "SELECT count(*) FROM (SELECT announcement_id, day FROM campaign"
                    " GROUP BY announcement_id, day HAVING count(*) > 1) AS twice"
                )
            )
        ).scalar_one()
    sent = [row for row in rows if row.state == "sent"]
    return Survived(
        tuple(missed),
        lost=sum(not notices[chats[row.person_id]] for row in sent) + (len(rows) != len(chats)),
        unmarked=sum(notices[chats[row.person_id]] > 1 and not row.possibly_twice for row in rows),
        open=sum(row.state in ("due", "sending") for row in rows),
        unanswered=sum(
            "frage 7" not in str([e.parameters["text"] for e in said if e.chat == FIRST + 2])
            for _ in (1,)
        ),
        twice_fired=int(fired),
    )
