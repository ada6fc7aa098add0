"""Words that turn others: what is not wanted, and what is only lacking."""

from collections.abc import Iterator
from zlib import crc32

from bot.search import turning
from bot.search.examples import Example, Vote, read_examples
from bot.search.normalise import words
from bot.search.query import Kind, Query
from bot.search.teaching import taught
from locales import LOCALES
from tests.harness.databases import services
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


IS_THERE = (
    ("Gibt es keinen Deutschkurs am Abend?", "de", "german_course", {"course", "evening"}),
    ("Habt ihr keine Schwimmkurse am Wochenende?", "de", "swimming", {"course", "weekend"}),
    ("¿No hay cursos de alemán por la noche?", "es", "german_course", {"evening"}),
    ("Нет ли у вас курса для сварщиков?", "ru", "crafts", {"course"}),
    ("akşam Almanca kursu yok mu?", "tr", "german_course", {"evening"}),
    ("Yüzme kursu ücretsiz değil mi?", "tr", "swimming", {"free"}),
    ("ücretsiz avukat", "tr", "legal_advice", set[str]()),
    ("parasız Almanca kursu", "tr", "german_course", {"free"}),
    ("ما هي برامج التدريب المهني المتوفرة للاجئين؟", "ar", "apprenticeship", set[str]()),
    ("ما هي الأدوية التي يمكنني شراؤها من الصيدلية؟", "ar", "medicine", set[str]()),
    ("ما المستندات المطلوبة للزواج؟", "ar", "marriage", set[str]()),
    ("ما هو موعد دورة اللغة الألمانية؟", "ar", "german_course", set[str]()),
)
"""Who asks whether, or what, something is: a word that can negate negates nothing here."""


def test_a_question_that_begins_with_a_negation_asks_for_it() -> None:
    wrong = [
        (said, query.concepts, query.facts)
        for said, own, concept, facts in IS_THERE
        if concept not in (query := asked(said, own)).concepts
        or against(query)
        or not facts.issubset(query.facts)
    ]
    assert not wrong


INSTEAD = (
    ("cours sauf allemand", "fr", "german_course", "course"),
    ("Какие есть курсы кроме немецкого?", "ru", "german_course", "course"),
    ("kurs osim nemačkog", "sr", "german_course", "course"),
    (
        "Je ne souhaite pas suivre un cours d'allemand, mais nager",
        "fr",
        "german_course",
        "swimming",
    ),
    ("Мені потрібен не мовний курс, а розмовний клуб", "uk", "german_course", "language_cafe"),
    ("Except for swimming, what is there for women?", "en", "swimming", "for_women"),
    ("Yüzme dışında kadınlar için ne var?", "tr", "swimming", "for_women"),
)
"""What is not wanted, and what is wanted instead."""


def test_a_topic_is_turned_before_its_general_word() -> None:
    wrong = [
        (said, against(query), query.concepts, query.facts)
        for said, own, unwanted, wanted in INSTEAD
        if unwanted not in against(query := asked(said, own))
        or wanted not in {*query.concepts, *query.facts}
        or "course" in against(query)
    ]
    assert not wrong


def test_examples_bring_back_nothing_that_is_unwanted() -> None:
    query = asked("Except for swimming, what is there for women?", "en")
    votes = (Vote("swimming", 70), Vote("dance", 30))
    taught_ = taught(query, votes, services().thesaurus)
    assert taught_.concepts == ("dance",)


LACKING = (
    ("kein Zahnarzt für eine große Familie", "de", "dentist"),
    ("нет квартиры для семьи с ребёнком", "ru", "housing"),
    ("new flat but no bed, no table, where free?", "en", "furniture"),
    ("нямаме нито маса, нито гардероб, а пари няма", "bg", "furniture"),
    ("Me xaniyekî nû girt, ne nivîn ne mase heye.", "kmr", "furniture"),
)


def test_a_list_of_what_is_lacking_is_wanted() -> None:
    wrong = [
        (said, query.concepts, against(query))
        for said, own, concept in LACKING
        if concept not in (query := asked(said, own)).concepts or concept in against(query)
    ]
    assert not wrong


FOR_SOMEBODY = (
    ("Die Schule hat keinen Platz für meinen Sohn", "de"),
    ("Ich will nicht, dass meine Tochter für mich übersetzt, ich will Deutsch lernen", "de"),
    ("no place for little children is open at five", "en"),
    ("tatăl nu plătește pentru copil", "ro"),
)


def test_people_are_turned_only_beside_a_negation() -> None:
    wrong = [
        (said, against(query))
        for said, own in FOR_SOMEBODY
        if "for_children" in against(query := asked(said, own))
    ]
    assert not wrong
    assert "for_children" in against(asked("Yoga, nicht für Kinder", "de"))


SUFFERED = (
    ("I don't want to gamble any more", "en", "addiction"),
    ("ich will nicht mehr rauchen und kiffen, schaffe es aber nicht allein", "de", "addiction"),
    ("no quiero más deudas, ¿quién me ayuda?", "es", "debt"),
    ("не хочу быть бездомной, мне нужна комната", "ru", "homelessness"),
)


def test_who_does_not_want_to_suffer_asks_for_help() -> None:
    wrong = [
        (said, query.concepts, against(query))
        for said, own, concept in SUFFERED
        if concept not in (query := asked(said, own)).concepts or concept in against(query)
    ]
    assert not wrong
    assert services().thesaurus.groups.keys() >= turning.SUFFERED


MOST_TURNED = 4
"""Maximum share of examples, in percent, whose own topic a negation turns."""


def test_no_example_is_turned_from_what_it_means() -> None:
    """Every eighth example that has a negation, in all languages, whoever wrote it."""
    turned, wrong = 0, []
    for own, example in examples_with_negations():
        rejected = against(asked(example.question, own))
        turned += bool(rejected)
        wrong += [example] if example.concept in rejected else []
    assert turned > 40
    assert 100 * len(wrong) <= MOST_TURNED * turned, wrong


def examples_with_negations() -> Iterator[tuple[str, Example]]:
    """Yield the language and the example."""
    for path in sorted(LOCALES.glob("*/questions.tsv")):
        negations = services().thesaurus.negations.get(path.parent.name)
        for example in read_examples(path) if negations else ():
            if negations and negations.stand_in(words(example.question)) and _is_drawn(example):
                yield path.parent.name, example


def _is_drawn(example: Example) -> bool:
    return crc32(example.question.encode()) % 8 == 0


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
