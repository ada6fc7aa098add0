"""The one grammar of times: what is read, what stays words, and what is asked."""

import re
import time as clock
from datetime import date, datetime, time, timedelta

import opening_hours
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.announcements import Times
from bot.domain.offers import Schedule
from bot.environment import ROOT
from bot.rules import meetings, moments, recurrence, rrules, schedules
from bot.rules.cells import Wrong
from bot.rules.problems import Problem, Refusal
from tests.harness.databases import NOW, wall
from tests.refusals import is_wrong, refuses

CASES = ROOT.parent / "shared" / "cases" / "times.txt"
TODAY = date(2026, 11, 27)
"""A Friday."""


def said(schedule: Schedule) -> str:
    """A schedule in short: rule or day, hours, first day, note."""
    hours = f"{schedule.start:%H:%M}" if schedule.start is not None else ""
    hours += f"-{schedule.end:%H:%M}" if schedule.end is not None else ""
    day = f"{schedule.day}" if schedule.day else ""
    rule = schedule.rule.replace("FREQ=", "").replace("BYDAY=", "")
    note = f"({schedule.note})" if schedule.note else ""
    return " ".join(filter(None, (rule, day, hours, note)))


CELLS = {
    # two spans a day
    "Mo 9-12 und 14-16 Uhr": "WEEKLY;MO 09:00-12:00 | WEEKLY;MO 14:00-16:00",
    "Mo 9-12 u. 14-16 Uhr": "WEEKLY;MO 09:00-12:00 | WEEKLY;MO 14:00-16:00",
    "montags von 8 bis 12 Uhr und von 14 bis 16 Uhr":
        "WEEKLY;MO 08:00-12:00 | WEEKLY;MO 14:00-16:00",
    "Mo vormittags 9-12, nachmittags 14-16 Uhr": "WEEKLY;MO 09:00-12:00 | WEEKLY;MO 14:00-16:00",
    "Mo, Di, Do 8-12, Mi 14-18 Uhr": "WEEKLY;MO,TU,TH 08:00-12:00 | WEEKLY;WE 14:00-18:00",
    # midnight, and over it
    "Di 18:00-24:00": "WEEKLY;TU 18:00-00:00",
    "Fr 22:00-02:00": "WEEKLY;FR 22:00-02:00",
    "täglich 20-8 Uhr": "DAILY 20:00-08:00",
    "31.12.2026 22 bis 2 Uhr": "2026-12-31 22:00-02:00",
    "Mo 12:00-09:00 (Folgetag)": "WEEKLY;MO 12:00-09:00",
    # words that are no time
    "nach Vereinbarung": "(nach Vereinbarung)",
    "Termine nach Absprache unter 07731 12345": "(Termine nach Absprache unter 07731 12345)",
    "Mo 9-12, Mi nach Vereinbarung": "WEEKLY;MO 09:00-12:00 | WEEKLY;WE (nach Vereinbarung)",
    "Do 14-18 Uhr und nach Vereinbarung": "WEEKLY;TH 14:00-18:00 (nach Vereinbarung)",
    "Di 18:00, in den Ferien nicht": "WEEKLY;TU 18:00 (in den Ferien nicht)",
    "Mi. 14:30–16 Uhr (außer in den Ferien)":
        "WEEKLY;WE 14:30-16:00 (in den Schulferien geschlossen)",
    "Sprechstunde: Di 14-16 Uhr": "WEEKLY;TU 14:00-16:00 (Sprechstunde)",
    "Mi 10-12 (Anmeldung (Tel. 123))": "WEEKLY;WE 10:00-12:00 (Anmeldung (Tel. 123))",
    "Mo vormittags": "WEEKLY;MO (vormittags)",
    "Mo und Mi": "WEEKLY;MO,WE",
    # every second week
    "14-tägig Di 18:00": "WEEKLY;INTERVAL=2;TU 18:00",
    "dienstags 18-20 Uhr, 14-tägig": "WEEKLY;INTERVAL=2;TU 18:00-20:00",
    "Di 18:00 (14-tägig)": "WEEKLY;INTERVAL=2;TU 18:00",
    "jeden zweiten Dienstag 18 Uhr": "WEEKLY;INTERVAL=2;TU 18:00",
    "every other Tuesday 6 pm": "WEEKLY;INTERVAL=2;TU 18:00",
    "alle 14 Tage dienstags 18 Uhr": "WEEKLY;INTERVAL=2;TU 18:00",
    "alle 2 Wochen Mo 9 ab 24.11.2026": "WEEKLY;INTERVAL=2;MO 2026-11-30 09:00",
    # the nth weekday of a month
    "jeden 1. Dienstag im Monat 18 Uhr": "MONTHLY;1TU 18:00",
    "1./3. Di im Monat 18 Uhr": "MONTHLY;1TU,3TU 18:00",
    "jeden ersten Donnerstag im Monat von 15:00 bis 17:00 Uhr": "MONTHLY;1TH 15:00-17:00",
    "letzter Freitag im Monat 9 Uhr": "MONTHLY;-1FR 09:00",
    "letzter Werktag im Monat 9 Uhr": "MONTHLY;MO,TU,WE,TH,FR;BYSETPOS=-1 09:00",
    "am 15. und 30. jedes Monats 9:00": "MONTHLY;BYMONTHDAY=15,30 09:00",
    # days that fall out
    "Mo-Fr außer Mi 9-12": "WEEKLY;MO,TU,TH,FR 09:00-12:00",
    "Mo-Fr 9-12 (außer Mi)": "WEEKLY;MO,TU,TH,FR 09:00-12:00",
    "Mo-Fr 9-12, Mi geschlossen": "WEEKLY;MO,TU,TH,FR 09:00-12:00",
    "täglich außer So 9-12": "WEEKLY;MO,TU,WE,TH,FR,SA 09:00-12:00",
    "Di 18-20, ab 12.1.2027, nicht am 26.1.2027":
        "WEEKLY;TU;EXDATE=20270126 2027-01-12 18:00-20:00",
    "Mo-Fr 9-12, im August geschlossen":
        "WEEKLY;BYMONTH=1,2,3,4,5,6,7,9,10,11,12;MO,TU,WE,TH,FR 09:00-12:00",
    # as OpenStreetMap writes them
    "Mo-Fr 08:00-12:00,13:00-17:30; Sa 08:00-12:00; PH off":
        "WEEKLY;MO,TU,WE,TH,FR 08:00-12:00 (an Feiertagen geschlossen)"
        " | WEEKLY;MO,TU,WE,TH,FR 13:00-17:30 (an Feiertagen geschlossen)"
        " | WEEKLY;SA 08:00-12:00 (an Feiertagen geschlossen)",
    "Mo-Fr 09:00-12:00; We 14:00-18:00": "WEEKLY;MO,TU,TH,FR 09:00-12:00 | WEEKLY;WE 14:00-18:00",
    "Mo-Fr 09:00-12:00; We off": "WEEKLY;MO,TU,TH,FR 09:00-12:00",
    "Tu[1,3] 18:00-20:00": "MONTHLY;1TU,3TU 18:00-20:00",
    "Th[-1] 14:00-16:00": "MONTHLY;-1TH 14:00-16:00",
    "Apr-Oct Mo-Fr 10:00-18:00": "WEEKLY;BYMONTH=4,5,6,7,8,9,10;MO,TU,WE,TH,FR 10:00-18:00",
    "24/7": "DAILY 00:00-00:00",
    "sunrise-sunset": "(sunrise-sunset)",
    # limits
    "Di, 18.00 bis 20.00 Uhr, ab 12. Januar 2027 (10 Termine)":
        "WEEKLY;TU;COUNT=10 2027-01-12 18:00-20:00",
    "Di 18-20 (10x)": "WEEKLY;TU 18:00-20:00 (10 Termine)",
    "24.-26.12.2026 10-16 Uhr": "DAILY;UNTIL=20261226T235959 2026-12-24 10:00-16:00",
    "Mo 09:00-12:00 ab 24.11.2026": "WEEKLY;MO 2026-11-30 09:00-12:00",
    "Sat 10-2 pm": "WEEKLY;SA 10:00-14:00",
    # limits that stand before the days, and those behind them
    "ab 12.01.2027: Di 18-20 Uhr, Do 9-11 Uhr":
        "WEEKLY;TU 2027-01-12 18:00-20:00 | WEEKLY;TH 2027-01-14 09:00-11:00",
    "12.01.2027 - 30.03.2027, dienstags 18-20, donnerstags 9-11 Uhr":
        "WEEKLY;TU;UNTIL=20270330T235959 2027-01-12 18:00-20:00"
        " | WEEKLY;TH;UNTIL=20270330T235959 2027-01-14 09:00-11:00",
    "vom 12.1. bis 30.3.2027, Di+Do 18:00-19:30":
        "WEEKLY;TU,TH;UNTIL=20270330T235959 2027-01-12 18:00-19:30",
    "Di 18-20, 12.01.27 bis 30.03.27":
        "WEEKLY;TU;UNTIL=20270330T235959 2027-01-12 18:00-20:00",
    "Di 18:00-19:30 (12.01.2027-30.03.2027)":
        "WEEKLY;TU;UNTIL=20270330T235959 2027-01-12 18:00-19:30",
    "montags 9-12 ab Januar 2027": "WEEKLY;MO 2027-01-04 09:00-12:00",
    "10 Abende, dienstags 18 Uhr ab 12.1.2027": "WEEKLY;TU;COUNT=10 2027-01-12 18:00",
    "Di 18:00, Do 19:00, ab 12.1.2027, 10 Termine":
        "(Di 18:00, Do 19:00, ab 12.1.2027, 10 Termine)",
    # lists of days that share a month, and lists that fall out as a whole
    "12./19./26.1.2027, 18 Uhr": "2027-01-12 18:00 | 2027-01-19 18:00 | 2027-01-26 18:00",
    "2026 Dec 24 18:00-22:00": "2026-12-24 18:00-22:00",
    "Di 18:00 nicht am 1. und 8. Dezember 2026": "WEEKLY;TU;EXDATE=20261201,20261208 18:00",
    "Di 9-12, vom 22.12.2026 bis 6.1.2027 geschlossen":
        "WEEKLY;TU;EXDATE=20261222,20261229,20270105 09:00-12:00",
    "Di 9-12; 22.12.2026-6.1.2027 geschlossen":
        "WEEKLY;TU;EXDATE=20261222,20261229,20270105 09:00-12:00",
    "Di 9-12, 22.12.2026 und 29.12.2026 geschlossen":
        "WEEKLY;TU;EXDATE=20261222,20261229 09:00-12:00",
    "Di 9-12, ab 22.12.2026 geschlossen": "(Di 9-12, ab 22.12.2026 geschlossen)",
    "Mo 9-12 Uhr; Juli und August geschlossen":
        "WEEKLY;BYMONTH=1,2,3,4,5,6,9,10,11,12;MO 09:00-12:00",
    "Mo-Fr 09:00-18:00; PH,Su off": "WEEKLY;MO,TU,WE,TH,FR 09:00-18:00 (an Feiertagen geschlossen)",
    "Achtung: Mi geschlossen": "(Achtung: Mi geschlossen)",
    # words beside one of several times
    "Mo 9-12 Uhr (Kinder), 14-16 Uhr (Erwachsene)":
        "WEEKLY;MO 09:00-12:00 (Kinder) | WEEKLY;MO 14:00-16:00 (Erwachsene)",
    "Sprechzeiten: Mo 9-12, Offener Treff: Mi 14-17":
        "WEEKLY;MO 09:00-12:00 (Sprechzeiten) | WEEKLY;WE 14:00-17:00 (Offener Treff)",
    "Beratung Mo 9-12, Treff Mi 14-17":
        "WEEKLY;MO 09:00-12:00 (Beratung) | WEEKLY;WE 14:00-17:00 (Treff)",
    "Kinder 14-16 Uhr, Di": "WEEKLY;TU 14:00-16:00 (Kinder)",
    "Mo 9-12, 1,5 Stunden": "WEEKLY;MO 09:00-12:00 (1,5 Stunden)",
    "Mo 9-12 u. n. V.": "WEEKLY;MO 09:00-12:00 (n. V.)",
    # four digits, and every nth of something
    "MO 0900-1200": "WEEKLY;MO 09:00-12:00",
    "Mo 1800 Uhr": "WEEKLY;MO 18:00",
    "jeden zweiten Monat am 15. 9 Uhr": "MONTHLY;INTERVAL=2;BYMONTHDAY=15 09:00",
    "jeden zweiten Tag 9 Uhr": "DAILY;INTERVAL=2 09:00",
    "jeden ersten Tag im Monat 9 Uhr": "MONTHLY;BYMONTHDAY=1 09:00",
    # several months: from the day of the beginning, or in each quarter of the year
    "vierteljährlich am 1. 9 Uhr ab 1.12.2026":
        "MONTHLY;INTERVAL=3;BYMONTHDAY=1 2026-12-01 09:00",
    "quarterly on the 1st at 9 am": "MONTHLY;INTERVAL=3;BYMONTHDAY=1 09:00",
    "zweimonatlich am 1. 18 Uhr": "MONTHLY;INTERVAL=2;BYMONTHDAY=1 18:00",
    "halbjährlich am ersten Montag 9 Uhr": "MONTHLY;INTERVAL=6;1MO 09:00",
    "jeden ersten Montag im Quartal 18 Uhr": "MONTHLY;BYMONTH=1,4,7,10;1MO 18:00",
    "letzter Samstag jedes Quartals 10 Uhr": "MONTHLY;BYMONTH=3,6,9,12;-1SA 10:00",
    "jedes Halbjahr am letzten Freitag 9 Uhr": "MONTHLY;BYMONTH=6,12;-1FR 09:00",
    "letzter Werktag im Quartal 9 Uhr":
        "MONTHLY;BYMONTH=3,6,9,12;MO,TU,WE,TH,FR;BYSETPOS=-1 09:00",
    "jeden 15. 9 Uhr": "MONTHLY;BYMONTHDAY=15 09:00",
    "drittletzter Mi im Monat 18 Uhr": "MONTHLY;-3WE 18:00",
    "14-täglich Di 18 Uhr": "WEEKLY;INTERVAL=2;TU 18:00",
    # months that are meant every year, and those with a year
    "Di 9-12 von Oktober bis März": "WEEKLY;BYMONTH=1,2,3,10,11,12;TU 09:00-12:00",
    "Di 9-12 von Oktober 2026 bis März 2027":
        "WEEKLY;TU;UNTIL=20270331T235959 2026-10-06 09:00-12:00",
    "Di 9-12 von November bis Februar 2027":
        "WEEKLY;TU;UNTIL=20270228T235959 2026-11-03 09:00-12:00",
    "Di 9-12 (Juli/August geschlossen)":
        "WEEKLY;BYMONTH=1,2,3,4,5,6,9,10,11,12;TU 09:00-12:00",
    "Di 9-12 (24.12.2026 bis 6.1.2027 geschlossen)":
        "WEEKLY;TU;EXDATE=20261229,20270105 09:00-12:00",
    "Di-So 10-17 Uhr, Mo Ruhetag": "WEEKLY;TU,WE,TH,FR,SA,SU 10:00-17:00",
    "Mo-Fr 9-12, Mi geschl.": "WEEKLY;MO,TU,TH,FR 09:00-12:00",
    "Mo-Fr 9-12, im August Di 10-12":
        "WEEKLY;MO,TU,WE,TH,FR 09:00-12:00 | WEEKLY;BYMONTH=8;TU 10:00-12:00",
    "Mo-Fr 9-12, Apr-Okt: Sa 10-12":
        "WEEKLY;MO,TU,WE,TH,FR 09:00-12:00 | WEEKLY;BYMONTH=4,5,6,7,8,9,10;SA 10:00-12:00",
    "erster Samstag im Monat 10-12, Jan-Nov":
        "MONTHLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11;1SA 10:00-12:00",
    "nur im Dezember: Sa 10-18": "WEEKLY;BYMONTH=12;SA 10:00-18:00",
    "Do 14-16 Uhr nur im Dezember": "WEEKLY;BYMONTH=12;TH 14:00-16:00",
    "Mo-Fr 8-12 (Mi geschlossen)": "WEEKLY;MO,TU,TH,FR 08:00-12:00",
    # ends that name the next day
    "Fr 22 Uhr bis Sa 4 Uhr": "WEEKLY;FR 22:00-04:00",
    "Do, 31.12.2026, 22 Uhr bis Fr, 1.1.2027, 4 Uhr": "2026-12-31 22:00-04:00",
    # first and last days that are named so, and ends as calendar programs write them
    "Dienstags 18 Uhr, Beginn: 12.1.2027, Ende 30.3.2027":
        "WEEKLY;TU;UNTIL=20270330T235959 2027-01-12 18:00",
    "Kursbeginn 12.01.2027, dienstags 18.00 Uhr, 10 Abende": "WEEKLY;TU;COUNT=10 2027-01-12 18:00",
    "Di 18 Uhr, erstmals am 12.1.2027": "WEEKLY;TU 2027-01-12 18:00",
    "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270301T225959Z 18:00 ab 01.12.2026":
        "WEEKLY;TU;UNTIL=20270301T235959 2026-12-01 18:00",
    # what would be wrong if it were read
    "fünfter Mittwoch im Monat 18 Uhr": "MONTHLY;5WE 18:00",
    "fünfter Mittwoch 18 Uhr": "(fünfter Mittwoch 18 Uhr)",
    "siebtletzter Mi im Monat 18 Uhr": "(siebtletzter Mi im Monat 18 Uhr)",
    "Di 18 Uhr, einmal im Quartal": "(Di 18 Uhr, einmal im Quartal)",
    "Di 18 Uhr in ungeraden Kalenderwochen": "(Di 18 Uhr in ungeraden Kalenderwochen)",
    "Mo-Fr 9-12, im August nur Di 9-12": "(Mo-Fr 9-12, im August nur Di 9-12)",
    "Mo-Do 8-12, Mi Nachmittag geschlossen": "(Mo-Do 8-12, Mi Nachmittag geschlossen)",
    "24h": "(24h)",
    "Fr 22 Uhr bis Sa 4 Personen": "(Fr 22 Uhr bis Sa 4 Personen)",
    "jeden 1. Advent 17 Uhr": "(jeden 1. Advent 17 Uhr)",
    "Apr-Okt letzter Sa im Quartal 10 Uhr": "(Apr-Okt letzter Sa im Quartal 10 Uhr)",
    "Fr 18 Uhr bis So 16 Uhr": "(Fr 18 Uhr bis So 16 Uhr)",
    "4.12.2026 9 Uhr bis 5.12.2026 16 Uhr": "(4.12.2026 9 Uhr bis 5.12.2026 16 Uhr)",
    "Mo 9-12 Uhr, Kinder 14-16 Uhr": "(Mo 9-12 Uhr, Kinder 14-16 Uhr)",
    "Mo 9-12 Uhr, Anmeldung bis 9 Uhr": "(Mo 9-12 Uhr, Anmeldung bis 9 Uhr)",
    "Einlass 18 Uhr, Beginn 19 Uhr, Fr": "(Einlass 18 Uhr, Beginn 19 Uhr, Fr)",
    "Quartal: erster Montag": "(Quartal: erster Montag)",
    "Mo vormittags und Do nachmittags": "(Mo vormittags und Do nachmittags)",
    "Di 18 Uhr bis Ostern": "(Di 18 Uhr bis Ostern)",
    "gerade KW Di 18 Uhr": "(gerade KW Di 18 Uhr)",
    "Di 18 Uhr (gerade Wochen)": "(Di 18 Uhr (gerade Wochen))",
    "Di abends 8 Uhr": "(Di abends 8 Uhr)",
    "3x pro Woche Di 18 Uhr": "(3x pro Woche Di 18 Uhr)",
    "kein Kurs Di 18:00": "(kein Kurs Di 18:00)",
    "übernächsten Dienstag 18 Uhr": "(übernächsten Dienstag 18 Uhr)",
    "Do, 24.12. 18 Uhr": "(Do, 24.12. 18 Uhr)",
    "nächsten Dienstag 18 Uhr": "(nächsten Dienstag 18 Uhr)",
    "1.12. 18 Uhr": "(1.12. 18 Uhr)",
    "alle 14 Tage 18 Uhr": "(alle 14 Tage 18 Uhr)",
    "Mo-Mi-Fr 9:00": "(Mo-Mi-Fr 9:00)",
    "Di bis 12 Uhr": "(Di bis 12 Uhr)",
    "Di 18 Uhr und Do": "(Di 18 Uhr und Do)",
    "Sa 10-13 Uhr (28.11.2026)": "(Sa 10-13 Uhr (28.11.2026))",
    "Mo-Fr 9-12 außer Mi und an Brückentagen": "(Mo-Fr 9-12 außer Mi und an Brückentagen)",
    "Mo-Fr 9-12 außer an Feiertagen und in den Ferien": "WEEKLY;MO,TU,WE,TH,FR 09:00-12:00"
        " (an Feiertagen geschlossen, in den Schulferien geschlossen)",
    "Di 18 Uhr Raum 5": "WEEKLY;TU 18:00 (Raum 5)",
    # each day has its own number, hour or way, and nothing is said the other way round
    "jeden 1. Di + 3. Do im Monat 18 Uhr": "(jeden 1. Di + 3. Do im Monat 18 Uhr)",
    "Mo und 1. Di 9 Uhr": "(Mo und 1. Di 9 Uhr)",
    "1., 3. und 5. Montag im Monat 17 Uhr": "MONTHLY;1MO,3MO,5MO 17:00",
    "außer montags 11-22 Uhr": "(außer montags 11-22 Uhr)",
    "abwechselnd Di und Do 18 Uhr": "(abwechselnd Di und Do 18 Uhr)",
    "Mo-Fr 9-12, aber Mi 14-16": "(Mo-Fr 9-12, aber Mi 14-16)",
    "Di 18 Uhr, Ausnahme 22.12.2026: 17 Uhr": "(Di 18 Uhr, Ausnahme 22.12.2026: 17 Uhr)",
    "ohne Anmeldung Mo 9-12": "WEEKLY;MO 09:00-12:00 (ohne Anmeldung)",
    "ab Di, 12.01.2027, 18 Uhr": "(ab Di, 12.01.2027, 18 Uhr)",
    "dienstags 18 Uhr ab Di, 12.01.2027": "WEEKLY;TU 2027-01-12 18:00",
    "zwischen 10 und 12 Uhr, Di": "WEEKLY;TU 10:00-12:00",
    "Di 12 Uhr nachts": "(Di 12 Uhr nachts)",
    "2027-01-15T18:00:00+01:00": "(2027-01-15T18:00:00+01:00)",
    "2027-01-15T18:00/2027-01-15T20:00": "(2027-01-15T18:00/2027-01-15T20:00)",
    "15.01.2027 18:00 - 15.01.2027 20:00": "2027-01-15 18:00-20:00",
    "täglich 6-22 Uhr, So 8-22 Uhr":
        "WEEKLY;MO,TU,WE,TH,FR,SA 06:00-22:00 | WEEKLY;SU 08:00-22:00",
    "Kurs A Mo 9-12, Kurs B Mo-Di 10-13":
        "WEEKLY;MO 09:00-12:00 (Kurs A) | WEEKLY;MO,TU 10:00-13:00 (Kurs B)",
    # what is closed, before or behind
    "Mo Ruhetag, Di-Fr 9-12": "WEEKLY;TU,WE,TH,FR 09:00-12:00",
    "Mi geschlossen, Mo-Fr 9-12": "WEEKLY;MO,TU,TH,FR 09:00-12:00",
    "Mo 8-12, Di ---, Mi 9-11, Do zu":
        "WEEKLY;MO 08:00-12:00 | WEEKLY;WE 09:00-11:00",
    "Di 18 Uhr, 22.12.2026 fällt aus": "WEEKLY;TU;EXDATE=20261222 18:00",
    "Di 18 Uhr (entfällt am 22.12.2026)": "WEEKLY;TU;EXDATE=20261222 18:00",
    "Di 18 Uhr, kein Treffen am 22.12.2026": "WEEKLY;TU;EXDATE=20261222 18:00",
    "Mo 9-12, geschlossen vom 1.8. bis 9.8.2027":
        "WEEKLY;MO;EXDATE=20270802,20270809 09:00-12:00",
    "täglich außer sonn- und feiertags 9-18 Uhr":
        "WEEKLY;MO,TU,WE,TH,FR,SA 09:00-18:00 (an Feiertagen geschlossen)",
    "an Sonn- und Feiertagen 10-16 Uhr": "WEEKLY;SU 10:00-16:00 (auch an Feiertagen)",
    # abbreviations, limits and words beside
    "14-tägl. mittwochs 15 Uhr": "WEEKLY;INTERVAL=2;WE 15:00",
    "am ersten Samstag eines Monats 10-13 Uhr": "MONTHLY;1SA 10:00-13:00",
    "1. Samstag/Monat 10-13 Uhr": "MONTHLY;1SA 10:00-13:00",
    "Mo-Fr vorm. 9-12, nachm. 14-17":
        "WEEKLY;MO,TU,WE,TH,FR 09:00-12:00 | WEEKLY;MO,TU,WE,TH,FR 14:00-17:00",
    "Sa, 16.01. und So, 17.01.2027, 10-16 Uhr":
        "2027-01-16 10:00-16:00 | 2027-01-17 10:00-16:00",
    "12.01., 19.01. und 26.01.2027 je 18 Uhr":
        "2027-01-12 18:00 | 2027-01-19 18:00 | 2027-01-26 18:00",
    "Di 18-20 Uhr (8 Termine, Beginn 12. Januar 2027)":
        "WEEKLY;TU;COUNT=8 2027-01-12 18:00-20:00",
    "Di 18 Uhr, erster Termin: 12.1.2027, letzter Termin: 30.3.2027":
        "WEEKLY;TU;UNTIL=20270330T235959 2027-01-12 18:00",
    "Mo 9-12 bis einschl. 31.03.2027": "WEEKLY;MO;UNTIL=20270331T235959 09:00-12:00",
    "Mo 9-12 bis auf Weiteres": "WEEKLY;MO 09:00-12:00",
    "Di 18 Uhr, Anmeldung bis 10.1.2027": "WEEKLY;TU 18:00 (Anmeldung bis 10.1.2027)",
    "Mo 8-12, Tel. 07731/123456": "WEEKLY;MO 08:00-12:00 (Tel. 07731/123456)",
    "Mo 8-12, je 5 Plätze": "WEEKLY;MO 08:00-12:00 (je 5 Plätze)",
    # entries that go on with the days before
    "Mo-Di 7:30-12 Uhr; 13-15:30 Uhr": "WEEKLY;MO,TU 07:30-12:00 | WEEKLY;MO,TU 13:00-15:30",
    "Di 18 Uhr; Beginn 12.01.2027; Ende 30.03.2027":
        "WEEKLY;TU;UNTIL=20270330T235959 2027-01-12 18:00",
    "Mo 9-12; ab 18 Jahren": "WEEKLY;MO 09:00-12:00 | (ab 18 Jahren)",
}  # fmt: skip


def test_entries_as_lists_have_them() -> None:
    """None refuses a file; what is no time stays as it was written."""
    found = {cell: " | ".join(map(said, schedules.read(cell))) for cell in CELLS}
    wrong = {cell: words for cell, words in found.items() if words != CELLS[cell]}
    assert not wrong


def test_what_was_read_is_written_and_read_again() -> None:
    wrong = {}
    for cell in CELLS:
        before = schedules.read(cell)
        written = schedules.written(before)
        if schedules.read(written) != before:
            wrong[cell] = written
    assert not wrong


TYPED = {
    "morgen 18:00": (wall(2026, 11, 28, 18), ""),
    "übermorgen um 18 Uhr": (wall(2026, 11, 29, 18), ""),
    "nächsten Dienstag 18 Uhr": (wall(2026, 12, 1, 18), ""),
    "kommenden Freitag, 18:00": (wall(2026, 12, 4, 18), ""),
    "nächste Woche Dienstag 18 Uhr": (wall(2026, 12, 1, 18), ""),
    "übernächsten Dienstag 18 Uhr": (wall(2026, 12, 8, 18), ""),
    "übernächste Woche Dienstag 18 Uhr": (wall(2026, 12, 8, 18), ""),
    "übernächsten Samstag 18 Uhr": (wall(2026, 12, 5, 18), ""),
    "Do, 24.12. 18 Uhr": (wall(2026, 12, 24, 18), ""),
    "Donnerstag, 24. Dezember, 18 Uhr": (wall(2026, 12, 24, 18), ""),
    "Mi 24.11. 18 Uhr": (wall(2027, 11, 24, 18), ""),
    "Do, 24.12. und 31.12. 18 Uhr":
        (wall(2026, 12, 24, 18), "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;COUNT=1"
         "|FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31;COUNT=1"),
    "in einer Woche 18 Uhr": (wall(2026, 12, 4, 18), ""),
    "tomorrow at 6 pm": (wall(2026, 11, 28, 18), ""),
    "1. Dezember 2026 18:00": (wall(2026, 12, 1, 18), ""),
    "December 1, 2026 at 6 pm": (wall(2026, 12, 1, 18), ""),
    "1.12. 18 Uhr": (wall(2026, 12, 1, 18), ""),
    "1. Februar 18:00": (wall(2027, 2, 1, 18), ""),
    "Di, 1.12.2026 18:00": (wall(2026, 12, 1, 18), ""),
    "dienstags 18 Uhr": (wall(2026, 11, 27, 18), "FREQ=WEEKLY;BYDAY=TU"),
    "вторник 18:00": (wall(2026, 11, 27, 18), "FREQ=WEEKLY;BYDAY=TU"),
    "mardi 18:00": (wall(2026, 11, 27, 18), "FREQ=WEEKLY;BYDAY=TU"),
    "werktags 9:00": (wall(2026, 11, 27, 9), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    "alle 14 Tage 18 Uhr": (wall(2026, 11, 27, 18), "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
    "every second Tuesday until March 18:00":
        (wall(2026, 12, 1, 18), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270331T235959"),
    "dienstags 18 Uhr, nicht am 22.12. und 29.12.":
        (wall(2026, 11, 27, 18), "FREQ=WEEKLY;BYDAY=TU;EXDATE=20261222,20261229"),
    "2026-12-01T18:00": (wall(2026, 12, 1, 18), ""),
    "every weekday at 9": (wall(2026, 11, 27, 9), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    "dienstags 18 Uhr ab Januar": (wall(2027, 1, 5, 18), "FREQ=WEEKLY;BYDAY=TU"),
    "vom 12.1. bis 30.3. dienstags 18 Uhr":
        (wall(2027, 1, 12, 18), "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270330T235959"),
    "dienstags 18 Uhr, nicht vom 22.12. bis 6.1.":
        (wall(2026, 11, 27, 18), "FREQ=WEEKLY;BYDAY=TU;EXDATE=20261222,20261229,20270105"),
    "dienstags 18 Uhr außer zwischen 22.12. und 6.1.":
        (wall(2026, 11, 27, 18), "FREQ=WEEKLY;BYDAY=TU;EXDATE=20261222,20261229,20270105"),
    "dienstags 18 Uhr nicht am 22. und 29.12.":
        (wall(2026, 11, 27, 18), "FREQ=WEEKLY;BYDAY=TU;EXDATE=20261222,20261229"),
    "alle 3 Monate am 1. 9 Uhr": (wall(2027, 2, 1, 9), "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1"),
    "dienstags 9 Uhr von Oktober bis März":
        (wall(2026, 12, 1, 9), "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270331T235959"),
    "31.12. 22 Uhr - 1.1. 4 Uhr": (wall(2026, 12, 31, 22), ""),
    "heute in einer Woche 18 Uhr": (wall(2026, 12, 4, 18), ""),
    "10 mal dienstags 18 Uhr": (wall(2026, 11, 27, 18), "FREQ=WEEKLY;BYDAY=TU;COUNT=10"),
    "ab nächster Woche dienstags 18 Uhr": (wall(2026, 12, 1, 18), "FREQ=WEEKLY;BYDAY=TU"),
    "dienstags 18 Uhr, am 22.12. nicht":
        (wall(2026, 11, 27, 18), "FREQ=WEEKLY;BYDAY=TU;EXDATE=20261222"),
    "8.12. und 15.12.2026 18 Uhr":
        (wall(2026, 12, 8, 18), "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=8;COUNT=1"
         "|FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15;COUNT=1"),
}  # fmt: skip


def test_times_as_coordinators_type_them() -> None:
    wrong = {}
    for words, (start, rule) in TYPED.items():
        times = moments.read(words, Times(), TODAY)
        if (times.start, times.rule) != (start, rule):
            wrong[words] = times
    assert not wrong


def test_what_a_message_cannot_keep_is_no_time_for_it() -> None:
    """Nobody told us the school holidays; public ones are those of the state, if it is known."""
    for words in ("Di 18:00 außer in den Ferien", "Di 18:00, in den Ferien nicht",
                  "Di 18:00 nicht an Feiertagen", "Di 18:00 bis Ostern",
                  "morgen in 8 Tagen 18 Uhr", "dienstags 12 Uhr nachts"):  # fmt: skip
        with is_wrong("times", "24.11.2026 18:00"):
            moments.read(words, Times(), TODAY)
    assert moments.read("Di 18:00 außer an Feiertagen", Times(land="BW"), TODAY).land == "BW"


def test_words_say_whether_it_recurs() -> None:
    """For a meeting, "Dienstag" is the next one, "dienstags" is every one."""
    once = ("Dienstag 18 Uhr Chor", "nächsten Dienstag 18 Uhr Chor", "morgen 18 Uhr Chor",
            "1. Dezember 18 Uhr Chor")  # fmt: skip
    again = ("dienstags 18 Uhr Chor", "jeden Dienstag 18 Uhr Chor", "Di und Do 18 Uhr Chor",
             "Dienstag 18 Uhr bis März Chor", "alle 14 Tage 18 Uhr Chor")  # fmt: skip
    rules = {
        words: meetings.plan(words, Times(), NOW, NOW.date()).times.rule
        for words in (*once, *again)
    }
    assert [words for words, rule in rules.items() if bool(rule) != (words in again)] == []


def test_a_meeting_on_several_days_is_one_of_several_dates() -> None:
    """None of the days is dropped, and what was to fall out does not become the title."""
    wrong = {}
    for words, months in (("8.12. und 15.12.2026", 12), ("8.12., 15.12. und 22.12.", 12)):
        rule = meetings.plan(f"{words} 18 Uhr Chor", Times(), NOW, NOW.date()).times.rule
        days = [part for part in rule.split("|") if part.endswith(";COUNT=1")]
        if len(days) != words.count(f".{months}."):
            wrong[words] = rule
    assert not wrong
    for words in ("außer in den Weihnachtsferien", "bis zu den Sommerferien", "bis Ostern"):
        with refuses(Problem.NO_SUCH_TIME):
            meetings.plan(f"dienstags 18 Uhr {words} Chor", Times(), NOW, NOW.date())
    with refuses(Problem.NO_SUCH_TIME):
        meetings.plan("Dienstag in 14 Tagen, 18 Uhr Chor", Times(), NOW, NOW.date())
    titles = ("Ab ins Grüne", "Nicht ohne meine Tochter", "in 2 Gruppen")
    plans = [meetings.plan(f"dienstags 18 Uhr {t}", Times(), NOW, NOW.date()) for t in titles]
    assert tuple(plan.title for plan in plans) == titles


def test_what_contradicts_itself_is_asked() -> None:
    for cell, proposal in (
        ("Mo 12:00-09:00", "09:00-12:00"),
        ("Mo 9-5", "09:00-17:00"),
        ("9.12.2026 9-9 Uhr", "09:00-09:00"),
    ):
        with is_wrong("span", proposal):
            schedules.read(cell)
        with refuses(Problem.END_BEFORE_START):
            meetings.plan(f"{cell} Chor", Times(), NOW, NOW.date())
    with is_wrong("weekday", "24.11.2026"):
        schedules.read("Mittwoch, 24.11.2026 18:00")
    for cell in ("Di 18:00 ab 12.01.2027 bis 01.12.2026", "24.12.2026 18 Uhr | 24.12.2026 nicht"):
        with is_wrong("never"):
            schedules.read(cell)


@pytest.mark.skipif(not CASES.exists(), reason="the cases are not part of the project")
def test_the_cases_that_others_reported() -> None:
    """All can be read; the words for coordinators mean a rule that has dates."""
    parts = CASES.read_text("utf-8").split("# ")
    lines = [re.split(r"\s{4,}", line)[0] for part in parts for line in part.splitlines()[1:]]
    wrong = []
    for line in filter(None, lines):
        found = schedules.read(line)
        start = schedules.first_date(found[0])
        if found[0].rule and found[0].day and found[0].day != start:
            wrong.append(line)
    assert not wrong
    assert len(lines) >= 7


NONSENSE = st.text(
    st.sampled_from("0123456789 .,:;-–/()[]|+&'\"\nMoDiäuhr"), max_size=40
) | st.lists(
    st.sampled_from((
        "Mo", "Di-Fr", "9", "9-12", "18:00", "24:00", "und", "bis", "ab", "außer", "jeden", "1.",
        "2.", "im", "Monat", "alle", "14", "Tage", "Wochen", "24.12.2026", "24.12.", "Dezember",
        "2026", "morgen", "nicht", "geschlossen", "PH", "off", "(", ")", "[1]", ",", ";", "täglich",
        "14-tägig", "10", "mal", "Uhr", "pm", "Ferien", "nach Vereinbarung", "letzter", "nächsten",
        "außer PH", "(PH off)", "an Feiertagen", "Mi geschlossen", "(10 Termine)", "Apr-Oct", "\n",
    )),
    max_size=12,
).map(" ".join)  # fmt: skip


@settings(max_examples=400)
@given(NONSENSE)
def test_nonsense_is_read_kept_or_asked_and_nothing_else(cell: str) -> None:
    """What is read is right as a whole; what is kept is kept to the letter."""
    try:
        found = schedules.read(cell)
    except Wrong as wrong:
        assert wrong.code in ("times", "date", "span", "weekday", "never", "too_long")  # noqa: PT017
        return
    for schedule in found:
        assert schedule.rule or schedule.day or schedule.note
        if schedule.rule:
            rrules.read(schedule.rule)
        if schedule.rule and schedule.day:
            assert schedules.first_date(schedule) == schedule.day
    assert schedules.read(schedules.written(found)) == found
    try:
        times = moments.read(cell, Times(), TODAY)
    except (Wrong, ValueError):
        return
    try:
        recurrence.check(times, datetime(2026, 11, 27, tzinfo=NOW.tzinfo))
    except Refusal:
        return
    assert recurrence.next_at(times, datetime(2026, 11, 27, tzinfo=NOW.tzinfo))


def test_reading_takes_no_time() -> None:
    """300 characters of anything are read in a moment: no word is looked at again and again."""
    parts = ("Mo, ", "(", "9-12 ", "1. ", "und ", "24.12.", "ab ", "[1]", "außer ", "a-", "0" * 7)
    began = clock.thread_time()
    for part in parts:
        for entry in (part * (300 // len(part)), f"Mo 9 {part * 50}"[:300]):
            try:
                schedules.read(entry)
            except Wrong:
                continue
    assert clock.thread_time() - began < 2


MAP_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@st.composite
def opening_hours_of_maps(draw: st.DrawFn) -> str:
    """Opening hours as OpenStreetMap writes them, each day at most once."""
    days = draw(st.permutations(range(7)))
    cut = sorted(draw(st.sets(st.integers(1, 6), max_size=2)))
    parts = []
    for first, last in zip([0, *cut], [*cut, 7], strict=True):
        names = ",".join(MAP_DAYS[day] for day in sorted(days[first:last]))
        start = draw(st.integers(6, 11))
        spans = [f"{start:02}:00-{draw(st.integers(start + 1, 12)):02}:30"]
        spans += [f"{start + 7:02}:15-19:45"] if draw(st.booleans()) else []
        parts.append(f"{names} {','.join(spans)}" if draw(st.integers(0, 4)) else f"{names} off")
    return "; ".join(parts)


@settings(max_examples=60, deadline=None)
@given(opening_hours_of_maps())
def test_opening_hours_of_maps_are_those_of_a_library_for_them(words: str) -> None:
    """Every quarter of an hour of a week, by opening-hours-py."""
    try:
        found = [schedule for schedule in schedules.read(words) if schedule.start]
    except Wrong:
        raise AssertionError(words) from None
    theirs = opening_hours.OpeningHours(words)
    monday = datetime(2026, 11, 30)  # noqa: DTZ001 - local time
    wrong = [
        at
        for quarter in range(7 * 96)
        if _is_open(found, at := monday + timedelta(minutes=15 * quarter)) != theirs.is_open(at)
    ]
    assert not wrong


def _is_open(found: list[Schedule], at: datetime) -> bool:
    day, time_ = at.date(), at.time()
    return any(
        schedules.next_day(schedule, day) == day and (schedule.start or time()) <= time_
        and time_ < (schedule.end or time(23, 59))
        for schedule in found
    )  # fmt: skip
