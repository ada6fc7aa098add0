"""Measures from a table at the desk: shown before anything is stored, then in, all or none."""

import csv
import io
import re
from collections.abc import AsyncIterator

import openpyxl
import pytest

from bot.domain.import_drafts import DraftState
from handlers.dialogue.conversation import Conversation
from storage.catalogue import places
from storage.desk import import_drafts
from storage.measures import measures
from storage.people import audits
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.harness.plans import COURSES, PlanOffice, numbered

PAGE = "/desk/measures/import"
HEADER = ["Nr.", "Maßnahme", "Zielwert", "Einheit", "Frist", "Teil von"]


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


def table(*rows: list[str], header: list[str] = HEADER) -> bytes:
    into = io.StringIO()
    csv.writer(into, delimiter=";").writerows([header, *rows])
    return into.getvalue().encode()


async def numbers(site: Site) -> list[str]:
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        return [m.details.number for m in await measures.of_district(store, district.id)]


async def sent(desk: AtDesk, content: bytes, name: str = "plan.csv") -> AtDesk:
    await desk.get(PAGE)
    return await desk.upload(PAGE, desk.form("csrf"), {name: content})


@pytest.mark.every_database
async def test_a_table_is_shown_then_stored_once_and_comes_back_unchanged(site: Site) -> None:
    """A parent that only the file has, two presses, a change meanwhile, and the way back."""
    desk, before = await at_desk(site), await numbers(site)
    rows = [
        ["91.2", "Zweite", "5", "Kurse", "31.12.2027", "91"],
        ["91", "Erste & <1", "1", "x", "", ""],
    ]
    await sent(desk, table(*rows))
    assert await numbers(site) == before
    assert "91.2 Zweite" in desk.text
    assert "Erste &amp; &lt;1" in desk.page
    form, path = desk.form("frozen"), desk.location
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        await measures.add(store, district.id, numbered("91"), NOW)
    await desk.send(path, form | {"act": "run"})
    assert "has changed meanwhile" in desk.text
    await desk.get(path)
    form = desk.form("frozen") | {"act": "run"}
    for _ in range(2):
        await desk.send(path, form)
    assert await numbers(site) == [*before, "91", "91.2"]
    async with site.conversation.database.read() as store:
        line = (await audits.latest(store, 1, acts_only=True))[0]
        district = await places.district_named(store, "waldshut")
        assert district
        begun = (DraftState.PLAN,)
        left = await import_drafts.of_person(store, desk.person.id, district.id, begun)
    assert (line.action, dict(line.after)) == ("measures.import", {"new": 1, "changed": 1})
    assert not left
    answer = await site.client.get("/desk/measures?as=xlsx", headers=desk._sent())
    await sent(desk, await answer.read(), "plan.xlsx")
    assert f"Unchanged {len(before) + 2}" in desk.text
    assert "Import now" not in desk.text


async def test_mistakes_are_those_of_the_console_and_nothing_is_stored(
    site: Site, config, tmp_path
) -> None:
    """The same file says the same at both doors; the wrong rows go back as a workbook."""
    desk, before, wrong = await at_desk(site), await numbers(site), []
    bad = table(
        ["92", "", "viele", "", "31.02.2027", "92"], ["92", "=1+1", "-3", "", "morgen", "nirgends"],
        ["", "Ohne Nummer", "1", "", "", ""], ["93", "Gut", "1", "Kurs", "", ""],
    )  # fmt: skip
    await sent(desk, bad)
    path = desk.location
    file = tmp_path / "plan.csv"
    file.write_bytes(bad)
    told = (await PlanOffice(site.conversation, config).imports_plan(file))["mistakes"]
    assert len(told) >= 5
    for mistake in told:
        row = f"Row {mistake['row']} · {mistake['column']}"
        if row not in desk.text:
            wrong.append((row, mistake["message"]))
    assert not wrong
    assert f"Mistakes {len(told)}" in desk.text
    await desk.send(path, desk.form("frozen") | {"act": "run"})
    assert await numbers(site) == before
    answer = await site.client.get(f"{path}?as=xlsx", headers=desk._sent())
    sheet = openpyxl.load_workbook(io.BytesIO(await answer.read())).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)][:2] == ["92", "92"]
    await desk.get(path)
    await desk.send(path, desk.form("frozen") | {"act": "discard"})
    await desk.get(path)
    assert desk.status == 404


async def test_no_file_of_nonsense_is_kept_and_none_is_anothers(site: Site) -> None:
    desk, wrong = await at_desk(site), []
    nonsense = {
        "leer.csv": b"", "bild.xlsx": b"\x89PNG", "plan.exe": b"Nr.;Titel",
        "zip.xlsx": b"PK\x03\x04" * 9,
        "gross.csv": b"x" * (5 * 1024 * 1024), "nul.csv": b"Nr.;Titel\n1;\0", "../../plan": b"x",
    }  # fmt: skip
    for name, content in nonsense.items():
        await sent(desk, content, name)
        if desk.status != 422 or 'role="alert"' not in desk.page:
            wrong.append((name, desk.status))
    assert not wrong
    await sent(desk, table(["94", "Meine", "1", "Kurs", "", ""]))
    path = desk.location
    other = await at_desk(site)
    await other.get(path)
    assert other.status == 404
    await desk.get(path.replace("/measures/import", "/import"))
    assert desk.status == 404, "a table of measures is no import of offers"
    await desk.get(PAGE)
    assert re.search(r"plan\.csv", desk.text)


async def test_an_older_table_undoes_nothing_unless_it_is_said(site: Site) -> None:
    desk = await at_desk(site)
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        old = await measures.add(store, district.id, COURSES, NOW)
        await measures.change(store, old.id, 1, numbered("2.5", unit="Kurse"), NOW)
    header = ["Nr.", "Maßnahme", "Einheit", "lotse_version"]
    title = "Mehr Sprachkurse am Abend"
    await sent(desk, table(["2.5", title, "Plätze", "1"], header=header))
    assert "older than our last change 1" in desk.text
    path, form = desk.location, desk.form("frozen") | {"act": "run"}
    await desk.send(path, form)
    async with site.conversation.database.read() as store:
        kept = await measures.by_id(store, old.id)
    assert kept is not None
    assert kept.details.unit == "Kurse"
    await desk.get(path)
    await desk.send(path, desk.form("frozen") | {"act": "run", "older": "1"})
    async with site.conversation.database.read() as store:
        taken = await measures.by_id(store, old.id)
    assert taken is not None
    assert taken.details.unit == "Plätze"
