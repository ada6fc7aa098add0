"""Documents of the sample districts, so that who teaches German finds material."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.attachments import Attachment
from bot.domain.offers import Details, Draft, OfferText, State
from bot.domain.places import District
from handlers.workflows.services import Services
from storage.catalogue import attachments, places, storing
from storage.engine.database import Database
from storage.engine.store import Store
from storage.samples import DOCUMENTS

SHOWN = timedelta(days=365)
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class SampleDocument:
    """A document of the info pool: what it says, and its file."""

    draft: Draft
    file: Attachment


async def load_sample_documents(database: Database, services: Services, now: datetime) -> None:
    """Store the documents of each sample district; one that shows some already keeps its own."""
    for path in sorted(DOCUMENTS.glob("*.toml")):
        async with database.write() as store:
            district = await places.district_named(store, path.stem)
            if district and not await attachments.are_shown(store, district.id, now.date()):
                await _store(store, services, district, _read(path, district), now)


async def _store(
    store: Store,
    services: Services,
    district: District,
    documents: list[SampleDocument],
    now: datetime,
) -> None:
    shelf = await storing.shelf(store, district.id, [district.name], services.thesaurus)
    for document in documents:
        until = (now + SHOWN).date()
        offer_id = await storing.add(store, shelf, document.draft, now, until)
        file_id = await attachments.add(store, document.file, now)
        await storing.attach(store, offer_id, file_id)
    await storing.counted(store, shelf)


def _read(path: Path, district: District) -> list[SampleDocument]:
    rows = tomllib.loads(path.read_text("utf-8"))["documents"]
    return [
        SampleDocument(_draft(row, district), _file(path.with_name(row["file"]))) for row in rows
    ]


def _draft(row: dict[str, Any], district: District) -> Draft:
    texts = [
        OfferText(language, text["title"], text["description"])
        for language, text in row.items()
        if isinstance(text, dict)
    ]
    details = Details(
        district.name,
        tuple(texts),
        field=row["field"],
        level_from=row["level"],
        level_to=row["level"],
        free=True,
        state=State.PUBLISHED,
        sample=True,
    )
    return Draft(row["external_id"], details)


def _file(path: Path) -> Attachment:
    content = path.read_bytes()
    return Attachment(name=path.name, mime=PDF, size=len(content), content=content)
