"""The columns of an office's table: our names, and what German and English offices call them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from unicodedata import normalize

from anyascii import anyascii

from bot.rules import heading_languages
from bot.rules.foreign_headings import FOREIGN
from bot.rules.weak_headings import WEAK

TRANSLATED = ("title", "description", "next_steps", "text_state")
"""Columns that exist once per language: ``title_uk``."""
_ADDITIONS = frozenset(("kurz", "pflicht", "pflichtfeld", "required", "deutsch", "german"))
_OF_OFFER = re.compile(
    r" (?:des|der|vom|zum|zur|fuer das|fuer die) (?:angebote?s?|kurse?s?|massnahmen?"
    r"|veranstaltung(?:en)?|projekte?s?|teilnehmer|teilnahme)$"
)
"""What may stand behind the name of a column: "Bezeichnung des Angebotes"."""
_OFFERS_OWN = re.compile(
    r"^(?:kurs|angebots|veranstaltungs|trainings|projekt|massnahmen?|unterrichts|treff"
    r"|betreuungs|beratungs|gruppen|seminar|workshop|lehrgangs|schulungs|sprachkurs|programm)"
)
"""What may stand before the name of a column in one word with it: "Trainingszeiten"."""
_GENDERED = re.compile(r"(?<=[a-zß])(?:[/*:_]-?in(?:nen)?|\(in(?:nen)?\)|Innen)\b")
"""How headings name women and men: "Veranstalter/in", "Anbieter*innen"."""
_BETWEEN = re.compile(r"[/|\n,;+&]|\s-\s|\s(?:und|u\.|oder|and)\s", re.IGNORECASE)
_CONTACT = frozenset(("phone", "mobile", "email", "url"))
"""Columns whose values one cell can hold together, see ``shared_cells``."""
_FAX = frozenset(("fax", "telefax", "faxnummer"))
_LEAST_LETTERS = 5
"""Minimum length of a heading that is looked for without its spaces."""
LONGEST_HEADING = 300
"""Maximum length of a heading that is looked at, in characters."""
NAMES: dict[str, tuple[str, ...]] = {
    "external_id": (
        *("id", "nr", "nummer", "angebotsnummer", "externe id", "lfd nr", "kennung", "kursnummer"),
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
    "childcare": ("kinderbetreuung", "mit kinderbetreuung", "childcare"),
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
    ``weak`` are headings that count only where no other heading names their column, and so are
    those of other languages, ``foreign``.
    """

    names: Mapping[str, tuple[str, ...]]
    translated: tuple[str, ...]
    sheet: str
    weak: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    foreign: tuple[Mapping[str, tuple[str, ...]], ...] = ()

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
        return {**self._in_other_languages(), **columns}

    def _in_other_languages(self) -> dict[str, str]:
        columns: dict[str, str] = {}
        for language in self.foreign:
            for name, others in language.items():
                for heading in others:
                    columns.setdefault(folded(heading), name)
        return columns

    @cached_property
    def in_one_word(self) -> Mapping[str, str]:
        """The column of each heading without its spaces, where that is long enough to be clear."""
        squeezed = ((words.replace(" ", ""), name) for words, name in self.by_heading.items())
        return {words: name for words, name in squeezed if len(words) >= _LEAST_LETTERS}

    @cached_property
    def strong(self) -> frozenset[str]:
        """The folded headings that are not weak."""
        own = (folded(name.replace("_", " ")) for name in self.names)
        return frozenset((*own, *(other for others in self.names.values() for other in others)))


OFFERS = Headings(NAMES, TRANSLATED, "Angebote", WEAK, FOREIGN)
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
    base, language = heading_languages.parted(header, tuple(languages))
    name = _named(base, headings)
    if name is None and not language:
        return _with_addition(header, headings)
    if name is None or not language:
        return name
    return f"{name}_{language}" if name in headings.translated else None


def _named(words: str, headings: Headings) -> str | None:
    """Return the column that some words name, also in parts: "Internet-Adresse"."""
    name = folded(_GENDERED.sub("", words))
    plain = _OF_OFFER.sub("", name)
    return (
        headings.by_heading.get(name)
        or headings.by_heading.get(plain)
        or headings.in_one_word.get(plain.replace(" ", ""))
        or headings.by_heading.get(_OFFERS_OWN.sub("", plain).strip())
    )


def is_plain(header: str, headings: Headings = OFFERS) -> bool:
    """Return whether a heading is a name of its column without anything beside it."""
    return folded(header) in headings.strong


def is_weak(header: str, headings: Headings = OFFERS) -> bool:
    """Return whether a heading counts only where no other one names its column."""
    return not is_plain(header, headings) and _named(header, headings) is not None


def _with_addition(header: str, headings: Headings) -> str | None:
    """Return the column of "Kosten (€)", "Ort (Gemeinde)" and "Träger / Anbieter".

    The addition of a text may be a language that we do not know, so that it says too much.
    """
    base, bracket, addition = header.partition("(")
    if bracket:
        name = _named(base, headings)
        is_clear = name not in headings.translated or _says_no_language(folded(addition))
        return name if is_clear else None
    return _of_parts(header, headings)


def _says_no_language(addition: str) -> bool:
    """Return whether words in brackets only say how to fill a column."""
    return addition in _ADDITIONS or bool(re.search(r"\d|zeichen|optional|freiwillig", addition))


def _is_beside(part: str) -> bool:
    """Return whether a part of a heading names no column: "Öffnungs-", and a fax."""
    return part.endswith("-") or folded(part) in _FAX


def _of_parts(header: str, headings: Headings) -> str | None:
    """Return the column of "Träger / Anbieter", and of "Öffnungs-/Sprechzeiten".

    In two languages, the second may be a word that only its own list knows.
    """
    parts = [part.strip() for part in _BETWEEN.split(header) if part.strip()]
    names = {_named(part, headings) for part in parts if not _is_beside(part)}
    if len(parts) > 1 and len(names) == 1:
        return names.pop()
    return "contact" if len(names) > 1 and names <= _CONTACT else None
