"""``lotse sample`` and ``lotse district add``."""

from argparse import Namespace
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.groups import Seat
from bot.domain.places import Contact
from bot.rules import imports as rules
from bot.screens.imports import sentence
from handlers.cli.desk import Desk
from handlers.files.districts import DistrictFile, read_district
from handlers.services import Services
from storage.catalogue import imports, places
from storage.engine.database import Database
from storage.groups import groups, seats
from storage.samples import SAMPLES

SAMPLE_DAYS = 365
FIRST_LANGUAGE = "de"


async def sample(desk: Desk, _: Namespace) -> int:
    async with desk.opened() as conversation:
        await load_samples(conversation.database, conversation.services, desk.now())
    desk.out("5 Landkreise / districts")
    return 0


async def load_samples(database: Database, services: Services, now: datetime) -> None:
    """The five sample districts; loading them again changes nothing. What people closed stays closed."""
    async with database.write() as connection:
        for path in sorted(SAMPLES.glob("*.toml")):
            await store(connection, read_district(path), services, now)


async def load_samples_once(database: Database, services: Services, now: datetime) -> None:
    """Only into a catalogue without any district."""
    async with database.read() as connection:
        known = await places.districts(connection)
    if not known:
        await load_samples(database, services, now)


async def add(desk: Desk, arguments: Namespace) -> int:
    """A district with or without its municipalities and fields."""
    file = (
        read_district(Path(arguments.file))
        if arguments.file
        else DistrictFile("", "", "", Contact(), (), (), ())
    )
    named = replace(
        file,
        slug=arguments.slug,
        name=arguments.name or file.name or arguments.slug,
        land=file.land or "BW",
    )
    async with desk.opened() as conversation, conversation.database.write() as connection:
        await store(connection, named, conversation.services, desk.now())
    desk.out(f"{named.slug}: {named.name}")
    return 0


async def _store_groups(connection: AsyncConnection, file: DistrictFile, district_id: int) -> None:
    """Groups first, then the seats that point to them. Raises ValueError for a field, town or group that is not there."""
    fields = {field.slug: field.id for field in await places.fields(connection, district_id)}
    towns = {town.name: town.id for town in await places.municipalities(connection, district_id)}
    ids: dict[str, int | None] = {"": None}
    try:
        for row in file.groups:
            town, field = (
                towns[row.municipality] if row.municipality else None,
                fields[row.field] if row.field else None,
            )
            placed = replace(
                row.group, district_id=district_id, municipality_id=town, field_id=field
            )
            ids[row.group.name] = await groups.put(connection, placed)
        for row in file.groups:
            composed = [
                Seat(0, 0, label, ids[origin], optional) for label, origin, optional in row.seats
            ]
            await seats.put(connection, ids[row.group.name] or 0, composed)
    except KeyError as error:
        raise ValueError(f"groups: {error}?") from None


async def store(
    connection: AsyncConnection, file: DistrictFile, services: Services, now: datetime
) -> int:
    """Put a district's file into the database; gives back its id. Raises ValueError if its offers are wrong."""
    number = await places.add_district(connection, file.slug, file.name, file.land, file.contact)
    for position, field in enumerate(file.fields):
        await places.add_field(connection, replace(field, district_id=number), position)
    for municipality in file.municipalities:
        await places.add_municipality(connection, replace(municipality, district_id=number))
    await _store_groups(connection, file, number)
    known = rules.Known(
        file.municipalities, file.fields, list(services.languages), FIRST_LANGUAGE, file.name
    )
    drafts, mistakes = rules.check(file.rows, known)
    if mistakes:
        raise ValueError("\n".join(map(sentence, mistakes)))
    plan = await imports.plan(connection, number, drafts)
    await imports.apply(
        connection,
        number,
        plan,
        services.thesaurus,
        now,
        (now + timedelta(days=SAMPLE_DAYS)).date(),
        lambda: None,
    )
    return number
