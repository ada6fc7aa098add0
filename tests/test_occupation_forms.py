"""Occupations as women and men say them, and in the plural: every form leads to its occupation."""

import re

from bot.search.occupations import OccupationFinder
from storage.catalogue.occupations import shipped_occupations

FINDER = OccupationFinder(shipped_occupations)
RULES = {
    "de": ((r"(?<=[a-zäöü]{3})(er|ar|ist|ent|or|eur|loge|rat|ekt)$", r"\1in|\1innen|\1s"),),
    "en": ((r"(?<=\w{3})([^ysh])$", r"\1s"), (r"y$", "ies")),
    "fr": (
        (r"^(\S+?)([^sx])$", r"\1\2s"),
        (r"^(\S+)ien$", r"\1ienne|\1iennes"),
        (r"^(\S+)ier$", r"\1ière|\1ières"),
        (r"^(\S+)ateur\b", r"\1atrice|\1atrices"),
        (r"^(\S+)ant$", r"\1ante|\1antes"),
    ),
    "pl": (
        (r"^(\S+)arz$", r"\1arka|\1arze"),
        (r"^(\S+)(er|or)$", r"\1\2ka|\1\2zy"),
        (r"^(\S+)ista$", r"\1istka|\1istki"),
        (r"^(\S+)nik$", r"\1niczka|\1nicy"),
    ),
    "ro": ((r"^(\S+)tor$", r"\1toare|\1tori"), (r"^(\S+)ist$", r"\1istă|\1iste")),
    "uk": (
        (r"^(\S+)ник$", r"\1ниця|\1ники"),
        (r"^(\S+)(ер|ор)$", r"\1\2ка|\1\2и"),
        (r"^(\S+)іст$", r"\1істка|\1істи"),
    ),
    "ru": (
        (r"^(\S+)щик$", r"\1щица|\1щики"),
        (r"^(\S+)тель$", r"\1тельница|\1тели"),
        (r"^(\S+)ист$", r"\1истка|\1исты"),
    ),
    "ar": ((r"^(\S+[^ةي])$", r"\1ة|\1ين|\1ون|\1ات|ال\1"),),
    "tr": ((r"([ıa])$", r"\1lar|\1yım"), (r"([ei])$", r"\1ler|\1yim")),
    "fa": ((r"^(\S+)$", r"\1ها|\1م|\1ان"),),
    "kmr": ((r"^(\S+)([^aeêiîouû])$", r"\1\2ek|\1\2ên"),),
    "ps": ((r"ونکی$", "ونکې|ونکي"),),
    "so": ((r"^(\S+)(i)ye$", r"\1\2so"),),
    "ti": ((r"^(\S+)$", r"\1ታት"),),
}
"""How each language makes a woman's word or a plural: ending of a word → its forms."""
NO_WORD = {"doctoare", "инженер-строительница", "делопроизводительница", "attorneies"}
"""Forms that a rule makes and nobody says."""


def test_every_form_that_a_rule_makes_leads_to_the_occupation() -> None:
    wrong, counted = [], dict.fromkeys(RULES, 0)
    for occupation in shipped_occupations().table.values():
        for language, rules in RULES.items():
            for word in occupation.words[language]:
                for form in {form for rule in rules for form in forms(word, *rule)} - NO_WORD:
                    counted[language] += 1
                    if FINDER.find(form, language, is_about_work=True) is not occupation:
                        wrong.append((language, occupation.code, word, form))
    assert not wrong
    assert min(counted.values()) > 5


def forms(word: str, ending: str, made: str) -> list[str]:
    """Return the forms of a word, none if it does not end so."""
    found = re.search(ending, word)
    if not found:
        return []
    return [word[: found.start()] + found.expand(m) + word[found.end() :] for m in made.split("|")]


TOLD = {
    "de": "Ich bin Pflegerin: nurse; wir sind Elektrikerinnen: electrician",
    "fr": "je suis institutrice: teacher; conductrice de bus: bus_driver; factrice: courier; "
    "je suis travailleuse sociale: social_worker; technicienne de laboratoire: lab_technician",
    "pl": "jestem kierowczynią autobusu: bus_driver; pracuję jako spawaczka: welder",
    "ro": "sunt vopsitoare: painter; lucrez ca muncitoare în construcții: builder",
    "uk": "я кондитерка: baker; працюю охоронницею: security_guard",
    "ru": "я преподавательница: teacher; работала поварихой: cook",
    "so": "waxaan ahay kalkaaliso: nurse; waxaan ahay xoghayso: secretary",
    "ar": "أنا سائقة: truck_driver; أنا مهندسة مدنية: civil_engineer",
    "tr": "ben ebeyim: midwife; hemşireyim: nurse",
}
"""What women and men type in the search, and the occupation."""


def test_what_people_say_of_themselves_is_found() -> None:
    wrong = []
    for language, lines in TOLD.items():
        for line in lines.split("; "):
            text, _, code = line.partition(": ")
            found = FINDER.find(text, language, is_about_work=False)
            if found is None or found.code != code:
                wrong.append((language, text, found and found.code))
    assert not wrong
