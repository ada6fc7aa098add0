"""What a person is in the middle of: which answer is expected, which words they searched for last.

Kept for a day (``retention.dialogue_hours``).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from storage import schema as t
from storage.engine.store import Store
from storage.schema.columns import Instant

LONGEST = 64
"""Characters of an expected text, as long as the data of a button."""
_d = t.dialogue.c
_IS_MINE = _d.person_id == bindparam("person")
_OF = select(_d.expects, _d.words).where(
    _IS_MINE, _d.updated_at >= bindparam("since", type_=Instant)
)
_FORGET = delete(t.dialogue).where(_IS_MINE)
_ADD = insert(t.dialogue)
_EXPECT_NOTHING = update(t.dialogue).where(_IS_MINE, _d.expects != "").values(expects="")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """``expects`` is the route that the next typed text answers, with arguments; "" is a search.

    ``words`` are the last search.
    """

    expects: str = ""
    words: str = ""


async def of(store: Store, person_id: int, since: datetime) -> Dialogue:
    """Return the dialogue, an empty one if it is older than ``since`` or there is none."""
    row = await store.row(_OF, {"person": person_id, "since": since})
    return Dialogue(**row) if row else Dialogue()


async def remember(store: Store, person_id: int, dialogue: Dialogue, now: datetime) -> None:
    """Replace what was remembered; an empty dialogue leaves nothing behind.

    Raises ValueError if what is expected is too long to be stored.
    """
    if len(dialogue.expects) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters: {dialogue.expects.partition(':')[0]}")
    await store.execute(_FORGET, {"person": person_id})
    if dialogue != Dialogue():
        row = {
            "person_id": person_id,
            "expects": dialogue.expects,
            "words": dialogue.words,
            "updated_at": now,
        }
        await store.execute(_ADD, row)


async def expect_nothing(store: Store, person_id: int) -> None:
    """Make the next typed text a search again: the person went elsewhere."""
    await store.execute(_EXPECT_NOTHING, {"person": person_id})
