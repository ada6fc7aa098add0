"""The columns of an office's table: their own names, and what German and English offices call them."""

import re
from collections.abc import Iterable

from anyascii import anyascii

TRANSLATED = ("title", "description", "next_steps", "text_state")
"""Columns that exist once a language: ``title_uk``."""
NAMES: dict[str, tuple[str, ...]] = {
    "external_id": ("id", "nr", "nummer", "angebotsnummer", "externe id", "lfd nr", "kennung"),
    "title": (
        "titel",
        "name",
        "bezeichnung",
        "angebot",
        "kurstitel",
        "name des angebots",
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
        "provider",
    ),
    "municipality": ("gemeinde", "ort", "stadt", "kommune", "wohnort", "town", "city", "place"),
    "postcode": ("plz", "postleitzahl", "zip", "postal code"),
    "field": ("handlungsfeld", "bereich", "thema", "kategorie", "category", "topic"),
    "target_groups": ("zielgruppe", "zielgruppen", "target group", "audience", "fuer wen"),
    "residence_status": ("aufenthaltsstatus", "aufenthaltstitel", "status der teilnehmenden"),
    "age_from": ("alter von", "alter ab", "mindestalter", "minimum age"),
    "age_to": ("alter bis", "hoechstalter", "maximum age"),
    "level_from": ("niveau von", "niveau", "sprachniveau", "sprachniveau von", "level"),
    "level_to": ("niveau bis", "sprachniveau bis"),
    "free": ("kostenlos", "kostenfrei", "gratis", "free of charge"),
    "price": ("preis", "kosten", "gebuehr", "teilnahmegebuehr", "fee", "cost"),
    "languages": ("sprachen", "sprache", "sprachen vor ort", "language", "spoken languages"),
    "way": ("art", "durchfuehrung", "format"),
    "start": ("beginn", "start", "startdatum", "kursbeginn", "start date"),
    "deadline": ("anmeldeschluss", "anmeldung bis", "frist", "register by"),
    "seats": ("plaetze", "anzahl plaetze", "teilnehmerzahl", "capacity", "places"),
    "times": (
        "zeiten",
        "termine",
        "termin",
        "uhrzeit",
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
        "sichtbar bis",
        "valid until",
        "expires",
    ),
    "sample": ("beispiel", "muster"),
    "breadcrumb": ("pfad", "rubrik", "path"),
}


def folded(header: str) -> str:
    """ "Träger (Name):" → "traeger name"."""
    umlauts = (
        header.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    )
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(umlauts).lower()))


def canonical(header: str, languages: Iterable[str]) -> str | None:
    """Our name of a column, with its language if it has one; None if we do not know it."""
    base, language = _split(header, languages)
    plain = folded(base)
    for name, others in NAMES.items():
        if plain in (folded(name.replace("_", " ")), *others):
            return (
                f"{name}_{language}"
                if language and name in TRANSLATED
                else (None if language else name)
            )
    return None


def _split(header: str, languages: Iterable[str]) -> tuple[str, str]:
    """ "title_uk", "Titel (uk)", "Titel uk" → ("title", "uk")."""
    known = sorted(languages, key=len, reverse=True)
    pattern = rf"(.+?)[\s_(\[-]+({'|'.join(map(re.escape, known))})[)\]]?\s*"
    found = re.fullmatch(pattern, header.strip().lower())
    return (found[1], found[2]) if found else (header.strip(), "")
