"""A table as offices like it: German headings and values, of which an import knows each one."""

from collections.abc import Mapping, Sequence

from bot.domain.offers import Offer, State, Target, Way
from bot.domain.places import Field, Municipality
from bot.rules import exports
from bot.rules.columns import TRANSLATED
from bot.text import sort_key

LISTS = "Lotse-Listen"
"""Name of the hidden sheet with the values of drop-downs; an import does not mention it."""
HEADINGS: Mapping[str, str] = {
    "external_id": "Nr.",
    "source": "Quelle",
    "title": "Titel",
    "description": "Beschreibung",
    "next_steps": "Nächste Schritte",
    "text_state": "Textstand",
    "organisation": "Träger",
    "municipality": "Gemeinde",
    "field": "Handlungsfeld",
    "target_groups": "Zielgruppe",
    "residence_status": "Aufenthaltsstatus",
    "age_from": "Alter von",
    "age_to": "Alter bis",
    "level_from": "Niveau von",
    "level_to": "Niveau bis",
    "course_kind": "Kursart",
    "free": "Kostenlos",
    "price": "Preis",
    "languages": "Sprachen vor Ort",
    "way": "Durchführung",
    "start": "Beginn",
    "deadline": "Anmeldeschluss",
    "seats": "Plätze",
    "times": "Zeiten",
    "phone": "Telefon",
    "email": "E-Mail",
    "url": "Webseite",
    "address": "Adresse",
    "accessible": "Barrierefrei",
    "childcare": "Kinderbetreuung",
    "state": "Stand",
    "expires_at": "Gültig bis",
    "sample": "Beispiel",
    "breadcrumb": "Pfad",
    "lotse_version": "lotse_version",
}
"""Heading of each column; texts in other languages have the code of theirs behind it."""
STATES: Mapping[str, str] = {
    State.DRAFT: "Entwurf",
    State.PROPOSED: "Vorgeschlagen",
    State.PUBLISHED: "Veröffentlicht",
    State.PAUSED: "Pausiert",
    State.EXPIRED: "Abgelaufen",
    State.CLOSED: "Geschlossen",
}
WAYS: Mapping[str, str] = {
    Way.ON_SITE: "Vor Ort",
    Way.PHONE: "Telefonisch",
    Way.ONLINE: "Online",
}
TARGETS: Mapping[str, str] = {
    Target.CHILDREN: "Kinder",
    Target.YOUNG_PEOPLE: "Jugendliche",
    Target.WOMEN: "Frauen",
    Target.OLDER_PEOPLE: "Senioren",
    Target.FAMILIES: "Familien",
}
YES_NO = ("ja", "nein")


def heading(column: str) -> str:
    """Return the German heading of a column."""
    if column in HEADINGS:
        return HEADINGS[column]
    base, _, code = column.rpartition("_")
    return f"{HEADINGS[base]} ({code})" if base in TRANSLATED else column


def row(offer: Offer, fields: Sequence[Field]) -> dict[str, str]:
    """Return the cells of an offer by our names of columns, with German values."""
    cells = exports.row(offer, "de")
    names = {field.slug: field.names.get("de", field.slug) for field in fields}
    words = {"field": names, "state": STATES, "way": WAYS}
    changed = {
        column: known.get(cells[column], cells[column])
        for column, known in words.items()
        if column in cells
    }
    if "target_groups" in cells:
        groups = cells["target_groups"].split(", ")
        changed["target_groups"] = ", ".join(TARGETS.get(group, group) for group in groups)
    return cells | changed


def choices(fields: Sequence[Field], towns: Sequence[Municipality]) -> Mapping[str, Sequence[str]]:
    """Return the values between which the cells of a column are chosen."""
    return {
        "municipality": sorted((town.name for town in towns), key=sort_key),
        "field": [field.names.get("de", field.slug) for field in fields],
        "state": list(STATES.values()),
        "way": list(WAYS.values()),
        "free": YES_NO,
        "accessible": YES_NO,
        "childcare": YES_NO,
    }
