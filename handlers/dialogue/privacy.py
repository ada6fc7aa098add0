"""One's own data: see everything, delete everything."""

from typing import Any

import orjson

from bot.rules.helping import own_contact
from bot.screens import privacy as screens
from bot.ui import Document, Screen
from handlers.dialogue.shared.places import place_name
from handlers.dialogue.turn import Effect, Turn
from storage.catalogue import places
from storage.groups import attendance, feeds, helping, memberships, results
from storage.messaging import deliveries
from storage.people import people, saved, sessions, watches


async def privacy(turn: Turn) -> Screen:
    """Return what is stored, for how long, and who is responsible."""
    config = turn.services.config
    return screens.privacy(
        turn.tr,
        config.operator.name or "Lotse",
        config.operator.contact,
        config.retention.people_weeks,
    )


async def my_data(turn: Turn) -> Screen:
    """Return everything that is stored about the person, as text and as JSON."""
    if turn.person.is_stranger:
        return screens.nothing_held(turn.tr)
    held = await _held(turn)
    file = Document(
        "lotse-my-data.json", "application/json", orjson.dumps(held, option=orjson.OPT_INDENT_2)
    )
    return screens.my_data(turn.tr, held, file)


async def ask(turn: Turn) -> Screen:
    """Ask whether everything shall be deleted."""
    return screens.nothing_held(turn.tr) if turn.person.is_stranger else screens.forget(turn.tr)


async def forget(turn: Turn) -> Screen:
    """Delete the person."""
    await helping.release(turn.store, turn.person.id)
    await people.forget(turn.store, turn.person.id)
    turn.effects.add(Effect.FORGOTTEN)
    return screens.forgotten(turn.tr)


async def _held(turn: Turn) -> dict[str, Any]:
    """Return names of columns and their values, as they are stored."""
    person, store = turn.person, turn.store
    fields = await places.fields(store, person.district_id or 0)
    return {
        "id": person.id,
        "channels": await people.channels(store, person.id),
        "role": person.role,
        "language": person.language,
        "place": await place_name(turn),
        "interests": [field.names["de"] for field in fields if field.id in person.interests],
        "quiet_hours": f"{person.quiet.start:%H:%M}-{person.quiet.end:%H:%M}",
        "quiet_sundays": person.quiet.sundays,
        "paused_until": person.paused_until,
        "consent_version": person.consent_version,
        "consent_at": person.consent_at,
        "week_seen": person.week_seen,
        "saved_offers": await saved.ids(store, person.id),
        "wishes": [
            f"{watch.words} {watch.listing}".strip() for watch in await watches.of(store, person.id)
        ],
        "last_search": (await turn.dialogue()).words,
        "stopped": sorted(person.stopped),
        "reminders": sorted(person.reminders),
        "skills": sorted(person.skills),
        "groups": await _groups(turn),
        "meetings": [
            f"{title}: {answer}" for title, answer in await attendance.of_person(store, person.id)
        ],
        "help": [
            f"{request.kind} {own_contact(person, request)}".strip()
            for request in await helping.of_person(store, person.id)
        ],
        "calendars": await feeds.count(store, person.id),
        "tasks": await results.of_person(store, person.id),
        "devices": [
            f"{session.device or '?'} {session.created_at:%Y-%m-%d}"
            for session in await sessions.all_of(store, person.id)
        ],
        "messages": await deliveries.count_of(store, person.id),
    }


async def _groups(turn: Turn) -> list[str]:
    """Return the person's groups, each with their name there."""
    return [
        f"{group}: {name}" for group, name in await memberships.names_of(turn.store, turn.person.id)
    ]
