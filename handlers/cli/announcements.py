"""``lotse announce`` and ``lotse announcements``: announcements that are written in a file."""

import asyncio
import json
import tomllib
from argparse import Namespace
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.domain.announcements import Announcement, Reach, State
from bot.domain.audits import Act
from bot.i18n import plain
from bot.rules import announcements as rules
from bot.rules import recurrence
from bot.rules.problems import Problem, Refusal
from bot.screens.problems import words
from handlers.cli.announcement_files import WrongFile, read_announcement
from handlers.cli.context import CommandContext
from handlers.workflows.launch import fire
from handlers.workflows.services import Services
from storage.engine.store import Store
from storage.messaging import announcements, audiences, campaigns
from storage.people.audits import Entry, note

NO_SUCH = "Diese Nachricht gibt es nicht / there is no such announcement"
STEERED = {
    "pause": Act.CAMPAIGN_PAUSE,
    "resume": Act.CAMPAIGN_RESUME,
    "cancel": Act.CAMPAIGN_CANCEL,
}
MOST_SHOWN = 50
"""Number of the latest announcements that are shown without an id."""


async def announce(context: CommandContext, arguments: Namespace) -> int:
    """Print who would get an announcement; with ``--send``, release it and print its id.

    Return 0, or 2 if the file is wrong or refused.
    """
    try:
        file = Path(arguments.file)
        content = tomllib.loads(await asyncio.to_thread(file.read_text, "utf-8"))
        async with context.opened() as conversation:
            services = conversation.services
            async with conversation.database.write() as store:
                announcement = await read_announcement(
                    store, services, file, content, context.now()
                )
                reach = await audiences.reach(store, announcement, context.now())
                announcement_id = 0
                if arguments.send:
                    announcement_id = await _release(
                        store, services, announcement, reach, context.now()
                    )
            _show_reach(context, announcement, reach, announcement_id, as_json=arguments.json)
    except (WrongFile, tomllib.TOMLDecodeError) as error:
        context.out(f"{arguments.file}: {error}")
        return 2
    except Refusal as refusal:
        context.out(f"{arguments.file}: {_sentence(conversation.services, refusal.problem)}")
        return 2
    return 0


async def show(context: CommandContext, arguments: Namespace) -> int:
    """Print how far an announcement is, or the latest ones. Return 1 for an id that is unknown."""
    async with context.opened() as conversation, conversation.database.read() as store:
        announcement = await announcements.by_id(store, arguments.id) if arguments.id else None
        if arguments.id and announcement is None:
            context.out(NO_SUCH)
            return 1
        shown = [announcement] if announcement else await announcements.every(store, MOST_SHOWN)
        for announcement in shown:
            context.out(_line(await _progress(store, announcement), as_json=arguments.json))
    return 0


async def steer(context: CommandContext, arguments: Namespace) -> int:
    """Pause, resume or cancel all open messages of an announcement.

    After a restore, "resume" lets them be sent. Return 1 if there is no such announcement.
    """
    async with context.opened() as conversation, conversation.database.write() as store:
        await announcements.by_id(store, arguments.id, lock=True)
        campaign_ids = [
            campaign.id for campaign in await campaigns.of_announcement(store, arguments.id)
        ]
        for campaign_id in campaign_ids:
            await _steer(store, arguments.verb, campaign_id, context.now())
        if arguments.verb == "cancel" and campaign_ids:
            await announcements.go_on(store, arguments.id, None)
    context.out(f"{arguments.id}: {arguments.verb}" if campaign_ids else NO_SUCH)
    return 0 if campaign_ids else 1


async def _steer(store: Store, verb: str, campaign_id: int, now: datetime) -> None:
    """Pause, resume or cancel one campaign, and note it."""
    before = await campaigns.by_id(store, campaign_id)
    match verb:
        case "pause":
            await campaigns.hold(store, campaign_id)
        case "resume":
            await campaigns.resume(store, campaign_id)
        case "cancel":
            await campaigns.cancel(store, campaign_id, now)
    after = await campaigns.by_id(store, campaign_id)
    if before and after:
        facts = ({"flight": before.flight}, {"flight": after.flight})
        await note(store, None, Entry(STEERED[verb], f"campaign {campaign_id}", *facts), now)


async def _release(
    store: Store, services: Services, announcement: Announcement, reach: Reach, now: datetime
) -> int:
    """Store an announcement as released, launch it if it is due now, and return its id."""
    if not reach.people and announcement.times.start is None:
        raise Refusal(Problem.NOBODY)
    next_at = recurrence.next_at(announcement.times, now) or now
    released = replace(announcement, state=State.RELEASED, next_at=next_at)
    announcement_id = await announcements.add(store, released, now)
    if released.times.start is None:
        await fire(store, services, replace(released, id=announcement_id), now, now)
    entry = Entry(
        Act.MESSAGE_RELEASE,
        f"announcement {announcement_id}",
        {},
        {"state": State.RELEASED, "people": reach.people},
    )
    await note(store, None, entry, now)
    return announcement_id


def _show_reach(
    context: CommandContext,
    announcement: Announcement,
    reach: Reach,
    announcement_id: int,
    *,
    as_json: bool,
) -> None:
    """Print who gets an announcement; ``announcement_id`` 0 means that it was not released."""
    missing = reach.without_text(announcement)
    if as_json:
        context.out(_reach_as_json(reach, missing, announcement_id))
        return
    seconds = rules.seconds_for(reach.people, context.config.telegram.unasked_rate)
    context.out(f"Personen / people: {reach.people}; {_counts(reach.languages)}")
    if missing:
        context.out(
            "ohne Text, sie bekommen den deutschen / without a text, they get the German one: "
            + _counts(missing)
        )
    context.out(
        f"wollen keine / want none: {reach.paused}; "
        f"nicht erreichbar / not reachable: {reach.unreachable}"
    )
    context.out(f"Dauer / takes: {seconds} s")
    context.out(
        f"freigegeben / released: {announcement_id}"
        if announcement_id
        else "nur Vorschau, nichts gesendet / preview only, nothing was sent (--send)"
    )


def _reach_as_json(reach: Reach, missing: Mapping[str, int], announcement_id: int) -> str:
    values = {
        "id": announcement_id or None,
        "people": reach.people,
        "languages": dict(reach.languages),
        "without_text": missing,
        "paused": reach.paused,
        "unreachable": reach.unreachable,
    }
    return json.dumps(values, ensure_ascii=False)


def _counts(people_by_language: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in people_by_language.items())


async def _progress(store: Store, announcement: Announcement) -> dict[str, Any]:
    """Return how far all campaigns of an announcement are, as it is printed."""
    all_campaigns = await campaigns.of_announcement(store, announcement.id)
    states: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    possibly_twice = 0
    for campaign in all_campaigns:
        progress = await campaigns.progress(store, campaign.id)
        possibly_twice += progress.possibly_twice
        states.update(progress.states)
        reasons.update(progress.reasons)
    return {
        "id": announcement.id,
        "state": announcement.state.value,
        "sent": states["sent"],
        "waiting": states["due"] + states["sending"] + states["paused"],
        "blocked": states["blocked"],
        "failed": states["dead"] + states["held"] + states["expired"],
        "cancelled": states["cancelled"],
        "possibly_twice": possibly_twice,
        "campaigns": len(all_campaigns),
        "flights": [campaign.flight.value for campaign in all_campaigns],
        "reasons": dict(reasons),
        "next_at": announcement.next_at.isoformat() if announcement.next_at else None,
    }


def _line(progress: Mapping[str, Any], *, as_json: bool) -> str:
    if as_json:
        return json.dumps(progress, ensure_ascii=False)
    values = {key: value for key, value in progress.items() if value not in (None, [], {})}
    return "  ".join(f"{key}: {value}" for key, value in values.items())


def _sentence(services: Services, problem: Problem) -> str:
    """Return what a problem means, in German and English."""
    return " / ".join(plain(words(services.translator(code), problem)) for code in ("de", "en"))
