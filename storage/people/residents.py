"""People with the district where they live, in one query: every screen of the web needs both."""

from bot.domain.people import Address, Person
from bot.domain.places import District
from storage import schema as t
from storage.catalogue import places
from storage.engine.sqlite import QUICK
from storage.engine.store import Store
from storage.people import people
from storage.people.sealed_addresses import digests

_AT = (
    people.AT.add_columns(*places.DISTRICT)
    .outerjoin(t.district, t.district.c.id == t.person.c.district_id)
    .execution_options(**QUICK)
)
_LOCKED = _AT.with_for_update(of=t.person, key_share=True)


async def at(
    store: Store, address: Address, *, lock: bool = False
) -> tuple[Person | None, District | None]:
    """Return the person reached at an address, and where they live; None for none of both.

    ``lock`` as ``people.at`` has it.
    """
    row = await store.row(_LOCKED if lock else _AT, {"digests": digests(store.seal, address)})
    if row is None:
        return None, None
    return await people.acting(store, row, lock=lock), places.district_of(row)
