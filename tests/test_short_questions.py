"""One word that is known is searched for, whatever short examples it is near to."""

import tomllib
from collections.abc import Iterator

import pytest

from bot.search.encoder import Encoder, NoEncoder
from bot.search.example_vectors import load_examples
from bot.search.examples import INTENT, NONE, Examples, Vote
from bot.search.facets import GROUPS
from bot.search.intents import BESIDE
from bot.search.lexemes import LOOKALIKES
from bot.search.query import Query
from bot.search.teaching import taught
from bot.search.understanding import understand
from locales import LOCALES
from locales.terms import entries
from tests.harness.databases import services

EVERY = 150
"""One of so many words of the thesaurus is asked."""
MISSED = 2
"""Words of a hundred that may be taken for what they are not."""


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    try:
        return Encoder()
    except NoEncoder as reason:
        pytest.skip(str(reason))


def _known() -> Iterator[tuple[str, str]]:
    """Yield language and text of the entries that are about a topic."""
    groups = services().thesaurus.groups
    for path in sorted(LOCALES.glob("*/terms.toml")):
        for concept, cell in tomllib.loads(path.read_text("utf-8")).items():
            if concept != LOOKALIKES and groups.get(concept, GROUPS[0]) not in GROUPS:
                yield from ((path.parent.name, entry) for entry in entries(cell))


def _known_words() -> Iterator[tuple[str, str]]:
    yield from ((code, entry) for code, entry in _known() if entry.isalpha())


def _known_phrases() -> Iterator[tuple[str, str]]:
    yield from ((code, entry) for code, entry in _known() if " " in entry and "*" not in entry)


def test_a_known_word_is_a_search(encoder: Encoder) -> None:
    """ "Divano" is no goodbye, "plivati" (swim) is not what nobody can answer."""
    thesaurus = services().thesaurus
    chosen = list(_known_words())[::EVERY]
    examples = load_examples(LOCALES, encoder)
    lost = []
    for (code, word), vector in zip(
        chosen, encoder.questions([word for _, word in chosen]), strict=True
    ):
        votes = examples.votes(vector[None], word)
        query = taught(understand(word, code, thesaurus, own=code), votes, thesaurus)
        if query.concepts and (query.outside or not query.is_search):
            lost.append(f"{code}: {word}")
    assert len(chosen) > 100
    assert len(lost) <= MISSED * len(chosen) // 100, lost


def test_words_of_no_intent_are_none(encoder: Encoder) -> None:
    """The one example near to "babica" wishes a good morning; its word stands in no greeting."""
    taught_ = ("guten morgen", "hallo", "hebamme gesucht", "witz erzählen")
    concepts = ("intent:greeting", "intent:greeting", "midwife", NONE)
    phrases = {"guten morgen": concepts[0], "hallo": concepts[1]}
    examples = Examples(concepts, encoder.questions(taught_), phrases)

    def of_intents(word: str) -> list[Vote]:
        votes = examples.votes(encoder.questions([word]), word)
        return [vote for vote in votes if vote.concept.startswith(INTENT)]

    assert not of_intents("babica")
    assert of_intents("guten hallo"), "words of intents"
    assert of_intents("gutn morgen"), "mistyped, and clearly like one"


TROUBLES = {
    "me van a desalojar": ("es", "eviction"),
    "dimentica le cose": ("it", "dementia"),
    "رفضوا طلبي": ("ar", "asylum_rejection"),
    "отпустили ме": ("sr", "dismissal"),
    "nu vorbește încă": ("ro", "speech_therapy"),
}
"""What happened to somebody, near to examples of "no more of this": language and topic."""
ENDING = {
    "keine Nachrichten mehr": ("de", "stop"),
    "quiero darme de baja": ("es", "stop"),
    "don't store anything": ("en", "forget"),
    "löscht alles über mich": ("de", "forget"),
}
ONE_PHRASE = 60
"""One of so many phrases of the thesaurus is asked."""


def judged(words: str, code: str, intent: str) -> Query:
    """Return the query of words of which all examples near to them mean an intent."""
    thesaurus = services().thesaurus
    votes = (Vote(f"{INTENT}{intent}", 100),)
    return taught(understand(words, code, thesaurus, own=code), votes, thesaurus)


def test_who_tells_of_a_topic_ends_nothing() -> None:
    """ "They are evicting me" is answered with help, not with the end of all messages."""
    for words, (code, topic) in TROUBLES.items():
        for intent in ("stop", "forget"):
            query = judged(words, code, intent)
            assert (topic in query.topics, query.intent) == (True, ""), words
    for words, (code, intent) in ENDING.items():
        assert judged(words, code, intent).intent == intent, words


def test_no_phrase_of_a_topic_ends_anything() -> None:
    """Whatever examples say, if its words say the topic."""
    phrases = list(_known_phrases())[::ONE_PHRASE]
    ended = [
        (code, phrase)
        for code, phrase in phrases
        if (query := judged(phrase, code, "stop")).intent
        and set(query.topics).difference(BESIDE[f"{INTENT}stop"])
    ]
    assert len(phrases) > 100
    assert not ended


def test_a_language_that_is_not_ours_is_not_heard_as_english() -> None:
    """Urdu by somebody who reads English: "chalega" is not "gay", and "لائسنس" no drawing."""
    thesaurus = services().thesaurus
    words = "کیا میرا ڈرائیونگ لائسنس یہاں چلے گا"
    assert understand(words, "ar", thesaurus, own="en").language != "en"
    assert "lgbt" not in understand(words, "ar", thesaurus, own="en").concepts


def test_titles_of_offices_mean_their_topics() -> None:
    """Offices name offers by one long word; who asks for its topic must find it."""
    thesaurus = services().thesaurus
    titles = {
        "Krebsberatungsstelle": "cancer", "Scheidungsberatung": "divorce", "Zahnmobil": "dentist",
        "Alleinerziehendentreff": "single_parent", "Kinderkleiderbörse": "clothes",
        "Tierschutzverein": "pets", "Asylverfahrensberatung": "asylum", "Nähcafé": "sewing",
        "Pflegehelferkurs": "health_profession", "Gründungsberatung": "self_employment",
    }  # fmt: skip
    missed = [
        title
        for title, concept in titles.items()
        if concept not in thesaurus.concepts_of(title, "de")
    ]
    assert not missed
