"""Occupations: what people type, who recognises it, and files that are wrong."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import LOCALES
from bot.catalogues import load_languages
from bot.domain.occupations import RecognitionOffice
from bot.rules.occupations import NEUTRAL
from bot.screens.occupations import OFFICES
from bot.search.occupations import OccupationFinder
from bot.search.vocabulary import load_thesaurus
from bot.ui import Open, Press
from handlers.dialogue.conversation import Conversation
from storage.catalogue.facts import FactsError
from storage.catalogue.occupations import SHIPPED, load_occupations, shipped_occupations
from tests.harness.talk import Talk
from tests.test_stations import somebody

CONCEPTS = load_thesaurus(LOCALES).groups
LONGEST = 40
"""Maximum length of a name, which a button shortens, in characters."""
FINDER = OccupationFinder(shipped_occupations)
NURSES = {
    "de-simple": "Ich bin Krankenschwester",
    "ar": "أنا ممرضة",
    "ti": "ኣነ ነርስ እየ",
    "uk": "Я медсестра",
    "fa": "من پرستار هستم",
}


@pytest.mark.parametrize("language", NURSES)
async def test_from_i_am_a_nurse_to_the_recognition_office_in_six_taps(
    channel: Conversation, language: str
) -> None:
    """The words, then the occupation, then the office that helps with its phone."""
    talk = await somebody(channel, language)
    await talk.say(NURSES[language])
    taps = 0
    for data in ("occupation.show:nurse", "offer.show:"):
        await talk.look(pressed(talk, data))
        taps += 1
        if data == "occupation.show:nurse":
            assert "Regierungspräsidium" in talk.shown.replace("s-P", "sp")
            assert "Pflegefachfrau" in talk.shown
            assert "B2" in talk.shown
    assert taps <= 6
    assert any(isinstance(b.action, Open) and "tel:" in b.action.url for b in talk.screen.buttons)


async def test_no_state_is_sent_to_the_authority_of_another(conversation: Conversation) -> None:
    """What is one authority in Baden-Württemberg has other names in Rheinland-Pfalz."""
    for slug, words in (
        ("kaiserslautern", "Gesundheitsberufe"),
        ("konstanz", "Regierungspräsidium"),
    ):
        talk = await somebody(conversation, "de", slug, slug)
        await talk.look("occupation.show:nurse")
        assert words in talk.shown
        assert ("Regierungspräsidium" in talk.shown) is (slug == "konstanz")


def test_a_mistake_names_an_occupation_only_where_it_is_about_work() -> None:
    """And a word that is near to one by chance names none."""
    mistyped = (
        ("en", "im an electrican", "electrician"), ("en", "acountant", "accountant"),
        ("de", "schweiser", "welder"), ("de", "Krankenschwster", "nurse"),
        ("uk", "медсетра", "nurse"), ("ru", "сворщик", "welder"), ("tr", "hemsire", "nurse"),
        ("pl", "nauczycelka", "teacher"), ("fr", "institutrce", "teacher"),
        ("ru", "я работала швеёй", "tailor"), ("ar", "schweiser", "welder"),
    )  # fmt: skip
    others = "housewife, Hausfrau, student, Rentnerin, Wohnung, Bewerbung, soldier, Meister"
    unlike = ((language, text, "") for language in ("en", "de") for text in others.split(", "))
    wrong = []
    for language, text, code in (*mistyped, *unlike):
        found = FINDER.find(text, language, is_about_work=True)
        if (found.code if found else "") != code:
            wrong.append((language, text, found))
    assert not wrong
    assert FINDER.find("schweiser", "de", is_about_work=False) is None


def pressed(talk: Talk, data: str) -> str:
    """Return the first press of the screen that begins like this."""
    actions = [button.action for button in talk.screen.buttons]
    presses = [action.data for action in actions if isinstance(action, Press)]
    return next(press for press in presses if press.startswith(data))


async def test_the_entrance_at_the_station(channel: Conversation) -> None:
    talk = await somebody(channel)
    await talk.look("station.show:3")
    await talk.goes(
        ("[💼 My job]", "What is your job?", "Nurse"),
        ("flibbertigibbet", "We do not know this job.", "[Help with recognition]"),
        ("welder", "Schweißer", "IHK FOSA", "Not checked.", "[Offers for this job]"),
        ("[German for the job]", "Job language course A2"),
    )


async def test_who_looks_for_a_service_is_not_asked_about_a_job(
    conversation: Conversation,
) -> None:
    talk = await somebody(conversation)
    await talk.goes(
        ("I need a doctor", "!💼"),
        ("I am a doctor", "[💼 Doctor]"),
        ("cleaner", "[💼 Cleaner]"),
        ("[💼 Cleaner]", "You do not need recognition for this job."),
        ("swimming", "!💼"),
    )


async def test_a_forged_occupation_is_refused(conversation: Conversation) -> None:
    talk = await somebody(conversation)
    await talk.look("occupation.show:astronaut")
    assert "This button no longer works" in talk.shown


def test_every_word_leads_to_its_occupation_in_its_language() -> None:
    """A word of one occupation that another one takes is found by itself."""
    wrong = [
        (occupation.code, language, word)
        for occupation in shipped_occupations().table.values()
        for language, words in occupation.words.items()
        for word in words
        if FINDER.find(word, language, is_about_work=True) is not occupation
    ]
    assert not wrong


def test_the_name_of_every_occupation_is_read_in_another_language() -> None:
    """Somebody reads English and types in their own language; kin words may be taken for German."""
    names = [
        (occupation, words[0])
        for occupation in shipped_occupations().table.values()
        for words in occupation.words.values()
    ]
    right = [
        FINDER.find(name, "en", is_about_work=True) is occupation for occupation, name in names
    ]
    assert len(names) > 900
    assert sum(right) / len(right) >= 0.98


def test_the_name_that_people_read_is_found_where_they_are_asked_for_their_job() -> None:
    """Names are no words of the search: who looks for cleaning is offered no occupation."""
    wrong = [
        (occupation.code, language, name)
        for occupation in shipped_occupations().table.values()
        for language, name in occupation.names.items()
        if FINDER.find(name, language, is_about_work=True) is not occupation
    ]
    assert not wrong
    assert FINDER.find("التمريض", "de", is_about_work=True) is not None
    for text, language in (("Reinigung", "de"), ("التنظيف", "ar"), ("Cuisine", "fr")):
        assert FINDER.find(text, language, is_about_work=False) is None


SAYS_A_GENDER = {
    "de": r"(frau|mann|schwester|bruder|mutter|vater|magd|knecht)$|[a-zäöüß]{3,}(er|ar|ent|ist|at|"
    r"or|eur|og|ekt|ekär)in(nen)?$|(fahr|pfleg|arbeit|händl|verkäuf|kassier|helf|elektrik)er$",
    "fr": r"(ienne|euse|trice|ière|iste|ien|eur|femme|dame|homme|ouvrier|agent|employée?)s?$",
    "pl": r"(arka|arz|erka|aczka|acz|yni|nica|nik|istka|ista|iec|cowa|gowa|or|orka|anka)$",
    "ro": r"(toare|tor|istă|ist|easă|eră|ier|oare|femeie|bărbat|muncitor|lucrător)$",
    "uk": r"(иця|ець|ниця|ник|ар|арка|ист|іст|істка|яр|тель|телька|сестра|брат|ерка|иха|уха)$",
    "ru": r"(ица|ец|ница|ник|арь|арша|ист|истка|тель|тельница|сестра|брат|щик|щица|ёр|иха)$",
    "ar": r"^(ال)?((ممرض|طبيب|معلم|سائق|عامل|مهندس|بائع|طباخ|مترجم|موظف|فني)ة?|حارس|مساعد|مدرس)$",
    "kmr": r"^(karker|karmend|alîkar|şofêr|ajokar|bijîşk|mamoste|hemşîre)([êa]|ê?n)?$",
    "ps": r"(ونکی|ونکې|.کار|ګر)$",
    "so": r"^(shaqaale|darawal\w*|kalkaaliye|macallin\w*|dhakhtar(ka|ad)?|nadiifiye|kaaliye\w*)$",
    "ti": r"^(ሰራሕተኛ|መምህር|መምህርቲ|ሓኪም|ሓጋዚ|ሓጋዚት|ነርስ|ነርስት|ሹፌር|መራሕ|ሓላዊ|ጸሓፊት?)$",
}
"""Endings, or words, that say a man or a woman; English, Persian and Turkish have none of them."""
INNOCENT = {"Entretien", "élévateurs", "Laborator", "Ajutor", "șantier", "sezonieră"}
"""Words of names that end like a person and are none."""


def test_no_name_says_whether_somebody_is_a_man_or_a_woman() -> None:
    """The words of people say it: every rule finds some of them, and none of the names."""
    table = shipped_occupations().table.values()
    languages = {code.split("-")[0] for code in load_languages(LOCALES)}
    assert set(SAYS_A_GENDER) == languages - set(NEUTRAL)
    wrong = [
        (occupation.code, language, name)
        for occupation in table
        for language, name in occupation.names.items()
        if any(map(says_a_gender(language), name.split()))
    ]
    wrong += [(o.code, "at the office", o.name) for o in table if is_alone(o.name)]
    assert not wrong
    for language in SAYS_A_GENDER:
        typed = [word for o in table for phrase in o.words[language] for word in phrase.split()]
        assert sum(map(says_a_gender(language), typed)) >= 15, language


def says_a_gender(language: str) -> Callable[[str], bool]:
    """Return whether a word says it in a language; never in a neutral one."""
    rule = re.compile(SAYS_A_GENDER.get(language, "(?!)"), re.IGNORECASE)
    return lambda word: word not in INNOCENT and bool(rule.search(word.strip("(),")))


def is_alone(name: str) -> bool:
    """Return whether a German name says a gender and is no pair."""
    return " / " not in name and any(map(says_a_gender("de"), name.split()))


def test_a_name_begins_with_a_capital_of_its_language() -> None:
    """Turkish has two: "inşaat" becomes "İnşaat", never "Inşaat"."""
    wrong = []
    for occupation in shipped_occupations().table.values():
        for language, name in occupation.names.items():
            typed = occupation.words[language][0]
            small = name[0] != name[0].upper()
            dotless = language == "tr" and name[0] == "I" and typed[0] == "i"
            wrong += [(occupation.code, language, name)] if small or dotless else []
    assert not wrong


def test_there_are_at_least_sixty_in_every_language_with_an_office_each() -> None:
    table = load_occupations(SHIPPED, CONCEPTS).table
    languages = {code.split("-")[0] for code in load_languages(LOCALES)}
    assert len(table) >= 60
    assert len({occupation.isco for occupation in table.values()}) == len(table)
    assert [o.code for o in table.values() if set(o.words) != languages] == []
    assert [o.code for o in table.values() if set(o.names) != languages] == []
    assert not [o.code for o in table.values() if max(map(len, o.names.values())) > LONGEST]
    assert set(OFFICES) == set(RecognitionOffice) - {RecognitionOffice.NONE}
    assert {o.office for o in table.values()} == set(RecognitionOffice)
    needs_none = [o for o in table.values() if o.office is RecognitionOffice.NONE]
    assert not any(occupation.is_regulated for occupation in needs_none)


TOP = 'source = "Amt"\nurl = "https://amt.example"\nas_of = 2026-01-01\n'
FINE = f"""{TOP}
[occupations.diver]
isco = "7541"
name = "Taucherin / Taucher"
office = "industry"
german = "B1"
concept = "crafts"
courses = ["job_b1"]
names = {{ de = "Tauchen", en = "Diver" }}
words = {{ de = "Taucher", en = "diver" }}
"""
FROG = FINE.replace(TOP, "").replace("diver", "frog").replace("Tauch", "Frosch")
BROKEN = {
    "no source": (FINE.replace(TOP, ""), "as_of must be a day"),
    "empty source": (FINE.replace('"Amt"', '""'), "occupations.diver: has no source"),
    "isco": (FINE.replace("7541", "754"), "occupations.diver: isco must be four digits, not 754"),
    "office": (FINE.replace('"industry"', '"mayor"'), "occupations.diver: mayor is not one of"),
    "level": (FINE.replace('"B1"', '"B9"'), "occupations.diver: german must be one of"),
    "course": (FINE.replace("job_b1", "job_x1"), "occupations.diver: names the course job_x1"),
    "concept": (FINE.replace('"crafts"', '"sea"'), "occupations.diver: is about sea"),
    "no German": (FINE.replace("de =", "uk ="), "occupations.diver: has no words in de"),
    "code": (FINE.replace("ions.diver", "ions.Deep-Diver"), "occupations.Deep-Diver: codes have"),
    "key": (FINE.replace("isco", "ilo"), "occupations.diver: ilo means nothing here"),
    "a word twice": (
        FINE + FROG.replace('"frog" }', '"Diver" }'),
        "occupations.frog: has a word of another occupation: Diver (en, diver)",
    ),
    "no name": (FINE.replace('de = "Tauchen", ', ""), "occupations.diver: has no name in de"),
    "a name without its language": (
        FINE.replace("words = {", 'words = { uk = "водолаз",'),
        "occupations.diver: has no name in uk",
    ),
    "a name twice": (
        FINE + FROG.replace('en = "Diver"', 'en = "diver"'),
        "occupations.frog: has the name of another occupation: diver (en, diver)",
    ),
    "a person": (
        FINE.replace("Tauchen", "taucher"),
        "occupations.diver: has a name that says a gender; name the work: taucher (de)",
    ),
    "names that are none": (
        FINE.replace('{ de = "Tauchen", en = "Diver" }', '"Tauchen"'),
        "occupations.diver: names must be a table",
    ),
    "words that are none": (
        FINE.replace('{ de = "Taucher", en = "diver" }', "3"),
        "occupations.diver: words must be a table",
    ),
    "no TOML": ("[occupations.x", "Expected ']'"),
}


def test_a_broken_file_is_told_with_the_entry_and_the_reason(tmp_path: Path) -> None:
    wrong = []
    path = tmp_path / "occupations.toml"
    for name, (content, reason) in {**BROKEN, "fine": (FINE, "")}.items():
        path.write_text(content, "utf-8")
        try:
            load_occupations(path, CONCEPTS)
            wrong += [(name, "was accepted")] if reason else []
        except FactsError as error:
            told = any(reason in line for line in error.reasons)
            wrong += [] if told and reason else [(name, error.reasons)]
    assert not wrong
