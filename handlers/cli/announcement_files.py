"""Files of announcements (TOML): who gets which text, when, and with which attachment."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from bot.domain.announcements import WRITTEN, Announcement, Audience, Kind, Recipient, Times
from bot.domain.attachments import Attachment
from bot.domain.places import District
from bot.rules import announcements as rules
from bot.rules import attachments as attachment_rules
from bot.rules import recurrence
from bot.rules.cells import Wrong, day
from bot.rules.problems import Problem, Refusal
from handlers.cli.context import district_named
from handlers.workflows.services import Services
from storage.catalogue import attachments, places
from storage.engine.store import Store
from storage.groups import groups

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
"""What a file may hold."""
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
"""What the ``[audience]`` of a file may hold."""


class WrongFile(Exception):
    """The file cannot be used; the message says why, in a sentence."""


async def read_announcement(
    store: Store, services: Services, file: Path, content: Mapping[str, Any], now: datetime
) -> Announcement:
    """Return the announcement of a file, with id 0, and store its attachment if it names one.

    An attachment of a mere preview is unused and deleted by the next clean-up. Raises WrongFile,
    Refusal and UnknownDistrict.
    """
    announcement = await _read(store, services, content, now)
    name = str(content.get("attachment", ""))
    if not name:
        return announcement
    attachment = await _attachment(file.parent / name, name)
    return replace(announcement, attachment_id=await attachments.add(store, attachment, now))


async def _read(
    store: Store, services: Services, content: Mapping[str, Any], now: datetime
) -> Announcement:
    if unknown := sorted(set(content) - KEYS):
        raise WrongFile(f"{', '.join(unknown)}? {', '.join(sorted(KEYS))}")
    district = await district_named(store, str(content.get("district", "")))
    texts = _texts(content.get("text", {}), services)
    audience = await _audience(store, services, district, content.get("audience", {}))
    times = _times(content, district)
    recurrence.check(times, now)
    return Announcement(
        id=0,
        district_id=district.id,
        kind=_kind(str(content.get("kind", Kind.INFORMATION.value))),
        texts=texts,
        audience=audience,
        times=times,
        never_twice=bool(content.get("never_twice")),
        offer_id=content.get("offer"),
    )


def _texts(words_by_language: Mapping[str, Any], services: Services) -> dict[str, str]:
    texts = rules.checked_texts({code: str(words) for code, words in words_by_language.items()})
    if unknown := sorted(set(texts) - set(services.languages)):
        raise WrongFile(f"text.{unknown[0]}? {', '.join(services.languages)}")
    return texts


async def _attachment(path: Path, name: str) -> Attachment:
    """Return a file that lies beside that of the announcement. Raises WrongFile and Refusal."""
    try:
        content = await asyncio.to_thread(path.read_bytes)
    except OSError:
        raise WrongFile(f"attachment: {name}?") from None
    return attachment_rules.checked(Attachment(Path(name).name, "", len(content), content))


async def _audience(
    store: Store,
    services: Services,
    district: District,
    names_by_part: Mapping[str, list[str]],
) -> Audience:
    """Return the audience that the names of a file mean. Raises WrongFile for an unknown name."""
    if unknown := sorted(set(names_by_part) - PARTS):
        raise WrongFile(f"audience.{unknown[0]}? {', '.join(sorted(PARTS))}")
    fields = await places.fields(store, district.id)
    municipalities = await places.municipalities(store, district.id)
    district_groups = await groups.of_district(store, district.id)
    values: dict[str, Mapping[str, Any]] = {
        "roles": {recipient.value: recipient for recipient in Recipient},
        "languages": {code: code for code in services.languages},
        "fields": {field.slug: field.id for field in fields},
        "municipalities": {place.name: place.id for place in municipalities},
        "groups": {group.name: group.id for group in district_groups},
    }
    parts = {
        part: _values_of(names, values[part.removeprefix("without_")], part)
        for part, names in names_by_part.items()
    }
    return Audience(**parts)


def _values_of(names: list[str], values: Mapping[str, Any], part: str) -> frozenset[Any]:
    for name in names:
        if name not in values:
            raise WrongFile(f"audience.{part}: {name}? {', '.join(values)}")
    return frozenset(values[name] for name in names)


def _times(content: Mapping[str, Any], district: District) -> Times:
    """Return when a file is to be sent; only the dates of a rule leave out holidays by default."""
    at = content.get("start") or content.get("at", "now")
    return Times(
        start=None if at == "now" else _local_time(at),
        rule=str(content.get("rule", "")),
        zone=district.zone,
        land=str(content.get("land", district.land if content.get("rule") else "")),
    )


def _local_time(at: object) -> datetime:
    """Return the local time of a TOML date-time, "2026-11-24 18:00" or "24.11.2026 18:00"."""
    try:
        day_, _, hour = str(at).replace("T", " ").partition(" ")
        return datetime.combine(day(day_) or date.min, time.fromisoformat(hour))
    except (Wrong, ValueError):
        raise Refusal(Problem.NO_SUCH_TIME) from None


def _kind(word: str) -> Kind:
    """Return a kind that people write, rather than one that the service makes itself."""
    if word not in WRITTEN:
        raise WrongFile(f"kind: {word}? {', '.join(WRITTEN)}")
    return Kind(word)
