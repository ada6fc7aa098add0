"""What offices write about times and no rule can say: it stays text, and refuses no file."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.imports import NoteKind, Row
from bot.rules import exports, offer_form, schedules, times_cells
from bot.rules.rows import CheckedRow, check_each
from tests.test_office_tables import CONTEXT
from tests.test_timing import NONSENSE, said

SOMETIMES = (
    "Mi 10-12 ab Ostern", "im Advent Sa 14-16 Uhr", "Di 10-12 (Advent)", "in den Ferien Di 9-12",
    "Mo-Fr 9-16 in den Osterferien", "Ferienbetreuung: Mo-Fr 8-13", "im Sommer Di 18-20",
    "Di 18-20 (nur Winter)", "uKW Di 9-12", "gKW Mo 10 Uhr", "Fr 19 Uhr im Ramadan",
    "Di 18:00 jede 2. Woche im Monat", "1x/Monat Do 18 Uhr", "Do 18 Uhr, 1. Quartal 2027",
    "Mo 9-11, Mi 14-16, jeweils 14-tägig", "Mo-Fr 9-12 (Fr bis 11)", "täglich (Mo-Fr) 8-12",
    "Mo 9-12, ab 1.2.2027 10-13", "Mo 9-12, Di 14-16 (ab 1.2.2027)", "Mo 9-12 (Mi auch 14-18)",
    "12.1. - 30.3.2027 9:00", "01.02.2027-30.06.2027, 9-12 Uhr", "27.7.2027 bis 4.9.2027 8 Uhr",
    "Mo 8-12 und nachmittags", "Mo 8-12, nachmittags", "So 10-12 (Fastenzeit)",
)  # fmt: skip
"""Times that are not in every week of their rule: none of them may have dates."""
BESIDE = {
    "Mo 8-12, nachmittags nach Vereinbarung": "nachmittags nach Vereinbarung",
    "vormittags nach Absprache, Mo 14-16": "vormittags nach Absprache",
    "Di 18 Uhr (auch in den Ferien)": "auch in den Ferien",
    "Di 18 Uhr, außerhalb der Schulferien": "außerhalb der Schulferien",
    "Sommercafé: Di 14-16": "Sommercafé",
    "Di 17 Uhr seit Ostern": "seit Ostern",
}
"""Words that stay whole beside a rule."""
UNREADABLE = (
    "Dec 24,31 off", "Mo-Fr 09:00-17:00; Dec 24,31 off", "Di 10,30-12", "Di 25:00", "31.2.2027 9",
    "Mo 9:75", "RRULE:FREQ=HOURLY 9:00", "30.02. jährlich 9 Uhr", "Di 9-31 Uhr",
    "Di 18:00 ab 12.01.2027 bis 01.12.2026", "24.12.2026 18 Uhr | 24.12.2026 nicht",
    "01.01.1900 02:00", "Mo 9-12 | 31.12.1899 18:00",
    'Mi 25 Uhr "hinten"', "am 33. jedes Monats 9 Uhr",
)  # fmt: skip


def of_file(**cells: str) -> CheckedRow:
    """The checked row of a file."""
    (row,) = check_each([Row("", 2, {"title": "Kurs", **cells})], CONTEXT)
    return row


def test_what_is_not_in_every_week_has_no_dates() -> None:
    wrong = {}
    for cell in SOMETIMES:
        if [said(schedule) for schedule in schedules.read(cell)] != [f"({cell})"]:
            wrong[cell] = schedules.read(cell)
    assert not wrong


def test_a_few_days_in_a_row_and_what_is_daily_have_dates() -> None:
    for cell in (
        "23.-27.11.2026 9-16 Uhr",
        "1.2.-30.6.2027 täglich 9-12 Uhr",
        "täglich 9-12 Uhr, 1.2.2027-30.6.2027",
        "12.1.-30.3.2027 dienstags 18 Uhr",
    ):
        (schedule,) = schedules.read(cell)
        assert schedule.rule, cell


def test_words_beside_a_rule_are_kept_whole() -> None:
    found = {cell: ", ".join(s.note for s in schedules.read(cell)) for cell in BESIDE}
    assert found == BESIDE
    assert all(schedule.rule for cell in BESIDE for schedule in schedules.read(cell))


def test_a_time_that_cannot_be_refuses_no_file() -> None:
    """It is told, shown as it was written, and read back from an export, a form and an undo."""
    wrong = {}
    for cell in UNREADABLE:
        row = of_file(times=cell)
        details = row.draft.details if row.draft else None
        if details is None or NoteKind.TIMES_AS_TEXT not in {note.kind for note in row.notes}:
            wrong[cell] = row
            continue
        written = exports.cells(details, "de")
        again = of_file(**written, lotse_version="1")
        form = offer_form.read(written, CONTEXT, None)
        if not again.draft or not form.draft or again.draft.details != details:
            wrong[cell] = written
        elif form.draft.details.times_text != details.times_text:
            wrong[cell] = form
    assert not wrong


def test_the_rest_of_the_cell_is_still_read() -> None:
    row = of_file(times="Mo-Fr 09:00-17:00; Dec 24,31 off")
    assert row.draft is not None
    details = row.draft.details
    assert [said(schedule) for schedule in details.schedules] == [
        "WEEKLY;MO,TU,WE,TH,FR 09:00-17:00"
    ]
    assert details.times_text == "Dec 24,31 off"


def test_a_text_that_is_too_long_for_times_stands_in_the_description() -> None:
    long = "Bitte vorher anrufen und fragen, ob noch Platz ist. " * 12
    row = of_file(times=f"Di 18 Uhr\n{long}")
    assert row.draft is not None
    assert long.strip()[:60] in row.draft.details.texts[0].description
    assert NoteKind.KEPT_AS_TEXT in {note.kind for note in row.notes}


def test_an_impossible_time_of_a_start_and_of_an_edited_export() -> None:
    assert of_file(start="12.01.2027 25:00").draft is not None
    assert of_file(times="Di 10,30-12", lotse_version="3").draft is not None


@settings(max_examples=150, deadline=None)
@given(NONSENSE | st.lists(st.sampled_from(UNREADABLE), min_size=1, max_size=3).map(" | ".join))
def test_no_time_refuses_a_file_but_by_a_question(cell: str) -> None:
    """Only an end before its start and a wrong weekday are asked about."""
    row = of_file(times=cell)
    assert {mistake.code for mistake in row.mistakes} <= {"span", "weekday"}
    if row.draft:
        details = row.draft.details
        again = times_cells.written(details.schedules, details.times_text)
        assert times_cells.read(again) == (details.schedules, details.times_text)
