"""Two people press at once: it is as if one had pressed after the other, or the second is refused.

On PostgreSQL, where the second reads what the first has not committed yet.
"""

from sqlalchemy import func, select

from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routing import Pressed, Typed
from handlers.services import Services
from storage import schema as t
from tests.harness.at_once import at_once
from tests.harness.databases import Templates, open_database
from tests.test_announcing import Role, somebody
from tests.test_rights import staged

TEXT = Typed("Der Kurs ist verlegt.", answers="report.correct:{o}")
OF_OFFERS = (
    (Pressed("report.confirm:{o}"), Pressed("report.close:{o}")),
    (TEXT, TEXT),
    (Pressed("report.close:{o}"), TEXT),
    (Pressed("report.close:{o}"), Pressed("report.close:{o}")),
    (Pressed("material.set:{k}:language:uk:0"), Pressed("material.set:{k}:target:women:0")),
    (Pressed("material.set:{k}:language:uk:0"), Pressed("material.set:{k}:language:uk:0")),
    (Pressed("material.publish:{k}"), Pressed("material.publish:{k}")),
)


async def test_no_change_of_an_offer_is_lost_or_made_twice(
    templates: Templates, services: Services
) -> None:
    """Each line of its history stands on the one before: no version is written twice."""
    database = open_database(templates.fresh("postgresql", samples=True))
    conversation = Conversation(database, services)
    scene, wrong = vars(await staged(conversation)), []
    one, other = [
        (await somebody(conversation, who, "en", role=Role.COORDINATOR)).address
        for who in ("one", "other")
    ]
    c = t.offer_change.c
    twice = select(c.offer_id, c.version).group_by(c.offer_id, c.version).having(func.count() > 1)
    for pair in OF_OFFERS:
        first, second = [_of(said, scene) for said in pair]
        await at_once(conversation, (one, first), (other, second))
        async with database.read() as store:
            if (await store.execute(twice)).first():
                wrong.append(pair)
        async with database.write() as store:
            await store.execute(t.offer_change.delete())
    await at_once(conversation, *((who, _of(TOGGLE, scene)) for who in (one, other)))
    async with database.read() as store:
        assert not (await store.execute(select(t.topic.c.done))).scalar_one()
    await database.close()
    assert not wrong


TOGGLE = Pressed("topic.toggle:{t}:{m}")


def _of(said: Pressed | Typed, scene: dict[str, int]) -> Pressed | Typed:
    """Return a press with the ids of a scene."""
    if isinstance(said, Pressed):
        return Pressed(said.data.format(**scene))
    return Typed(said.text, said.answers.format(**scene))
