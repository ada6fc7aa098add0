"""Which kind of course a German title of an office names."""

from bot.domain.levels import Script
from bot.rules import ladder as rules
from storage.catalogue.ladders import shipped_ladder

TITLES = {
    "literacy": "Integrationskurs mit Alphabetisierung; Alpha-Integrationskurs; "
    "Integrationskurs ALPHA Modul 2; Integrationskurs für Frauen (mit Alphabetisierung)",
    "second_script": "Integrationskurs für Zweitschriftlernende; Zweitschriftlernerkurs",
    "integration": "Allgemeiner Integrationskurs in Backnang; Integrationskurs am Vormittag; "
    "Deutsch als Fremdsprache: Integrationskurs A1",
    "intensive": "Intensivkurs; Integrationskurs  intensiv",
    "repeat": "Wiederholerkurs (Integrationskurs); Wiederholungskurs",
    "youth": "Jugendintegrationskurs; Integrationskurs für junge Erwachsene",
    "women_parents": "Deutschkurs für Frauen mit Kinderbetreuung; Integrationskurs für Eltern",
    "job_b2": "Berufssprachkurs B2; Basis-BSK B1-B2; B2-Berufssprachkurs; "
    "Berufsbezogene Deutschsprachförderung - B2 - Pflege; DeuFöV B2",
    "job_c1": "Berufsbezogene Deutschsprachförderung C1",
    "job_trainee": "Azubi-BSK B2",
    "open_beginner": "Deutschkurs A1 bis A2 am Abend; Deutsch als Fremdsprache A1.2; DaF A2; "
    "Deutsch für Anfänger; Deutschkurs (A1)",
    "open_advanced": "Deutsch B1.1 am Abend; Deutschkurs A2-B1; Deutschkurs Niveau B2",
    "placement_test": "Beratung und Einstufung für Deutschkurse",
    "language_cafe": "SPRACHCAFÉ Schorndorf",
    "": "Schwimm-Intensivkurs für Kinder; Französisch Intensivkurs A1; Englisch B1; Job-BSK; "
    "Rettungsschwimmer Wiederholungskurs; Schwimmkurs für Kinder; Dafür und dagegen B1; ",
}
"""Kind → titles as offices write them; "" for what is no course of German, or says too little."""


def test_a_title_proposes_a_kind() -> None:
    wrong = [
        (title, proposed)
        for kind, titles in TITLES.items()
        for title in titles.split("; ")
        if (proposed := rules.proposed_kind(shipped_ladder(), title)) != kind
    ]
    assert not wrong


def test_a_course_for_who_learns_to_read_is_never_taken_for_a_standard_one() -> None:
    """Whatever else its title says."""
    ladder, wrong = shipped_ladder(), []
    for other in "; ".join(TITLES.values()).split("; "):
        for title in (f"{other} mit Alphabetisierung", f"Zweitschriftlernende: {other}"):
            code = rules.proposed_kind(ladder, title)
            if Script.LATIN in ladder.kinds[code].scripts:
                wrong.append((title, code))
    assert not wrong
