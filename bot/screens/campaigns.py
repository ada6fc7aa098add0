"""How far an announcement is, and what a coordinator can do about it."""

from functools import partial

from bot.domain.announcements import (
    Announcement,
    Campaign,
    Flight,
    Progress,
    State,
)
from bot.i18n import Translator, mark
from bot.screens.announcements import STATES, heading
from bot.screens.irreversible import question
from bot.screens.notices import moment
from bot.screens.small_numbers import few
from bot.ui import Button, Html, Screen, in_rows, press

FLIGHTS = {
    Flight.OPEN: mark("Sending now."),
    Flight.PAUSED: mark("Paused."),
    Flight.CANCELLED: mark("Stopped."),
    Flight.MISSED: mark("Not sent: Lotse was not running at that time."),
    Flight.WAITS: mark("Waiting for you: the data was restored from a backup."),
}

CANCEL, END = mark("❌ Stop sending"), mark("No further dates")
WITHDRAW = mark("🗑 Delete for everybody")
FINAL = {"campaign.cancel": CANCEL, "message.end": END, "message.withdraw": WITHDRAW}
"""Route → label of the button of what cannot be undone."""


def progress(
    tr: Translator, announcement: Announcement, campaign: Campaign | None, progress: Progress | None
) -> Screen:
    """Return the progress of a released announcement; ``campaign`` None: nothing was sent yet."""
    is_told = announcement.state is State.ENDED and campaign and progress
    lines = [] if is_told else [tr(STATES[announcement.state])]
    if announcement.next_at:
        lines.append(tr("Next: {time}", time=moment(tr, announcement, announcement.next_at)))
    if campaign and progress:
        lines += [
            tr(FLIGHTS[campaign.flight])
            if _is_open(campaign, progress)
            else tr("Sending is complete."),
            *counts(tr, progress),
        ]
    body = tr.paragraphs(tr.lines(*heading(tr, announcement)), tr.lines(*lines))
    return Screen(
        body,
        in_rows(_controls(tr, announcement, campaign, progress), 2),
        at=f"message.show:{announcement.id}",
        back="message.list",
    )


def _is_open(campaign: Campaign, progress: Progress) -> bool:
    waiting = sum(progress.states.get(state, 0) for state in ("due", "sending", "paused"))
    return bool(waiting) or campaign.flight in (Flight.CANCELLED, Flight.MISSED)


def counts(tr: Translator, progress: Progress) -> list[Html]:
    """Return a line for each kind of end that messages of a campaign have come to."""
    count, written = progress.states.get, partial(few, tr)
    waiting = count("due", 0) + count("sending", 0) + count("paused", 0)
    failed = count("dead", 0) + count("held", 0) + count("expired", 0)
    rows = [
        (count("sent", 0), tr("Sent: {n}", n=written(count("sent", 0)))),
        (waiting, tr("Still to send: {n}", n=written(waiting))),
        (count("blocked", 0), tr("Not reachable: {n}", n=written(count("blocked", 0)))),
        (failed, tr("Failed: {n}", n=written(failed))),
        (count("cancelled", 0), tr("Stopped: {n}", n=written(count("cancelled", 0)))),
        (
            progress.possibly_twice,
            tr("Possibly sent twice: {n}", n=written(progress.possibly_twice)),
        ),
    ]
    return [words for total, words in rows if total]


def _controls(
    tr: Translator, announcement: Announcement, campaign: Campaign | None, progress: Progress | None
) -> list[Button]:
    again = Button(tr("🔄 Refresh"), press("message.show", announcement.id))
    end = (
        [Button(tr(END), press("message.end", announcement.id))]
        if announcement.state is State.RELEASED
        else []
    )
    amend = [
        Button(tr("✏️ Correct the text"), press("message.corrections", announcement.id, 0)),
        Button(tr(WITHDRAW), press("message.withdraw", announcement.id)),
    ]
    sent = amend if progress and progress.states.get("sent") else []
    if (
        not campaign
        or not progress
        or not _is_open(campaign, progress)
        or campaign.flight in (Flight.CANCELLED, Flight.MISSED)
    ):
        return [again, *_reopen(tr, announcement), *end, *sent]
    goes = campaign.flight is Flight.OPEN
    turn = (
        Button(tr("⏸ Pause"), press("campaign.pause", campaign.id))
        if goes
        else Button(tr("▶️ Continue"), press("campaign.resume", campaign.id))
    )
    return [
        again,
        turn,
        Button(tr(CANCEL), press("campaign.cancel", campaign.id)),
        *end,
        *sent,
    ]


def correct(tr: Translator, announcement_id: int, name: str) -> Screen:
    """Ask for the corrected text in one language."""
    body = tr.lines(
        tr("Please write the corrected text in this language: {language}", language=name),
        tr("Messages that were already delivered will change too."),
    )
    return Screen(body, back=f"message.show:{announcement_id}")


def _reopen(tr: Translator, announcement: Announcement) -> list[Button]:
    """Return the button that makes a planned announcement a draft again."""
    planned = announcement.state is State.RELEASED and announcement.next_at is not None
    return [Button(tr("⏸ Pause"), press("message.reopen", announcement.id))] if planned else []


def ask(tr: Translator, at: str, announcement: Announcement, progress: Progress | None) -> Screen:
    """Ask whether ``at`` is meant, with how far the latest sending is; None: nothing was sent."""
    *_, words = heading(tr, announcement)
    act, lines = tr(FINAL[at.partition(":")[0]]), counts(tr, progress) if progress else []
    return question(tr, at, f"message.show:{announcement.id}", words, act, *lines)
