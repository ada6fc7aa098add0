"""``lotse announce`` and ``lotse announcements``: what coordinators do in their chat, from a file."""

import asyncio
import json
import tomllib
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from bot.domain.announcements import WRITTEN, Announcement, Audience, Kind, Reach, State, Times
from bot.domain.attachments import Attachment
from bot.domain.people import PERSONAL_ROLES
from bot.domain.places import District
from bot.i18n import plain
from bot.rules import announcements as rules
from bot.rules import attachments as rules_of_files
from bot.rules import recurrence
from bot.rules.cells import Wrong, day
from bot.rules.problems import Problem, Refusal
from bot.screens.problems import WORDS
from handlers.cli.context import CommandContext, district_named
from handlers.services import Services
from handlers.workflows.launch import fire
from storage.catalogue import attachments, places
from storage.engine.store import Store
from storage.groups import groups
from storage.messaging import announcements, audiences, campaigns

KEYS = {
    "district",
    "kind",
    "at",
    "rule",
    "start",
    "land",
    "never_twice",
    "audience",
    "text",
    "offer",
    "attachment",
}
PARTS = {
    "roles",
    "languages",
    "fields",
    "municipalities",
    "groups",
    "without_roles",
    "without_languages",
    "without_municipalities",
}
KNOWN = 50


class WrongFile(Exception):
    """What is wrong in the file, in a sentence."""


async def announce(context: CommandContext, arguments: Namespace) -> int:
    """Preview; with ``--send`` released. Prints the id. 2 if nothing was done."""
    try:
        given = tomllib.loads(await asyncio.to_thread(Path(arguments.file).read_text, "utf-8"))
        async with context.opened() as conversation:
            async with conversation.database.write() as store:
                announcement = await _read(store, conversation.services, given, context.now())
                announcement = await _with_file(
                    store,
                    announcement,
                    arguments.file,
                    str(given.get("attachment", "")),
                    context.now(),
                )
                reach = await audiences.reach(store, announcement)
                announcement_id = (
                    await _released(
                        store, conversation.services, announcement, reach, context.now()
                    )
                    if arguments.send
                    else 0
                )
            _tell(context, announcement, reach, announcement_id, as_json=arguments.json)
    except (WrongFile, tomllib.TOMLDecodeError) as error:
        context.out(f"{arguments.file}: {error}")
        return 2
    except Refusal as refusal:
        context.out(f"{arguments.file}: {_sentence(conversation.services, refusal.problem)}")
        return 2
    return 0


async def show(context: CommandContext, arguments: Namespace) -> int:
    """One by its number, or the latest: state, sent, waiting, blocked, failed, possibly twice."""
    async with context.opened() as conversation, conversation.database.read() as store:
        selected = await announcements.by_id(store, arguments.id) if arguments.id else None
        if arguments.id and selected is None:
            context.out("Diese Nachricht gibt es nicht / there is no such announcement")
            return 1
        for announcement in [selected] if selected else await announcements.every(store, KNOWN):
            context.out(_line(await _far(store, announcement), as_json=arguments.json))
    return 0


async def steer(context: CommandContext, arguments: Namespace) -> int:
    """Pause, resume or cancel everything of an announcement that is still open; after a restore, resume lets it go out."""
    async with context.opened() as conversation, conversation.database.write() as store:
        all_campaigns = await campaigns.of_announcement(store, arguments.id)
        for campaign in all_campaigns:
            match arguments.verb:
                case "pause":
                    await campaigns.hold(store, campaign.id)
                case "resume":
                    await campaigns.resume(store, campaign.id)
                case "cancel":
                    await campaigns.cancel(store, campaign.id, context.now())
                    await announcements.go_on(store, arguments.id, None)
    context.out(
        f"{arguments.id}: {arguments.verb}"
        if all_campaigns
        else "Diese Nachricht gibt es nicht / there is no such announcement"
    )
    return 0 if all_campaigns else 1


async def _released(
    store: Store, services: Services, announcement: Announcement, reach: Reach, now: datetime
) -> int:
    if not reach.people and announcement.times.start is None:
        raise Refusal(Problem.NOBODY)
    released = replace(
        announcement,
        state=State.RELEASED,
        next_at=recurrence.next_at(announcement.times, now) or now,
    )
    announcement_id = await announcements.add(store, released, now)
    if released.times.start is None:
        await fire(store, services, replace(released, id=announcement_id), now, now)
    return announcement_id


async def _read(
    store: Store, services: Services, given: Mapping[str, Any], now: datetime
) -> Announcement:
    """Raises WrongFile, Refusal, UnknownDistrict."""
    if unknown := sorted(set(given) - KEYS):
        raise WrongFile(f"{', '.join(unknown)}? {', '.join(sorted(KEYS))}")
    district = await district_named(store, str(given.get("district", "")))
    texts = rules.checked_texts({code: str(words) for code, words in given.get("text", {}).items()})
    if unknown := sorted(set(texts) - set(services.languages)):
        raise WrongFile(f"text.{unknown[0]}? {', '.join(services.languages)}")
    audience = await _audience(store, services, district, given.get("audience", {}))
    times = _times(given, district)
    recurrence.check(times, now)
    kind = _kind(str(given.get("kind", Kind.INFORMATION.value)))
    return Announcement(
        0,
        district.id,
        kind,
        texts,
        audience,
        times,
        never_twice=bool(given.get("never_twice")),
        offer_id=given.get("offer"),
    )


async def _with_file(
    store: Store, announcement: Announcement, beside: str, name: str, now: datetime
) -> Announcement:
    """``name`` is a file beside the message's own, "" none; a preview that is not sent leaves it to the next tidying. Raises WrongFile, Refusal."""
    if not name:
        return announcement
    try:
        content = await asyncio.to_thread((Path(beside).parent / name).read_bytes)
    except OSError:
        raise WrongFile(f"attachment: {name}?") from None
    checked = rules_of_files.checked(Attachment(Path(name).name, "", len(content), content))
    return replace(announcement, attachment_id=await attachments.add(store, checked, now))


async def _audience(
    store: Store,
    services: Services,
    district: District,
    given: Mapping[str, list[str]],
) -> Audience:
    if unknown := sorted(set(given) - PARTS):
        raise WrongFile(f"audience.{unknown[0]}? {', '.join(sorted(PARTS))}")
    fields = {field.slug: field.id for field in await places.fields(store, district.id)}
    towns = {place.name: place.id for place in await places.municipalities(store, district.id)}
    named = {group.name: group.id for group in await groups.of_district(store, district.id)}
    roles = {role.value: role for role in PERSONAL_ROLES}
    languages = {code: code for code in services.languages}
    options: dict[str, Mapping[str, Any]] = {
        "roles": roles,
        "languages": languages,
        "fields": fields,
        "municipalities": towns,
        "groups": named,
    }
    return Audience(
        **{
            part: _known(options[part.removeprefix("without_")], names, part)
            for part, names in given.items()
        }
    )


def _known(options: Mapping[str, Any], names: list[str], part: str) -> frozenset[Any]:
    for name in names:
        if name not in options:
            raise WrongFile(f"audience.{part}: {name}? {', '.join(options)}")
    return frozenset(options[name] for name in names)


def _times(given: Mapping[str, Any], district: District) -> Times:
    at = given.get("start") or given.get("at", "now")
    land = str(given.get("land", district.land if given.get("rule") else ""))
    return Times(
        None if at == "now" else _wall(at), str(given.get("rule", "")), district.zone, land
    )


def _wall(at: object) -> datetime:
    """TOML's own local date-time, or "2026-11-24 18:00", or "24.11.2026 18:00"."""
    try:
        day_, _, hour = str(at).replace("T", " ").partition(" ")
        return datetime.combine(day(day_) or date.min, time.fromisoformat(hour))
    except (Wrong, ValueError):
        raise Refusal(Problem.NO_SUCH_TIME) from None


def _kind(word: str) -> Kind:
    """One that is written, not made by the service."""
    if word not in WRITTEN:
        raise WrongFile(f"kind: {word}? {', '.join(WRITTEN)}")
    return Kind(word)


def _tell(
    context: CommandContext,
    announcement: Announcement,
    reach: Reach,
    announcement_id: int,
    *,
    as_json: bool,
) -> None:
    gaps = reach.without_text(announcement)
    if as_json:
        summary = {
            "id": announcement_id or None,
            "people": reach.people,
            "languages": dict(reach.languages),
            "without_text": gaps,
            "paused": reach.paused,
        }
        context.out(json.dumps(summary | {"unreachable": reach.unreachable}, ensure_ascii=False))
        return
    rate = context.config.telegram.unasked_rate
    context.out(
        f"Personen / people: {reach.people}; {', '.join(f'{code} {n}' for code, n in reach.languages.items())}"
    )
    if gaps:
        context.out(
            f"ohne Text, sie bekommen den deutschen / without a text, they get the German one: {', '.join(f'{c} {n}' for c, n in gaps.items())}"
        )
    context.out(
        f"wollen keine / want none: {reach.paused}; nicht erreichbar / not reachable: {reach.unreachable}"
    )
    context.out(f"Dauer / takes: {rules.seconds_for(reach.people, rate)} s")
    context.out(
        f"freigegeben / released: {announcement_id}"
        if announcement_id
        else "nur Vorschau, nichts gesendet / preview only, nothing was sent (--send)"
    )


async def _far(store: Store, announcement: Announcement) -> dict[str, Any]:
    all_campaigns = await campaigns.of_announcement(store, announcement.id)
    counts: dict[str, int] = {}
    reasons: dict[str, int] = {}
    twice = 0
    for campaign in all_campaigns:
        progress = await campaigns.progress(store, campaign.id)
        twice += progress.possibly_twice
        for state, count in progress.states.items():
            counts[state] = counts.get(state, 0) + count
        for reason, count in progress.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + count
    waiting = sum(counts.get(state, 0) for state in ("due", "sending", "paused"))
    failed = sum(counts.get(state, 0) for state in ("dead", "held", "expired"))
    flights = [campaign.flight.value for campaign in all_campaigns]
    return {
        "id": announcement.id, "state": announcement.state.value, "sent": counts.get("sent", 0),
        "waiting": waiting, "blocked": counts.get("blocked", 0), "failed": failed,
        "cancelled": counts.get("cancelled", 0), "possibly_twice": twice, "campaigns": len(all_campaigns), "flights": flights, "reasons": reasons,
        "next_at": announcement.next_at.isoformat() if announcement.next_at else None,
    }  # fmt: skip


def _line(state: Mapping[str, Any], *, as_json: bool) -> str:
    return (
        json.dumps(state, ensure_ascii=False)
        if as_json
        else "  ".join(
            f"{key}: {value}" for key, value in state.items() if value not in (None, [], {})
        )
    )


def _sentence(services: Services, problem: Problem) -> str:
    return " / ".join(plain(services.translator(code)(WORDS[problem])) for code in ("de", "en"))
