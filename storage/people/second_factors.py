"""Second factors of a person: the app that shows codes, and recovery codes.

Whoever changes them holds the lock of that person.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, delete, exists, func, insert, or_, select, update

from bot.domain.grants import GrantState, Role
from bot.domain.second_factors import Authenticator, Owed, RecoveryCodes
from bot.domain.sessions import Session
from bot.rules import second_factors as rules
from bot.rules.grants import DESK
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.sqlite import QUICK
from storage.engine.store import Store

PURPOSE = "totp"
EVERYWHERE = "*"
"""Stands for the slugs of all districts."""
_a, _r, _k, _g = t.authenticator.c, t.recovery_code.c, t.passkey.c, t.grants.c
_PERSON = bindparam("person", type_=_a.person_id.type)
_HAS_ANY = select(
    or_(
        exists().where(_a.person_id == _PERSON, _a.confirmed_at.is_not(None)),
        exists().where(_k.person_id == _PERSON),
    )
).execution_options(**QUICK)
"""Every request of somebody who is signed in asks for it, so it is built once."""
_TABLES = (t.authenticator, t.recovery_code, t.passkey)


async def owed(store: Store, session: Session, districts: Sequence[str]) -> Owed:
    """Return what a session still needs.

    ``districts`` are the slugs of those that demand a second factor of everybody at their desk.
    """
    if session.factor_at is not None:
        return Owed.NOTHING
    person_id = session.person_id
    return rules.owed(
        has_factor=await has_any(store, person_id),
        is_given=False,
        is_demanded=bool(districts) and await _is_demanded(store, person_id, districts),
    )


async def has_any(store: Store, person_id: int) -> bool:
    """Return whether a person has set up a second factor."""
    return bool((await store.execute(_HAS_ANY, {"person": person_id})).scalar_one())


async def _is_demanded(store: Store, person_id: int, districts: Sequence[str]) -> bool:
    """Return whether one of the districts gave this person a right at its desk."""
    roles = [Role(role).value for role in DESK]
    right = select(_g.id).where(
        _g.person_id == person_id, _g.state == GrantState.ACTIVE.value, _g.role.in_(roles)
    )
    if EVERYWHERE not in districts:
        right = right.join(t.district).where(t.district.c.slug.in_(districts))
    return (await store.execute(right.limit(1))).first() is not None


async def authenticator(store: Store, person_id: int) -> Authenticator | None:
    """Return the app of a person, confirmed or not; None without one.

    A secret that no key of ours opens makes no code: then only the other ways are left.
    """
    row = await store.row(select(t.authenticator).where(_a.person_id == person_id))
    return _authenticator(store.seal, row) if row else None


def _authenticator(seal: Seal, row: RowMapping) -> Authenticator:
    return Authenticator(
        id=row["id"],
        secret=_opened(seal, row["sealed"]),
        created_at=row["created_at"],
        confirmed_at=row["confirmed_at"],
        last_step=row["last_step"],
        failures=row["failures"],
        failing_since=row["failing_since"],
    )


def _opened(seal: Seal, sealed: bytes) -> str:
    return seal.opened(PURPOSE, sealed) or rules.new_secret()


async def start(store: Store, person_id: int, secret: str, now: datetime) -> None:
    """Store the secret of a new app instead of one that was never confirmed."""
    unconfirmed = _a.confirmed_at.is_(None) & (_a.person_id == person_id)
    await store.execute(delete(t.authenticator).where(unconfirmed))
    sealed = store.seal.close(PURPOSE, secret)
    row = {"person_id": person_id, "sealed": sealed, "created_at": now}
    await store.execute(insert(t.authenticator).values(row))


async def try_code(store: Store, app: Authenticator, code: str, now: datetime) -> bool:
    """Return whether a typed code of an app is right, and spend it: the same works once.

    The first right code confirms the app. A wrong one is counted. Raises Refusal after too many.
    """
    rules.may_try(app, now)
    mine = update(t.authenticator).where(_a.id == app.id)
    step = rules.step_of(app, rules.cleaned(code), now)
    if step is None:
        failures = rules.failures(app, now)
        since = app.failing_since if failures else now
        await store.execute(mine.values(failures=failures + 1, failing_since=since))
        return False
    confirmed = func.coalesce(_a.confirmed_at, now)
    values = {"last_step": step, "confirmed_at": confirmed, "failures": 0, "failing_since": None}
    spent = await store.execute(mine.where(_a.last_step < step).values(values))
    return spent.rowcount > 0


async def turn_off(store: Store, person_id: int) -> None:
    """Delete the app of a person; recovery codes too, where no passkey is left that needs them."""
    await store.execute(delete(t.authenticator).where(_a.person_id == person_id))
    await end_codes_of_none(store, person_id)


async def end_codes_of_none(store: Store, person_id: int) -> None:
    """Delete the recovery codes of a person who has no second factor any more."""
    if not await has_any(store, person_id):
        await store.execute(delete(t.recovery_code).where(_r.person_id == person_id))


async def make_recovery_codes(store: Store, person_id: int, now: datetime) -> list[str]:
    """Return new recovery codes, of which only digests are stored; the old ones end."""
    codes = rules.recovery_codes()
    await store.execute(delete(t.recovery_code).where(_r.person_id == person_id))
    rows = [
        {"person_id": person_id, "digest": rules.recovery_digest(person_id, code), "made_at": now}
        for code in codes
    ]
    await store.execute(insert(t.recovery_code), rows)
    return codes


async def spend_recovery_code(store: Store, person_id: int, code: str, now: datetime) -> bool:
    """Return whether a typed recovery code is right and unused, and spend it."""
    digest = rules.recovery_digest(person_id, code)
    if digest is None:
        return False
    mine = update(t.recovery_code).where(
        _r.person_id == person_id, _r.digest == digest, _r.spent_at.is_(None)
    )
    return (await store.execute(mine.values(spent_at=now))).rowcount > 0


async def recovery_codes(store: Store, person_id: int) -> RecoveryCodes:
    """Return how many recovery codes of a person are left."""
    left = func.count().filter(_r.spent_at.is_(None))
    # SQLite gives back what max() finds as text: the moment is read from the row itself.
    query = select(left).where(_r.person_id == person_id)
    newest = select(_r.made_at).where(_r.person_id == person_id).order_by(_r.id.desc()).limit(1)
    return RecoveryCodes(
        (await store.execute(query)).scalar_one(),
        (await store.execute(newest)).scalar_one_or_none(),
    )


async def reset(store: Store, person_id: int) -> int:
    """Delete all second factors of a person; return how many rows that were."""
    return sum(
        [
            (await store.execute(delete(table).where(table.c.person_id == person_id))).rowcount
            for table in _TABLES
        ]
    )
