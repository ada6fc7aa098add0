"""Forms of the web that were handled, remembered for a day so that none is handled twice."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

_f = t.form.c
_ANSWERED = (
    update(t.form)
    .where(_f.token == bindparam("form"), _f.said == bindparam("what"))
    .values(at=bindparam("shown"))
)
_RELEASE = delete(t.form).where(_f.token == bindparam("form"), _f.said == bindparam("what"))
_LATEST = (
    select(_f.at)
    .where(_f.token == bindparam("form"))
    .order_by(_f.handled_at.desc(), _f.said)
    .limit(1)
)


async def take(store: Store, token: str, content: str, now: datetime) -> bool:
    """Claim what a form said, for this transaction; False if it has been handled before.

    ``token`` is the form's, ``content`` a digest of what was sent with it, which is stored keyed:
    nobody can try words until one fits. A second transaction that
    brings the same waits for the end of the first one.
    """
    values = {"token": token, "said": _keyed(store, content), "at": "", "handled_at": now}
    insert = upserting(store)(t.form).values(values).on_conflict_do_nothing().returning(_f.token)
    return (await store.execute(insert)).first() is not None


async def answered(store: Store, token: str, content: str, at: str) -> None:
    """Remember the press that shows the answer again, "" if there is none."""
    await store.execute(_ANSWERED, {"form": token, "what": _keyed(store, content), "shown": at})


async def release(store: Store, token: str, content: str) -> None:
    """Give up a claim, because nothing was handled: the same may be sent again."""
    await store.execute(_RELEASE, {"form": token, "what": _keyed(store, content)})


async def answer_of(store: Store, token: str) -> str | None:
    """Return the press that shows what the form led to; None if it was never handled."""
    return (await store.execute(_LATEST, {"form": token})).scalar_one_or_none()


def _keyed(store: Store, content: str) -> str:
    return store.seal.token("said", content)
