"""Times as people type them in their own language."""

from bot.domain.announcements import Times
from bot.rules import meetings, moments, schedules
from bot.rules.timing import foreign, lexicon
from bot.rules.timing.lexicon import Kind
from tests.harness.databases import NOW

TODAY = NOW.date()
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = ("MO", "TU", "WE", "TH", "FR")
WEEKLY = {
    "chaque lundi à 18h": "MO", "tous les mardis à 18h": "TU", "lundi et mercredi à 18:00": "MO,WE",
    "każdy wtorek o 18:00": "TU", "w każdą środę o 18:00": "WE", "we wtorki o godz. 18:00": "TU",
    "poniedziałek i środa 18:00": "MO,WE", "her salı saat 18:00": "TU",
    "Salı ve Perşembe 18:00": "TU,TH", "Salı günleri saat 18:00": "TU",
    "fiecare marți la ora 18:00": "TU", "marțea la 18:00": "TU", "luni și miercuri 18:00": "MO,WE",
    "каждый вторник в 18:00": "TU", "каждую среду в 18:00": "WE", "по вторникам в 18:00": "TU",
    "кожного вівторка о 18:00": "TU", "щовівторка о 18:00": "TU", "щоп’ятниці о 18:00": "FR",
    "вівторок і четвер 18:00": "TU,TH", "كل ثلاثاء الساعة 18:00": "TU", "أيام الثلاثاء 18:00": "TU",
    "الاثنين و الأربعاء 18:00": "MO,WE", "هر سه\u200cشنبه ساعت ۱۸:۰۰": "TU",
    "سه شنبه\u200cها 18:00": "TU", "دوشنبه و چهارشنبه 18:00": "MO,WE",
    "todos los lunes 18:00": "MO", "lunes y jueves 18:00": "MO,TH",
}  # fmt: skip
ONCE = {
    "الثلاثاء 18:00": 24, "سه شنبه 18:00": 24, "سه\u200cشنبه 18:00": 24, "شنبه 18:00": 21,
    "sêşem 18:00": 24, "Talaado 18:00": 24, "ሰሉስ 18:00": 24, "в среду в 18:00": 25,
    "у п’ятницю о 18:00": 27, "demain à 18h": 21, "غدا 18:00": 21, "завтра в 18:00": 21,
    "24 novembre 2026 18:00": 24, "24 листопада 2026 18:00": 24, "24 Kasım 2026 18:00": 24,
}  # fmt: skip


def test_what_recurs_in_the_languages_of_the_chat() -> None:
    wrong = {}
    for words, days in WEEKLY.items():
        rule = meetings.plan(f"{words} Lotse", Times(), NOW, TODAY).times.rule
        cell = schedules.read(words)
        if {rule, cell[0].rule} != {f"FREQ=WEEKLY;BYDAY={days}"} or cell[0].note:
            wrong[words] = (rule, cell)
    assert not wrong


UNTIL = {
    "lundi 9h à 12h": "Mo 09:00-12:00", "mardi 14 à 16h30": "Di 14:00-16:30",
    "lundi à jeudi 9h-12h": "Mo,Di,Mi,Do 09:00-12:00", "mardi à 18h": "Di 18:00",
    "понедельник по среду 9-12": "Mo,Di,Mi 09:00-12:00", "по вторникам 18:00": "Di 18:00",
    "Di 18 Uhr à 90 Minuten": "Di 18:00 (à 90 Minuten)",
}  # fmt: skip
"""Words that mean "until" only between two days or two hours."""


def test_until_stands_between_two_ends() -> None:
    wrong = {
        words: found
        for words, right in UNTIL.items()
        if (found := schedules.written(schedules.read(words))) != right
    }
    assert not wrong
    assert len(schedules.read("Di 9-12 / Tue 9-12")) == 1, "one time in two languages"


SPOKEN = {
    "Mo 9 Uhr 30": "Mo 09:30", "Mo 9 Uhr 30 - 11 Uhr 45": "Mo 09:30-11:45",
    "Mo 9 Uhr 30 bis 12 Uhr": "Mo 09:30-12:00", "Mo 9 Uhr, 14 Uhr": "Mo 09:00 | Mo 14:00",
    "Mo 9:3": "Mo (9:3)", "Di 18 Uhr 30 Personen": "Di 18:00 (30 Personen)",
}  # fmt: skip
"""Hours as people say and mistype them; what may mean several things stays as text."""


def test_minutes_behind_the_hour() -> None:
    wrong = {
        words: found
        for words, right in SPOKEN.items()
        if (found := schedules.written(schedules.read(words))) != right
    }
    assert not wrong


def test_what_is_once() -> None:
    plans = {words: meetings.plan(f"{words} Lotse", Times(), NOW, TODAY) for words in ONCE}
    wrong = {
        words: plan.times
        for words, plan in plans.items()
        if plan.times.rule or plan.times.start is None or plan.times.start.day != ONCE[words]
    }
    assert not wrong


def test_every_language_of_the_chat_has_its_weekdays() -> None:
    """Each name alone is its day; words of two languages do not mean two things."""
    wrong = [
        name
        for name, weekday in foreign.weekdays()
        if moments.read(f"{name} 18:00", Times(), TODAY).rule
        != f"FREQ=WEEKLY;BYDAY={('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')[weekday]}"
    ]
    assert not wrong
    named = (*foreign.weekdays(), *foreign.months())
    meant = [lexicon.words()[name] for name, _ in named]
    kinds = [Kind.WEEKDAY] * len([*foreign.weekdays()])
    assert meant[: len(kinds)] == [(Kind.WEEKDAY, day) for _, day in foreign.weekdays()]
    assert meant[len(kinds) :] == [(Kind.MONTH_NAME, month) for _, month in foreign.months()]


def test_abbreviations_are_no_words_of_other_languages() -> None:
    for cell, note in (
        ("Mo 9-12 Uhr i. d. R.", "i. d. R"),
        ("Di 18 Uhr o. ä.", "o. ä"),
        ("Di 18 Uhr i. d. Aula", "i. d. Aula"),
        ("Mo 9-12 Uhr Café à la carte", "Café à la carte"),
    ):
        (schedule,) = schedules.read(cell)
        assert schedule.note.rstrip(".") == note
