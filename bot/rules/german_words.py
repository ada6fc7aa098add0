"""German words of offices that people from elsewhere do not know, and where a text has them.

They stay German in every translation, because they stand so on papers and doors.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

WORDS: Mapping[str, tuple[str, ...]] = {
    # papers and rights to stay
    "residence_title": ("Aufenthaltstitel",),
    "permit": ("Aufenthaltserlaubnis",),
    "permanent": ("Niederlassungserlaubnis",),
    "asylum": ("Aufenthaltsgestattung",),
    "arrival": ("Ankunftsnachweis",),
    "tolerated": ("Duldung",),
    "fiction": ("Fiktionsbescheinigung",),
    "visa": ("Visum",),
    "opportunity": ("Chancen-Aufenthaltsrecht", "Chancenaufenthaltsrecht"),
    "temporary": ("Vorübergehender Schutz", "vorübergehenden Schutz", "§ 24"),
    "protected": (
        "Subsidiärer Schutz", "subsidiären Schutz", "Flüchtlingsschutz", "asylberechtigt",
        "Asylberechtigte",
    ),
    "eu": ("Freizügigkeit", "Unionsbürger", "EU-Bürger"),
    "residence_rule": ("Wohnsitzauflage", "Wohnsitzregelung"),
    "family": ("Familiennachzug",),
    "citizenship": ("Einbürgerung",),
    "work_permit": ("Arbeitserlaubnis", "Beschäftigungserlaubnis"),
    # offices
    "foreigners_office": ("Ausländerbehörde",),
    "bamf": ("BAMF",),
    "jobcenter": ("Jobcenter",),
    "employment_agency": ("Agentur für Arbeit", "Arbeitsagentur"),
    "social_office": ("Sozialamt",),
    "district_office": ("Landratsamt",),
    "town_hall": ("Rathaus",),
    "citizens_office": ("Bürgerbüro", "Bürgeramt", "Einwohnermeldeamt"),
    "youth_office": ("Jugendamt",),
    "health_office": ("Gesundheitsamt",),
    "registry": ("Standesamt",),
    # letters and what one does with them
    "decision": ("Bescheid",),
    "objection": ("Widerspruch",),
    "application": ("Antrag",),
    "deadline": ("Frist",),
    "appointment": ("Termin",),
    "proxy": ("Vollmacht",),
    "certified_copy": ("Beglaubigung", "beglaubigte Kopie"),
    "registration": ("Meldebescheinigung", "Anmeldebestätigung"),
    "tax_number": ("Steuer-ID", "Steueridentifikationsnummer"),
    # money
    "asylum_money": ("Asylbewerberleistungsgesetz", "AsylbLG"),
    "child_benefit": ("Kindergeld",),
    "child_supplement": ("Kinderzuschlag",),
    "parents_money": ("Elterngeld",),
    "child_support": ("Unterhaltsvorschuss",),
    "education_money": ("Bildung und Teilhabe", "Bildungspaket"),
    "rent_money": ("Wohngeld",),
    # flat
    "housing_permit": ("Wohnberechtigungsschein", "WBS"),
    "social_flat": ("Sozialwohnung",),
    "landlord_paper": ("Wohnungsgeberbestätigung",),
    "lease": ("Mietvertrag",),
    "deposit": ("Kaution",),
    "extra_costs": ("Nebenkosten",),
    # health, children, school
    "health_insurance": ("Krankenkasse", "Krankenversicherung"),
    "family_doctor": ("Hausarzt", "Hausärztin"),
    "vaccination_book": ("Impfpass",),
    "pregnancy_advice": ("Schwangerschaftsberatung",),
    "nursery": ("Kita", "Kindertagesstätte", "Kindergarten"),
    "after_school": ("Hort",),
    "german_class": ("Vorbereitungsklasse", "VKL"),
    # German and work
    "integration_course": ("Integrationskurs",),
    "job_course": ("Berufssprachkurs",),
    "placement": ("Einstufungstest",),
    "entitlement": ("Berechtigungsschein",),
    "adult_school": ("Volkshochschule", "VHS"),
    "training": ("Ausbildung",),
    "vocational_school": ("Berufsschule",),
    "internship": ("Praktikum",),
    "minijob": ("Minijob",),
    "recognition": ("Anerkennungsstelle",),
    "cv": ("Lebenslauf",),
    "social_insurance": ("Sozialversicherung",),
    # advice and people
    "migration_advice": ("Migrationsberatung", "Jugendmigrationsdienst"),
    "volunteers": ("Ehrenamt",),
    "club": ("Verein",),
}  # fmt: skip
"""How each word is written; the first is how it is shown."""
LONGEST = 3
"""Words of the longest of them."""
ENDINGS = ("", "s", "es", "e", "en", "er", "n", "r", "innen")
_TOKEN = re.compile(r"§|[\w]+(?:-[\w]+)*")


def name_of(code: str) -> str:
    """Return the German word of a code. Raises KeyError if there is none."""
    return WORDS[code][0]


def words_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of the words in some texts, in the order of ``WORDS``."""
    known = _codes()
    found = {known[phrase] for text in texts for phrase in _phrases(text) if phrase in known}
    return tuple(code for code in WORDS if code in found)


@cache
def _codes() -> Mapping[str, str]:
    """Return the code of each word in each of its endings, in small letters."""
    return {
        f"{written}{ending}".casefold(): code
        for code, all_written in WORDS.items()
        for written in all_written
        for ending in ENDINGS
    }


def _phrases(text: str) -> Iterator[str]:
    """Yield all words of a text, and all that stand next to each other, in small letters."""
    tokens = _TOKEN.findall(text.casefold())
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + LONGEST, len(tokens)) + 1):
            yield " ".join(tokens[start:end])
