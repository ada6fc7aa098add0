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
from zoneinfo import ZoneInfo

from bot.domain.announcements import Announcement, Reach, State
from bot.domain.audits import Act
from bot.i18n import plain
from bot.rules import announcements as rules
from bot.rules import recurrence
from bot.rules.problems import Problem, Refusal
from bot.rules.suppression import FEWEST, is_few
from bot.screens.problems import words
from handlers.cli.announcement_files import WrongFile, read_announcement
from handlers.cli.context import CommandContext
from handlers.workflows.launch import fire
from handlers.workflows.services import Services
from storage.catalogue import places
from storage.engine.store import Store
from storage.messaging import announcements, audiences, campaigns
from storage.people import audits, grants
from storage.people.audits import Entry, note

NO_SUCH = "Diese Nachricht gibt es nicht / there is no such announcement"
STEERED = {
    "pause": Act.CAMPAIGN_PAUSE,
    "resume": Act.CAMPAIGN_RESUME,
    "cancel": Act.CAMPAIGN_CANCEL,
}
OF_PEOPLE = ("sent", "waiting", "blocked", "failed", "cancelled", "possibly_twice")
"""Numbers of people in a line of the list; JSON has them as they are, for programs."""
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
        released = await audits.last_done(store, Act.MESSAGE_RELEASE, list(map(_subject, shown)))
        for announcement in shown:
            progress = await _progress(store, announcement)
            progress |= await _written(store, announcement, released.get(_subject(announcement)))
            context.out(_line(progress, as_json=arguments.json))
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
        _subject(replace(announcement, id=announcement_id)),
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
    context.out(f"Personen / people: {_few(reach.people)}; {_counts(reach.languages)}")
    if missing:
        context.out(
            "ohne Text, sie bekommen den deutschen / without a text, they get the German one: "
            + _counts(missing)
        )
    context.out(
        f"wollen keine / want none: {_few(reach.paused)}; "
        f"nicht erreichbar / not reachable: {_few(reach.unreachable)}"
    )
    context.out(f"Dauer / takes: {seconds} s")
    context.out(
        f"freigegeben / released: {announcement_id}"
        if announcement_id
        else "nur Vorschau, nichts gesendet / preview only, nothing was sent (--send)"
    )


def _reach_as_json(reach: Reach, missing: Mapping[str, int], announcement_id: int) -> str:
    """Return who gets an announcement as JSON; a number of people is null below five, but for 0."""
    values = {
        "id": announcement_id or None,
        "people": _told(reach.people),
        "languages": {code: _told(count) for code, count in reach.languages.items()},
        "without_text": {code: _told(count) for code, count in missing.items()},
        "paused": _told(reach.paused),
        "unreachable": _told(reach.unreachable),
    }
    return json.dumps(values, ensure_ascii=False)


def _told(count: int) -> int | None:
    return None if is_few(count) else count


def _few(count: int) -> str:
    """Return a number of people, in words below five: they could be known."""
    return f"weniger als {FEWEST} / fewer than {FEWEST}" if is_few(count) else str(count)


def _counts(people_by_language: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {_few(count)}" for code, count in people_by_language.items())


def _subject(announcement: Announcement) -> str:
    """Return what the log of acts calls an announcement."""
    return f"announcement {announcement.id}"


async def _written(
    store: Store, announcement: Announcement, released_at: datetime | None
) -> dict[str, str | int | None]:
    """Return where an announcement is from, the grant of who wrote it, and when it was released.

    ``author`` is the id that ``lotse grants`` shows, None for one from a file. Of a draft and of
    one whose line in the log of acts is deleted there is no ``released_at``.
    """
    district = await places.district(store, announcement.district_id)
    author_id = announcement.author_id or 0
    grant_ids = await grants.numbers_of(store, announcement.district_id, [author_id])
    is_draft = announcement.state in (State.DRAFT, State.ASKED)
    at = None if is_draft or released_at is None else _local(announcement, released_at)
    return {
        "district": district.slug if district else None,
        "author": grant_ids.get(author_id),
        "released_at": at,
    }


def _local(announcement: Announcement, at: datetime) -> str:
    zone = ZoneInfo(announcement.times.zone)
    return at.astimezone(zone).isoformat(timespec="minutes")


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
    told = {key: _few(count) for key, count in progress.items() if key in OF_PEOPLE}
    values = {
        key: value for key, value in {**progress, **told}.items() if value not in (None, [], {})
    }
    return "  ".join(f"{key}: {value}" for key, value in values.items())


def _sentence(services: Services, problem: Problem) -> str:
    """Return what a problem means, in German and English."""
    return " / ".join(plain(words(services.translator(code), problem)) for code in ("de", "en"))
