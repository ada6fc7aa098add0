"""Words written otherwise: other letters, other keys, mistakes, levels in two words."""

import csv
import time
from statistics import median

import pytest

from bot.domain.places import Municipality
from bot.environment import ROOT
from bot.search import joints, layouts, mistakes, romanised
from bot.search.normalise import words
from bot.search.query import Kind, Query
from bot.search.thesaurus import written_in
from bot.search.understanding import understand
from tests.harness.databases import services

TOWNS = [Municipality(1, 1, "Bad Säckingen"), Municipality(2, 1, "Murg")]


def asked(said: str, own: str) -> Query:
    """Return the query of a typed text, as ``understood`` does without a database."""
    full = services().thesaurus
    return understand(said, written_in(said, own, full), full, TOWNS, own=own)


IN_OTHER_LETTERS = [
    ("kvartira", "ru", "housing"),
    ("nuzhen perevodchik", "ru", "interpreter"),
    ("kursy nemeckogo jazyka", "ru", "german_course"),
    ("detskij sad", "ru", "kindergarten"),
    ("psiholog", "ru", "psychologist"),
    ("shukayu robotu", "uk", "job_search"),
    ("likar dlya dytyny", "uk", "paediatrician"),
    ("dytyachyi sadok", "uk", "kindergarten"),
    ("kursy nimetskoyi movy", "uk", "german_course"),
    ("tarsya rabota", "bg", "work"),
    ("lekar za dete", "bg", "doctor"),
    ("tabib asnan", "ar", "dentist"),
    ("mu7ami", "ar", "lawyer"),
    ("madrasa", "ar", "school"),
    ("dktor atfal", "ar", "paediatrician"),
    ("kelas almani", "fa", "german_course"),
    ("khane ejare", "fa", "rent"),
    ("mahd kodak", "fa", "kindergarten"),
    ("vakil", "fa", "lawyer"),
    ("daktar", "ps", "doctor"),
    ("pizishk", "ckb", "doctor"),
    ("hakim", "ti", "doctor"),
    ("srah", "ti", "work"),
    ("курса алмани", "kmr", "german_course"),
    ("خانی", "kmr", "housing"),
    ("алманджа курсу", "tr", "german_course"),
    ("дойчкурс", "ru", "german_course"),
    ("ئانمێلدونگ", "ckb", "residence_registration"),
    ("ئیلتەرنگێلد", "ckb", "parental_allowance"),
    ("ئانوالت", "ckb", "lawyer"),
]


def test_words_in_other_letters() -> None:
    """As people type them who have one keyboard only, in both directions."""
    wrong = [
        (said, own, asked(said, own).concepts)
        for said, own, concept in IN_OTHER_LETTERS
        if concept not in asked(said, own).concepts
    ]
    assert not wrong


MISTYPED = [
    ("suche wonung 3 zimer", "de", "flat_search"),
    ("Kinderartzt", "de", "paediatrician"),
    ("Wonungssuche", "de", "flat_search"),
    ("Schwangershaft Beratnug", "de", "pregnancy"),
    ("deutschkursabend", "de", "german_course"),
    ("docter for kids", "en", "paediatrician"),
    ("intrepreter", "en", "interpreter"),
    ("eine Mahung", "de", "debt"),
    ("latop kaputt", "de", "computer"),
    ("where to leave the frige", "en", "appliances"),
    ("przedzkole", "pl", "kindergarten"),
    ("cours d'alemand", "fr", "german_course"),
    ("gradinita", "ro", "kindergarten"),
    ("ናይ ባንኪ", "ti", "bank_account"),
    ("ሆስፒተል", "ti", "hospital"),
    ("ищу кварттиру", "ru", "housing"),
    ("cursuri de germna dimineata", "ro", "german_course"),
]
"""In the last one "de dimineata" (in the morning) is known, with a word between that is not."""


def test_mistakes_of_typing() -> None:
    wrong = [
        (said, own, asked(said, own).concepts)
        for said, own, concept in MISTYPED
        if concept not in asked(said, own).concepts
    ]
    assert not wrong


RAN_TOGETHER = [
    ("sucheeinewohnung", "de", "flat_search"),
    ("NachhilfefürGrundschüler", "de", "tutoring"),
    ("3zimmerwohnung", "de", "housing"),
    ("writing myresume", "en", "cv"),
    ("cherchetravail", "fr", "job_search"),
    ("ищуработу", "ru", "job_search"),
    ("alîkariyadersênzarokan", "kmr", "homework"),
]
PARTED = [
    ("gebrauchte Winte rjacke", "de", "clothes"),
    ("upis u vr tić", "sr", "kindergarten"),
    ("помеш кання", "uk", "housing"),
    ("curri culum", "it", "cv"),
]


def test_a_space_that_is_missing_and_one_too_many() -> None:
    wrong = [
        (said, own, asked(said, own).concepts)
        for said, own, concept in (*RAN_TOGETHER, *PARTED)
        if concept not in asked(said, own).concepts
    ]
    assert not wrong


def test_words_are_not_made_of_small_ones_by_chance() -> None:
    full = services().thesaurus
    words_ = ("wohnungsgeberbestatigung", "ananas", "wirtschaft", "information", "together")
    assert not [word for word in words_ if joints.parted(word, "de", full)]
    for said in ("in der Stadt", "an Tag", "auf Arbeit", "zu Hause"):
        assert list(asked(said, "de").words) == words(said)


def test_a_mistyped_text_is_also_given_to_the_encoder_as_it_was_meant() -> None:
    assert asked("Vermiter macht Ärger wegen Schimel!", "de").heard == (
        "vermieter macht Ärger wegen schimmel!"
    )
    assert asked("Vermieter macht Ärger wegen Schimmel!", "de").heard == ""


EVERYDAY = {
    "de": """Katze Wetter Regen Schnee Sonne Mond Stern Himmel Erde Feuer Wiese Meer Strand Sand
    Butter Käse Honig Zucker Salz Nudeln Kartoffel Tomate Kirsche Traube Saft Gabel Pfanne Ofen
    Keller Dach Zaun Ampel Kreuzung Hemd Mütze Gürtel Kette Koffer Seife Bürste Kamm Gelb Grau Zahl
    Sekunde Nase Mund Hals Knie Haut Lippe Kuh Maus Fisch Ente Biene Schlange Frosch Hase Löwe Affe
    König Schloss Drache Hexe Engel Teufel Vetter Feder Kissen Schalter Kabel Schraube Hammer Leiter
    Eimer Besen Kasse Sieg Krieg Lüge Traum Gedicht Lied Roman Katzenfutter Torwart Hauptstadt""",
    "en": """rain snow moon star tree river stone honey onion pear grape wine spoon fork window
    belly lips horse sheep goat mouse monkey king queen knight witch feather cable nail broom hope
    lottery nose mouth finger ship cherry butter pepper cellar crossing towel brush pink""",
}


def test_everyday_words_are_no_mistakes_of_ours() -> None:
    """ "Butter" is no Mutter, "monkey" is no money: what is not understood stays unknown."""
    everyday = [(word, own) for own, text in EVERYDAY.items() for word in text.split()]
    wrong = [
        (word, meant)
        for word, own in everyday
        if list((query := asked(word, own)).words) != words(word)
        and (meant := query.concepts + query.facts)
    ]
    assert not wrong


def test_levels_are_understood_and_not_looked_for_as_words() -> None:
    """A Cyrillic А, a space or a stroke between letter and digit."""
    wrong = []
    for said, own, level in [
        ("A 2 Kurs", "de", "A2"),
        ("Niveau B-1", "de", "B1"),
        ("курс А2", "uk", "A2"),
        ("курс А 2", "ru", "A2"),
        ("немецкий в 1", "ru", "B1"),
        ("kurs b 2", "tr", "B2"),
        ("دورة B1", "ar", "B1"),
    ]:
        query = asked(said, own)
        demanded = {part.label for part in query.parts if part.demanded and part.kind is Kind.WORD}
        if f"level {level}" not in query.facts or (query.concepts and demanded):
            wrong.append((said, query.facts, demanded))
    assert not wrong
    for said, own in [("в 2 часа", "ru"), ("à 2 km", "fr"), ("c 1 sierpnia", "pl")]:
        assert not asked(said, own).facts


def test_letters_of_another_script_that_look_alike() -> None:
    assert asked("Krаnkenhаus", "de").concepts == asked("Krankenhaus", "de").concepts
    assert asked("квaртиpа", "ru").concepts == asked("квартира", "ru").concepts


def test_keys_of_another_alphabet() -> None:
    assert "housing" in asked("rdfhnbhf", "ru").concepts
    assert "german_course" in asked("пукьфт", "de").concepts
    assert "квартира" in layouts.retyped("rdfhnbhf", "uk")
    assert not asked("qwrt sdfg", "ru").concepts


ON_OTHER_KEYS = [
    ("dfusnzf", "uk", "вагітна", "pregnancy"),
    ("ljkub xnj ltkfnm", "ru", "долги что делать", "debt"),
    ("gcb[jkju", "ru", "психолог", "psychologist"),
    ("hfpe uk arm", "ar", "ابحث عن شقة", "flat_search"),
    ("gjxbybnm dtkjcbgtl", "ru", "починить велосипед", "bicycle"),
    ("csye ye;yf gjvjom c vfntvfnbrjq", "ru", "сыну нужна помощь с математикой", "tutoring"),
]


def test_keys_of_another_alphabet_although_some_words_look_known() -> None:
    wrong = [
        (typed, query.heard, query.concepts)
        for typed, own, heard, concept in ON_OTHER_KEYS
        if (query := asked(typed, own)).heard != heard or concept not in query.concepts
    ]
    assert not wrong


AS_TYPED = [
    ("Jobcenter Termin", "ru"),
    ("Frau Schmidt Rathaus", "ar"),
    ("ich suche Arbeit", "fa"),
    ("квартира", "ru"),
    ("Termin bei Müller", "uk"),
]


def test_words_of_the_usual_letters_are_read_as_they_stand() -> None:
    assert not [(typed, own) for typed, own in AS_TYPED if asked(typed, own).heard]


def test_small_words_that_look_english_do_not_make_a_text_english() -> None:
    query = asked("be doktaram too dars komak konid", "fa")
    assert query.language == "fa"
    assert query.heard


def test_a_mistake_costs_what_fingers_do() -> None:
    def cost(typed: str, word: str) -> float:
        return mistakes.cost(typed, word, 9)

    assert cost("wohnung", "wohnung") == 0
    assert cost("wonung", "wohnung") == pytest.approx(mistakes.DOUBLED)
    assert cost("abreit", "arbeit") == pytest.approx(mistakes.SWAPPED)
    assert cost("butter", "mutter") > mistakes.limit("butter", "mutter", "de")


def test_sounds_of_letters_side_by_side_are_no_digraph() -> None:
    assert romanised.roman("صحه", "ar") != romanised.roman("شا", "ar")
    assert romanised.roman("щука", "ru") == romanised.roman("shchuka", "ru")


def test_understanding_stays_fast() -> None:
    """Words that are known cost what they did; many unknown ones are cut off."""
    with (ROOT / "benchmarks" / "questions" / "everyday.tsv").open(encoding="utf-8") as file:
        questions = [(row[0], row[1]) for row in csv.reader(file, delimiter="\t")]
    for _ in range(2):  # the first time loads the words
        spent = []
        for own, said in questions:
            before = time.process_time()
            asked(said, own)
            spent.append(time.process_time() - before)
    assert median(spent) < 0.005
    asked("wxyz " * 40, "ru")
    before = time.process_time()
    asked("qwrtz sdfgha yxcvbe " * 100, "ru")
    assert time.process_time() - before < 0.05
