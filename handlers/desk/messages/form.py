"""The form of a message on one page: texts side by side, people, time, file; then its release.

It is saved, released and tested by the verbs and presses of the chat, and by their rules.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from aiohttp.web import FileField

from bot.domain.announcements import Announcement, State, Times
from bot.domain.attachments import Attachment
from bot.domain.desk import Cells
from bot.rules import attachments as file_rules
from bot.rules import message_form as rules
from bot.rules.announcements import needs_second
from bot.rules.desk import HOME, TYPE_ABOVE, merged
from bot.rules.message_form import FormContext, MessageReading
from bot.rules.problems import Problem, Refusal
from bot.screens import problems
from handlers.desk import forms, lists
from handlers.desk.forms import Opened
from handlers.desk.messages import fields, preview
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Pressed
from handlers.dialogue.shared.announcements import own_announcement
from handlers.web.posts import content_of
from storage.catalogue import attachments
from storage.desk import drafts
from storage.messaging import announcements, audiences

NEW = "new"
MESSAGES = f"{HOME}/messages"
LONGEST_FORM_NAME = 60
FILE, FILE_PROBLEM, WAS = "attachment", "file_problem", "was"
"""Cells that nobody types: the file, why it was refused, and what the form showed at first."""


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of a form are kept."""
    return f"message:{desk.parts.get('id', NEW)}:{desk.district.id}"[:LONGEST_FORM_NAME]


async def message_here(
    desk: DeskRequest, announcement_id: int, *, lock: bool = False
) -> Announcement:
    """Return an announcement of the district at work. Raises Refusal for any other one."""
    announcement = await own_announcement(desk.turn, announcement_id, lock=lock)
    if announcement.district_id != desk.district.id:
        raise Refusal(Problem.NOT_ALLOWED)
    return announcement


async def show_new(desk: DeskRequest) -> Answer:
    """Return an empty form, or with ``copy=`` in the address one with the words of another."""
    empty = await _start(desk)
    return await show(desk, empty, await _typed_elsewhere(desk))


async def show(desk: DeskRequest, announcement: Announcement, first: Cells | None = None) -> Shown:
    """Return the form of a draft, with what the person typed and did not save yet.

    ``first`` are cells that a new form begins with. With ``part=1`` in the address it is only what
    was understood.
    """
    languages = list(desk.turn.services.languages)
    stored = rules.cells(announcement, languages) | {FILE: str(announcement.attachment_id or "")}
    opened = await forms.opened(
        desk, form_of(desk), {**stored, **(first or {})}, announcement.version
    )
    kept = (*rules.names(languages), FILE, FILE_PROBLEM, WAS)
    opened = replace(opened, values=forms.of_known(opened.values, kept))
    is_changed = opened.draft is not None and opened.base != announcement.version
    opened, theirs = _joined(opened, stored) if is_changed else (opened, {})
    reading = await _read(desk, opened.values, announcement)
    sight = await preview.of(desk, reading.announcement)
    if desk.asked("part"):
        return Shown("message_part.html", {"sight": sight})
    return Shown(
        "message.html",
        {
            "announcement": announcement,
            "values": opened.values,
            "was": json.dumps({name: stored[name] for name in rules.names(languages)}),
            "mistakes": _mistakes(desk, opened, reading),
            "theirs": theirs,
            "is_changed": is_changed,
            "base": announcement.version,
            "opened": opened,
            "sight": sight,
            "must_type": sight.people > TYPE_ABOVE,
            "needs_second": needs_second(announcement, sight.reach),
            "is_mine": announcement.author_id == desk.turn.person.id,
            **await fields.shown(desk, opened.values, sight.reach),
        },
    )


async def hear_new(desk: DeskRequest) -> Answer:
    """Add a message, or keep or discard what was typed."""
    return await _heard(desk, replace(await _start(desk), id=0))


async def hear(desk: DeskRequest, announcement: Announcement) -> Answer:
    """Save, test, release, keep or discard what was typed about a draft."""
    return await _heard(desk, announcement)


async def _heard(desk: DeskRequest, announcement: Announcement) -> Answer:
    here = _path(announcement) if announcement.id else MESSAGES
    file = await _file(desk, announcement)
    if answer := await forms.aside(desk, form_of(desk), here, file):
        return answer
    more = await _uploaded(desk, file)
    reading = await _read(desk, _typed(desk, announcement) | more, announcement)
    is_conflict = bool(announcement.id) and forms.base_of(desk) != announcement.version
    if desk.sent("act") == "preview" or reading.mistakes or is_conflict or more[FILE_PROBLEM]:
        return await _kept(desk, more)
    return await _acted(desk, announcement, reading.announcement)


async def _kept(desk: DeskRequest, more: Cells) -> Done:
    """Keep what was typed, and show it with what is wrong or was changed meanwhile."""
    is_refused = desk.sent("act") != "preview"
    await forms.keep(desk, form_of(desk), refused=is_refused, more=more)
    return Done(f"{desk.path}?draft={desk.number}", is_kept=True)


async def _acted(desk: DeskRequest, before: Announcement, typed: Announcement) -> Done:
    """Save what was typed; test or release it if that was asked for.

    Only what was saved, and looked at, before is released.
    """
    saved = await _saved(desk, before, typed)
    is_same = bool(before.id) and typed == before
    await forms.drop(desk)
    match desk.sent("act"):
        case "test":
            await ROUTES.answer(desk.turn, Pressed(f"message.test:{saved.id}"))
            return Done(f"{_path(saved)}?said=tested")
        case "release" if is_same:
            return await _released(desk, saved)
        case "release":
            return Done(f"{_path(saved)}?said=look")
    return Done(f"{_path(saved)}?said=saved")


async def _saved(desk: DeskRequest, before: Announcement, typed: Announcement) -> Announcement:
    """Store a draft that changed; return it as it is now."""
    turn = desk.turn
    if not before.id:
        return replace(typed, id=await announcements.add(turn.store, typed, turn.now))
    if typed == before:
        return before
    await announcements.change(turn.store, typed, turn.now)
    return replace(typed, version=before.version + 1)


async def _released(desk: DeskRequest, announcement: Announcement) -> Done:
    """Release it as a press of the chat does; of many people the number is typed first."""
    reach = await audiences.reach(desk.store, announcement, desk.turn.now)
    if reach.people > TYPE_ABOVE and desk.sent("count").strip() != str(reach.people):
        raise Refusal(Problem.WRONG_COUNT)
    await ROUTES.answer(
        desk.turn, Pressed(f"message.release:{announcement.id}:{announcement.version}")
    )
    after = await message_here(desk, announcement.id)
    return Done(f"{_path(after)}?said={'asked' if after.state is State.ASKED else 'approved'}")


def _path(announcement: Announcement) -> str:
    return f"{MESSAGES}/{announcement.id}"


async def _start(desk: DeskRequest) -> Announcement:
    """Return what a new form begins with: nothing, or the words of another message."""
    turn, district = desk.turn, desk.district
    empty = Announcement(
        0,
        district.id,
        times=Times(zone=district.zone, land=district.land),
        author_id=turn.person.id,
    )
    copied = lists.number(desk.asked("copy")) or 0
    if not copied:
        return empty
    other = await message_here(desk, copied)
    return replace(
        empty,
        kind=other.kind,
        texts=other.texts,
        audience=other.audience,
        never_twice=other.never_twice,
        offer_id=other.offer_id,
        attachment_id=other.attachment_id,
    )


async def _typed_elsewhere(desk: DeskRequest) -> Cells:
    """Return what was typed into the form of a message that was released meanwhile."""
    copied = lists.number(desk.asked("copy")) or 0
    form = f"message:{copied}:{desk.district.id}"
    typed = await drafts.of_form(desk.store, desk.turn.person.id, form)
    draft_number = desk.asked("typed")
    return next((draft.values for draft in typed if draft.number == draft_number), {})


def _typed(desk: DeskRequest, announcement: Announcement) -> dict[str, str]:
    """Return the cells; where the person chose what another one wrote, it is that."""
    languages = list(desk.turn.services.languages)
    values = forms.of_known(forms.kept_values(desk.fields), rules.names(languages))
    theirs = rules.cells(announcement, languages)
    return values | {name: theirs[name] for name in desk.sent_all("take") if name in theirs}


async def _read(desk: DeskRequest, values: Cells, announcement: Announcement) -> MessageReading:
    context = FormContext(
        announcement=announcement,
        choices={
            part: frozenset(value for value, _ in choices)
            for part, choices in (await fields.choices(desk)).items()
        },
        languages=list(desk.turn.services.languages),
        now=desk.turn.now,
        today=desk.turn.today_in(announcement.times.zone),
    )
    reading = rules.read(values, context)
    attachment_id = lists.number(values.get(FILE, ""))
    if values.get("no_file") == "1":
        attachment_id = None
    return replace(reading, announcement=replace(reading.announcement, attachment_id=attachment_id))


def _mistakes(desk: DeskRequest, opened: Opened, reading: MessageReading) -> dict[str, str]:
    """Return the sentence of each wrong cell, once the person wanted to save them."""
    if not (opened.draft and opened.draft.refused):
        return {}
    found = dict(reading.mistakes)
    if problem := opened.values.get(FILE_PROBLEM):
        found["file"] = Problem(problem)
    return {name: problems.words(desk.turn.tr, reason) for name, reason in found.items()}


def _joined(opened: Opened, stored: Mapping[str, str]) -> tuple[Opened, Cells]:
    """Return a form with what others changed meanwhile, and their cells where both did."""
    try:
        was = json.loads(opened.values.get(WAS, ""))
    except ValueError:
        was = {}
    base = {name: str(was.get(name, "")) for name in stored} if isinstance(was, dict) else {}
    own = {name: opened.values.get(name, "") for name in stored}
    base[FILE] = own[FILE]
    joined = merged(base, stored, own)
    return replace(opened, values=joined.values), joined.theirs


async def _file(desk: DeskRequest, announcement: Announcement) -> dict[str, str]:
    """Return the file of the draft that the page goes on with, else of what is stored.

    A browser cannot name a file by its number: it might be one of others.
    """
    values = {FILE: str(announcement.attachment_id or ""), FILE_PROBLEM: ""}
    origin = await forms.origin_of(desk, form_of(desk))
    return values | ({FILE: origin.values.get(FILE, "")} if origin else {})


async def _uploaded(desk: DeskRequest, more: dict[str, str]) -> dict[str, str]:
    """Store a file that was chosen; where it is refused the form says why."""
    chosen = desk.fields.get("file")
    if not isinstance(chosen, FileField) or not chosen.filename:
        return more
    content = content_of(chosen, file_rules.LARGEST + 1)
    given = Attachment(chosen.filename, chosen.content_type, len(content), content)
    try:
        checked = file_rules.checked(given)
    except Refusal as refusal:
        return more | {FILE_PROBLEM: refusal.problem.value}
    added = await attachments.add(desk.store, checked, desk.turn.now)
    return more | {FILE: str(added)}
