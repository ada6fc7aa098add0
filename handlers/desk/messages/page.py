"""The page of one message: its form while it is a draft, else how far it is and what can be done.

What is done here is a press of the chat, with its rule and its line in the audit log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.domain.announcements import ORIGINAL, Announcement, Campaign, Flight, Progress, State
from bot.domain.deliveries import OPEN
from bot.i18n import plain
from bot.rules.announcements import LAST_CHANGE
from bot.rules.desk import TYPE_ABOVE
from bot.rules.problems import Problem, Refusal
from bot.rules.recurrence import zone_of
from bot.screens.announcements import STATES
from bot.screens.campaigns import FLIGHTS, counts
from bot.screens.desk import CHANNELS
from bot.screens.desk import STEERING as LABELS
from bot.screens.notices import KINDS
from bot.screens.small_numbers import few
from bot.text import shortened
from handlers.desk.messages import form as message_form
from handlers.desk.messages import preview as message_preview
from handlers.desk.messages.form import MESSAGES, message_here
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Pressed
from storage.desk import drafts
from storage.desk import messages as rows
from storage.desk.messages import DeliveryCount
from storage.messaging import campaigns

LISTED = 20
"""Earlier sendings of a recurring message that the page names."""
STEERING = {
    "pause": "campaign.pause:{campaign}",
    "resume": "campaign.resume:{campaign}",
    "stop": "campaign.cancel:{campaign}",
    "reopen": "message.reopen:{message}",
    "end": "message.end:{message}",
    "withdraw": "message.withdraw:{message}",
}
"""What can be done with a released message: presses of the chat."""
ASKED_FIRST = ("stop", "withdraw")
"""What cannot be undone: the number of messages concerned is shown, and typed above 100."""
EDITED = frozenset(("draft", "save", "preview", "test", "release", "discard", ""))


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many messages of a language or a channel arrived, wait, did not arrive."""

    name: str
    sent: str
    waiting: str
    failed: str


@dataclass(frozen=True, slots=True)
class Sendings:
    """How often a message was sent, the latest first; ``progress`` is that of the latest."""

    launched: Sequence[Campaign]
    progress: Progress | None

    @property
    def latest(self) -> Campaign | None:
        return self.launched[0] if self.launched else None

    @property
    def is_open(self) -> bool:
        """Return whether something of the latest sending is not final."""
        return any(self._count(state) for state in OPEN)

    @property
    def is_moving(self) -> bool:
        """Return whether the latest sending goes on by itself: it is open and not paused."""
        return self.is_open and self.latest is not None and self.latest.flight is Flight.OPEN

    @property
    def has_arrived(self) -> bool:
        return bool(self._count("sent"))

    def _count(self, state: str) -> int:
        return self.progress.states.get(state, 0) if self.progress else 0


def form_of(desk: DeskRequest) -> str:
    """Return the name under which a form is kept, "" for a press: it has no words."""
    return message_form.form_of(desk) if desk.sent("act") in EDITED else ""


async def show(desk: DeskRequest) -> Answer:
    """Return the form of a draft; of any other message how far it is."""
    announcement = await message_here(desk, desk.row_id())
    if announcement.state in (State.DRAFT, State.ASKED):
        return await message_form.show(desk, announcement)
    return await _progress(desk, announcement)


async def hear(desk: DeskRequest) -> Answer:
    """Change a draft, or do with a released message what the chat does."""
    announcement = await message_here(desk, desk.row_id(), lock=True)
    act = desk.sent("act")
    if act in EDITED:
        if announcement.state not in (State.DRAFT, State.ASKED):
            raise Refusal(Problem.CHANGED_MEANWHILE)
        return await message_form.hear(desk, announcement)
    return await _steered(desk, announcement, act)


async def _steered(desk: DeskRequest, announcement: Announcement, act: str) -> Done:
    """Do what a press does, once it is clear that it is meant."""
    campaign = next(iter(await campaigns.of_announcement(desk.store, announcement.id)), None)
    if act not in STEERING or ("campaign" in STEERING[act] and campaign is None):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    here = f"{MESSAGES}/{announcement.id}"
    if act in ASKED_FIRST:
        count = await _concerned(desk, announcement, act)
        if desk.sent("sure") != "1":
            return Done(f"{here}?sure={act}")
        if count > TYPE_ABOVE and desk.sent("count").strip() != str(count):
            raise Refusal(Problem.WRONG_COUNT)
    press = STEERING[act].format(campaign=campaign.id if campaign else 0, message=announcement.id)
    await ROUTES.answer(desk.turn, Pressed(ROUTES.does(press)))
    return Done(f"{here}?said=done")


async def _concerned(desk: DeskRequest, announcement: Announcement, act: str) -> int:
    """Return how many messages are stopped, or deleted where they arrived."""
    states = (await rows.sent(desk.store, [announcement.id])).get(announcement.id, {})
    wanted = OPEN if act == "stop" else ("sent", *OPEN)
    return sum(states.get(state, 0) for state in wanted)


async def _progress(desk: DeskRequest, announcement: Announcement) -> Shown:
    sendings = await _sendings(desk, announcement)
    values = await _counts(desk, announcement, sendings)
    if desk.asked("part"):
        return Shown("message_counts.html", values)
    return Shown("message_page.html", values | await _beside(desk, announcement, sendings))


async def _sendings(desk: DeskRequest, announcement: Announcement) -> Sendings:
    launched = await campaigns.of_announcement(desk.store, announcement.id)
    progress = await campaigns.progress(desk.store, launched[0].id) if launched else None
    return Sendings(launched, progress)


async def _counts(
    desk: DeskRequest, announcement: Announcement, sendings: Sendings
) -> dict[str, object]:
    """Return how far the message is, which is asked for again while it is sent."""
    latest, progress = sendings.latest, sendings.progress
    counted = await rows.by_language_and_channel(desk.store, latest.id) if latest else []
    return {
        "announcement": announcement,
        "title": shortened(announcement.texts.get(ORIGINAL) or "…", 60),
        "state": STATES[announcement.state],
        "kind": KINDS[announcement.kind],
        "next_at": _local(announcement),
        "campaign": latest,
        "flight": FLIGHTS[latest.flight] if latest else "",
        "progress": progress,
        "is_open": sendings.is_open,
        "is_moving": sendings.is_moving,
        "lines": counts(desk.turn.tr, progress) if progress else [],
        "few": partial(few, desk.turn.tr),
        "by_language": _by_language(desk, counted),
        "by_channel": _by_channel(desk, counted),
    }


async def _beside(
    desk: DeskRequest, announcement: Announcement, sendings: Sendings
) -> dict[str, object]:
    """Return the message itself, its earlier sendings, and what can be done."""
    act = desk.asked("sure")
    is_asked = act in ASKED_FIRST
    return {
        "sight": await message_preview.of(desk, announcement),
        "acts": {name: LABELS[name] for name in _possible(desk, announcement, sendings)},
        "can_correct": sendings.has_arrived,
        "sure": act if is_asked else "",
        "sure_label": LABELS.get(act, ""),
        "concerned": await _concerned(desk, announcement, act) if is_asked else 0,
        "type_above": TYPE_ABOVE,
        "launched": sendings.launched[1:LISTED],
        "flights": FLIGHTS,
        "typed": await drafts.of_form(desk.store, desk.turn.person.id, message_form.form_of(desk)),
    }


def _possible(desk: DeskRequest, announcement: Announcement, sendings: Sendings) -> list[str]:
    """Return what can be done now."""
    found = []
    if sendings.is_open:
        found += ["pause" if sendings.is_moving else "resume", "stop"]
    next_at = announcement.next_at
    if announcement.state is State.RELEASED and next_at:
        found += ["reopen"] if next_at - desk.turn.now >= LAST_CHANGE else []
        found += ["end"] if announcement.times.rule else []
    if sendings.has_arrived:
        found.append("withdraw")
    return found


def _local(announcement: Announcement) -> object:
    """Return the next date in the zone of the message, None for no further one."""
    next_at = announcement.next_at
    return next_at.astimezone(zone_of(announcement.times)) if next_at else None


def _by_language(desk: DeskRequest, counted: Sequence[DeliveryCount]) -> list[CountRow]:
    groups: dict[str, dict[str, int]] = {}
    for row in counted:
        states = groups.setdefault(row.language, {})
        states[row.state] = states.get(row.state, 0) + row.count
    name = desk.turn.tr.language_name
    return [_row(desk, name(code), states) for code, states in groups.items()]


def _by_channel(desk: DeskRequest, counted: Sequence[DeliveryCount]) -> list[CountRow]:
    """Return the channels; what has none yet is left out."""
    groups: dict[str, dict[str, int]] = {}
    for row in counted:
        if row.channel:
            states = groups.setdefault(row.channel, {})
            states[row.state] = states.get(row.state, 0) + row.count
    words = {code: plain(desk.turn.tr(label)) for code, label in CHANNELS.items()}
    return [_row(desk, words.get(code, code), states) for code, states in groups.items()]


def _row(desk: DeskRequest, name: str, states: Mapping[str, int]) -> CountRow:
    """Return a row; numbers below five are not told."""
    tr = desk.turn.tr
    sent, waiting = states.get("sent", 0), sum(states.get(state, 0) for state in OPEN)
    failed = sum(states.values()) - sent - waiting
    return CountRow(name, few(tr, sent), few(tr, waiting), few(tr, failed))
