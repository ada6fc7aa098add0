"""Meetings whose title would swallow a part of the time: asked again, and real titles are taken."""

import pytest

from bot.domain.announcements import Times
from bot.rules import meetings
from bot.rules.problems import Problem, Refusal
from bot.rules.timing.titles import begins_with_time
from tests.harness.databases import NOW

LOST = (
    "Di 18 Uhr (1. und 3. im Monat)", "Mi 18 Uhr, einmal pro Monat", "Di 18 Uhr 2x im Monat",
    "Di 18 Uhr in ungeraden Kalenderwochen", "Mo 18 Uhr gerade Woche",
    "Mo 9-12 und 13-16 Uhr, Fr 9-12 Uhr", "Mo-Do 9-12 und Do 14-18 Uhr", "Mo 8-12 + 14-18",
    "Mo-Do: 9-12, 13-16; Fr: 9-12", "Mo 18 Uhr, außer 1. Montag im Monat",
    "1. Mo im Monat 18 Uhr, 3. Mi im Monat 19 Uhr", "4.12.2026 18:00 - 6.12.2026 16:00",
    "Fr 18 Uhr bis So 16 Uhr", "12.1.2027, 18 Uhr (8 Termine)", "Di 18 Uhr monatlich",
    "Di 18 Uhr, jeden 1. Dienstag im Monat 19 Uhr", "Mo-Do 9-16 Uhr, Fr -12 Uhr",
    "Mo-Fr 9-12 Uhr, Mi nur 9-11 Uhr", "dienstags 18 Uhr, nächster Termin 12.1.2027",
    "dienstags 18 Uhr und am 31.2.2027", "dienstags 18 Uhr 3x im Quartal",
    "Di 18 Uhr bis zu den Ferien",
)  # fmt: skip
"""What is no time as a whole, though a beginning of it is one."""
TITLES = (
    "Ab ins Grüne", "Alle Jahre wieder", "2. Elternabend", "Und jetzt?", "Tag der offenen Tür",
    "Buch des Monats", "Woche der Vielfalt", "10 Jahre Lotse", "Freitagsgebet", "Bis bald",
    "24 Stunden Lauf", "1. Hilfe", "Sprachcafé am Montag", "Start ins Jahr", "Jeden Tag ein Lied",
    "Zum Mond und zurück", "3-6 Jahre Spielgruppe", "(neu) Chor", "Der Letzte räumt auf",
    "Von uns für euch", "Jahr für Jahr", "Quartal und Zahlen", "Im Saal",
    "I. Treffen", "à la carte",
)  # fmt: skip


def test_a_title_does_not_swallow_what_says_when() -> None:
    wrong = []
    for words in LOST:
        try:
            wrong.append((words, meetings.plan(f"{words} Chor", Times(), NOW, NOW.date())))
        except Refusal as refusal:
            if refusal.problem not in (Problem.NO_SUCH_TIME, Problem.NO_MEETING):
                wrong.append((words, refusal))
    assert not wrong


@pytest.mark.parametrize("when", ["Dienstag 18 Uhr", "dienstags 18-20 Uhr", "24.11.2026 18:00"])
def test_titles_stay_titles(when: str) -> None:
    plans = [meetings.plan(f"{when} {t}", Times(), NOW, NOW.date()).title for t in TITLES]
    assert tuple(plans) == TITLES
    assert not any(map(begins_with_time, TITLES))
