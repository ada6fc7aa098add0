"""Meaning beside words: the encoder, vectors of offers, examples, and all their ways to fail."""

import asyncio
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.domain.listings import Reader
from bot.domain.offers import Details, OfferText
from bot.search import encoder as encoding
from bot.search.encoder import AT_ONCE, LONGEST, MODEL, WIDTH, Encoder, NoEncoder, batches
from bot.search.example_vectors import load_examples, store_vectors
from bot.search.examples import Examples, Vote, folded, read_examples
from bot.search.fusion import fused
from bot.search.intents import said
from bot.search.meaning import (
    GERMAN,
    IN_GERMAN,
    TEXT,
    TITLE,
    Near,
    catalogue_of,
    pieces,
)
from bot.search.meaning import (
    PASSAGES as OTHERS,
)
from bot.search.teaching import taught
from bot.search.thesaurus import CRISIS
from bot.search.understanding import understand
from bot.search.vector_files import read_vectors
from handlers.dialogue.conversation import Conversation
from handlers.telegram.emulator.server import Emulator
from handlers.workflows.encoding import QUEUE
from handlers.workflows.meaning import BATCH, RELOADED, Meaning
from handlers.workflows.services import Services
from handlers.workflows.thesaurus import understood
from handlers.workflows.vectors import make_vectors
from locales import LOCALES
from storage import schema
from storage.catalogue import listings, meanings, offers, places
from storage.engine.database import Database
from storage.samples import PASSAGES
from tests.harness.databases import NOW, services
from tests.harness.patience import scaled
from tests.harness.talk import Talk
from tests.harness.telegram import on_telegram


class Letters:
    """Pretends to be the encoder: texts with the same letters are near."""

    def __init__(self) -> None:
        self.count, self.read = 0, set[str]()

    def questions(self, texts: Sequence[str]) -> Any:
        return self.passages(texts)

    def passages(self, texts: Sequence[str]) -> Any:
        self.count += len(texts)
        self.read |= {*texts}
        rows = np.zeros((len(texts), WIDTH))
        for row, text in zip(rows, texts, strict=True):
            letters = np.frombuffer(text.casefold().encode("utf-32-le"), dtype=np.uint32)
            row += np.bincount(letters % WIDTH, minlength=WIDTH)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return (rows * 127 / np.maximum(lengths, 1)).astype(np.int8)


def by_letters(**values: Any) -> Meaning:
    return Meaning(Letters, **values)


async def ids(database: Database, spoken: Services, words: str) -> list[str]:
    async with database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        query = await understood(store, spoken, words, "de", district.id, NOW.date())
        reader = Reader(NOW.date(), district.id)
        return [hit.offer.external_id for hit in await listings.best(store, reader, query, 10)]


async def stale(database: Database) -> list[int]:
    async with database.read() as store:
        return list(await meanings.stale(store, MODEL, 1000))


@pytest.mark.every_database
async def test_vectors_are_made_once_and_again_when_texts_change(database: Database) -> None:
    meaning = by_letters()
    every = await stale(database)
    assert len(every) > BATCH
    assert await make_vectors(meaning, database, NOW) == len(every)
    assert not await stale(database)
    assert await make_vectors(meaning, database, NOW) == 0
    async with database.write() as store:
        mine = schema.offer_text.c.offer_id == every[0]
        await store.execute(update(schema.offer_text).where(mine).values(title="Ganz anders"))
        await offers.indexed(store, {every[0]: 1})
    assert await stale(database) == every[:1]
    assert await make_vectors(meaning, database, NOW) == 1


@pytest.mark.every_database
async def test_a_killed_process_has_kept_its_batches(database: Database) -> None:
    every = await stale(database)
    turns = iter([False] * (BATCH + 2) + [True] * 10_000)
    await make_vectors(by_letters(), database, NOW, stopping=lambda: next(turns))
    rest = await stale(database)
    assert 0 < len(rest) < len(every)
    assert await make_vectors(by_letters(), database, NOW) == len(rest)


@pytest.mark.every_database
async def test_two_processes_make_the_same(database: Database) -> None:
    await asyncio.gather(
        make_vectors(by_letters(), database, NOW), make_vectors(by_letters(), database, NOW)
    )
    assert not await stale(database)


async def test_who_waits_for_the_first_text_has_not_loaded_the_encoder(database: Database) -> None:
    await make_vectors(by_letters(), database, NOW)
    loaded: list[Letters] = []

    def load() -> Any:
        loaded.append(Letters())
        return loaded[0]

    meaning = Meaning(load)
    assert await make_vectors(meaning, database, NOW) == 0
    assert not loaded
    await meaning.prepare("Deutschkurs")
    assert loaded


@pytest.mark.every_database
async def test_changed_words_of_the_search_need_no_new_vectors(database: Database) -> None:
    meaning = by_letters()
    await make_vectors(meaning, database, NOW)
    async with database.write() as store:
        await offers.indexed(store, dict.fromkeys(await offers.ids(store), 1))
    letters = Letters()
    again = Meaning(lambda: letters)  # type: ignore[arg-type, return-value]
    assert await make_vectors(again, database, NOW) > 0
    assert letters.count == 0
    assert not await stale(database)


@pytest.mark.every_database
async def test_another_model_makes_all_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_vectors(by_letters(), database, NOW)
    monkeypatch.setattr("handlers.workflows.meaning.MODEL", "another")
    assert await make_vectors(by_letters(), database, NOW) > BATCH


async def test_without_an_encoder_everything_works_as_before(database: Database) -> None:
    def missing() -> Encoder:
        raise NoEncoder("not installed")

    for meaning in (Meaning(missing), Meaning(enabled=False)):
        spoken = replace(services(), meaning=meaning)
        assert await make_vectors(meaning, database, NOW) == 0
        assert await ids(database, spoken, "Deutschkurs") == await ids(
            database, services(), "Deutschkurs"
        )


async def test_a_transaction_that_writes_computes_nothing(database: Database) -> None:
    letters = Letters()
    meaning = Meaning(lambda: letters)  # type: ignore[arg-type, return-value]
    await make_vectors(meaning, database, NOW)
    before = letters.count
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        assert not (await meaning.sense(store, "Deutschkurs", district.id)).near
    assert letters.count == before
    await meaning.prepare("Deutschkurs")
    async with database.write() as store:
        assert (await meaning.sense(store, "Deutschkurs", district.id)).near


async def test_who_comes_when_many_wait_is_answered_by_words(database: Database) -> None:
    meaning = by_letters()
    await make_vectors(meaning, database, NOW)
    meaning._encoding._waiting = QUEUE
    spoken = replace(services(), meaning=meaning)
    assert await ids(database, spoken, "Deutschkurs") == await ids(
        database, services(), "Deutschkurs"
    )


class Slow(Letters):
    """Reads its first passage until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may_end = threading.Event(), threading.Event()

    def questions(self, texts: Sequence[str]) -> Any:
        return super().passages(texts)

    def passages(self, texts: Sequence[str]) -> Any:
        self.begun.set()
        assert self.may_end.wait(scaled(60))
        return super().passages(texts)


async def test_who_asks_does_not_wait_for_the_text_of_an_offer(database: Database) -> None:
    encoder = Slow()
    meaning = Meaning(lambda: encoder)  # type: ignore[arg-type, return-value]
    making = asyncio.create_task(make_vectors(meaning, database, NOW))
    assert await asyncio.to_thread(encoder.begun.wait, scaled(60))
    await meaning.prepare("Deutschkurs")
    assert meaning._encoding.remembered("Deutschkurs")
    encoder.may_end.set()
    assert await making


def test_threads_that_encode_at_once_do_not_disturb_each_other(encoder: Encoder) -> None:
    texts = [f"Wo finde ich {word}?" * count for word in ("Arbeit", "лікаря") for count in (1, 9)]
    alone = [encoder.questions([text]).tobytes() for text in texts]
    with ThreadPoolExecutor(len(texts)) as threads:
        for _ in range(5):
            at_once = threads.map(lambda text: encoder.questions([text]).tobytes(), texts)
            assert list(at_once) == alone


def test_the_order_of_two_orders() -> None:
    order = fused([1, 2, 3], [Near(3, 90), Near(4, 80)])
    assert [found.offer_id for found in order] == [3, 1, 2, 4]
    assert order[0].by_words
    assert order[-1].by_words == 0


def test_pieces_of_an_offer_are_short_and_complete() -> None:
    words = [f"Satz {count} über den Kurs." for count in range(200)]
    details = Details("Träger", (OfferText("de", "Kurs", " ".join(words), ""),))
    cut = pieces(details)
    assert cut[0].text == "Kurs"
    assert all(len(piece.text) <= 1000 for piece in cut)
    assert "Satz 0 über" in cut[1].text
    assert len(cut) <= 10
    assert pieces(replace(details, texts=(OfferText("ti", "ኮርስ", "", ""),)))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    try:
        return Encoder()
    except NoEncoder as reason:
        pytest.skip(str(reason))


HARD = st.text(max_size=2 * LONGEST)


@settings(max_examples=60, deadline=None)
@given(HARD)
def test_any_text_has_a_vector(encoder: Encoder, text: str) -> None:
    assert encoder.questions([text]).shape == (1, WIDTH)


def test_letters_that_unfold_to_many(encoder: Encoder) -> None:
    for text in ("\ufdfa" * 5000, "\0" * 50, "", "\ud800 x", "ﬃ" * 10_000, "😀" * 9000):
        assert encoder.passages([text]).shape == (1, WIDTH)


def test_texts_that_are_read_at_once_mean_what_they_mean_alone(encoder: Encoder) -> None:
    texts = ["Deutschkurs", "", "Wo? " * 150, "курси німецької", "x" * 3 * AT_ONCE, "Kleiderkammer"]
    alone = [encoder.passages([text])[0] for text in texts]
    assert np.array_equal(encoder.passages(texts), alone)


def test_few_letters_are_read_at_once() -> None:
    texts = ["a" * AT_ONCE, "", "b" * AT_ONCE, "c", "d" * (AT_ONCE + 1), "e"]
    read = list(batches(texts))
    assert [text for batch in read for text in batch] == texts
    assert [len(batch) for batch in read] == [2, 1, 1, 1, 1]
    assert not list(batches([]))


async def test_an_offer_that_was_read_in_part_is_stored_later(database: Database) -> None:
    letters, asked = Letters(), count()
    every = await stale(database)
    await make_vectors(Meaning(lambda: letters), database, NOW, stopping=lambda: next(asked) > 4)
    stored = [offer_id for offer_id in every if offer_id not in await stale(database)]
    async with database.read() as store:
        loaded = await offers.as_stored(store, stored)
        rows = meanings.of_district(store, loaded[0].district_id, MODEL)
        made = {row.offer_id: len(row.kinds) async for row in rows}
    cut = {offer.id: pieces(offer.details) for offer in loaded}
    assert made == {offer_id: len(each) for offer_id, each in cut.items()}
    assert letters.read > {piece.text for each in cut.values() for piece in each}


def test_nearness_means_meaning(encoder: Encoder) -> None:
    question, course, flat = encoder.questions(
        ["хочу вивчати німецьку", "Deutschkurs für Anfänger", "Wohnung mieten"]
    ).astype(int)
    assert question @ course > question @ flat


def test_a_damaged_or_missing_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "_package", lambda: tmp_path)
    with pytest.raises(NoEncoder, match="cannot be read"):
        Encoder()
    (tmp_path / "e5-small-q4.bin").write_bytes(b"x" * 100)
    with pytest.raises(NoEncoder, match="damaged"):
        Encoder()


def test_an_old_processor_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_knows", lambda _: False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    with pytest.raises(NoEncoder, match="AVX2"):
        encoding._check(Path())


def examples_in(folder: Path, lines: Sequence[str]) -> Path:
    path = folder / "de" / "questions.tsv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("concept\tstyle\tquestion\n" + "\n".join(lines) + "\n", "utf-8")
    return path


def test_vectors_of_examples_are_kept(tmp_path: Path) -> None:
    path = examples_in(
        tmp_path, ["rent\tshort\tmiete zu hoch", "debt\tstory\tich kann nicht zahlen"]
    )
    letters = Letters()
    assert store_vectors(path, letters) == 2  # type: ignore[arg-type]
    kept = Letters()
    examples = load_examples(tmp_path, kept)  # type: ignore[arg-type]
    assert kept.count == 0
    assert examples.votes(letters.questions(["miete zu hoch"]))[0].concept == "rent"
    examples_in(tmp_path, ["rent\tshort\tmiete zu hoch", "debt\tstory\tneu"])
    load_examples(tmp_path, kept)  # type: ignore[arg-type]
    assert kept.count == 1


@pytest.mark.parametrize("content", [b"", b"broken", f"{MODEL}\n".encode() + b"x" * 17])
def test_broken_vectors_of_examples_are_made_again(tmp_path: Path, content: bytes) -> None:
    path = examples_in(tmp_path, ["rent\tshort\tmiete zu hoch"])
    path.with_suffix(".vectors").write_bytes(content)
    letters = Letters()
    load_examples(tmp_path, letters)  # type: ignore[arg-type]
    assert letters.count == 1


async def test_the_vectors_of_all_sample_offers_are_shipped(database: Database) -> None:
    """A first start is not busy with them; ``handlers.files.sample_vectors`` makes new ones."""
    letters = Letters()
    meaning = Meaning(
        lambda: letters,  # type: ignore[arg-type, return-value]
        known=partial(read_vectors, PASSAGES),
    )
    assert await make_vectors(meaning, database, NOW) > BATCH
    assert letters.count == 0


def test_a_line_without_three_columns_is_named(tmp_path: Path) -> None:
    path = examples_in(tmp_path, ["rent\tmiete zu hoch"])
    with pytest.raises(ValueError, match="line 2"):
        read_examples(path)


def test_stored_vectors_are_those_of_the_questions(encoder: Encoder) -> None:
    """A question that was changed without --update would be encoded at every start."""

    class Untouched(Letters):
        def questions(self, texts: Sequence[str]) -> Any:
            assert not texts, texts[:3]
            return np.empty((0, WIDTH), dtype=np.int8)

    examples = load_examples(LOCALES, Untouched())  # type: ignore[arg-type]
    place = len(examples.concepts) // 2
    path = next(iter(sorted(LOCALES.glob("*/questions.tsv"))))
    first = encoder.questions([read_examples(path)[0].question])
    assert examples.vectors is not None
    assert np.abs(examples.vectors[0].astype(int) - first[0]).max() <= 2
    assert place


def test_votes_become_concepts() -> None:
    thesaurus = services().thesaurus
    query = understand("ich weiss nicht mehr wohin mit den briefen", "de", thesaurus)
    letters = Letters()
    examples = Examples(["debt"], letters.questions(["ich weiss nicht mehr wohin"]))
    votes = examples.votes(letters.questions(["ich weiss nicht mehr wohin mit den briefen"]))
    assert "debt" in taught(query, votes, thesaurus).concepts
    assert taught(query, (), thesaurus) == query


def test_words_that_mean_something_are_searched_for_whatever_resembles_them() -> None:
    """Examples near to "Deutschkurs" all wish for another language: it is a course all the same."""
    thesaurus = services().thesaurus
    resembling = (Vote("intent:language", 100),)
    wrong = [
        words
        for words in ("Deutschkurs", "Deutsch-Kurs", "Arzt", "Wohnung", "doctor")
        if taught(understand(words, "de", thesaurus), resembling, thesaurus).intent
    ]
    assert not wrong


def test_a_concept_that_no_example_means_is_no_search() -> None:
    """ "Arrêtez" looks like the word for who was arrested; a word that is known alone is sought."""
    thesaurus = services().thesaurus
    stop = understand("arrêtez de m'envoyer des messages", "fr", thesaurus)
    assert stop.concepts == ("prison",)
    assert taught(stop, (Vote("intent:stop", 100),), thesaurus).intent == "stop"
    assert not taught(stop, (Vote("intent:stop", 95), Vote("prison", 5)), thesaurus).intent
    data = understand("efface toutes mes données", "fr", thesaurus)
    assert data.concepts == ("data_protection",)
    votes = (Vote("intent:forget", 60), Vote("data_protection", 40))
    assert taught(data, votes, thesaurus).intent == "forget"


def test_what_all_words_say_is_ours_whatever_it_resembles() -> None:
    """ "Second hand BMW" is none of ours, second-hand furniture is; a recipe is no prescription."""
    thesaurus = services().thesaurus
    votes = (Vote("none", 80), Vote("furniture", 12))
    said = (
        ("second hand furniture", "en", False),
        ("second hand BMW 320", "en", True),
        ("рецепт борща", "ru", True),
    )
    for words, code, is_outside in said:
        assert taught(understand(words, code, thesaurus), votes, thesaurus).outside is is_outside


def test_one_example_of_many_confirms_nothing() -> None:
    """A dish of which all words are known is none of ours, although one example cooks."""
    thesaurus = services().thesaurus
    dish = understand("рецепт борщу", "uk", thesaurus)
    assert taught(dish, (Vote("none", 97), Vote("cooking", 3)), thesaurus).outside
    assert not taught(dish, (Vote("none", 60), Vote("cooking", 40)), thesaurus).outside


def test_what_somebody_wants_of_us_is_no_topic_by_its_words() -> None:
    """All words of it name a concept ("Nachrichten": media), but no example is about that."""
    thesaurus = services().thesaurus
    stop = understand("keine Nachrichten mehr bitte", "de", thesaurus)
    assert stop.concepts == ("media",)
    assert taught(stop, (Vote("intent:stop", 100),), thesaurus).intent == "stop"


def test_who_wishes_for_another_language_names_german_in_passing() -> None:
    """Unless an example is about German, too, or a course is asked for."""
    thesaurus = services().thesaurus
    wish = understand("Можна українською? Німецької я не розумію", "uk", thesaurus)
    assert wish.concepts == ("german_course",)
    votes = (Vote("intent:language", 100),)
    assert taught(wish, votes, thesaurus).intent == "language"
    also = (Vote("intent:language", 95), Vote("german_course", 5))
    assert not taught(wish, also, thesaurus).intent
    course = understand("Ich verstehe kein Deutsch und suche einen Kurs", "de", thesaurus)
    assert not taught(course, votes, thesaurus).intent


@pytest.mark.parametrize(
    ("intent", "percent", "understood"),
    [("human", 85, "human"), ("human", 75, ""), ("stop", 85, ""), ("forget", 89, "")],
)
def test_what_cannot_be_taken_back_needs_more_examples(
    intent: str, percent: int, understood: str
) -> None:
    """Words name no topic here; that no more messages come, or data go, must be surer."""
    thesaurus = services().thesaurus
    said = understand("hmm na ja also wirklich", "de", thesaurus)
    votes = (Vote(f"intent:{intent}", percent), Vote("none", 100 - percent))
    assert taught(said, votes, thesaurus).intent == understood


def test_who_asks_who_we_are_may_name_a_thing() -> None:
    thesaurus = services().thesaurus
    question = understand("bist du ein echter Mensch oder Computer", "de", thesaurus)
    assert "computer" in question.concepts
    votes = (Vote("intent:who", 79), Vote("intent:human", 21))
    assert taught(question, votes, thesaurus).intent == "who"
    assert not taught(question, (*votes, Vote("computer", 10)), thesaurus).intent


@pytest.mark.parametrize(
    ("votes", "is_urgent"),
    [
        ((Vote("intent:crisis", 73), Vote("suicide", 10)), True),
        ((Vote("suicide", 86),), True),
        ((Vote("suicide", 40), Vote("violence", 20), Vote("debt", 40)), False),
        ((Vote("none", 80), Vote("suicide", 20)), False),
    ],
)
def test_a_crisis_without_a_word_of_it_needs_nearly_all_examples(
    votes: tuple[Vote, ...], is_urgent: bool
) -> None:
    thesaurus = services().thesaurus
    query = understand("Ich will mich aus dem Leben verabschieden", "de", thesaurus)
    assert CRISIS not in thesaurus.groups_of(query.concepts)
    found = taught(query, votes, thesaurus)
    assert (CRISIS in thesaurus.groups_of(found.concepts)) is is_urgent


def test_what_has_no_words_resembles_no_example() -> None:
    examples = Examples(["bicycle"], Letters().questions(["x"]))
    votes = {typed: examples.votes(Letters().questions(["x"]), typed) for typed in ("?", "🍕", "x")}
    assert [bool(vote) for vote in votes.values()] == [False, False, True]


def test_a_greeting_with_a_time_of_day_is_no_day() -> None:
    assert said((Vote("intent:greeting", 100, is_phrase=True),)) == "greeting"
    assert not said((Vote("intent:today", 100, is_phrase=True),))
    assert not said((Vote("intent:greeting", 100),))


async def test_of_what_was_typed_and_meant_counts_what_is_like_an_example(
    database: Database,
) -> None:
    examples = Examples(["debt", "none"], Letters().questions(["schulden", "dschungel"]))
    meaning = by_letters(teach=lambda _: examples)
    async with database.read() as store:
        votes = [
            (await meaning.sense(store, typed, None, meant)).votes[0].concept
            for typed, meant in (("schulxen", "schulden"), ("dschungel", "schulden"))
        ]
    assert votes == ["debt", "none"]


def test_a_phrase_typed_as_it_stands_means_its_intent() -> None:
    thesaurus = services().thesaurus
    examples = Examples(
        ["x"], Letters().questions(["x"]), {folded("Sprache ändern"): "intent:language"}
    )
    votes = examples.votes(Letters().questions(["x"]), "Sprache ändern")
    assert (
        taught(understand("Sprache ändern", "de", thesaurus), votes, thesaurus).intent == "language"
    )


def test_near_offers_are_those_of_plain_arithmetic() -> None:
    """Few different numbers, so that many offers are equally near, in more than one block."""
    wrong = []
    for seed in range(30):
        chance = np.random.default_rng(seed)
        kinds = [chance.integers(0, 3, chance.integers(0, 5)).tolist() for _ in range(3 * seed + 1)]
        vectors = chance.integers(-1, 2, (sum(map(len, kinds)), WIDTH)).astype(np.int8)
        vectors[:, 3:] = 0
        question = chance.integers(-127, 128, (1, WIDTH)).astype(np.int8)
        offer_ids = list(range(7, 7 + len(kinds)))
        catalogue = catalogue_of(offer_ids, [bytes(row) for row in kinds], vectors)
        with patch("bot.search.meaning.BLOCK", 8):
            near = list(catalogue.nearest(question, 30))
        if near != plainly_near(offer_ids, kinds, vectors.tolist(), question[0].tolist()):
            wrong.append(seed)
    assert not wrong


def plainly_near(
    offer_ids: list[int], kinds: list[list[int]], vectors: list[list[int]], question: list[int]
) -> list[Near]:
    """Return what ``Catalogue.nearest`` has to, a number at a time."""
    rows, bests = iter(vectors), []
    for row in kinds:
        best: dict[int, int] = {}
        for kind in row:
            product = sum(a * b for a, b in zip(next(rows), question, strict=True))
            best[kind] = max(product, best.get(kind, product))
        bests.append(best)
    gain = plainly_gained(bests)
    found = []
    for offer_id, best in zip(offer_ids, bests, strict=True):
        other, german = best.get(1, 0), best.get(2, 0)
        passage = max(other, german)
        likeness = TEXT * passage + TITLE * best.get(0, 0) + GERMAN * best.get(2, passage)
        alone = german > 0 and other == 0
        found.append(Near(offer_id, likeness + (TEXT + TITLE) * gain * alone))
    return sorted(found, key=lambda near: (-near.likeness, near.offer_id))[:30]


def plainly_gained(bests: Sequence[Mapping[int, int]]) -> int:
    """Return how much nearer the other passages of offers with German ones are, on average."""
    both = [(best.get(1, 0), best.get(2, 0)) for best in bests]
    gains = [max(0, other - german) for other, german in both if other > 0 and german > 0]
    return sum(gains) // max(len(gains), 1)


def test_only_german_is_as_near_as_what_has_the_language_of_the_question() -> None:
    """A text in the same language is nearer by that alone: the better German answer comes first."""
    german, ukrainian, better = 100, 115, 110
    vectors = np.zeros((5, WIDTH), np.int8)
    vectors[:, 0] = [german, ukrainian, better, german - 5, ukrainian - 5]
    kinds = [bytes([IN_GERMAN, OTHERS]), bytes([IN_GERMAN]), bytes([IN_GERMAN, OTHERS])]
    question = np.eye(1, WIDTH, dtype=np.int8)
    near = catalogue_of([1, 2, 3], kinds, vectors).nearest(question, 3)
    assert [offer.offer_id for offer in near] == [2, 1, 3]


async def test_what_was_typed_on_other_keys_is_prepared_as_it_was_meant(
    database: Database,
) -> None:
    meaning = by_letters()
    conversation = Conversation(database, replace(services(), meaning=meaning))
    talk = Talk(conversation, ("uk",))
    await talk.say("dfusnzf")
    await talk.say("Deutschkurs")
    assert list(meaning._encoding._questions) == ["вагітна", "Deutschkurs"]


async def test_vectors_that_are_being_made_are_not_read_after_each_batch(
    database: Database,
) -> None:
    """Another process makes them; here they are read again after a while, or when all are made."""
    seconds, read = [0.0], []
    meaning = by_letters(clock=lambda: seconds[0])
    await make_vectors(by_letters(), database, NOW)
    async with database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        stored = [row async for row in meanings.of_district(store, district.id, MODEL)]

    async def asked() -> int:
        async with database.read() as store:
            with patch.object(meanings, "of_district", wraps=meanings.of_district) as reading:
                assert (await meaning.sense(store, "Deutschkurs", district.id)).near
        return reading.call_count

    for seconds[0] in (1, 2, 3, 1 + RELOADED):
        async with database.write() as store:
            await meanings.replace(store, MODEL, stored[:1])
        read.append(await asked())
    assert read == [1, 0, 0, 1]
    seconds[0] += 1
    async with database.write() as store:
        await offers.indexed(store, dict.fromkeys(await offers.ids(store), 1))
        await meanings.replace(store, MODEL, stored[:1])
    await make_vectors(meaning, database, NOW)
    assert await asked() == 1, "all are made here"


async def test_telegram_prepares_what_was_meant_too(database: Database, emulator: Emulator) -> None:
    meaning = by_letters()
    async with on_telegram(database, replace(services(), meaning=meaning), emulator) as telegram:
        talk = Talk(telegram, ("uk",))
        await talk.say("dfusnzf")
        await talk.say("/help")
    assert list(meaning._encoding._questions) == ["вагітна"]
