"""The columns of an office's table: our names, and what German and English offices call them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from unicodedata import normalize

from anyascii import anyascii

from bot.rules.weak_headings import WEAK

TRANSLATED = ("title", "description", "next_steps", "text_state")
"""Columns that exist once per language: ``title_uk``."""
_ADDITIONS = frozenset(("kurz", "pflicht", "pflichtfeld", "required", "deutsch", "german"))
LONGEST_HEADING = 300
"""Maximum length of a heading that is looked at, in characters."""
NAMES: dict[str, tuple[str, ...]] = {
    "external_id": (
        "id",
        "nr",
        "nummer",
        "angebotsnummer",
        "externe id",
        "lfd nr",
        "kennung",
        "kursnummer",
    ),
    "source": ("quelle",),
    "lotse_version": (),
    "title": (
        "titel",
        "name",
        "bezeichnung",
        "angebot",
        "kurstitel",
        "kursbezeichnung",
        "name des angebots",
        *("angebotstitel", "angebotsname", "kursname", "name des kurses"),
        "offer",
        "service",
    ),
    "description": ("beschreibung", "inhalt", "text", "kurzbeschreibung", "details"),
    "next_steps": (
        "naechste schritte",
        "was ist zu tun",
        "anmeldung",
        "how to apply",
        "next steps",
    ),
    "text_state": ("textstand", "textstatus"),
    "organisation": (
        "organization",
        "traeger",
        "anbieter",
        "einrichtung",
        "institution",
        "veranstalter",
        "kurstraeger",
        "kursanbieter",
        "provider",
    ),
    "municipality": (
        *("gemeinde", "ort", "stadt", "kommune", "wohnort", "kursort", "town", "city", "place"),
    ),
    "postcode": ("plz", "postleitzahl", "zip", "postal code"),
    "field": ("handlungsfeld", "bereich", "thema", "kategorie", "category", "topic"),
    "target_groups": ("zielgruppe", "zielgruppen", "target group", "audience", "fuer wen"),
    "residence_status": ("aufenthaltsstatus", "aufenthaltstitel", "status der teilnehmenden"),
    "age_from": ("alter von", "alter ab", "mindestalter", "minimum age"),
    "age_to": ("alter bis", "hoechstalter", "maximum age"),
    "level_from": (
        "niveau von",
        "niveau",
        "sprachniveau",
        "sprachniveau von",
        "einstiegsniveau",
        "level",
    ),
    "level_to": ("niveau bis", "sprachniveau bis", "zielniveau"),
    "course_kind": ("kursart", "art des kurses", "kurstyp", "course type", "kind of course"),
    "free": ("kostenlos", "kostenfrei", "gratis", "free of charge"),
    "price": ("preis", "kosten", "gebuehr", "teilnahmegebuehr", "fee", "cost"),
    "languages": ("sprachen", "sprache", "sprachen vor ort", "language", "spoken languages"),
    "way": ("art", "durchfuehrung", "format"),
    "start": ("beginn", "start", "startdatum", "kursbeginn", "start date"),
    "deadline": ("anmeldeschluss", "anmeldung bis", "frist", "register by"),
    "seats": ("plaetze", "anzahl plaetze", "freie plaetze", "teilnehmerzahl", "capacity", "places"),
    "times": (
        "zeiten",
        "termine",
        "termin",
        "uhrzeit",
        "kurszeiten",
        "unterrichtszeiten",
        "oeffnungszeiten",
        "sprechzeiten",
        "schedule",
        "opening hours",
    ),
    "phone": ("telefon", "tel", "telefonnummer", "rufnummer", "telephone"),
    "email": ("e mail", "mail", "e mail adresse", "mailadresse"),
    "url": ("webseite", "website", "internet", "homepage", "link", "web"),
    "address": ("adresse", "anschrift", "strasse", "veranstaltungsort", "street"),
    "accessible": ("barrierefrei", "rollstuhlgerecht", "wheelchair"),
    "state": ("stand", "zustand", "veroeffentlichung"),
    "expires_at": (
        "gueltig bis",
        "ablauf",
        "ablaufdatum",
        "kursende",
        "sichtbar bis",
        "valid until",
        "expires",
    ),
    "sample": ("beispiel", "muster"),
    "breadcrumb": ("pfad", "rubrik", "path"),
}


@dataclass(frozen=True)
class Headings:
    """The columns of one kind of table.

    ``names`` maps our name of a column to those of offices, ``translated`` are the columns that
    exist once per language. Each table has a ``title``. ``sheet`` is the name of its sheet.
    ``weak`` are headings that count only where no other heading names their column.
    """

    names: Mapping[str, tuple[str, ...]]
    translated: tuple[str, ...]
    sheet: str
    weak: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def by_heading(self) -> Mapping[str, str]:
        """The column of each folded heading; the first one that claims it."""
        columns: dict[str, str] = {}
        for name, others in self.names.items():
            for heading in (folded(name.replace("_", " ")), *others):
                columns.setdefault(heading, name)
        for name, others in self.weak.items():
            for heading in others:
                columns.setdefault(heading, name)
        return columns

    @cached_property
    def strong(self) -> frozenset[str]:
        """The folded headings that are not weak."""
        own = (folded(name.replace("_", " ")) for name in self.names)
        return frozenset((*own, *(other for others in self.names.values() for other in others)))


OFFERS = Headings(NAMES, TRANSLATED, "Angebote", WEAK)
TEXTS = Headings(
    {
        "key": ("nr", "nummer", "schluessel", "id"),
        "title": ("titel", "angebot oder gruppe"),
        "name": ("feld", "part"),
        "german": ("deutsch", "original"),
        "words": ("uebersetzung", "translation"),
        "state": ("stand",),
        "checked": ("geprueft",),
    },
    (),
    "Übersetzungen",
)
MEASURES = Headings(
    {
        "number": ("nr", "nummer", "lfd nr", "massnahme nr", "massnahmennummer", "no"),
        "field": ("handlungsfeld", "bereich", "thema"),
        "title": ("titel", "massnahme", "bezeichnung", "handlungsempfehlung", "measure"),
        "goal": ("ziel", "zielsetzung", "aim"),
        "description": ("beschreibung", "inhalt", "erlaeuterung"),
        "target": ("zielwert", "zielgroesse", "menge", "anzahl", "quantity"),
        "unit": ("einheit", "messgroesse"),
        "cost_from": ("kosten von", "kosten mindestens", "mindestkosten"),
        "cost_to": ("kosten bis", "kosten hoechstens", "hoechstkosten"),
        "cost_source": ("finanzierung", "kostentraeger", "mittelherkunft", "funding"),
        "start": ("beginn", "start", "start date"),
        "due": ("frist", "ende", "bis", "termin", "faellig", "deadline", "end"),
        "organisation": ("traeger", "organization", "einrichtung", "institution"),
        "owner_group": ("gruppe", "arbeitsgruppe", "zustaendige gruppe", "group"),
        "owner_grant": ("recht", "zustaendiges recht", "grant"),
        "state": ("stand", "status", "umsetzungsstand"),
        "public": ("oeffentlich",),
        "origin": ("herkunft", "ursprung"),
        "parent": ("teil von", "uebergeordnet", "part of"),
        "lotse_version": (),
    },
    ("title", "goal", "description"),
    "Maßnahmen",
)


@lru_cache(maxsize=8192)
def folded(header: str) -> str:
    """Return a heading in lower-case Latin words: "Träger (Name):" becomes "traeger name"."""
    umlauts = (
        normalize("NFC", header)
        .lower()
        .replace("ä", "ae")
        .replace("ö", "oe")
        .replace("ü", "ue")
        .replace("ß", "ss")
    )
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(umlauts).lower()))


def canonical(header: str, languages: Iterable[str], headings: Headings = OFFERS) -> str | None:
    """Return our name of a column, with its language code if the heading has one.

    None if the column is unknown, or has a language although its values are not translated.
    """
    if len(header) > LONGEST_HEADING:
        return None
    base, language = _split(header, languages)
    name = headings.by_heading.get(folded(base))
    if name is None and not language:
        return _with_addition(header, headings)
    if name is None or not language:
        return name
    return f"{name}_{language}" if name in headings.translated else None


def is_plain(header: str, headings: Headings = OFFERS) -> bool:
    """Return whether a heading is a name of its column without anything beside it."""
    return folded(header) in headings.strong


def is_weak(header: str, headings: Headings = OFFERS) -> bool:
    """Return whether a heading counts only where no other one names its column."""
    return folded(header) in headings.by_heading and not is_plain(header, headings)


def _with_addition(header: str, headings: Headings) -> str | None:
    """Return the column of "Kosten (€)", "Ort (Gemeinde)" and "Träger / Anbieter".

    The addition of a text may be a language that we do not know, so that it says too much.
    """
    base, bracket, addition = header.partition("(")
    if bracket:
        name = headings.by_heading.get(folded(base))
        is_clear = name not in headings.translated or folded(addition) in _ADDITIONS
        return name if is_clear else None
    names = {headings.by_heading.get(folded(part)) for part in header.split("/")}
    return names.pop() if "/" in header and len(names) == 1 else None


def _split(header: str, languages: Iterable[str]) -> tuple[str, str]:
    """Return the heading without its language, and the language code.

    "title_uk", "Titel (uk)" and "Titel uk" have the language "uk"; "" means none.
    """
    codes = sorted(languages, key=len, reverse=True)
    pattern = rf"(.+?)[\s_(\[-]+({'|'.join(map(re.escape, codes))})[)\]]?\s*"
    match = re.fullmatch(pattern, header.strip().lower())
    return (match[1], match[2]) if match else (header.strip(), "")
