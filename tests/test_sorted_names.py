"""Names in lists stand where people look for them: ä beside a, on both databases."""

import pytest
from sqlalchemy import insert

from bot.domain.places import Contact
from bot.text import sort_key
from storage import schema as t
from storage.catalogue import offer_table, places
from storage.engine.database import Database
from storage.groups import groups

IN_ORDER = ["Albbruck", "Ärztehaus", "Grafenhausen", "häusern", "Öhningen", "Todtmoos", "Übach"]


def test_marks_and_capitals_do_not_move_a_name() -> None:
    assert sorted(reversed(IN_ORDER), key=sort_key) == IN_ORDER
    assert sort_key("Straße") == sort_key("STRASSE")


@pytest.mark.every_database
async def test_lists_of_names_are_in_order(database: Database) -> None:
    group = {"kind": "helper_circle", "joining": "open", "texts": {}, "sample": False}
    async with database.write() as store:
        district_id = await places.add_district(store, "new", "Landkreis Neu", "BW", Contact())
        for name in reversed(IN_ORDER):
            row = {"district_id": district_id, "name": name}
            await store.execute(insert(t.municipality).values(**row, aliases=[], postcodes=[]))
            await store.execute(insert(t.organisation).values(row))
            await store.execute(insert(t.group).values(**row, **group, language="de"))
        found = {
            "towns": [town.name for town in await places.municipalities(store, district_id)],
            "organisations": list((await offer_table.organisations(store, district_id)).values()),
            "groups": [each.name for each in await groups.of_district(store, district_id)],
        }
    assert found == dict.fromkeys(found, IN_ORDER)
