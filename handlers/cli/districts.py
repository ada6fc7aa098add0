"""``lotse sample`` and ``lotse district add``: districts are stored."""

from argparse import Namespace
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.audits import Act
from bot.domain.groups import Group, Seat
from bot.rules import rows as rules
from bot.rules.childcare import with_childcare
from bot.rules.import_context import ImportContext
from bot.rules.ladder import with_kind
from bot.screens.import_mistakes import sentence
from handlers.cli.context import CommandContext
from handlers.cli.sample_documents import load_sample_documents
from handlers.cli.sample_plans import load_sample_plans
from handlers.files.districts import DistrictFile, read_district
from handlers.files.sample_dates import up_to_date
from handlers.workflows.services import Services
from storage.catalogue import imports, places
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import groups, seats
from storage.people.audits import Entry, note
from storage.samples import SAMPLES

SAMPLE_DAYS = 365
"""Days after which sample offers expire."""
FIRST_LANGUAGE = "de"
"""Language of the texts in a district's file."""


async def sample(context: CommandContext, _: Namespace) -> int:
    """Store the five sample districts, with measures and a report to the council."""
    async with context.opened() as conversation:
        await load_all_samples(conversation.database, conversation.services, context.now())
    context.out("5 Landkreise / districts")
    return 0


async def load_all_samples(database: Database, services: Services, now: datetime) -> None:
    """Store the five sample districts, their plans and documents."""
    await load_samples(database, services, now)
    await load_sample_plans(database, now)
    await load_sample_documents(database, services, now)


async def load_samples(database: Database, services: Services, now: datetime) -> None:
    """Store the five sample districts.

    Loading them again changes nothing: offers that people closed stay closed.
    """
    async with database.write() as store:
        for path in sorted(SAMPLES.glob("*.toml")):
            file = read_district(path)
            file = replace(file, rows=up_to_date(file.rows, now.date()))
            await store_district(store, file, services, now)


async def add(context: CommandContext, arguments: Namespace) -> int:
    """Store a district, with the municipalities, fields and groups of a file if one is given."""
    file = read_district(Path(arguments.file)) if arguments.file else DistrictFile()
    district = replace(
        file,
        slug=arguments.slug,
        name=arguments.name or file.name or arguments.slug,
        land=file.land or "BW",
    )
    async with context.opened() as conversation, conversation.database.write() as store:
        before = await places.district_named(store, district.slug)
        district_id = await store_district(store, district, conversation.services, context.now())
        entry = Entry(
            Act.DISTRICT,
            f"district {district_id}",
            {"name": before.name, "land": before.land} if before else {},
            {"name": district.name, "land": district.land, "file": bool(arguments.file)},
        )
        await note(store, None, entry, context.now())
    context.out(f"{district.slug}: {district.name}")
    return 0


async def _store_groups(store: Store, file: DistrictFile, district_id: int) -> None:
    """Store the groups, then the seats, which refer to groups.

    Raises ValueError for a field, municipality or group that does not exist.
    """
    group_ids: dict[str, int | None] = {"": None}
    try:
        for group in await _groups(store, file, district_id):
            group_ids[group.name] = await groups.put(store, group)
        for row in file.groups:
            group_seats = [
                Seat(0, 0, seat.label, group_ids[seat.group], seat.optional) for seat in row.seats
            ]
            await seats.put(store, group_ids[row.group.name] or 0, group_seats)
    except KeyError as error:
        raise ValueError(f"groups: {error}?") from None


async def _groups(store: Store, file: DistrictFile, district_id: int) -> list[Group]:
    """Return the groups with the ids of their field and municipality. Raises KeyError."""
    field_ids: dict[str, int | None] = {"": None}
    field_ids |= {field.slug: field.id for field in await places.fields(store, district_id)}
    town_ids: dict[str, int | None] = {"": None}
    town_ids |= {town.name: town.id for town in await places.municipalities(store, district_id)}
    return [
        replace(
            row.group,
            district_id=district_id,
            municipality_id=town_ids[row.municipality],
            field_id=field_ids[row.field],
        )
        for row in file.groups
    ]


async def store_district(
    store: Store, file: DistrictFile, services: Services, now: datetime
) -> int:
    """Store a district with all that its file holds, and return its id.

    Raises ValueError if its offers or groups are wrong.
    """
    district_id = await places.add_district(store, file.slug, file.name, file.land, file.contact)
    for position, field in enumerate(file.fields):
        await places.add_field(store, replace(field, district_id=district_id), position)
    for municipality in file.municipalities:
        await places.add_municipality(store, replace(municipality, district_id=district_id))
    await _store_groups(store, file, district_id)
    await _store_offers(store, file, district_id, services, now)
    return district_id


async def _store_offers(
    store: Store, file: DistrictFile, district_id: int, services: Services, now: datetime
) -> None:
    """Store the offers of a district's file. Raises ValueError with all mistakes in them."""
    ladder = services.ladders.of(file.slug)
    import_context = ImportContext(
        municipalities=file.municipalities,
        fields=file.fields,
        languages=list(services.languages),
        language=FIRST_LANGUAGE,
        organisation=file.name,
        course_kinds={kind.code: kind.name for kind in ladder.kinds.values()},
    )
    drafts, mistakes = rules.check(file.rows, import_context)
    if mistakes:
        raise ValueError("\n".join(map(sentence, mistakes)))
    drafts = [with_childcare(with_kind(ladder, draft)) for draft in drafts]
    plan = await imports.plan(store, district_id, drafts)
    expiry = (now + timedelta(days=SAMPLE_DAYS)).date()
    await imports.apply(store, district_id, plan, services.thesaurus, now, expiry, lambda: None)
