"""Near me: the own town, and the nearest first."""

from dataclasses import replace

import pytest

from bot.domain.listings import Listing, Reader
from bot.search.fusion import Found
from bot.search.query import PLACE
from handlers.dialogue.conversation import Conversation
from handlers.workflows.services import Services
from handlers.workflows.thesaurus import understood
from storage.catalogue import listings, nearest, places
from storage.engine.database import Database
from tests.harness.databases import NOW
from tests.harness.talk import Talk
from tests.test_other_spellings import asked

ALONE = {
    "de": "hier in der Nähe", "en": "what is near me?", "fr": "près de chez moi",
    "es": "cerca de mí",
    "it": "vicino a me", "pl": "w mojej okolicy", "ro": "lângă mine", "ru": "рядом со мной",
    "uk": "неподалік від мене", "tr": "bana yakın", "ar": "بالقرب مني", "fa": "نزدیک خانه ام",
    "sq": "afër meje", "sr": "blizu mene", "bg": "близо до мен", "kmr": "nêzîkî min",
    "ckb": "لە نزیکم", "ps": "زما نږدې", "so": "agtayda", "ti": "ኣብ ቀረባይ",
}  # fmt: skip
WITH_TOPIC = {
    "de": "Deutschkurs in meiner Nähe", "en": "German course close to where I live",
    "fr": "cours d'allemand près de chez moi", "es": "curso de alemán cerca de mi casa",
    "tr": "evime yakın Almanca kursu", "ru": "курсы немецкого недалеко от дома",
}  # fmt: skip


def test_near_me_alone_is_the_own_town_in_every_language() -> None:
    wrong = {own: text for own, text in ALONE.items() if asked(text, own).intent != PLACE}
    assert not wrong


def test_near_me_is_no_word_to_look_for() -> None:
    """An offer called "Recht und Nähe" is not near anybody."""
    wrong = [
        (own, text, query.concepts)
        for own, text in WITH_TOPIC.items()
        if not (query := asked(text, own)).is_nearby
        or query.concepts != ("german_course",)
        or any("nah" in part.label for part in query.parts if part.covering)
    ]
    assert not wrong


@pytest.mark.every_database
async def test_the_nearest_comes_first(database: Database, services: Services) -> None:
    async with database.read() as store:
        district = await places.district_named(store, "konstanz")
        assert district
        query = await understood(
            store, services, "Deutschkurs in meiner Nähe", "de", district.id, NOW.date()
        )
        found = await listings.best(store, Reader(NOW.date(), district.id), query, 4)
        names = {hit.offer.details.municipality for hit in found} - {""}
        towns = await places.municipalities(store, district.id)
        for own in (town for town in towns if town.name in names):
            reader = Reader(NOW.date(), district.id, own.id)
            page = await listings.page(store, reader, Listing("q"), query)
            assert page.offers[0].details.municipality == own.name
        assert len(names) > 1
        anywhere = [Found(hit.offer.id) for hit in found]
        nowhere = replace(reader, municipality_id=None)
        assert await nearest.first(store, nowhere, query, anywhere, {}) == anywhere


async def test_near_me_lists_the_own_town_or_the_district(channel: Conversation) -> None:
    talk = Talk(channel, ("de",))
    await talk.open()
    await talk.goes(
        ("[Deutsch]", "Wo wohnen Sie?"),
        ("[Landkreis Konstanz]", "Was suchen Sie?"),
        ("in meiner Nähe", "Alle Angebote"),
    )
