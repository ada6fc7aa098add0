"""What a sentence turns down where no comma helps: contrasts, preferences, questions."""

import tomllib
from collections.abc import Iterator
from zlib import crc32

import pytest

from bot.search.examples import read_examples
from bot.search.negators import BUSY, Entry, Negations, Side
from bot.search.normalise import words
from bot.search.reading import read
from bot.search.thesaurus import written_in
from locales import LOCALES
from tests.harness.databases import services
from tests.test_negation import against
from tests.test_other_spellings import asked

LANGUAGES = sorted(path.parent.name for path in LOCALES.glob("*/terms.toml"))
TOPICS = ("dentist", "bicycle")
"""Topics of one word or phrase that says nothing else, in every language."""
DAY = "monday"


def negations_of(language: str) -> Negations:
    return services().thesaurus.negations[language]


def word_for(concept: str, language: str) -> str:
    """Return the first word for a concept."""
    terms = tomllib.loads((LOCALES / language / "terms.toml").read_text("utf-8"))
    return str(terms[concept]).split(",")[0]


def pairs(language: str) -> Iterator[tuple[Entry, str]]:
    """Yield the entries of two parts with a sentence: "not a dentist but a bicycle"."""
    unwanted, wanted = (word_for(topic, language) for topic in TOPICS)
    for entry in negations_of(language).entries:
        phrase = " ".join(entry.phrase)
        if entry.closing:
            yield entry, f"{phrase} {unwanted} {' '.join(entry.closing)} {wanted}"
        elif entry.opening and entry.key == "unwanted":
            yield entry, f"{' '.join(entry.opening)} {wanted} {phrase} {unwanted}"


def is_turned(sentence: str, language: str) -> bool:
    """Return whether the first topic is turned down, and the second one is not."""
    query = asked(sentence, language)
    return TOPICS[0] in against(query) and TOPICS[1] in query.concepts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pair_turns_one_side_and_wants_the_other(language: str) -> None:
    wrong = [said for _, said in pairs(language) if not is_turned(said, language)]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_negation_at_the_end_of_a_short_clause_turns_the_day_before_it(language: str) -> None:
    day = word_for(DAY, language)
    ends = [
        " ".join(entry.phrase)
        for entry in negations_of(language).entries
        if entry.key in ("not", BUSY) and entry.side in (Side.USUAL, Side.EITHER)
    ]
    assert not [end for end in ends if DAY not in against(asked(f"{day} {end}", language))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_wants_the_day_that_it_denies(language: str) -> None:
    day, negations = word_for(DAY, language), negations_of(language)
    negators = [e for e in negations.entries if e.key == "not" and e.side is not Side.BEFORE]
    first = [" ".join(entry.phrase) for entry in negators if len(entry.phrase) == 1][:1]
    led = [f"{' '.join(phrase)} {no} {day}" for phrase in negations.leading for no in first]
    questions = [*led, *(f"{' '.join(phrase)} {day}?" for phrase in negations.asking)]
    assert not [said for said in questions if DAY in against(asked(said, language))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_which_ones_are_not_means_what_it_says(language: str) -> None:
    day, negations = word_for(DAY, language), negations_of(language)
    phrases = (f"{' '.join(phrase)} {day}" for phrase in negations.asking)
    denied = [said for said in phrases if DAY in against(asked(said, language))][:2]
    questions = [f"{' '.join(which)} {said}?" for which in negations.which for said in denied]
    assert not [said for said in questions if DAY not in against(asked(said, language))]


def test_no_phrase_stands_in_two_clauses() -> None:
    """Of every 64th example: what a comma parts means nothing together."""
    thesaurus, wrong = services().thesaurus, []
    for language in LANGUAGES:
        for example in read_examples(LOCALES / language / "questions.tsv"):
            said = example.question
            if crc32(said.encode()) % 64 == 0:
                code = written_in(said, language, thesaurus)
                reading = read(said, code, language, thesaurus)
                spots = [match.positions for match in reading.matches]
                wrong += [said for at in spots if len({reading.clauses[i] for i in at}) > 1]
    assert not wrong


INSTEAD = (
    ("Ich möchte keine Arbeit sondern eine Ausbildung", "de", "work", "apprenticeship"),
    ("Ich würde lieber schwimmen als tanzen", "de", "dance", "swimming"),
    ("Schwimmen statt Tanzen", "de", "dance", "swimming"),
    ("I would rather play football than sing in a choir", "en", "choir", "football"),
    ("Non cerco un lavoro ma un corso di tedesco", "it", "work", "german_course"),
    ("Ne tražim posao nego stan", "sr", "work", "housing"),
    ("Не търся работа а жилище", "bg", "job_search", "housing"),
    ("Shaqo ma doonayo, guri baan raadinayaa", "so", "work", "flat_search"),
    ("یوگا را به رقص ترجیح می‌دهم", "fa", "dance", "yoga"),
    ("صبح نه شب کلاس آلمانی می‌خواهم", "fa", "morning", "evening"),
    ("Ez ne li kar lê li xanî digerim", "kmr", "work", "flat_search"),
    ("Yoga gibt es hier, aber nicht am Abend", "de", "evening", "yoga"),
)
"""What is not wanted, and what is wanted instead."""


def test_what_is_wanted_instead_is_parted_from_what_is_not() -> None:
    wrong = [
        (said, against(query), query.concepts)
        for said, own, unwanted, wanted in INSTEAD
        if unwanted not in against(query := asked(said, own))
        or wanted not in {*query.concepts, *query.facts}
    ]
    assert not wrong


IS_SO = (
    ("Findet der Nähkurs nicht am Abend statt?", "de", "evening"),
    ("Ist die Beratung nicht kostenlos?", "de", "free"),
    ("¿No es gratis el curso de costura?", "es", "free"),
    ("Czy kurs pływania nie jest za darmo?", "pl", "free"),
    ("Kursi i notit nuk është të shtunën?", "sq", "saturday"),
    ("Хіба курс шиття не безкоштовний?", "uk", "free"),
    ("Gelo kursa dirûtinê ne belaş e?", "kmr", "free"),
    ("ናይ ስፌት ኮርስ ብነጻ ዶ ኣይኮነን?", "ti", "free"),
    ("Wann findet der Deutschkurs statt am Montag oder Dienstag", "de", "monday"),
)
"""Who asks whether something is not so hopes that it is."""


def test_a_question_whether_something_is_not_so_wants_it() -> None:
    wrong = [
        (said, query.facts, against(query))
        for said, own, fact in IS_SO
        if fact not in (query := asked(said, own)).facts or against(query)
    ]
    assert not wrong


TURNS_NOTHING = (
    ("Ich arbeite lieber als Koch", "de"),
    ("not only German but also swimming", "en"),
    ("keine Wohnung aber Arbeit", "de"),
    ("I have no flat but a job", "en"),
    ("je préfère plutôt un cours que je peux suivre le soir", "fr"),
    ("Kaxezên min hemû bi erebî ne, daîre dibêje divê bi almanî bin.", "kmr"),
    ("сама у дома не мога", "bg"),
    ("Wir sind Kurden aus Afrin, Arabisch können die Alten nicht.", "de"),
)
"""What only looks like a contrast, a preference or a negation at the end."""


def test_what_only_looks_like_a_contrast_turns_nothing() -> None:
    assert not [said for said, own in TURNS_NOTHING if against(asked(said, own))]


def test_a_word_that_begins_earlier_is_no_negation_of_a_phrase() -> None:
    """ "Als" of "lieber ... als" alone turns nothing: "Deutsch als Fremdsprache" is no lack."""
    german = negations_of("de")
    assert not german.stand_in(words("Deutsch als Fremdsprache"))
    assert german.stand_in(words("kein Deutsch"))
