"""What words mean is learned from the catalogue; names are heard in other scripts."""

import pytest

from bot.domain.listings import Reader
from bot.domain.offers import Details, Draft, OfferText
from bot.search import lexicon
from bot.search.query import Kind
from bot.search.sounds import spoken
from bot.search.understanding import understand
from handlers.workflows import lexicons
from handlers.workflows.services import Services
from storage.catalogue import imports, listings, places, search
from storage.catalogue import lexicons as stored_words
from storage.engine.database import Database
from tests.harness.databases import NOW

pytestmark = pytest.mark.every_database


def test_a_lexicon_is_learned_from_lines_that_mean_the_same() -> None:
    pairs = [
        *lexicon.aligned("red house\ngreen house\nred tree", "rotes Haus\ngrünes Haus\nroter Baum"),
        *lexicon.aligned(
            "green tree\nblue house\nblue tree", "grüner Baum\nblaues Haus\nblauer Baum"
        ),
    ]
    learned = lexicon.learn(pairs)
    assert learned["house"][0][0] == "haus"
    assert learned["tree"][0][0] == "baum"


def draft(number: int, **texts: str) -> Draft:
    return Draft(
        str(number), Details("VHS", tuple(OfferText(code, title) for code, title in texts.items()))
    )


def test_words_that_say_little_translate_nothing() -> None:
    pairs = [*lexicon.aligned("mit flurbel\nmit grindle", "durch den Zupfkuchen\nden Rahmenbau")]
    assert "den" in dict(lexicon.learn(pairs)["mit"])
    assert "den" not in dict(lexicon.learn(pairs, {"den"})["mit"])


def test_a_word_that_only_says_little_keeps_what_it_means() -> None:
    pairs = lexicon.aligned("the house\nthe tree\nhouse\ntree", "das Haus\nden Baum\nHaus\nBaum")
    assert {word for word, _ in lexicon.learn([*pairs], {"das", "den"})["the"]} == {"das", "den"}


def test_what_stands_at_the_same_place_of_a_line_is_likelier() -> None:
    learned = lexicon.learn(
        [*lexicon.aligned("flurbel grindle quomble", "Zupfkuchen Rahmenbau Flechtwerk")]
    )
    assert [learned[word][0][0] for word in ("flurbel", "grindle", "quomble")] == [
        "zupfkuchen",
        "rahmenbau",
        "flechtwerk",
    ]


async def stored(database: Database, services: Services, drafts: list[Draft]) -> Reader:
    """A reader of the district in which they now are."""
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        plan = await imports.plan(store, district.id, drafts)
        await imports.apply(
            store, district.id, plan, services.thesaurus, NOW, NOW.date(), lambda: None
        )
    return Reader(NOW.date(), district.id)


async def test_the_catalogue_teaches_itself(database: Database, services: Services) -> None:
    """A language that few offers speak; where all do, nothing needs to be learned."""
    pairs = {"Zupfkuchen": "flurbel", "Rahmenbau": "grindle", "Flechtwerk": "quomble"}
    drafts = [
        draft(n, de=f"{german} Gruppe {n}", fr=f"{other} circle {n}")
        for n, (german, other) in enumerate(list(pairs.items()) * 4)
    ]
    drafts.append(draft(99, de="Zupfkuchen Abendrunde"))
    reader = await stored(database, services, drafts)
    query = understand("flurbels", "fr", services.thesaurus)  # a form that was never seen
    async with database.read() as store:
        before = [hit.offer.external_id for hit in await listings.best(store, reader, query, 20)]
    assert (await lexicons.learn(database, services.thesaurus))["fr"] >= 3
    async with database.read() as store:
        after = [hit.offer.external_id for hit in await listings.best(store, reader, query, 20)]
    assert "99" not in before
    assert "99" in after


async def test_words_mean_what_words_with_the_same_beginning_do(database: Database) -> None:
    """Also where one beginning is that of another; two words as near to one mean what both do."""
    learned: lexicon.Lexicon = {
        "grindle": (("rahmen", 80),),
        "grindlet": (("bau", 60),),
        "flurbel": (("kuchen", 90),),
        "grinning": (("lachen", 90),),
    }
    async with database.write() as store:
        await stored_words.replace(store, "fr", learned, "test")
        found = await stored_words.meanings(
            store, "fr", ["flurbel", "grindlets", "grindles", "quomble", "gri"]
        )
    assert found.keys() == {"flurbel", "grindlets", "grindles"}
    assert found["flurbel"] == (("kuchen", 90),)
    assert {german for german, _ in found["grindles"]} == {"rahmen", "bau"}


async def test_only_what_changed_is_learned_again(database: Database, services: Services) -> None:
    thesaurus = services.thesaurus
    assert "uk" in await lexicons.learn(database, thesaurus)
    assert await lexicons.learn(database, thesaurus) == {}
    await stored(database, services, [draft(1, de="Zupfkuchen", fr="flurbel"), draft(2, de="Chor")])
    assert list(await lexicons.learn(database, thesaurus)) == ["fr"]


@pytest.mark.parametrize(
    ("german", "foreign"),
    [
        ("Musenkuss", "موسنكوس"),
        ("Rudersberg", "رودرسبرغ"),
        ("FamAra", "فامارا"),
        ("Condrobs", "Кондробс"),
        ("Caritas", "Карітас"),
        ("Glanz", "гланц"),
    ],
)
def test_names_sound_alike_in_every_script(german: str, foreign: str) -> None:
    assert spoken(german.casefold()) == spoken(foreign.casefold()) != ""


async def test_a_name_is_found_as_it_sounds_unless_the_word_stands_in_an_offer(
    database: Database, services: Services
) -> None:
    reader = await stored(
        database,
        services,
        [
            draft(1, de="Musenkuss am Rhein"),
            draft(2, de="Chor am Rhein"),
            draft(3, de="Spielkreis", ar="كوندروبس"),
        ],
    )
    async with database.read() as store:
        query = understand("متى يفتح موسنكوس", "ar", services.thesaurus)
        assert [hit.offer.external_id for hit in await listings.best(store, reader, query, 3)] == [
            "1"
        ]
        told = await search.explained(
            store,
            reader,
            query,
            [hit.offer.id for hit in await listings.best(store, reader, query, 3)],
        )
        assert any(label == f"{Kind.NAME} موسنكوس" for points in told.values() for label in points)
        written = await search.weigh(
            store, reader, understand("كوندروبس", "ar", services.thesaurus)
        )
        assert not any(part.kind is Kind.NAME for part in written.query.parts)
