"""Clock times as people say them, "9 Uhr 15": read where clear, text where not."""

from itertools import product

from bot.rules import schedules

HOURS = ("{} Uhr {}", "{}Uhr{}", "{} h {}", "{}h{}", "{} Uhr:{}")
"""Forms of an hour and its minutes."""
MINUTES = ("00", "05", "15", "30", "45", "50")
AROUND = {
    "Mo {}": "Mo {}",
    "Mo {} - 17 Uhr": "Mo {}-17:00",
    "Mo von {} bis 17 Uhr 45": "Mo {}-17:45",
    "Mo 8 Uhr - {}": "Mo 08:00-{}",
    "Mo 7 Uhr - 8 Uhr und {} - 16": "Mo 07:00-08:00 | Mo {}-16:00",
    "Mo {}, Do 14 Uhr 45": "Mo {} | Do 14:45",
    "Mo zwischen {} und 11 Uhr 15": "Mo {}-11:15",
    "24.11.2026 {} (Raum 5)": "24.11.2026 {} (Raum 5)",
}
"""Sentences around a time between 9 and 10 o'clock, and their meaning."""
UNCLEAR = (
    "Mo 9 Uhr 12", "Mo 9 Uhr 10 - 12 Uhr", "Mo 9 Uhr 5", "Mo 9 Uhr 15 Uhr", "Mo 9 15 - 17 00",
    "Mo 9-12 Uhr 14", "Mo 9:00 12:00", "Mo 9 Uhr 15 17 Uhr", "Mo 9:30 Uhr 15 - 17 Uhr",
    "Di 18 Uhr 10-15 Personen",
)  # fmt: skip
"""A number may be minutes, an end or a further time."""
PAIRS = {
    "Mo 9-12 Uhr 15-17 Uhr": "Mo 09:00-12:00 | Mo 15:00-17:00",
    "Mo 8 Uhr bis 12 Uhr 15 bis 17 Uhr": "Mo 08:00-12:00 | Mo 15:00-17:00",
    "Mo 9 Uhr und 15 Uhr": "Mo 09:00 | Mo 15:00",
    "Mo 9 Uhr, 15-17 Uhr": "Mo 09:00 | Mo 15:00-17:00",
}


def read(cell: str) -> str:
    return schedules.written(schedules.read(cell))


def test_minutes_behind_an_hour_are_minutes() -> None:
    wrong = {}
    for form, minutes, (words, meaning) in product(HOURS, MINUTES, AROUND.items()):
        cell = words.format(form.format(9, minutes))
        if (found := read(cell)) != meaning.format(f"09:{minutes}"):
            wrong[cell] = found
    assert not wrong


def test_hours_in_pairs_and_in_lists_are_hours() -> None:
    assert {cell: read(cell) for cell in PAIRS} == PAIRS


def test_numbers_that_may_be_hours_or_minutes_stay_text() -> None:
    for cell in UNCLEAR:
        (schedule,) = schedules.read(cell)
        assert (schedule.rule, schedule.day, schedule.note) == ("", None, cell)
