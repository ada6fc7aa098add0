"""The audit log at the desk: the acts of one district, filtered, in words."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.audits import Act
from bot.domain.people import Person
from bot.screens.desk_log import LOGGED
from handlers.dialogue.conversation import Conversation
from storage.catalogue import places
from storage.people import audits
from storage.people.audits import Entry
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.test_desk import EVIL, offers_of
from tests.test_grants import Console


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def noted(site: Site, person: Person | None, entry: Entry, days_ago: int = 0) -> None:
    async with site.conversation.database.write() as store:
        await audits.note(store, person, entry, NOW - timedelta(days=days_ago))


def shown(desk: AtDesk) -> int:
    """How many lines the page has."""
    return desk.page.count("<tr>") - 1 if "<tbody>" in desk.page else 0


def test_every_act_has_words_of_its_own() -> None:
    assert set(LOGGED) == set(Act)
    assert len(set(LOGGED.values())) == len(LOGGED)


@pytest.mark.every_database
async def test_the_log_has_what_was_done_in_its_district_alone(site: Site) -> None:
    """By what the thing belongs to, wherever its author works; each number is what is shown."""
    desk, other = await at_desk(site), await at_desk(site, slug="konstanz")
    ours, theirs = (await offers_of(site))[0], (await offers_of(site, "konstanz"))[0]
    for number in range(30):
        entry = Entry(Act.OFFER_CONFIRM, f"offer {ours.id}", {}, {"state": "published"})
        await noted(site, desk.person, entry, number)
    await noted(site, desk.person, Entry(Act.OFFER_CLOSE, f"offer {theirs.id}"))
    await noted(site, other.person, Entry(Act.OFFER_CLOSE, f"offer {ours.id}", {}, {"x": EVIL}))
    await noted(site, None, Entry(Act.DISTRICT, f"district {ours.district_id}"), 40)
    await desk.get("/desk/log")
    assert "Log 32" in desk.text
    assert shown(desk) == 25
    assert "<b>fett" not in desk.page
    wrong = []
    for address, count in (
        ("?page=2", 7), ("?days=7&size=50", 9), ("?days=30&size=50", 31), ("?act=report.close", 1),
        (f"?thing=offer&id={ours.id}&size=50", 31), (f"?thing=offer&id={theirs.id}", 0),
        ("?thing=offer&size=50", 31), ("?thing=district", 1), ("?act=nonsense&size=50", 32),
        ("?id=1&size=50", 32), ("?thing=offer&id=x%27&size=50", 31), ("?days=-1&size=50", 32),
        ("?page=9999", 7), ("?thing=off&size=50", 32), ("?thing=offer&id=99999999999999999", 0),
    ):  # fmt: skip
        await desk.get(f"/desk/log{address}")
        if desk.status != 200 or shown(desk) != count:
            wrong.append((address, desk.status, shown(desk)))
    assert not wrong
    await other.get("/desk/log")
    assert "Log 1" in other.text
    assert "by somebody" in other.text


async def test_what_was_done_at_the_desk_is_found_there(site: Site) -> None:
    """The line of a form has its district, and leads back to the thing."""
    desk = await at_desk(site)
    known = (await offers_of(site))[0]
    await desk.fill(f"/desk/offers/{known.id}", phone="07751 86-5")
    await desk.get("/desk/people")
    await desk.send("/desk/people", desk.form("role"))
    await desk.get("/desk/log")
    assert shown(desk) == 2
    assert f'href="/desk/offers/{known.id}"' in desk.page
    assert re.search(r"Me at the desk.*Me at the desk", desk.text)


async def test_no_number_of_a_person_is_shown(site: Site) -> None:
    desk, newcomer = await at_desk(site), await at_desk(site, None)
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
    assert district
    facts = {"person": newcomer.person.id + 770000, "district": district.id}
    await noted(site, desk.person, Entry(Act.GRANT, "grant 1", {}, facts, district.id))
    await desk.get("/desk/log")
    assert shown(desk) == 1
    assert str(newcomer.person.id + 770000) not in desk.page


@pytest.mark.every_database
async def test_a_district_is_called_by_its_name_wherever_a_line_speaks_of_it(site: Site) -> None:
    """Every act, as a thing and as a fact: neither the desk nor the command line shows a number."""
    desk, console = await at_desk(site), Console(site.conversation)
    async with site.conversation.database.read() as store:
        known = {district.slug: district for district in await places.districts(store)}
    ours, theirs = known["waldshut"], known["konstanz"]
    assert desk.person.district_id == ours.id
    for act in Act:
        about = Entry(act, f"district {theirs.id}", {}, {"role": "reader"}, ours.id)
        spoken = Entry(act, "grant 7777", {"district": ours.id}, {"district": theirs.id}, ours.id)
        own = Entry(act, f"district {ours.id}", {}, {"district": ours.id}, ours.id)
        for entry in (about, spoken, own):
            await noted(site, desk.person, entry)
    await desk.get("/desk/log?size=100")
    assert desk.text.count(theirs.name) >= shown(desk) // 3
    await console.run("audit", "--limit", "999")
    wrong = [line for line in console.lines if re.search(r"district[ =]\d", line)]
    wrong += re.findall(r"District: (?:– → )?\d+|.{20}#\d+", desk.text)
    assert not wrong
    assert any(f"district {theirs.name}" in line for line in console.lines)
    assert any(f"district={theirs.name}" in line for line in console.lines)


async def test_a_district_that_is_gone_keeps_its_number(site: Site) -> None:
    desk, console = await at_desk(site), Console(site.conversation)
    entry = Entry(Act.DISTRICT, "district 99999", {}, {"district": 99999}, desk.person.district_id)
    await noted(site, desk.person, entry)
    await desk.get("/desk/log")
    assert "#99999" in desk.text
    await console.run("audit", "--limit", "1")
    assert "district 99999" in console.lines[0]
