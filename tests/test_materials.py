"""The info pool: a coordinator adds a document, all people find and open it.

A coordinator also rewrites the texts of an offer.
"""

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from bot.domain.attachments import Attachment
from bot.domain.grants import Role
from bot.domain.offers import Details, Draft, OfferText, TextState
from bot.rules.offers import rewritten
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Attached, Pressed
from handlers.web.server import web_app
from storage.catalogue import attachments, offers, places, storing
from tests.harness.databases import NOW
from tests.harness.talk import Talk
from tests.harness.telegram import OnTelegram
from tests.test_announcing import somebody
from tests.test_attachments import PDF, came
from tests.test_courses import publish
from tests.test_occupations import pressed

FORM = Attachment("Antrag.pdf", "application/pdf", len(PDF), PDF)
TITLE = "Antrag auf Wohngeld"


async def published(channel: Conversation) -> Talk:
    """A coordinator who has put a form into the pool."""
    office = await somebody(channel, "office", "en", role=Role.COORDINATOR)
    await office.goes(
        ("/start", "[📚 Documents]"),
        ("[📚 Documents]", "[➕ New document]"),
        ("[➕ New document]", "What is the document called?"),
        (TITLE, "Draft. Nobody can see it yet.", "The document is still missing.", "!Publish"),
        ("[📎 Send the document]", "at most 5 MB"),
    )
    await office.hear(Attached(FORM))
    await came(channel)
    draft = office.screen.at
    await office.goes(
        ("[Language]", ""),
        ("[Українська]", ""),
        ("[‹ Back]", "Language: Ukrainian"),
        ("[For whom]", ""),
        ("[families]", ""),
        ("[‹ Back]", "For: families"),
        ("[Topic]", ""),
        ("[Wohnen]" if "[Wohnen]" in office.shown else "[Housing]", ""),
    )
    await office.look(draft)
    await office.goes(("[✅ Publish]", "Published.", "[📎 Open the document]"))
    return office


@pytest.mark.every_database
@pytest.mark.parametrize("language", ["de", "ar"])
async def test_a_document_is_put_in_found_and_opened(channel: Conversation, language: str) -> None:
    await published(channel)
    newcomer = await somebody(channel, "newcomer", language)
    await newcomer.say("Wohngeld")
    assert TITLE in newcomer.shown
    await newcomer.say("/start")
    await newcomer.press(newcomer.translated("📚 Documents"))
    await newcomer.press(TITLE)
    await newcomer.press(newcomer.translated("📎 Open the document"))
    assert TITLE in newcomer.shown
    if not isinstance(channel, OnTelegram):
        (given,) = newcomer.screen.documents
        async with TestClient(TestServer(web_app(channel, lambda: NOW))) as client:
            assert await (await client.get(given.url)).read() == PDF


@pytest.mark.every_database
async def test_a_document_is_uploaded_to_telegram_once(telegram: OnTelegram) -> None:
    """One that came by the web: the first reader gets it uploaded, the next by its id."""
    await published(telegram)
    async with telegram.database.write() as store:
        await store.execute(text("UPDATE attachment SET remote = ''"))
    for who in ("one", "two"):
        reader = await somebody(telegram, who, "en")
        await reader.say("Wohngeld")
        await reader.press(TITLE)
        await reader.press("📎 Open the document")
        await came(telegram)
    sent = [
        call.parameters["document"]
        for call in telegram.emulator.state.log
        if call.method == "sendDocument"
    ]
    assert [isinstance(document, str) for document in sent] == [False, True]
    async with telegram.database.read() as store:
        assert (await store.execute(text("SELECT remote FROM attachment"))).scalar() == sent[1]


async def test_drafts_are_seen_by_the_office_alone_and_can_be_dropped(
    conversation: Conversation,
) -> None:
    office = await somebody(conversation, "office", "en", role=Role.COORDINATOR)
    await office.hear(Pressed("material.new"))
    await office.say(TITLE)
    draft = office.screen.at
    other = await somebody(conversation, "other", "en", role=Role.COORDINATOR, slug="konstanz")
    newcomer = await somebody(conversation, "newcomer", "en")
    for talk in (other, newcomer):
        for press in (
            draft,
            draft.replace("show", "publish"),
            draft.replace("show", "delete"),
            "newmaterial",
        ):
            await talk.hear(Pressed(press))
            assert "You are not allowed to do this." in talk.shown or talk is other
        await talk.say("Wohngeld")
        assert TITLE not in talk.shown
    await office.hear(Pressed(draft.replace("show", "publish")))
    assert "The document is still missing." in office.shown
    await office.look(draft)
    await office.goes(("[Delete]", "This cannot be undone."), ("[Yes, do it]", ""))
    await office.look(draft)
    assert "This offer no longer exists." in office.shown


@pytest.mark.every_database
async def test_an_import_leaves_the_document_alone(conversation: Conversation) -> None:
    await published(conversation)
    async with conversation.database.read() as store:
        (number,) = (
            await store.execute(text("SELECT id FROM offer WHERE attachment_id IS NOT NULL"))
        ).scalars()
        one = await offers.by_id(store, number)
    assert one
    async with conversation.database.write() as store:
        shelf = await storing.shelf(
            store, one.district_id, [one.details.organisation], conversation.services.thesaurus
        )
        await storing.replace(store, shelf, one, Draft(one.external_id, one.details), NOW)
    async with conversation.database.read() as store:
        assert (await offers.by_id(store, number) or one).attachment_id


@pytest.mark.every_database
async def test_what_has_changed_is_written_anew_and_the_translations_are_out_of_date(
    channel: Conversation,
) -> None:
    office, newcomer = (
        await somebody(channel, "office", "en", role=Role.COORDINATOR),
        await somebody(channel, "newcomer", "en"),
    )
    async with channel.database.read() as store:
        query = text(
            "SELECT offer_id FROM offer_text t JOIN offer o ON o.id = t.offer_id"
            " JOIN district d ON d.id = o.district_id WHERE d.slug = 'waldshut'"
        )
        number = (
            (await store.execute(text(f"{query} AND t.language = 'en' ORDER BY offer_id")))
            .scalars()
            .first()
        )
    await office.hear(Pressed(f"report.show:{number}"))
    await office.goes(
        ("[Something has changed]", "Please write the new German text."),
        ("Neu: jeden [Tag einsetzen]", "Something still needs to be filled in"),
        ("Jetzt jeden Dienstag um acht im Rathauskeller.", "Done."),
    )
    await newcomer.look(f"offer.details:{number}:0:a...0")
    assert "Translation may be out of date." in newcomer.shown
    await newcomer.look(f"in:de:offer.details:{number}:0:a...0")
    assert "Jetzt jeden Dienstag um acht im Rathauskeller." in newcomer.shown
    await newcomer.say("Rathauskeller")
    async with channel.database.read() as store:
        one = await offers.by_id(store, int(number or 0))
    assert one
    assert one.confirmed_at == NOW
    stranger = await somebody(channel, "stranger", "en", role=Role.VOLUNTEER)
    await stranger.hear(Pressed(f"report.correct:{number}"))
    assert "You are not allowed to do this." in stranger.shown


def test_an_offer_without_a_german_text_gets_one_under_its_title() -> None:
    made = rewritten([OfferText("uk", "Курс", "старий")], "Neuer Text")
    assert made == (
        OfferText("de", "Курс", "Neuer Text"),
        OfferText("uk", "Курс", "старий", state=TextState.STALE),
    )


@pytest.mark.every_database
async def test_who_teaches_a_level_finds_material_for_it_in_their_language_first(
    channel: Conversation,
) -> None:
    """The level in the words leads to the documents for it; without any there is no button."""
    async with channel.database.read() as store:
        district = next(d for d in await places.districts(store) if d.slug == "waldshut")
    german = details_of("Bildkarten", level_from="A1", level_to="A1")
    ukrainian = details_of("Wortliste", level_from="A1", level_to="A2", languages=("uk",))
    higher = details_of("Grammatik", level_from="B1", level_to="B1")
    none = details_of("Faltblatt")
    drafts = [Draft(str(n), d) for n, d in enumerate((german, ukrainian, higher, none))]
    await publish(channel.database, channel.services, district.id, *drafts)
    async with channel.database.write() as store:
        file_id = await attachments.add(store, FORM, NOW)
        for offer in await offers.of_district(store, district.id):
            if offer.external_id in "0123":
                await storing.attach(store, offer.id, file_id)
    for language, words in (
        ("de", "Ich unterrichte A1"), ("uk", "Я викладаю А1"), ("en", "I teach A1"),
    ):  # fmt: skip
        talk = await somebody(channel, f"helper {language}", language)
        await talk.say(words)
        await talk.look(pressed(talk, "offer.list:d..A1"))
        shown = talk.shown
        assert "Bildkarten" in shown
        assert "Wortliste" in shown
        assert "Grammatik" not in shown
        assert "Faltblatt" not in shown
        assert (shown.index("Wortliste") < shown.index("Bildkarten")) is (language == "uk")
        await talk.say(words.replace("A1", "C1").replace("А1", "C1"))
        assert "📚" not in talk.shown
    volunteer = await somebody(channel, "volunteer", "en", Role.VOLUNTEER)
    await volunteer.say("I teach C1")
    assert "There are no documents for the level C1 yet. The office can look" in volunteer.shown
    assert "[💬 Ask the office]" in volunteer.shown
    await volunteer.press("📚 Documents")
    assert "Bildkarten" in volunteer.shown


def details_of(title: str, **values: object) -> Details:
    details = Details("VHS", (OfferText("de", title),))
    return replace(details, **values)  # type: ignore[arg-type]
