"""Headings that count only where no other one names their column, and columns of parts."""

WEEKDAYS = tuple(
    f"on_{day}"
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
"""Columns that hold the hours of one weekday, Monday first."""
PARTS: dict[str, tuple[str, ...]] = {
    "on_day": (
        *("tag", "tage", "wochentag", "wochentage", "kurstag", "kurstage", "weekday", "day"),
        *("days", "weekdays", "an welchem tag"),
    ),
    "on_date": ("datum", "kursdatum", "veranstaltungsdatum", "date", "event date"),
    "rhythm": ("turnus", "rhythmus", "haeufigkeit", "wiederholung", "intervall", "frequency"),
    "day_from": ("von", "vom", "datum von", "zeitraum von", "laufzeit von"),
    "day_to": ("bis", "ende", "enddatum", "datum bis", "zeitraum bis", "end", "end date"),
    "hour_from": (
        *("uhrzeit von", "zeit von", "von uhrzeit", "von uhr", "uhrzeit beginn", "beginn uhrzeit"),
        *("beginn uhr", "startzeit", "anfangszeit", "anfang", "start time", "time from"),
    ),
    "hour_to": (
        *("uhrzeit bis", "zeit bis", "bis uhrzeit", "bis uhr", "uhrzeit ende", "ende uhrzeit"),
        *("ende uhr", "endzeit", "schluss", "end time", "time to", "time until"),
    ),
    **{
        column: (short, long, column.removeprefix("on_"))
        for column, short, long in zip(
            WEEKDAYS,
            ("mo", "di", "mi", "do", "fr", "sa", "so"),
            ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
            strict=True,
        )
    },
    "period": (
        *("von bis", "beginn ende", "beginn und ende", "start ende"),
        "laufzeit",
        "zeitraum",
        "kurszeitraum",
        "massnahmezeitraum",
        "kursdauer von bis",
        "period",
    ),
    "contact": (
        *("kontakt", "kontaktdaten", "contact", "kontaktinformationen", "kontakt anmeldung"),
        *("kontaktmoeglichkeit", "anmeldung kontakt"),
    ),
    "area_code": ("vorwahl", "ortsvorwahl", "tel vorwahl", "telefon vorwahl", "dialling code"),
    "mobile": (
        *("mobil", "handy", "mobiltelefon", "mobilnummer", "handynummer", "mobil nr", "handy nr"),
        *("mobilfunk", "telefon mobil", "tel mobil", "mobile phone", "cell phone"),
    ),
    "house_number": ("hausnr", "hausnummer", "haus nr", "hnr"),
    "publish": (
        *("veroeffentlichen", "veroeffentlicht", "aktiv", "sichtbar", "freigegeben", "anzeigen"),
        *("status", "angebotsstatus", "active", "published"),
    ),
}
"""Columns that say a part of another one, see ``joined_cells``; their headings are weak."""
WEAK: dict[str, tuple[str, ...]] = {
    "title": (
        *("projekt", "projektname", "projekttitel", "veranstaltung", "veranstaltungstitel"),
        *("angebotsbezeichnung", "titel des angebots", "kurs", "course", "event", "massnahme"),
        *("kurstitel thema", "angebot thema"),
        *("course name", "course title", "name of course", "was", "was wird angeboten", "gruppe"),
        *("beratungsstelle", "name der beratungsstelle", "anlaufstelle", "name der anlaufstelle"),
        *("name der veranstaltung", "name der massnahme", "massnahmebezeichnung", "offer title"),
    ),
    "description": ("angebotsbeschreibung", "kursbeschreibung", "inhalte", "beschreibung inhalt"),
    "organisation": (
        *("verein", "name des traegers", "projekttraeger", "name der einrichtung"),
        *("name der organisation", "durchfuehrende stelle", "anbieterin", "wer", "wer bietet an"),
        *("massnahmetraeger", "bildungstraeger", "name des anbieters", "angeboten von"),
        *("organisator", "organisatorin", "veranstaltende einrichtung", "durchgefuehrt von"),
    ),
    "municipality": (
        *("plz ort", "ort plz", "plz und ort", "plz wohnort", "stadt gemeinde", "wo", "standort"),
        *("wo findet es statt", "massnahmeort", "einsatzort", "durchfuehrungsort", "angebotsort"),
        *("ort der massnahme", "ort des angebots", "ort der veranstaltung", "location"),
    ),
    "target_groups": (
        *("fuer wen ist das angebot", "teilnehmerkreis", "wer kann teilnehmen", "for whom"),
        *("zielgruppe alter", "personenkreis"),
    ),
    "age_from": ("alter", "altersgruppe", "alter in jahren", "altersbereich", "age"),
    "level_from": (
        *("sprachstufe", "deutschniveau", "sprachlevel", "ger niveau", "niveaustufe", "kursniveau"),
    ),
    "price": (
        *("preis in eur", "preis eur", "preis in euro", "preis euro", "kosten in eur", "entgelt"),
        *("kosten eur", "kosten in euro", "kosten euro", "kursgebuehr", "teilnehmerbeitrag"),
        *("gebuehr in eur", "eintritt", "unkostenbeitrag", "kostenbeitrag", "eigenanteil"),
        *("costs", "was kostet es", "was kostet das", "kosten teilnahme", "teilnahmekosten"),
        *("teilnahmebeitrag", "beitrag", "gebuehren", "price in eur", "kosten pro person"),
        *("teilnahmegebuehr in eur", "teilnahmegebuehr eur", "teilnahmegebuehren", "eigenbeitrag"),
    ),
    "languages": ("beratungssprachen", "beratungssprache", "angebotssprachen", "kurssprache"),
    "start": (
        *("voraussichtlicher kursbeginn", "voraussichtl kursbeginn", "geplanter kursbeginn"),
        *("kursstart", "beginnt am", "beginn am", "erster termin", "datum beginn"),
    ),
    "deadline": ("anmeldefrist", "bewerbungsfrist", "anmeldefrist bis", "anmelden bis"),
    "seats": (
        *("max teilnehmer", "max teilnehmerzahl", "max tn", "maximale teilnehmerzahl"),
        *("teilnehmer max", "plaetze gesamt", "kapazitaet", "teilnehmerplaetze", "tn plaetze"),
        *("platzzahl", "anzahl teilnehmer", "anzahl tn", "max personen", "seats available"),
    ),
    "times": (
        *("zeit", "kurszeit", "tag uhrzeit", "tag zeit", "tag und uhrzeit", "wochentag uhrzeit"),
        *("datum uhrzeit", "datum und uhrzeit", "tage zeiten", "wann", "angebotszeiten"),
        *("sprechstunde", "sprechstunden", "oeffnungszeit", "unterrichtszeit", "time"),
        *("wann findet es statt", "tag und zeit", "oeffnungs und sprechzeiten", "hours"),
        *("oeffnungs sprechzeiten", "times", "zeiten termine", "wann uhrzeit", "buerozeiten"),
    ),
    "phone": (
        *("tel nr", "telefon nr", "telefonnr", "tel nummer", "kontakt telefon", "festnetz"),
        *("kontakttelefon", "telefon festnetz", "ruf nr", "fon", "phone number", "contact phone"),
        *("telefon kontakt", "telefonkontakt", "telefonisch"),
    ),
    "email": (
        *("kontakt e mail", "email adresse", "kontakt mail", "e mailadresse", "kontakt email"),
        *("contact email", "contact e mail", "email contact", "e mail kontakt", "email address"),
    ),
    "url": ("internetseite", "internetadresse", "webadresse", "web seite", "www", "weblink"),
    "address": (
        *("strasse hausnummer", "strasse und hausnummer", "strasse nr", "strasse hausnr", "str"),
        *("veranstaltungsadresse", "kursadresse", "treffpunkt", "str nr", "strasse u hausnr"),
        *("adresse des veranstaltungsortes", "adresse veranstaltungsort", "strasse hnr"),
    ),
    "accessible": (
        *("barrierefreiheit", "barrierefrei ja nein", "barrierefreier zugang", "rollstuhl"),
    ),
    "childcare": (
        *("kinderbetreuung ja nein", "kinderbetreuung vorhanden", "kinderbetreuung moeglich"),
        *("kinderbetreuung angeboten", "betreuung der kinder", "kinderbetreuung j n"),
    ),
    "way": ("praesenz online", "online praesenz", "online oder praesenz", "kursform"),
    "free": ("kostenlos ja nein", "kostenfrei ja nein"),
    "expires_at": (
        *("laeuft bis", "befristet bis", "laufzeit bis", "verfuegbar bis"),
        *("voraussichtliches kursende", "voraussichtl kursende", "geplantes kursende"),
        *("voraussichtliches ende", "kursende voraussichtlich"),
    ),
    **PARTS,
}
"""Headings that mean a column where no other heading of the table does."""
