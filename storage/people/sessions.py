"""Sessions of privileged people in browsers, of which only keyed digests are stored."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    bindparam,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.domain.people import Address, Person
from bot.domain.sessions import Credentials, Session
from bot.rules import sessions as rules
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.sealing import Seal
from storage.engine.sqlite import QUICK
from storage.engine.store import Store
from storage.people import people, push_subscriptions, sealed_addresses
from storage.schema.columns import Instant

CHANNEL = "web"
SIGNED = "s"
"""First letter of web addresses that were never in a cookie without a signature."""
_SESSION = "session"
_s, _a = t.session.c, t.address.c
_BY_SECRET = (
    select(t.session)
    .where(_s.digest.in_(bindparam("digests", expanding=True)))
    .execution_options(**QUICK)
)
_TOUCH = (
    update(t.session)
    .where(_s.id == bindparam("session_number"))
    .values(used_at=bindparam("moment", type_=Instant))
)
_OPEN = (
    select(t.session)
    .where(_s.person_id == bindparam("person"), _s.ended_at.is_(None))
    .order_by(_s.used_at.desc(), _s.id.desc())
)


def new_credentials(seal: Seal, proof: str) -> Credentials:
    """Return credentials that follow from ``proof``, which only one browser can have sent.

    A press that arrives twice gets the same ones, so that no answer that was lost locks anybody
    out. Without the key they cannot be guessed.
    """
    return _credentials(seal, proof, 0)


async def given(store: Store, proofs: Sequence[str]) -> list[Credentials]:
    """Return the credentials that can have followed from ``proofs``, one for each of our keys.

    Each is with a session or without. Whether somebody is reached at their address says whether
    they were given.
    """
    possible = [_credentials(store.seal, proof, key) for key, proof in enumerate(proofs)]
    return [
        given if await by_secret(store, given.secret) else Credentials(given.address)
        for given in possible
    ]


def _credentials(seal: Seal, proof: str, key: int) -> Credentials:
    """Return what follows from a proof by one of our keys: 0 is the current one."""
    address, secret = (
        urlsafe_b64encode(seal.digests(f"{_SESSION}-{part}", proof)[key]).decode().rstrip("=")
        for part in ("address", "secret")
    )
    return Credentials(SIGNED + address, secret[:22])


async def begin(
    store: Store,
    person_id: int,
    secret: str,
    device: str,
    now: datetime,
    *,
    factor_at: datetime | None = None,
) -> Session | None:
    """Store a session in which somebody signed in; None if there is one with this secret.

    ``factor_at`` is when they gave a second factor with it, None if they did not.
    """
    row = {
        "person_id": person_id,
        "digest": store.seal.digest(_SESSION, secret),
        "device": device[:40],
        "created_at": now,
        "used_at": now,
        "factor_at": factor_at,
    }
    statement = upserting(store)(t.session).values(row).on_conflict_do_nothing()
    await store.execute(statement)
    return await by_secret(store, secret)


async def by_secret(store: Store, secret: str) -> Session | None:
    """Return the session that a cookie names, ended or not; None if there is none."""
    values = {"digests": store.seal.digests(_SESSION, secret)}
    row = await store.row(_BY_SECRET, values)
    return _session(row) if row else None


async def touch(store: Store, session_id: int, now: datetime) -> None:
    """Remember that a session is in use."""
    await store.execute(_TOUCH, {"session_number": session_id, "moment": now})


async def give_factor(store: Store, session_id: int, proof: str, now: datetime) -> str | None:
    """Remember that a second factor was given, and return the new secret of the session.

    Who knew the old one, before there was a second factor, is not in. The new one follows from
    ``proof``, which only one browser can have sent: a form that arrives twice gives the same one.
    None if the session was ended.
    """
    secret = new_credentials(store.seal, proof).secret
    mine = update(t.session).where(_s.id == session_id, _s.ended_at.is_(None))
    values = {"factor_at": now, "digest": store.seal.digest(_SESSION, secret)}
    changed = await store.execute(mine.values(values))
    return secret if changed.rowcount else None


async def by_id(store: Store, session_id: int) -> Session | None:
    """Return a session, ended or not; None if there is none."""
    row = await store.row(select(t.session).where(_s.id == session_id))
    return _session(row) if row else None


async def open_of(store: Store, person_id: int) -> list[Session]:
    """Return the sessions of a person that were not ended, the last used first."""
    return [_session(row) for row in await store.rows(_OPEN, {"person": person_id})]


async def all_of(store: Store, person_id: int) -> list[Session]:
    """Return all sessions that are remembered of a person, ended ones too, the oldest first."""
    query = select(t.session).where(_s.person_id == person_id).order_by(_s.id)
    return [_session(row) for row in await store.rows(query)]


async def adopted(
    store: Store, person_id: int, secret: str, device: str, now: datetime
) -> Session | None:
    """Return the first session of somebody who became privileged elsewhere; None for a later one.

    ``secret`` follows from the address. It is found again for ``OLD_COOKIE_AGAIN``, for presses
    that were on their way meanwhile.
    """
    known = await by_secret(store, secret)
    if known is not None:
        is_new = now - known.created_at <= rules.OLD_COOKIE_AGAIN
        return known if is_new and rules.is_fresh(known, now) else None
    if await has_any(store, person_id):
        return None
    return await begin(store, person_id, secret, device, now)


async def has_any(store: Store, person_id: int) -> bool:
    """Return whether a person ever signed in, as far as it is remembered."""
    query = select(exists().where(_s.person_id == person_id))
    return bool((await store.execute(query)).scalar_one())


async def end(store: Store, person_id: int, session_id: int, now: datetime) -> bool:
    """End one session of a person; return False if it is not theirs, or ended already."""
    mine = update(t.session).where(
        _s.id == session_id, _s.person_id == person_id, _s.ended_at.is_(None)
    )
    return (await store.execute(mine.values(ended_at=now))).rowcount > 0


async def end_others(store: Store, person_id: int, kept_id: int, now: datetime) -> int:
    """End all sessions of a person but one; return how many. ``kept_id`` 0 keeps none.

    Links to sign in that nobody used end, too.
    """
    unused = (t.sign_in.c.person_id == person_id) & t.sign_in.c.spent_at.is_(None)
    await store.execute(update(t.sign_in).where(unused).values(spent_at=now))
    others = update(t.session).where(
        _s.person_id == person_id, _s.id != kept_id, _s.ended_at.is_(None)
    )
    return (await store.execute(others.values(ended_at=now))).rowcount


async def move(store: Store, person_id: int, value: str) -> None:
    """Give the web address of a person another value: cookies with the old one are nobody's.

    So nobody is notified in the browsers that have them.
    """
    await push_subscriptions.stop_unsigned(store, person_id)
    mine = update(t.address).where(_a.person_id == person_id, _a.channel == CHANNEL)
    columns = sealed_addresses.columns(store.seal, Address(CHANNEL, value))
    await store.execute(mine.values(columns))


async def unreachable(store: Store, person_id: int) -> None:
    """Give the web address of a person a value that nobody has."""
    await move(store, person_id, secrets.token_urlsafe(32))


async def accept_old(store: Store, address: Address, now: datetime) -> bool:
    """Return whether a cookie of before signed ones is still taken, and note that it was replaced.

    It is, if its person is stored, and until ``OLD_COOKIE_AGAIN`` after the first time.
    """
    since = now - rules.OLD_COOKIE_AGAIN
    mine = update(t.address).where(
        _a.digest.in_(sealed_addresses.digests(store.seal, address)),
        or_(_a.signed_at.is_(None), _a.signed_at >= since),
    )
    first = func.coalesce(_a.signed_at, literal(now, Instant))
    return (await store.execute(mine.values(signed_at=first))).rowcount > 0


async def web_address(store: Store, person_id: int, value: str, now: datetime) -> str:
    """Return the web address of a person; one who has none gets ``value``.

    So does somebody without an open session: cookies of the time before are nobody's then.
    """
    query = select(_a.sealed).where(_a.person_id == person_id, _a.channel == CHANNEL)
    sealed = (await store.execute(query)).scalars().first()
    if sealed is None:
        row = {"person_id": person_id, "signed_at": now}
        columns = sealed_addresses.columns(store.seal, Address(CHANNEL, value))
        await store.execute(insert(t.address).values(row | columns))
        return value
    if await open_of(store, person_id):
        return sealed_addresses.opened(store.seal, CHANNEL, sealed).value
    await move(store, person_id, value)
    return value


async def privileged_at(store: Store, address: Address) -> Person | None:
    """Return the privileged person who confirmed this e-mail address, or None."""
    query = select(_a.id).where(
        _a.digest.in_(sealed_addresses.digests(store.seal, address)), _a.confirmed
    )
    if (await store.execute(query)).first() is None:
        return None
    person = await people.at(store, address)
    return person if person and rules.is_privileged(person) else None


def is_past(now: datetime) -> ColumnElement[bool]:
    """Was ended, or last used, so long ago that no cookie of it is accepted any more."""
    return func.coalesce(_s.ended_at, _s.used_at) < now - rules.KEPT


def _session(row: RowMapping) -> Session:
    return Session(
        id=row["id"],
        person_id=row["person_id"],
        device=row["device"],
        created_at=row["created_at"],
        used_at=row["used_at"],
        ended_at=row["ended_at"],
        factor_at=row["factor_at"],
    )
