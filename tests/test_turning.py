"""Questions that only look like a negation, and what the real ones turn."""

from collections.abc import Iterator
from zlib import crc32

from bot.search import turning
from bot.search.examples import Example, Vote, read_examples
from bot.search.normalise import words
from bot.search.teaching import taught
from locales import LOCALES
from tests.harness.databases import services
from tests.test_negation import against
from tests.test_other_spellings import asked

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


WITHOUT_GERMAN = (
    ("kurs dla osób bez niemieckiego", "pl"),
    ("Kurs für Leute ohne Deutsch", "de"),
    ("курс для тех, кто без немецкого", "ru"),
)


def test_a_course_without_german_is_one_for_who_knows_none() -> None:
    wrong = [
        (said, query.concepts)
        for said, own in WITHOUT_GERMAN
        if "german_course" not in (query := asked(said, own)).concepts
    ]
    assert not wrong


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


NOT_ONLY = (
    ("Deutschkurse nicht nur am Abend", "de", "evening"),
    ("courses not only in the morning", "en", "morning"),
    ("курсы не только вечером", "ru", "evening"),
    ("kursy nie tylko rano", "pl", "morning"),
    ("cours pas seulement le soir", "fr", "evening"),
    ("نه تنها صبح، عصر هم کلاس دارید؟", "fa", "morning"),
)


def test_not_only_turns_nothing() -> None:
    assert not [said for said, own, fact in NOT_ONLY if fact in against(asked(said, own))]
    assert "for_women" in against(asked("nicht Frauen, nur Männer", "de"))


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
