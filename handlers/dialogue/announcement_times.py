"""When an announcement is sent: typed, said back with dates, moved."""

from dataclasses import replace

from bot.domain.announcements import Times
from bot.rules import fallouts, recurrence
from bot.rules.message_times import typed_times
from bot.screens import announcements as screens
from bot.ui import Screen
from handlers.dialogue.shared.announcement_drafts import changed_draft
from handlers.dialogue.shared.announcements import draft_announcement
from handlers.dialogue.turn import Turn


async def when(turn: Turn, announcement_id: int) -> Screen:
    """Ask for the time."""
    announcement = await draft_announcement(turn, announcement_id)
    turn.expect(f"message.time:{announcement_id}")
    return screens.when(turn.tr, announcement)


async def at_once(turn: Turn, announcement_id: int) -> Screen:
    """Send it as soon as it is released."""
    announcement = await draft_announcement(turn, announcement_id)
    return await changed_draft(
        turn, announcement, times=replace(announcement.times, start=None, rule="")
    )


async def typed_time(turn: Turn, words: str, announcement_id: int) -> Screen:
    """Take the time: "24.11.2026 18:00" is once, "Dienstag 18:00" every week."""
    announcement = await draft_announcement(turn, announcement_id)
    before = announcement.times
    settled = typed_times(words, before, turn.now, turn.today_in(before.zone))
    screen = await changed_draft(turn, announcement, times=settled)
    fallen = understood(turn, settled)
    if fallen.has_fallouts:
        return screens.dates(turn.tr, replace(announcement, times=settled), fallen)
    return screen


async def dates(turn: Turn, announcement_id: int) -> Screen:
    """Return the next dates of a rule, and what falls out."""
    announcement = await draft_announcement(turn, announcement_id)
    return screens.dates(turn.tr, announcement, understood(turn, announcement.times))


async def move(turn: Turn, announcement_id: int, how: str) -> Screen:
    """Let less fall out of a rule."""
    announcement = await draft_announcement(turn, announcement_id)
    times = fallouts.moved(announcement.times, how)
    recurrence.check(times, turn.now)
    await changed_draft(turn, announcement, times=times)
    moved = replace(announcement, times=times)
    return screens.dates(turn.tr, moved, understood(turn, times))


def understood(turn: Turn, times: Times) -> fallouts.Understood:
    """Return the next dates of times, and what falls out, in words of the person."""
    return fallouts.understood(times, turn.now, turn.tr.language.code)
