"""What is done from the inbox: a press of the chat, or a mark of the office."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.domain.audits import Act
from bot.domain.desk import InboxMark, Waiting
from bot.rules import desk as rules
from bot.rules.problems import Problem, Refusal
from bot.screens.desk import WAITING
from handlers.desk import forms, lists
from handlers.desk.inbox.queue import FILTERS, PRESSES, colleagues_of
from handlers.desk.offers.listing import kept_organisations
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Pressed
from storage.catalogue import reports
from storage.desk import acts, inbox

_PRESS = re.compile(r"([a-z_.]+):([1-9]\d{0,17})", re.ASCII)


ASKED_ELSEWHERE = ("member.refuse_now",)
"""Presses before which the chat asks by another route, and not by the one that does it."""


async def hear(desk: DeskRequest) -> Answer:
    """Do what a button of the chat does, or note something about what waits."""
    state = lists.read(desk, FILTERS, (), "")
    key = _key(desk)
    turn = desk.turn
    if not await inbox.is_waiting(
        desk.store,
        desk.district.id,
        key,
        turn.now,
        turn.today,
        kept_organisations(desk),
        person_id=turn.person.id,
    ):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    if _asks_first(desk):
        return _question(desk, key, state.url(page=state.page))
    if "press" in desk.fields:
        await _press(desk, key[0], desk.sent("press"))
    else:
        await note(desk, key)
    return Done(state.url(page=state.page, said="done"))


def _asks_first(desk: DeskRequest) -> bool:
    """Return whether a press cannot be undone, and nobody said yet that it is meant."""
    return is_final(desk.sent("press")) and desk.sent("sure") != "1"


def is_final(press: str) -> bool:
    """Return whether a press cannot be undone: the chat asks before it, too."""
    return ROUTES.asks_first(press) or press.partition(":")[0] in ASKED_ELSEWHERE


def _question(desk: DeskRequest, key: tuple[Waiting, int], here: str) -> Shown:
    """Ask whether a press is meant; refuses one that is not there for what waits.

    ``here`` is the address of the list, where the answer is sent, too.
    """
    kind, subject_id = key
    press = desk.sent("press")
    label = dict(PRESSES.get(kind, ())).get(press.partition(":")[0])
    if label is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    values = {"kind": kind.value, "subject": subject_id, "press": press, "sure": "1"}
    words = {"label": label, "what": WAITING[kind]}
    return Shown("inbox_sure.html", words | {"values": values, "list_url": here})


async def _press(desk: DeskRequest, kind: Waiting, data: str) -> None:
    """Do what a press does in the chat, with the chance to undo what it does with an offer."""
    pressed = _PRESS.fullmatch(data)
    if not pressed or pressed[1] not in dict(PRESSES.get(kind, ())):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    turn, name = desk.turn, pressed[1].rpartition(".")[2]
    if kind in inbox.OF_OFFERS:
        turn.act_id = await desk.begin(name)
        settled = await reports.listed(desk.store, int(pressed[2]))
        await acts.remember(desk.store, turn.act_id, {"reports": settled})
    await ROUTES.answer(turn, Pressed(ROUTES.does(data)))


async def note(desk: DeskRequest, key: tuple[Waiting, int]) -> None:
    """Store who takes care, a day to put it off until, a note, or that it is done."""
    kind, subject_id = key
    marks = await inbox.marks(desk.store, desk.district.id)
    before = marks.get((kind.value, subject_id), InboxMark())
    after = (await changing(desk))(before)
    if after.done_at or after.snoozed_until != before.snoozed_until:
        act_id = await desk.begin("done")
        marks_before = [kept(kind, subject_id, before, after)]
        await acts.remember(desk.store, act_id, {"marks": marks_before})
    await write(desk, key, before, after)


async def write(
    desk: DeskRequest, key: tuple[Waiting, int], before: InboxMark, after: InboxMark
) -> None:
    """Store what the office notes about something, with its line in the audit log."""
    kind, subject_id = key
    now = desk.turn.now
    await inbox.mark(desk.store, desk.district.id, kind, subject_id, after, now)
    await desk.turn.audit(Act.INBOX, f"{kind} {subject_id}", _facts(before), _facts(after))


def kept(kind: Waiting, subject_id: int, before: InboxMark, after: InboxMark) -> list[object]:
    """Return what undoing needs: the day it was put off until, who took care and who does now."""
    day = before.snoozed_until.isoformat() if before.snoozed_until else None
    return [kind.value, subject_id, day, before.person_id, after.person_id]


async def changing(desk: DeskRequest) -> Callable[[InboxMark], InboxMark]:
    """Return what is noted, as a change of what was noted before. Raises Refusal."""
    turn = desk.turn
    values: dict[str, Any] = {}
    match desk.sent("act"):
        case "done":
            values = {"done_at": turn.now, "snoozed_until": None}
        case "snooze":
            values = {"snoozed_until": rules.snoozed_until(desk.sent_day("day"), turn.today)}
        case "note":
            pass  # as with every other button of its form
        case "assign":
            values = {"person_id": await _assigned(desk)}
        case _:
            raise Refusal(Problem.UNKNOWN_BUTTON)
    return lambda before: replace(before, **values, note=_note(desk, before))


def _note(desk: DeskRequest, before: InboxMark) -> str:
    """Return the note that is meant, whichever button of its form was pressed.

    What somebody else noted since the page was opened is never overwritten unseen.
    """
    note, shown = rules.note(desk.sent("note")), desk.sent("base")
    if "note" not in desk.fields or forms.digest(note) == shown:
        return before.note
    if shown and forms.digest(before.note) != shown:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return note


async def _assigned(desk: DeskRequest) -> int | None:
    """Return who takes care. Refuses people who do not work in this office."""
    person_id = lists.number(desk.sent("person"))
    if person_id is not None and person_id not in await colleagues_of(desk):
        raise Refusal(Problem.NOT_ALLOWED)
    return person_id


def _key(desk: DeskRequest) -> tuple[Waiting, int]:
    subject = lists.number(desk.sent("subject")) or 0
    try:
        return Waiting(desk.sent("kind")), subject
    except ValueError:
        raise Refusal(Problem.UNKNOWN_BUTTON) from None


def _facts(noted: InboxMark) -> dict[str, str | int | None]:
    """Return what the audit log says of a mark: not the note, which may tell about people."""
    return {
        "person": noted.person_id,
        "snoozed_until": noted.snoozed_until.isoformat() if noted.snoozed_until else None,
        "characters": len(noted.note),
        "done": noted.done_at.isoformat(timespec="minutes") if noted.done_at else None,
    }
