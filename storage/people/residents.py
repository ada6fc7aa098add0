"""People with the district where they live, in one query: every screen of the web needs both."""

from bot.domain.people import Address, Person
from bot.domain.places import District
from storage import schema as t
from storage.catalogue import places
from storage.engine.sqlite import QUICK
from storage.engine.store import Store
from storage.people import people

_AT = (
    people.AT.add_columns(*places.DISTRICT)
    .outerjoin(t.district, t.district.c.id == t.person.c.district_id)
    .execution_options(**QUICK)
)


async def at(
    store: Store, address: Address, *, lock: bool = False
) -> tuple[Person | None, District | None]:
    """Return the person reached at an address, and where they live; None for none of both.

    ``lock`` as ``people.at`` has it.
    """
    row = await people.row_at(store, _AT, address, lock=lock)
    return (people.person_at(row), places.district_of(row)) if row else (None, None)
