"""Files ``<slug>.toml`` of courses and stations that are named after no district."""

from collections.abc import Iterable

from storage.catalogue import places
from storage.engine.store import Store

UNREAD = (
    "{0}.toml: kein Landkreis heißt so, die Datei wird nicht gelesen. Es gibt: {1}."
    " / no district has this name, the file is not read. There are: {1}."
)


async def unread(store: Store, slugs: Iterable[str]) -> list[str]:
    """Return a sentence for each file that is named after no district, by name."""
    known = sorted(district.slug for district in await places.districts(store))
    return [UNREAD.format(slug, ", ".join(known) or "–") for slug in sorted({*slugs} - {*known})]
