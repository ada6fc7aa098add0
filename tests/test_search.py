"""Words and 4-grams: every spelling, the same on both databases, and an honest nothing."""

from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.listings import Reader
from bot.domain.offers import Details, OfferText
from bot.search import parts as parts_module
from bot.search import ranking, terms
from bot.search.normalise import words
from bot.search.query import Query
from bot.search.thesaurus import written_in
from bot.search.understanding import CONCEPT, understand
from storage import schema
from storage.catalogue import listings, places
from storage.engine.database import Database
from tests.harness.databases import KINDS, NOW, Templates, open_database, services

QUERIES = [
    "Deutschkurs",
    "Schwimmen für Frauen",
    "دورة ألمانية مساء",
    "курс німецької ввечері",
    "Wohnung",
    "help with my landlord",
    "Schwimkurs",
    "Moebel",
    "hausaufgaben kinder",
]


def asked(text: str, language: str = "de") -> Query:
    return understand(text, written_in(text, language, services().thesaurus), services().thesaurus)


async def hits(database: Database, text: str, district: str = "waldshut") -> list[tuple[str, int]]:
    async with database.read() as store:
        found = await places.district_named(store, district)
        assert found
        return [
            (hit.offer.external_id, hit.score)
            for hit in await listings.best(store, Reader(NOW.date(), found.id), asked(text), 10)
        ]


async def every_hit(database: Database, text: str) -> list[tuple[str, int]]:
    async with database.read() as store:
        found = await places.district_named(store, "waldshut")
        assert found
        reader = Reader(NOW.date(), found.id)
        return [
            (hit.offer.external_id, hit.score)
            for hit in await listings.best(store, reader, asked(text), 100)
        ]


async def titles(database: Database, text: str) -> list[str]:
    async with database.read() as store:
        found = await places.district_named(store, "waldshut")
        assert found
        shown = await listings.best(store, Reader(NOW.date(), found.id), asked(text), 5)
        return [
            text.title for hit in shown for text in hit.offer.details.texts if text.language == "de"
        ]


FOUND = (
    ("Schwimmkurs", "Schwimmkurs für Kinder"),
    ("SCHWIMMKURS", "Schwimmkurs für Kinder"),
    ("Schwimkurs", "Schwimmkurs für Kinder"),
    ("Moebel", "Möbellager: günstige Möbel"),
    ("Mobel", "Möbellager: günstige Möbel"),
    ("Hausaufgaben", "Hausaufgabenhilfe für Schulkinder"),
    ("Fahrrad", "Fahrradwerkstatt"),
    ("мовне кафе", "Sprachcafé"),
    ("السباحة للأطفال", "Schwimmkurs für Kinder"),
    ("Schuldner", "Schuldnerberatung"),
)


@pytest.mark.every_database
async def test_it_finds(database: Database) -> None:
    shown = {query: (await titles(database, query))[:3] for query, _ in FOUND}
    assert [(query, shown[query]) for query, title in FOUND if title not in shown[query]] == []


@pytest.mark.every_database
async def test_nonsense_finds_nothing(database: Database) -> None:
    for query in (
        "xyzzy qwrtzp",
        "aaaaaaaa",
        "🙂🙂🙂",
        "12345678",
        "...",
        "lorem ipsum dolor sit amet",
    ):
        assert (query, await hits(database, query)) == (query, [])


async def test_both_databases_give_the_same_ids_and_scores(templates: Templates) -> None:
    both = [open_database(templates.fresh(kind, samples=True)) for kind in KINDS]
    for query in QUERIES:
        first, second = [await hits(database, query) for database in both]
        assert first == second
        assert first or query == "help with my landlord"
    for database in both:
        await database.close()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Küche", "Kueche"),
        ("KÜCHE", "kuche"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("أحمد", "احمد"),
        ("مدرسة", "مدرسه"),
        ("المدرسة", "مدرسة"),
        ("کتاب", "كتاب"),
        ("می‌خواهم", "میخواهم"),
        ("١٢٣", "123"),
        ("ሠላም", "ሰላም"),
        ("l’école", "ecole"),
        ("Straße", "STRASSE"),
        ("п’ять", "пять"),
    ],
)
def test_one_spelling_for_all(one: str, other: str) -> None:
    assert words(one) == words(other)


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text_becomes_terms(text: str) -> None:
    query = asked(text)
    assert all(
        0 < weight <= max(CONCEPT) and 0 <= term < 2**63 for term, weight in query.weights.items()
    )
    assert query.covering.keys() <= query.weights.keys()
    assert ranking.floor(query.weights, query) >= 1


def test_the_letters_of_a_town_say_nothing() -> None:
    """ "Impfungen" shares letters with Bad Säckingen, where a swimming course takes place."""
    details = Details(
        texts=(OfferText("de", "Schwimmkurs", "Im Hallenbad von Bad Säckingen"),),
        organisation="Stadt Bad Säckingen",
        municipality="Bad Säckingen",
    )
    indexed = terms.of_details(details, (), services().thesaurus)
    whole, *grams = (term for term, _ in terms.of_word("sackingen"))
    assert whole in indexed
    assert not indexed.keys() & set(grams)


def test_the_name_of_a_town_is_no_topic() -> None:
    """An offer in Bad Säckingen is not about baths because it is there."""
    about = {"Sprechstunde": False, "Schwimmen": True}
    for title, swims in about.items():
        details = Details(
            texts=(OfferText("de", title, "Im Rathaus von Bad Säckingen"),),
            organisation="Stadt Bad Säckingen",
            municipality="Bad Säckingen",
        )
        indexed = terms.of_details(details, (), services().thesaurus)
        assert (terms.concept_term("swimming") in indexed) is swims


@pytest.mark.every_database
async def test_the_tail_is_cut_where_it_answers_no_more(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has less than a share of the best score is left out, and nothing else."""
    cut = {query: await every_hit(database, query) for query in QUERIES}
    share = ranking.TAIL
    monkeypatch.setattr(ranking, "TAIL", 0)
    whole = {query: await every_hit(database, query) for query in QUERIES}
    for query, found in whole.items():
        best = max((score for _, score in found), default=0)
        assert cut[query] == [hit for hit in found if hit[1] * 100 >= best * share]
    assert cut != whole


def test_common_words_that_a_question_demands_are_counted_before_rare_letters() -> None:
    demanded, letters = 1, range(2, 300)
    seen = dict.fromkeys(letters, 40) | {demanded: 5_000}
    weights = dict.fromkeys(seen, 1)
    kept = ranking.affordable(weights, seen, {demanded})
    assert demanded in kept
    assert 0 < len(kept) < len(seen)
    assert sum(map(seen.__getitem__, kept)) <= ranking.FURTHER_ROWS
    assert demanded not in ranking.affordable(weights, seen, ())


async def test_a_question_is_answered_by_what_it_demands_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where words are common there is no room for letters that only put offers in order."""
    whole = {query: bool(await every_hit(database, query)) for query in QUERIES}
    monkeypatch.setattr(ranking, "FURTHER_ROWS", 0)
    assert {query: bool(await every_hit(database, query)) for query in QUERIES} == whole


@pytest.mark.every_database
async def test_what_has_the_facts_comes_first(database: Database) -> None:
    """Good offers with every fact that works as a filter stand before the others, in each part."""
    for said in ("Deutschkurs am Abend", "Schwimmen für Frauen", "Deutschkurs B1"):
        wanted = asked(said).filters.values()
        found = await every_hit(database, said)
        least = max(score for _, score in found) * ranking.FITTING
        fits = [
            (await has_terms(database, offer_id, wanted)) and score * 100 >= least
            for offer_id, score in found
        ]
        assert wanted
        assert fits == sorted(fits, reverse=True)
        scores = [score for _, score in found]
        assert scores[: sum(fits)] == sorted(scores[: sum(fits)], reverse=True)


async def has_terms(database: Database, external_id: str, wanted: Collection[int]) -> bool:
    """Return whether an offer was indexed with all of some terms."""
    chosen = (
        select(schema.offer_term.c.term)
        .join(schema.offer, schema.offer.c.id == schema.offer_term.c.offer_id)
        .where(schema.offer.c.external_id == external_id)
    )
    async with database.read() as store:
        return set(wanted) <= set((await store.execute(chosen)).scalars())


@pytest.mark.every_database
async def test_what_is_not_wanted_sinks(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who looks for work without German is not shown German courses; others are where they were."""
    assert not [title for title in await titles(database, UNWANTED) if "Deutsch" in title]
    monkeypatch.setattr(parts_module, "AGAINST", 0)
    assert [title for title in await titles(database, UNWANTED) if "Deutsch" in title]


UNWANTED = "Gespräch und Treffen ohne Deutschkurs"


def test_only_who_names_a_wider_topic_is_about_it_itself() -> None:
    """A swimming course is sport, too, but who looks for yoga is not helped by it."""

    def has(title: str, field: str = "") -> list[bool]:
        details = Details("Verein", (OfferText("de", title),))
        indexed = terms.of_details(details, (field,), services().thesaurus)
        sought = terms.concept_term("sport"), terms.own_term("sport"), terms.own_term("swimming")
        return [term in indexed for term in sought]

    assert has("Schwimmkurs für Kinder") == [True, False, False]
    assert has("Schwimmkurs für Kinder", "Sport und Freizeit") == [True, False, False]
    assert has("Sport für alle") == [True, True, False]


def test_translations_do_not_weigh_five_times() -> None:
    def of(*codes: str) -> dict[int, int]:
        details = Details("VHS", tuple(OfferText(code, "Yoga") for code in codes))
        return {
            term: weight
            for term, weight in terms.of_details(details, (), services().thesaurus).items()
            if term not in map(terms.language_term, codes)
        }

    assert of("de") == of("de", "en", "fr", "uk", "ar")
