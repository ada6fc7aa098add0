"""One-time links to sign in. The secret of a link stands nowhere: it follows from its row.

That of a link that was sent follows from the address, too: it ends with the address.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, RowMapping, and_, func, insert, select, update

from bot.domain.people import Address
from bot.rules import sessions as rules
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.people import people, sealed_addresses

_PURPOSE = "sign-in"
_LENGTH = 32
_l, _a = t.sign_in.c, t.address.c


class Link(NamedTuple):
    """A link to sign in that is to be sent, with the person's language and their address."""

    id: int
    language: str
    address: Address
    token: str


async def ask(store: Store, person_id: int, now: datetime, *, by_mail: bool) -> str:
    """Store that a person wants a link to sign in, and return its token.

    With ``by_mail`` it is to be sent, else it was shown. Raises Refusal if there were too many.
    """
    since = now - rules.LINK_DAY
    mine = select(t.person.c.id).where(t.person.c.id == person_id)
    await store.execute(mine.with_for_update(key_share=True))  # anybody can type the address
    query = select(func.count(), func.max(_l.created_at)).where(
        _l.person_id == person_id, _l.created_at > since
    )
    link_count, latest = (await store.execute(query)).one()
    rules.may_get_link(link_count, latest, now)
    row = {"person_id": person_id, "created_at": now, "sent_at": None if by_mail else now}
    link_id = (await store.execute(insert(t.sign_in).values(row).returning(_l.id))).scalar_one()
    return _token(store.seal, link_id, now)


async def waiting(store: Store, limit: int, now: datetime) -> Sequence[int]:
    """Return the ids of the links that are to be sent by e-mail, the oldest first."""
    query = select(_l.id).where(_is_unsent(now)).order_by(_l.id).limit(limit)
    return list((await store.execute(query)).scalars())


async def count_waiting(store: Store, now: datetime) -> int:
    """Return how many links are still to be sent by e-mail."""
    query = select(func.count()).select_from(t.sign_in).where(_is_unsent(now))
    return int((await store.execute(query)).scalar_one())


async def unsent(store: Store, link_id: int, now: datetime) -> Link | None:
    """Return a link that ``waiting`` named; None if it does not wait any more."""
    query = (
        select(
            _l.id,
            _l.created_at,
            t.person.c.language,
            _a.sealed,
            _a.id.label("address_id"),
        )
        .join(t.person, t.person.c.id == _l.person_id)
        .join(t.address, and_(_a.person_id == _l.person_id, _a.channel == "email", _a.confirmed))
        .where(_l.id == link_id, _is_unsent(now))
    )
    row = await store.row(query)
    if row is None:
        return None
    address = sealed_addresses.opened(store.seal, "email", row["sealed"])
    token = _token(store.seal, row["id"], row["created_at"], row["address_id"])
    return Link(row["id"], row["language"], address, token)


def _is_unsent(now: datetime) -> ColumnElement[bool]:
    return and_(_l.sent_at.is_(None), _l.spent_at.is_(None), _l.created_at > now - rules.LINK_VALID)


async def sent(store: Store, link_id: int, now: datetime) -> None:
    """Remember that a link was sent, or cannot be."""
    await store.execute(update(t.sign_in).where(_l.id == link_id).values(sent_at=now))


async def person_of(store: Store, token: str, now: datetime) -> int | None:
    """Return the id of the person whom a link signs in; None if it is forged, spent or too old.

    Nor does it sign in who lost the address that it was sent to, or every right, meanwhile.
    """
    row = await store.row(select(t.sign_in).where(_is_good(token, now)))
    if row is None or not await _is_ours(store, row, token):
        return None
    person = await people.by_id(store, row["person_id"])
    return person.id if person and rules.signs_in_by_link(person) else None


async def spend(store: Store, token: str, now: datetime) -> int | None:
    """Return the person of a link and spend it: of two that try at once, one gets None."""
    person_id = await person_of(store, token, now)
    if person_id is None:
        return None
    spent = update(t.sign_in).where(_is_good(token, now)).values(spent_at=now)
    return person_id if (await store.execute(spent)).rowcount else None


def is_past(now: datetime) -> ColumnElement[bool]:
    """Cannot be used any more, and does not count for the limit of a day."""
    return _l.created_at < now - rules.LINK_DAY


def _token(seal: Seal, link_id: int, created_at: datetime, address_id: int = 0) -> str:
    """Return the token of a link; it depends on the moment too, so a restored id is another.

    ``address_id`` is of the address that it is sent to, 0 for a link that is shown.
    """
    proof = seal.token(_PURPOSE, _signed(link_id, created_at, address_id))
    return f"{link_id}-{proof[:_LENGTH]}"


def _signed(link_id: int, created_at: datetime, address_id: int) -> str:
    moment = f"{link_id} {int(created_at.timestamp() * 1000)}"
    return f"{moment} {address_id}" if address_id else moment


def _is_good(token: str, now: datetime) -> ColumnElement[bool]:
    link_id = int(token.partition("-")[0])
    return and_(_l.id == link_id, _l.spent_at.is_(None), _l.created_at > now - rules.LINK_VALID)


async def _is_ours(store: Store, row: RowMapping, token: str) -> bool:
    """Return whether we made a token: to be shown, or for an address that is still confirmed."""
    proof, mine = token.partition("-")[2], _a.person_id == row["person_id"]
    query = select(_a.id).where(mine, _a.channel == "email", _a.confirmed)
    places = [0, *(await store.execute(query)).scalars()]
    signed = [_signed(row["id"], row["created_at"], place) for place in places]
    return any(store.seal.proves(_PURPOSE, words, proof, _LENGTH) for words in signed)
