"""The numbers about a district, typed at the desk with their source."""

from collections.abc import AsyncIterator

import pytest

from handlers.dialogue.conversation import Conversation
from storage.catalogue import places
from storage.measures import indicators
from tests.harness.browsers import Site, opened
from tests.harness.desk import at_desk

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
