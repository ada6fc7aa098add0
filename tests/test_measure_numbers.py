"""The number of a new measure is proposed: a need is a measure with one press and one save."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.measures import MeasureOrigin
from bot.rules.measure_numbers import next_number
from bot.rules.people import week
from handlers.dialogue.conversation import Conversation
from storage.catalogue import misses, places
from storage.measures import measures, needs
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import Forms, at_desk
from tests.harness.plans import numbered


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


def test_the_next_number_stands_behind_those_of_its_field() -> None:
    wrong = []
    for of_field, others, expected in (
        ((), (), "1"), ((), ("1", "2"), "3"), ((), ("1.1", "3.7"), "4.1"),
        (("2.5",), ("1.1",), "2.6"), (("2.9",), ("2.10",), "2.11"), (("B-3",), (), "B-4"),
        (("2.1", "2.2", "2.2.1"), (), "2.3"), (("2", "2.1"), (), "3"),
        (("2.1", "2.2a"), (), "2.2"), (("Neu",), ("7/4",), "8/1"), (("a", "b"), (), "1"),
        (("99999999999999999999",), (), ""), (("M12",), (), "M13"),
    ):  # fmt: skip
        proposed = next_number(of_field, [*others, *of_field])
        if proposed != expected:
            wrong.append((of_field, others, expected, proposed))
    assert not wrong


@pytest.mark.every_database
async def test_a_need_is_a_measure_with_one_press_and_one_save(site: Site) -> None:
    """Nothing is typed. The field is that of the offers about it."""
    desk = await at_desk(site)
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        own = (await needs.fields(store, district.id, ["housing"]))["housing"]
        fields = {field.id: field.slug for field in await places.fields(store, district.id)}
        slug = fields.pop(own)
        for number, field in (("4.9", slug), ("5.1", min(fields.values()))):
            await measures.add(store, district.id, numbered(number, field=field), NOW)
        at = (store, week(NOW), district.id, "ar", ["housing"])
        await misses.count(*at, times=6)
    await desk.get("/desk/measures/new?need=housing&draft=none")
    form = dict(next(f for f in Forms(desk.page).forms if "plan_number" in f))
    assert (form["plan_number"], form["field"]) == (["4.10"], [slug])
    await desk.send("/desk/measures/new?need=housing&draft=none", form)
    async with site.conversation.database.read() as store:
        plan = await measures.of_district(store, district.id)
    added = plan[1].details
    assert (added.number, added.field, added.origin) == (
        "4.10", slug, MeasureOrigin.RECOMMENDATION,
    )  # fmt: skip
