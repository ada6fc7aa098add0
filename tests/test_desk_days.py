"""Days in the forms of the desk are read as people type them, with or without a year."""

import re
from collections.abc import AsyncIterator

import pytest

from handlers.dialogue.conversation import Conversation
from tests.harness.browsers import Site, opened
from tests.harness.desk import at_desk, offers_here

HINT = re.compile(r'<p class="hint" id="(\w+)-hint">(?:Day\.month\.year|The last day on which)')
"""The hint of a field for a day."""


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def test_every_field_of_a_day_reads_one_without_a_year(site: Site) -> None:
    """What is stored stands in the form then, with the year that was meant."""
    desk = await at_desk(site)
    offer_id = (await offers_here(site))[0].id
    measure = {"plan_number": "9.9", "title": "Kurse", "target": "4", "unit": "Kurse"}
    await desk.fill("/desk/measures/new", **measure)
    pages = [f"/desk/offers/{offer_id}", f"/desk/offers/{offer_id}/row", desk.location]
    typed, shown = {}, {}
    for path in pages:
        days = HINT.findall((await desk.get(path)).page)
        typed[path] = {name: [f"31.12.{site.moment.year}"] for name in days}
        await desk.fill(path, **dict.fromkeys(days, "31.12."))
        form = (await desk.get(path)).form("base")
        shown[path] = {name: form[name] for name in days}
    assert shown == typed
    assert [len(days) for days in typed.values()] == [3, 1, 2]
