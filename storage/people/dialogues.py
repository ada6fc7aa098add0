"""What a person is in the middle of: the answer expected, the last search. Kept for a day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from storage import schema as t
from storage.engine.store import Store

LONGEST = 64
"""Characters of an expected text, as long as the data of a button."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """``expects`` is the route that the next typed text answers, with arguments; "" is a search.

    ``words`` are the last search.
    """

    expects: str = ""
    words: str = ""


async def of(store: Store, person_id: int, since: datetime) -> Dialogue:
    """The dialogue, empty if it is older than ``since`` or there is none."""
    query = select(t.dialogue.c.expects, t.dialogue.c.words)
    fresh = (t.dialogue.c.person_id == person_id) & (t.dialogue.c.updated_at >= since)
    row = (await store.execute(query.where(fresh))).first()
    return Dialogue(row.expects, row.words) if row else Dialogue()


async def remember(store: Store, person_id: int, dialogue: Dialogue, now: datetime) -> None:
    """Replace what was remembered; an empty dialogue leaves nothing behind.

    Raises ValueError if what is expected is too long to be stored.
    """
    if len(dialogue.expects) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters: {dialogue.expects.partition(':')[0]}")
    await store.execute(delete(t.dialogue).where(t.dialogue.c.person_id == person_id))
    if dialogue != Dialogue():
        row = {
            "person_id": person_id,
            "expects": dialogue.expects,
            "words": dialogue.words,
            "updated_at": now,
        }
        await store.execute(insert(t.dialogue).values(row))


async def expect_nothing(store: Store, person_id: int) -> None:
    """The person went elsewhere: the next typed text is a search again."""
    waiting = (t.dialogue.c.person_id == person_id) & (t.dialogue.c.expects != "")
    await store.execute(update(t.dialogue).where(waiting).values(expects=""))
