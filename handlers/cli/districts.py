"""``lotse sample`` and ``lotse district add``."""

from argparse import Namespace
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.groups import Seat
from bot.domain.places import Contact
from bot.rules import rows as rules
from bot.screens.imports import sentence
from handlers.cli.context import CommandContext
from handlers.files.districts import DistrictFile, read_district
from handlers.services import Services
from storage.catalogue import imports, places
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import groups, seats
from storage.samples import SAMPLES

SAMPLE_DAYS = 365
FIRST_LANGUAGE = "de"


async def sample(context: CommandContext, _: Namespace) -> int:
    async with context.opened() as conversation:
        await load_samples(conversation.database, conversation.services, context.now())
    context.out("5 Landkreise / districts")
    return 0


async def load_samples(database: Database, services: Services, now: datetime) -> None:
    """The five sample districts; loading them again changes nothing. What people closed stays closed."""
    async with database.write() as store:
        for path in sorted(SAMPLES.glob("*.toml")):
            await store_district(store, read_district(path), services, now)


async def load_samples_once(database: Database, services: Services, now: datetime) -> None:
    """Only into a catalogue without any district."""
    async with database.read() as store:
        present = await places.districts(store)
    if not present:
        await load_samples(database, services, now)


async def add(context: CommandContext, arguments: Namespace) -> int:
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
    async with context.opened() as conversation, conversation.database.write() as store:
        await store_district(store, named, conversation.services, context.now())
    context.out(f"{named.slug}: {named.name}")
    return 0


async def _store_groups(store: Store, file: DistrictFile, district_id: int) -> None:
    """Groups first, then the seats that point to them. Raises ValueError for a field, town or group that is not there."""
    fields = {field.slug: field.id for field in await places.fields(store, district_id)}
    towns = {town.name: town.id for town in await places.municipalities(store, district_id)}
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
            ids[row.group.name] = await groups.put(store, placed)
        for row in file.groups:
            composed = [
                Seat(0, 0, label, ids[origin], optional) for label, origin, optional in row.seats
            ]
            await seats.put(store, ids[row.group.name] or 0, composed)
    except KeyError as error:
        raise ValueError(f"groups: {error}?") from None


async def store_district(
    store: Store, file: DistrictFile, services: Services, now: datetime
) -> int:
    """Put a district's file into the database; gives back its id. Raises ValueError if its offers are wrong."""
    district_id = await places.add_district(store, file.slug, file.name, file.land, file.contact)
    for position, field in enumerate(file.fields):
        await places.add_field(store, replace(field, district_id=district_id), position)
    for municipality in file.municipalities:
        await places.add_municipality(store, replace(municipality, district_id=district_id))
    await _store_groups(store, file, district_id)
    import_context = rules.ImportContext(
        file.municipalities, file.fields, list(services.languages), FIRST_LANGUAGE, file.name
    )
    drafts, mistakes = rules.check(file.rows, import_context)
    if mistakes:
        raise ValueError("\n".join(map(sentence, mistakes)))
    plan = await imports.plan(store, district_id, drafts)
    await imports.apply(
        store,
        district_id,
        plan,
        services.thesaurus,
        now,
        (now + timedelta(days=SAMPLE_DAYS)).date(),
        lambda: None,
    )
    return district_id
