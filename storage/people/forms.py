"""Forms of the web that were handled, remembered for a day so that none is handled twice."""

from collections.abc import Sequence
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


async def take(store: Store, tokens: Sequence[str], content: str, now: datetime) -> bool:
    """Claim what a form said, for this transaction; False if it has been handled before.

    ``tokens`` are the form's, of our key and of each old one: a process that knows only one of them
    finds the claim, too. ``content`` is a digest of what was sent with it, which is stored keyed:
    nobody can try words until one fits. A second transaction that brings the same waits for the end
    of the first one.
    """
    for token, said in reversed(_claims(store, tokens, content)):
        values = {"token": token, "said": said, "at": "", "handled_at": now}
        added = upserting(store)(t.form).values(values).on_conflict_do_nothing()
        if (await store.execute(added.returning(_f.token))).first() is None:
            return False
    return True


async def answered(store: Store, tokens: Sequence[str], content: str, at: str) -> None:
    """Remember the press that shows the answer again, "" if there is none."""
    for token, said in _claims(store, tokens, content):
        await store.execute(_ANSWERED, {"form": token, "what": said, "shown": at})


async def release(store: Store, tokens: Sequence[str], content: str) -> None:
    """Give up a claim, because nothing was handled: the same may be sent again."""
    for token, said in _claims(store, tokens, content):
        await store.execute(_RELEASE, {"form": token, "what": said})


async def answer_of(store: Store, tokens: Sequence[str]) -> str | None:
    """Return the press that shows what the form led to; None if it was never handled."""
    query = select(_f.at).where(_f.token.in_(tokens)).limit(1)
    latest = query.order_by(_f.handled_at.desc(), _f.said)
    return (await store.execute(latest)).scalar_one_or_none()


def _claims(store: Store, tokens: Sequence[str], content: str) -> list[tuple[str, str]]:
    """Return pairs of a form's token and what it said, both keyed with the same key."""
    return list(zip(tokens, store.seal.tokens("said", content), strict=True))
