"""The numbers about a district, typed at the desk with their source."""

from collections.abc import AsyncIterator

import pytest

from handlers.dialogue.conversation import Conversation
from storage.catalogue import places
from storage.measures import indicators
from tests.harness.browsers import Site, opened
from tests.harness.desk import AtDesk, at_desk

PAGE = "/desk/report/indicators"
GOOD = {
    "name": "Menschen in Unterkünften",
    "unit": "Personen",
    "value": "1.234,5",
    "source": "Ausländerbehörde",
    "as_of": "1. November",
}


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def told(site: Site) -> dict[str, list[str]]:
    """Return name → half-years and values, as they are stored."""
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        return {
            indicator.name: [f"{value.period} {value.value}" for value in indicator.values]
            for indicator in await indicators.of_district(store, district.id)
        }


@pytest.mark.every_database
async def test_a_number_is_typed_changed_for_another_half_year_and_deleted(site: Site) -> None:
    desk = await at_desk(site)
    await desk.fill(PAGE, **GOOD)
    assert "Your changes are saved." in desk.text
    assert await told(site) == {GOOD["name"]: ["2026-H2 1234.5"]}
    await desk.fill(PAGE, **GOOD | {"unit": "", "value": "1200", "period": "2026-H1"})
    await desk.fill(PAGE, **GOOD | {"unit": "", "value": "1235"})
    assert await told(site) == {GOOD["name"]: ["2026-H1 1200", "2026-H2 1235"]}
    await desk.get("/desk/report/2026-H2?version=draft")
    assert "1235" in desk.text
    await desk.get("/desk/log")
    assert "1234,5" in desk.text
    await desk.get(PAGE)
    form = desk.form("id")
    await desk.send(PAGE, form | {"act": "delete"})
    assert await told(site) == {}
    await desk.send(PAGE, form | {"number": desk.form("base")["number"], "act": "delete"})
    assert "Somebody else has just changed this." in desk.text


async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(site: Site) -> None:
    desk, wrong = await at_desk(site), []
    await desk.fill(PAGE, **GOOD)
    before = await told(site)
    for name, typed in (
        ("name", " "), ("name", "x" * 121), ("unit", "Haushalte"), ("period", "2199-H1"),
        ("period", "2010-H1"), ("value", "viele"), ("value", ""), ("value", "1,000"),
        ("value", "-1"), ("value", "9" * 14), ("source", " "), ("source", "x" * 201),
        ("as_of", "bald"), ("as_of", ""), ("as_of", "1.1.2027"), ("as_of", "31.02.2026"),
    ):  # fmt: skip
        await desk.fill(PAGE, **GOOD | {name: typed})
        place = "name" if name == "unit" else name
        if f'id="{place}-mistake"' not in desk.page or await told(site) != before:
            wrong.append((name, typed))
        if typed in ("viele", "bald") and "For example: " not in desk.text:
            wrong.append((name, "an example that looks like a proposal"))
        await desk.send(PAGE, desk.form("base") | {"act": "discard"})
    assert not wrong
    for number in range(11):
        await desk.fill(PAGE, **GOOD | {"name": f"Zahl {number}"})
    await desk.fill(PAGE, **GOOD | {"name": "Eine zu viel"})
    assert "at most 12" in desk.text


def sheet(*rows: str) -> bytes:
    """Return a table as an office saves it: Windows letters, semicolons."""
    return "\r\n".join(rows).encode("cp1252")


async def sent(desk: AtDesk, content: bytes, name: str = "monitoring.csv") -> None:
    """Send a table with the form of the page."""
    await desk.get(PAGE)
    await desk.upload(PAGE, desk.form("base") | {"act": "import"}, {name: content})


@pytest.mark.every_database
async def test_a_table_of_the_monitoring_is_stored_and_says_half_years_by_its_days(
    site: Site,
) -> None:
    desk = await at_desk(site)
    await desk.fill(PAGE, **GOOD)
    await sent(desk, sheet(
        "Indikator;Einheit;Jahr;Wert;Quelle",
        "Erwerbstätige ohne deutschen Pass;Prozent;2024;57,4 %;Statistisches Landesamt",
        "Erwerbstätige ohne deutschen Pass;;2025;58,1;Statistisches Landesamt",
        "Menschen in Unterkünften;;30.06.2026;1.100;@1+1 {{ 7*7 }} & <1 #import",
    ))  # fmt: skip
    assert "The import is stored." in desk.text
    assert await told(site) == {
        GOOD["name"]: ["2026-H1 1100", "2026-H2 1234.5"],
        "Erwerbstätige ohne deutschen Pass": ["2024-H2 57.4", "2025-H2 58.1"],
    }
    await desk.get(PAGE)
    assert "@1+1 {{ 7*7 }} & <1 #import" in desk.text


async def test_a_table_with_mistakes_stores_nothing_and_says_where(site: Site) -> None:
    desk = await at_desk(site)
    await sent(desk, sheet(
        "Bezeichnung;Wert;Quelle;Stichtag;Halbjahr",
        "A;12;Amt;30.06.2026;",
        "B;zwölf;Amt;30.06.2026;",
        "C;12;;30.06.2026;",
        "D;12;Amt;gestern oder so;",
        "E;12;Amt;01.12.2026;",
        "F;12;Amt;30.06.2026;Sommer",
        "G;;Amt;30.06.2026;",
        "A;13;Amt;30.06.2026;",
        ";13;Amt;30.06.2026;",
    ))  # fmt: skip
    assert desk.status == 422
    rows = [f"Row {number}" in desk.text for number in range(2, 11)]
    assert rows == [False, *[True] * 8]
    for words in (
        "Row 4 Quelle Please say where this number is from.",
        "Row 6 Stichtag This day has not come yet.",
        "Row 7 Halbjahr Please write a half-year like this: 2026-H2",
        "Row 9 Bezeichnung There is already a number with this name.",
    ):
        assert words in desk.text
    assert await told(site) == {}
    many = [f"Zahl {n};1;Amt;30.06.2026;" for n in range(13)]
    await sent(desk, sheet("Bezeichnung;Wert;Quelle;Stichtag;Halbjahr", *many))
    assert "Row 14" in desk.text
    for content, name in (
        (b"PK\3\4 no workbook", "x.xlsx"),
        (b"%PDF-1.7", "x.pdf"),
        (b"", "x.csv"),
    ):
        await sent(desk, content, name)
        assert desk.status == 422, name
    assert await told(site) == {}
