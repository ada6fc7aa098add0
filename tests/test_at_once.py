"""Two press at once: it is as if one had pressed after the other, or the second is refused.

On PostgreSQL, where the second reads what the first has not committed yet.
"""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from bot.domain.grants import Role
from bot.rules.problems import Refusal
from handlers.desk.offers.links import PATH as ORGANISATION
from handlers.desk.pages import PAGES
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed, Typed
from handlers.workflows.services import Services
from storage import schema as t
from storage.catalogue import offer_links
from storage.engine.database import Database
from storage.people import sign_ins
from tests.harness.at_once import at_once
from tests.harness.browsers import opened
from tests.harness.circles import person_of
from tests.harness.databases import NOW, Templates, open_database
from tests.harness.desk import at_desk
from tests.test_announcing import somebody
from tests.test_desk_rights import Scene, send_form
from tests.test_rights import staged

TEXT = Typed("Der Kurs ist verlegt.", answers="report.correct:{o}")
REPORT = Pressed("offer.report:{o}:full:a...0")
GROUP = Typed("Neue Gruppe", answers="group.new")
OF_OFFERS = (
    (Pressed("report.confirm:{o}"), Pressed("report.close:{o}")),
    (TEXT, TEXT),
    (Pressed("report.close:{o}"), TEXT),
    (Pressed("report.close:{o}"), Pressed("report.close:{o}")),
    (Pressed("material.set:{k}:language:uk:0"), Pressed("material.set:{k}:target:women:0")),
    (Pressed("material.set:{k}:language:uk:0"), Pressed("material.set:{k}:language:uk:0")),
    (Pressed("material.publish:{k}"), Pressed("material.publish:{k}")),
)
TOGGLE = Pressed("topic.toggle:{t}:{m}")
ONCE = ("offers", "offers.suggested", "offers.merge", "groups", "import.run", "report.period")
"""Pages of the desk whose form does something that can be done once."""
_c = t.offer_change.c
_TWICE = select(_c.offer_id, _c.version).group_by(_c.offer_id, _c.version).having(func.count() > 1)


@pytest.fixture
async def database(templates: Templates) -> AsyncIterator[Database]:
    made = open_database(templates.fresh("postgresql", samples=True))
    yield made
    await made.close()


async def test_no_change_in_the_chat_is_lost_or_made_twice(
    database: Database, services: Services
) -> None:
    """Each line of the history of an offer stands on the one before."""
    conversation = Conversation(database, services)
    scene, wrong = vars(await staged(conversation)), []
    one, other = [
        await somebody(conversation, who, "en", role=Role.COORDINATOR) for who in ("one", "other")
    ]
    await at_once(database, *(who.hear(_of(REPORT, scene)) for who in (one, other)))
    async with database.read() as store:
        kinds = list((await store.execute(select(t.report.c.kind))).scalars())
    assert kinds.count("full") == 1
    for first, second in OF_OFFERS:
        await at_once(database, one.hear(_of(first, scene)), other.hear(_of(second, scene)))
        async with database.write() as store:
            if (await store.execute(_TWICE)).first():
                wrong.append((first, second))
            await store.execute(t.offer_change.delete())
    await at_once(database, *(who.hear(_of(TOGGLE, scene)) for who in (one, other)))
    await at_once(database, one.hear(GROUP), other.hear(GROUP))
    async with database.read() as store:
        assert not (await store.execute(select(t.topic.c.done))).scalar_one()
    assert not wrong
    assert "already" in other.shown


async def test_what_can_be_done_once_at_the_desk_is_done_once(
    database: Database, services: Services
) -> None:
    """The second of two coordinators reads that something changed meanwhile."""
    wrong = []
    async with opened(Conversation(database, services)) as site:
        for page in PAGES:
            if page.name not in ONCE:
                continue
            scene = await Scene.made(site)
            scene.who["other"] = await at_desk(site)
            both = [send_form(scene, page, who) for who in ("coordinator", "other")]
            await at_once(database, *both)
            done = [scene.who[who].location for who in ("coordinator", "other")]
            if "said=" not in done[0] or "said=" in done[1] or scene.who["other"].status == 500:
                wrong.append((page.name, *done))
            async with database.write() as store:
                if (await store.execute(_TWICE)).first():
                    wrong.append((page.name, "twice"))
                await store.execute(t.offer_change.delete())
            await put_back(scene)
    assert not wrong


async def put_back(scene: Scene) -> None:
    """Delete what a form left; a snapshot does that with SQLite alone."""
    async with scene.site.conversation.database.write() as store:
        await store.execute(delete(t.inbox_mark))
        for table in (
            t.authenticator,
            t.enquiry,
            t.saved_answer,
            t.desk_view,
            t.desk_mail,
            t.offer_link,
            t.offer_suggestion,
            t.topic,
            t.report_file,
            t.letterhead,
            t.import_draft,
            t.import_run,
            t.council_report,
            t.report_text,
            t.desk_draft,
            t.station_change,
            t.measure_review,
            t.measure_change,
            t.measure,
            t.picture,
        ):
            await store.execute(delete(table))
        await store.execute(update(t.district).values(picture=""))
        await store.execute(delete(t.offer_text).where(t.offer_text.c.title == "Переклад"))
        await store.execute(update(t.group).values(archived_at=None))
        values = {"state": "published"}
        await store.execute(update(t.offer).where(t.offer.c.id == scene.offer.id).values(values))


async def test_one_address_gets_one_link_and_an_ended_link_does_nothing(
    database: Database, services: Services
) -> None:
    """Anybody can type an address; the office ends the link of an organisation that answers."""
    conversation = Conversation(database, services)
    person_id = await person_of(conversation, await somebody(conversation, "one"))

    async def asks() -> str:
        async with database.write() as store:
            try:
                return await sign_ins.ask(store, person_id, NOW, by_mail=True)
            except Refusal:
                return ""

    first, second = await at_once(database, asks(), asks())
    assert first
    assert not second
    async with opened(conversation) as site:
        scene, token = await Scene.made(site), "t" * 32
        async with database.write() as store:
            await offer_links.make(store, scene.offer.id, token, NOW, NOW + timedelta(days=9))
        page = next(page for page in PAGES if page.name == "offers.link")
        confirm = {"act": "confirm", "base": str(scene.offer.version)}
        answer = site.client.post(f"{ORGANISATION}/{token}", data=confirm)
        _, answered = await at_once(database, send_form(scene, page, "coordinator"), answer)
        assert answered.status == 404


def _of(said: Pressed | Typed, scene: dict[str, int]) -> Pressed | Typed:
    """Return a press with the ids of a scene."""
    if isinstance(said, Pressed):
        return Pressed(said.data.format(**scene))
    return Typed(said.text, said.answers.format(**scene))
