"""What the last screen of a chat asked, where no form says what a typed text answers.

A web page carries this in its form, so nothing is stored for it. Kept for a day
(``retention.dialogue_hours``).
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from storage import schema as t
from storage.engine.store import Store
from storage.engine.upserts import replacing
from storage.schema.columns import Instant

LONGEST = 64
"""Maximum length of what is expected, in characters, as long as the data of a button."""
_q = t.question.c
_IS_MINE = _q.person_id == bindparam("person")
_OF = select(_q.expects, _q.answered, _q.message).where(
    _IS_MINE, _q.asked_at >= bindparam("since", type_=Instant)
)
_d = t.delivery.c
_NEWS = select(_d.id).where(
    _d.person_id == bindparam("person"),
    _d.channel != "",
    _d.ended_at >= select(_q.asked_at).where(_IS_MINE).scalar_subquery(),
)
_END = delete(t.question).where(_IS_MINE)


@dataclass(frozen=True, slots=True)
class Question:
    """``expects`` is the route that the next typed text answers, with arguments; "" is a search.

    ``message`` is the id of the message that was answered last, 0 if a press was; ``answered`` is
    the route that this message answered, "" if it was searched for.
    """

    expects: str = ""
    answered: str = ""
    message: int = 0


NO_QUESTION = Question()


async def of(store: Store, person_id: int, since: datetime) -> Question:
    """Return what was asked last, ``NO_QUESTION`` if that was before ``since`` or never."""
    row = await store.row(_OF, {"person": person_id, "since": since})
    return Question(**row) if row else NO_QUESTION


async def remember(store: Store, person_id: int, question: Question, now: datetime) -> None:
    """Replace what was asked. Raises ValueError if what is expected is too long to be stored."""
    check(question.expects)
    if question == NO_QUESTION:
        await store.execute(_END, {"person": person_id})
        return
    asked = asdict(question) | {"asked_at": now}
    await store.execute(replacing(store, t.question, *asked), asked | {"person_id": person_id})


async def is_above_news(store: Store, person_id: int) -> bool:
    """Return whether a message reached a person after they were asked: it stands below."""
    return (await store.execute(_NEWS.limit(1), {"person": person_id})).first() is not None


def check(expects: str) -> None:
    """Raise ValueError if what is expected is too long to be stored."""
    if len(expects) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters: {expects.partition(':')[0]}")
