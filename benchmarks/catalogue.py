"""A district with thousands of offers, made from the samples: real words, no two alike."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bot.catalogues import load_languages, load_translators
from bot.config_reader import load
from bot.domain.offers import Draft
from bot.environment import ROOT
from bot.rules import rows as rules
from bot.rules.import_context import ImportContext
from bot.search.vocabulary import load_thesaurus
from handlers.cli.districts import store_district
from handlers.files.districts import read_district
from handlers.workflows.services import Services
from storage.catalogue import imports, places
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.engine.versions import migrate
from storage.samples import SAMPLES
from tests.harness.databases import open_database

DISTRICT = "waldshut"


def services() -> Services:
    """Words and settings as in production, without a server."""
    locales = ROOT / "locales"
    settings = load('[operator]\nname = "Benchmark"\ncontact = "benchmark@example.org"\n', {})
    return Services(load_translators(locales), settings, Seal("b" * 64), load_thesaurus(locales))


def drafts(count: int) -> list[Draft]:
    """``count`` offers of one district; the same ones in every run."""
    chance = random.Random(5000)
    file = read_district(SAMPLES / f"{DISTRICT}.toml")
    import_context = ImportContext(
        file.municipalities, file.fields, list(load_languages(ROOT / "locales")), "de", file.name
    )
    samples, _ = rules.check(file.rows, import_context)
    towns = [place.name for place in file.municipalities]
    made = []
    for number in range(count):
        one, other = chance.choice(samples), chance.choice(samples)
        texts = tuple(
            replace(
                said,
                description=f"{said.description} {other.details.texts[0].description} {number}",
            )
            for said in one.details.texts
        )
        made.append(
            Draft(
                f"bench-{number}",
                replace(one.details, texts=texts, municipality=chance.choice(towns)),
                one.languages,
            )
        )
    return made


async def filled(url: str, count: int) -> tuple[Database, float]:
    """A migrated database with the district in it, and how many offers a second were stored."""
    migrate(url)
    database, now, spoken = open_database(url), datetime.now(UTC), services()
    async with database.write() as store:
        empty = replace(read_district(SAMPLES / f"{DISTRICT}.toml"), rows=())
        await store_district(store, empty, spoken, now)
        district = await places.district_named(store, DISTRICT)
    if district is None:
        raise LookupError(DISTRICT)
    many = drafts(count)
    began = datetime.now(UTC)
    async with database.write() as store:
        plan = await imports.plan(store, district.id, many)
        await imports.apply(
            store,
            district.id,
            plan,
            spoken.thesaurus,
            now,
            (now + timedelta(days=365)).date(),
            lambda: None,
        )
    return database, count / (datetime.now(UTC) - began).total_seconds()


def databases(folder: Path) -> dict[str, str]:
    """The address of an empty database of each kind."""
    from tests.harness.postgresql import Server

    return {
        "SQLite": f"sqlite:///{folder}/bench.sqlite",
        "PostgreSQL": Server(folder / "postgresql").create("bench"),
    }


async def look_at_tables(database: Database) -> None:
    """Let PostgreSQL look at its tables, as its autovacuum does by itself; ours is off."""
    if not database.is_sqlite:
        connection = await database.autocommit()
        await connection.execute(text("VACUUM ANALYZE"))
        await connection.close()


async def copied(database: Database, times: int) -> None:
    """Copy the district's offers and their terms into ``times`` other districts.

    The copy happens inside the database; row by row it would take hours.
    """
    async with database.write() as store:
        step = (await store.execute(text("SELECT max(id) FROM offer"))).scalar_one()
        for number in range(1, times + 1):
            changed = {"slug": f"slug || '-{number}'", "id": f"id + {number}"}
            await store.execute(
                text(await _copy(store, "district", changed, f"slug = '{DISTRICT}'"))
            )
            moved = {
                "district_id": f"district_id + {number}",
                "id": f"id + {number * step}",
                "offer_id": f"offer_id + {number * step}",
            }
            for table, ours in (
                ("offer", f"id <= {step}"),
                ("offer_text", f"offer_id <= {step}"),
                ("offer_term", f"offer_id <= {step}"),
            ):
                await store.execute(text(await _copy(store, table, moved, ours)))
            await store.execute(text(await _copy(store, "term_count", moved, "district_id = 1")))
    async with database.write() as store:
        await store.execute(text("ANALYZE"))


async def _copy(store: Store, table: str, changed: Mapping[str, str], which: str) -> str:
    columns = list((await store.execute(text(f"SELECT * FROM {table} LIMIT 0"))).keys())
    values = ", ".join(changed.get(column, column) for column in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE {which}"
