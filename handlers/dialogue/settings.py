"""Settings: interests, quiet hours, pause."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.announcements import Kind
from bot.rules.people import FOREVER
from bot.rules.problems import Problem, Refusal
from bot.screens import people as people_screens
from bot.screens import settings as screens
from bot.ui import Screen
from handlers.dialogue.shared.places import place_name
from handlers.dialogue.shared.ways import ways_of
from handlers.dialogue.turn import Turn
from storage.catalogue import places

LONGEST_REST = 365
"""Days of a pause that ends by itself."""


async def settings(turn: Turn) -> Screen:
    """Return all settings."""
    return screens.settings(turn.tr, turn.person, await place_name(turn), turn.today)


async def interests(turn: Turn, page: int) -> Screen:
    """Return the fields to choose from."""
    fields = await places.fields(turn.store, turn.person.district_id or 0)
    return screens.interests(turn.tr, fields, turn.person.interests, page)


async def interest(turn: Turn, field_id: int, page: int) -> Screen:
    """Switch a field on or off; only fields of the person's own district are kept."""
    own = {field.id for field in await places.fields(turn.store, turn.person.district_id or 0)}
    await turn.change(interests=(turn.person.interests ^ {field_id}) & own)
    return await interests(turn, page)


async def quiet(turn: Turn) -> Screen:
    """Return the quiet hours."""
    return screens.quiet(turn.tr, turn.person.quiet)


async def hours(turn: Turn, choice: str) -> Screen:
    """Choose quiet hours, such as "20-8"."""
    try:
        chosen = screens.quiet_hours(choice)
    except ValueError:
        raise Refusal(Problem.UNKNOWN_BUTTON) from None
    await turn.change(quiet=replace(chosen, sundays=turn.person.quiet.sundays))
    return await quiet(turn)


async def sundays(turn: Turn) -> Screen:
    """Switch whether Sundays are quiet."""
    await turn.change(quiet=replace(turn.person.quiet, sundays=not turn.person.quiet.sundays))
    return await quiet(turn)


async def reminders(turn: Turn) -> Screen:
    """Return the reminders of meetings."""
    return screens.reminders(turn.tr, turn.person)


async def reminder(turn: Turn, name: str) -> Screen:
    """Switch a reminder off, or on again."""
    if name not in screens.REMINDERS:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await turn.change(reminders=turn.person.reminders ^ {name})
    return await reminders(turn)


async def pause(turn: Turn) -> Screen:
    """Return whether messages are paused."""
    return screens.pause(
        turn.tr,
        turn.person,
        turn.today,
        by_email=bool(turn.services.config.email.sender),
        by_push=(await ways_of(turn)).offers_push,
    )


async def rest(turn: Turn, days: int) -> Screen:
    """Pause all messages for some days; 0 is until the person ends it."""
    await turn.change(
        paused_until=turn.today + timedelta(days=min(days, LONGEST_REST)) if days else FOREVER
    )
    return await pause(turn)


async def wake(turn: Turn) -> Screen:
    """End the pause."""
    await turn.change(paused_until=None)
    return await pause(turn)


async def mutes(turn: Turn, page: int) -> Screen:
    """Return the kinds of messages that can be switched off."""
    return screens.mutes(turn.tr, turn.person, page)


async def mute(turn: Turn, kind: str) -> Screen:
    """Switch a kind of message off, or on again."""
    if kind not in screens.MUTABLE:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await turn.change(stopped=turn.person.stopped ^ {kind})
    return await mutes(turn, list(screens.MUTABLE).index(Kind(kind)) // screens.PAGE)


async def stop(turn: Turn) -> Screen:
    """Answer ``/stop``: pause all messages until the person ends it."""
    await turn.change(paused_until=FOREVER)
    return people_screens.stopped(turn.tr)
