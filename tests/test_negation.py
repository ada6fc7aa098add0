"""Words that turn others: what is not wanted, and what is only lacking."""

from bot.search.query import Kind, Query
from tests.test_other_spellings import TOWNS, asked


def against(query: Query) -> set[str]:
    return {part.label for part in query.parts if part.kind is Kind.NOT}


WITHOUT_GERMAN = [
    ("Arbeit ohne Deutsch", "de"),
    ("job without German", "en"),
    ("travail sans allemand", "fr"),
    ("trabajo sin alemán", "es"),
    ("lavoro senza tedesco", "it"),
    ("praca bez niemieckiego", "pl"),
    ("работа без немецкого", "ru"),
    ("робота без німецької", "uk"),
    ("работа без немски", "bg"),
    ("posao bez nemačkog", "sr"),
    ("Almancasız iş", "tr"),
    ("almanca olmadan iş", "tr"),
    ("کار بدون آلمانی", "fa"),
    ("عمل بدون لغة ألمانية", "ar"),
    ("bedoone almani kar", "fa"),
]


def test_without_a_language_is_no_course_of_it() -> None:
    wrong = [
        (said, query.concepts, against(query))
        for said, own in WITHOUT_GERMAN
        if "german_course" in (query := asked(said, own)).concepts
        or not query.concepts
        or not against(query)
    ]
    assert not wrong


NOT_IN_THE_EVENING = [
    ("Deutschkurs nicht am Abend", "de"),
    ("German course, not in the evening", "en"),
    ("курс немецкого не вечером", "ru"),
    ("курс німецької, не ввечері", "uk"),
    ("cours d'allemand pas le soir", "fr"),
    ("almanca kursu, akşam değil", "tr"),
    ("kurs gjermanisht, s'dua në mbrëmje", "sq"),
]


def test_a_time_that_does_not_fit_is_turned() -> None:
    wrong = [
        (said, query.facts, query.concepts)
        for said, own in NOT_IN_THE_EVENING
        if "not evening" not in (query := asked(said, own)).facts
        or "evening" in query.facts
        or "german_course" not in query.concepts
    ]
    assert not wrong


def test_what_is_lacking_is_wanted() -> None:
    """Who has no flat looks for one; who can not swim wants to learn it."""
    assert "housing" in asked("I have no flat", "en").concepts
    assert "swimming" in asked("ich kann nicht schwimmen", "de").concepts
    assert "literacy" in asked("ich kann nicht lesen", "de").concepts
    assert asked("kein Kurs, ich suche Arbeit", "de").facts == ("not course",)
    assert against(asked("ich will keinen Deutschkurs, ich suche Arbeit", "de")) >= {
        "german_course"
    }


CANNOT = (
    ("Nie umiem napisać CV po niemiecku", "pl"),
    ("Не умію написати резюме німецькою", "uk"),
    ("Не могу сам написать резюме по-немецки", "ru"),
    ("Ne umem da napišem CV na nemačkom", "sr"),
    ("No consigo escribir un currículum en alemán", "es"),
    ("Cannot write a CV in German", "en"),
)
"""Who can not do something: the negation begins the sentence, and a verb stands behind it."""


def test_what_somebody_can_not_do_is_wanted() -> None:
    """ "Not" turns a topic beside it only: "can not write a CV" asks for help with one."""
    assert not [said for said, own in CANNOT if "cv" not in asked(said, own).concepts]
    assert against(asked("not a course, work please", "en")) == {"course"}


def test_a_town_that_is_not_wanted_is_no_place() -> None:
    assert asked("Schwimmkurs in Murg", "de").place == TOWNS[1]
    query = asked("Schwimmkurs, nicht in Murg", "de")
    assert query.place is None
    assert "murg" in against(query)


GERMAN = {
    "Arbeit ohne Deutsch": ("work", "german_course"),
    "kein Deutschkurs, ich suche Arbeit": ("job_search", "german_course"),
    "Deutschkurs nicht am Abend": ("german_course", "evening"),
    "Ich will keinen Sprachkurs, ich brauche Möbel": ("furniture", "german_course"),
}
READERS = (
    "en",
    "fr",
    "tr",
    "pl",
    "ro",
    "es",
    "it",
    "kmr",
    "so",
    "sq",
    "ru",
    "uk",
    "ar",
    "fa",
    "ti",
)


def test_german_words_of_every_reader_turn_and_mean_the_same() -> None:
    wrong = [
        (said, own, query.concepts, against(query))
        for said, (wanted, unwanted) in GERMAN.items()
        for own in READERS
        if wanted not in (query := asked(said, own)).concepts or unwanted not in against(query)
    ]
    assert not wrong


def test_a_german_phrase_begins_with_a_general_word_for_every_reader() -> None:
    """ "Ohne Anmeldung" is no registration of a residence."""
    wrong = [own for own in READERS if "no_registration" not in asked("ohne Anmeldung", own).facts]
    assert not wrong
