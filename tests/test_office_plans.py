"""Plans of measures as offices write them: half-years, one column of costs, targets with units."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from bot.rules import office_plans
from bot.rules.cells import Wrong
from handlers.dialogue.conversation import Conversation
from storage.catalogue import places
from storage.engine.database import Database
from storage.measures import measures
from tests.harness.plans import PlanOffice

HEADER = (
    "lfd. Nr.", "Bezeichnung der Maßnahme", "Zielgröße", "Kostenrahmen (€)", "Start",
    "Umsetzung bis", "Federführung", "Umsetzungsstand",
)  # fmt: skip


def test_a_time_of_a_plan_is_its_first_or_its_last_day() -> None:
    wrong = []
    for cell, first, last in (
        ("1. Hj. 2026", date(2026, 1, 1), date(2026, 6, 30)),
        ("2. Halbjahr 2027", date(2027, 7, 1), date(2027, 12, 31)),
        ("H2/2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026/II", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("HJ 1 2028", date(2028, 1, 1), date(2028, 6, 30)),
        ("Q1 2028", date(2028, 1, 1), date(2028, 3, 31)),
        ("4. Quartal 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("Februar 2028", date(2028, 2, 1), date(2028, 2, 29)),
        ("03/2027", date(2027, 3, 1), date(2027, 3, 31)),
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("30.6.27", date(2027, 6, 30), date(2027, 6, 30)),
        ("fortlaufend", None, None), ("–", None, None), ("", None, None),
    ):  # fmt: skip
        read = [office_plans.day(cell, None, is_end=is_end) for is_end in (False, True)]
        wrong += [] if read == [first, last] else [(cell, read)]
    assert not wrong
    assert office_plans.day("Ende 2027", None, is_end=True) == date(2027, 12, 31)


def test_costs_and_quantities_are_read_as_offices_write_them() -> None:
    wrong = []
    for cell, *expected in (
        ("1.234,50 €", Decimal("1234.50"), Decimal("1234.50")),
        ("5.000 - 12.000 €", Decimal(5000), Decimal(12000)),
        ("5000 bis 12000 Euro", Decimal(5000), Decimal(12000)),
        ("bis zu 8.000 €", None, Decimal(8000)), ("max. 900", None, Decimal(900)),
        ("ca. 10.000", Decimal(10000), Decimal(10000)), ("kostenneutral", Decimal(0), Decimal(0)),
        ("-", None, None), ("", None, None),
    ):  # fmt: skip
        read = office_plans.costs(cell)
        wrong += [] if read == tuple(expected) else [(cell, read)]
    for cell, *expected in (
        ("40 Plätze", Decimal(40), "Plätze"), ("mind. 20 Personen", Decimal(20), "Personen"),
        ("80 %", Decimal(80), "%"), ("1.200", Decimal(1200), ""), ("–", None, ""),
    ):  # fmt: skip
        read = office_plans.quantity(cell)
        wrong += [] if read == tuple(expected) else [(cell, read)]
    assert not wrong


@pytest.mark.parametrize("cell", ["12 T€", "1.500 € p.a.", "2,5 Mio. €", "1-2-3"])
def test_costs_that_are_not_clear_are_refused(cell: str) -> None:
    with pytest.raises(Wrong):
        office_plans.costs(cell)


@pytest.mark.parametrize(
    ("reader", "cell"),
    [(office_plans.day, "Sommer 2027"), (office_plans.quantity, "viele")],
)  # fmt: skip
def test_other_words_are_refused(reader, cell: str) -> None:
    with pytest.raises(Wrong):
        reader(cell, *([None] if reader is office_plans.day else []))


async def test_the_plan_of_an_office_is_imported_and_comes_back_unchanged(
    conversation: Conversation, config, database: Database, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("Maßnahmenplan, Stand 12.03.2026",), (), HEADER,
        ("1.1", "Kurse", "40 Plätze", "1.234,50 €", "2. Halbjahr 2026", "2027", "VHS", "läuft"),
        ("1.2", "Treff", "ca. 9 Treffen", "5.000 - 9.000", "01.07.2026", "dauerhaft", "DRK",
         "in Planung"),
    ):  # fmt: skip
        sheet.append(row)
    book.save(tmp_path / "plan.xlsx")
    office = PlanOffice(conversation, config)
    answer = await office.imports_plan(tmp_path / "plan.xlsx")
    assert (answer["code"], answer["new"]) == (0, 2), office.lines
    async with database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        first, second = [m.details for m in await measures.of_district(store, district.id)]
    assert (first.target, first.unit, first.cost_from, first.cost_to) == (
        40, "Plätze", Decimal("1234.50"), Decimal("1234.50"),
    )  # fmt: skip
    assert (first.starts_on, first.due_on) == (date(2026, 7, 1), date(2027, 12, 31))
    assert (second.cost_from, second.cost_to, second.due_on) == (5000, 9000, None)
    again = await office.imports_plan(await office.exports_plan(tmp_path / "out.xlsx"))
    assert (again["code"], again["unchanged"], again["new"]) == (0, 2, 0)
