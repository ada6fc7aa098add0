"""A day as people type it into a form of the desk."""

from datetime import date

import pytest

from bot.rules.cells import Wrong
from bot.rules.typed_days import typed_day

TODAY = date(2026, 11, 28)
MEANT = {
    "": None,
    "1.12.2026": date(2026, 12, 1),
    "12.1.27": date(2027, 1, 12),
    "Di, 12. Januar 2027": date(2027, 1, 12),
    "12. Jan. 2027": date(2027, 1, 12),
    "31.12.": date(2026, 12, 31),
    " 31.12 ": date(2026, 12, 31),
    "bis 5. Januar": date(2027, 1, 5),
    "am 27.11.": date(2027, 11, 27),
    "28.11.": TODAY,
    "morgen": date(2026, 11, 29),
    "in zwei Wochen": date(2026, 12, 12),
    "nächsten Montag": date(2026, 11, 30),
}
ENDS = {
    "Ende 2027": date(2027, 12, 31),
    "Dezember 2026": date(2026, 12, 31),
    "bis Ende Januar 2027": date(2027, 1, 31),
}
REFUSED = (
    "bald", "Montag", "täglich", "jeden 5.12.", "1.12. und 3.12.", "5. Dezember bis 7. Dezember",
    "31.02.2027", "Mi, 12. Januar 2027", "29.2.", "30.02", "31.13", "99.99.", "laufend", "x" * 9000,
)  # fmt: skip


def test_days_are_read_as_people_type_them() -> None:
    for is_end in (False, True):
        assert {words: typed_day(words, TODAY, is_end=is_end) for words in MEANT} == MEANT
    assert {words: typed_day(words, TODAY, is_end=True) for words in ENDS} == ENDS


def test_a_day_that_was_is_the_latest_one() -> None:
    for words, day in (("1. November", date(2026, 11, 1)), ("31.12.", date(2025, 12, 31))):
        assert typed_day(words, TODAY, is_past=True) == day
    assert typed_day("28.11.", TODAY, is_past=True) == TODAY


def test_what_is_no_day_or_several_is_refused() -> None:
    for words in (*REFUSED, *ENDS):
        with pytest.raises(Wrong):
            typed_day(words, TODAY)
    for words in (*REFUSED, "31.12.", "morgen"):
        with pytest.raises(Wrong):
            typed_day(words, None, is_end=True)
