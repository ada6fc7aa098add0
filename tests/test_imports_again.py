"""A list that comes again: changes of colleagues stand, conflicts are told, all can be undone."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.imports import SKIPPED
from bot.domain.offers import Details, Draft, OfferText, State
from bot.rules import three_way, times_cells
from handlers.cli.arguments import importing
from handlers.dialogue.conversation import Conversation
from storage.catalogue import offer_rows, offers, places, storing
from tests.harness.databases import NOW
from tests.harness.offices import Office, csv

pytestmark = pytest.mark.every_database
HEADER = "Nr;Titel;Beschreibung;Träger;Gemeinde;Telefon;Preis\n"


def listed(*numbers: int, **changes: str) -> str:
    """A list of offers; ``changes`` maps "k3_phone" to another cell."""
    lines = [HEADER]
    for number in numbers:
        cells = {
            "title": f"Kurs {number}", "description": "Text", "organisation": "VHS",
            "municipality": "Wehr", "phone": f"07761 {number}00", "price": "5 €",
        }  # fmt: skip
        cells |= {
            name.partition("_")[2]: value
            for name, value in changes.items()
            if name.partition("_")[0] == f"k{number}"
        }
        lines.append(";".join([f"k{number}", *cells.values()]) + "\n")
    return "".join(lines)


async def changed_here(conversation: Conversation, external_id: str, **changes: Any) -> None:
    """A colleague corrects an offer."""
    async with conversation.database.write() as store:
        offer = await stored(store, external_id)
        title = changes.pop("title", None)
        details = replace(offer.details, **changes)
        if title:
            texts = tuple(replace(text, title=title) for text in details.texts)
            details = replace(details, texts=texts)
        thesaurus = conversation.services.thesaurus
        shelf = await storing.shelf(store, offer.district_id, [details.organisation], thesaurus)
        await storing.replace(store, shelf, offer, Draft(external_id, details), NOW)
        await storing.counted(store, shelf)


async def stored(store: Any, external_id: str) -> Any:
    district = await places.district_named(store, "waldshut")
    every = await offers.of_district(store, district.id)
    return next(offer for offer in every if offer.external_id == external_id)


async def everything(conversation: Conversation) -> dict[str, tuple[Any, ...]]:
    """All that an import may touch, by number; versions only grow, so they are not in it."""
    async with conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        every = await offers.of_district(store, district.id)
        towns = [place.name for place in await places.municipalities(store, district.id)]
    return {
        offer.external_id: (offer.details, offer.source, offer.confirmed_at) for offer in every
    } | {"towns": tuple(towns)}


async def test_an_older_file_after_ten_changes_by_colleagues(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    numbers = range(1, 13)
    path = csv(tmp_path / "a.csv", listed(*numbers))
    await office.imports(path)
    for number in range(1, 10):
        await changed_here(conversation, f"k{number}", phone=f"07761 {number}11")
    await changed_here(conversation, "k10", title="Kurs zehn")
    before = await everything(conversation)
    told = await office.imports(path)
    assert (told["new"], told["changed"], told["unchanged"]) == (0, 0, 12)
    assert told["conflicts"] == told["missing"] == []
    assert await everything(conversation) == before
    changes = {"k1_phone": "07761 199", "k2_price": "9 €", "k11_title": "Kurs elf"}
    path = csv(tmp_path / "b.csv", listed(*numbers, **changes))
    planned = await office.imports(path, dry_run=True)
    told = await office.imports(path, accept_renamed=True)
    assert planned["conflicts"] == told["conflicts"] == [
        {
            "external_id": "k1", "title": "Kurs 1", "column": "phone", "before": "07761 100",
            "ours": "07761 111", "theirs": "07761 199",
        }
    ]  # fmt: skip
    assert told["changed"] == 2
    two = await office.offer("k2")
    assert (two.details.price, two.details.phone) == ("9 €", "07761 211")
    assert (await office.offer("k10")).details.texts[0].title == "Kurs zehn"
    assert (await office.offer("k1")).details.phone == "07761 111"
    again = await office.imports(path)
    assert again["conflicts"] == told["conflicts"], "it is told until it is settled"
    settled = await office.imports(path, accept_theirs=True)
    assert (settled["changed"], settled["conflicts"]) == (1, [])
    assert (await office.offer("k1")).details.phone == "07761 199"
    assert (await office.imports(path))["conflicts"] == []


async def test_only_offers_that_a_file_names_are_read_whole(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A district has tens of thousands of others, and a preview has five seconds."""
    await office.imports(csv(tmp_path / "a.csv", listed(*range(1, 13))))
    read: list[str] = []
    load = offer_rows.load_shared

    async def watched(*values: Any) -> Any:
        offers = await load(*values)
        read.extend(offer.external_id for offer in offers)
        return offers

    monkeypatch.setattr(offer_rows, "load_shared", watched)
    told = await office.imports(csv(tmp_path / "b.csv", listed(3, 4, 20)), dry_run=True)
    assert (told["unchanged"], told["new"], len(told["missing"])) == (2, 1, 10)
    assert sorted(read) == ["k3", "k4"]


async def test_undo_restores_exactly(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    await office.imports(csv(tmp_path / "a.csv", listed(1, 2, 3, 4, 5, 6)))
    await changed_here(conversation, "k2", phone="07761 211")
    before = await everything(conversation)
    changes = {"k1_title": "Anders", "k2_price": "9 €", "k8_municipality": "Neustadt"}
    told = await office.imports(
        csv(tmp_path / "b.csv", listed(1, 2, 3, 4, 5, 7, 8, **changes)),
        accept_renamed=True,
        new_municipalities=True,
        close_missing=True,
    )
    assert (told["new"], told["changed"], told["closed"]) == (2, 2, 1)
    assert (await office.offer("k6")).details.state is State.CLOSED
    assert await everything(conversation) != before
    undone = await office.undoes(told["import"])
    assert sorted(undone["removed"]) == ["k7", "k8"]
    assert sorted(undone["restored"]) == ["k1", "k2", "k6"]
    assert await everything(conversation) == before
    assert (await office.undoes(told["import"])) == {
        "restored": [], "removed": [], "changed_since": [],
    }  # fmt: skip
    latest = (await office.runs())[0]
    assert (latest["changes"], latest["undone"]) == (5, 5)
    again = await office.imports(csv(tmp_path / "a.csv", listed(1, 2, 3, 4, 5, 6)))
    assert (again["unchanged"], again["conflicts"], again["missing"]) == (6, [], [])


async def test_undo_until_something_else_changed_and_then_row_by_row(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    await office.imports(csv(tmp_path / "a.csv", listed(1, 2, 3)))
    changes = {"k1_price": "1 €", "k2_price": "2 €"}
    told = await office.imports(csv(tmp_path / "b.csv", listed(1, 2, 3, 4, **changes)))
    await changed_here(conversation, "k1", phone="07761 111")
    before = await everything(conversation)
    undone = await office.undoes(told["import"])
    assert undone == {"restored": [], "removed": [], "changed_since": ["k1"]}
    assert await everything(conversation) == before
    undone = await office.undoes(told["import"], "k1", "k2", "nonsense")
    assert undone == {"restored": ["k2"], "removed": [], "changed_since": ["k1"]}
    assert (await office.offer("k2")).details.price == "5 €"
    assert (await office.undoes(told["import"], "k4"))["removed"] == ["k4"]
    assert await office.offer("k4") is None
    assert await office.undoes(999_999) == {"restored": [], "removed": []}
    assert await office.undoes(told["import"], district="konstanz") == {
        "restored": [], "removed": [],
    }  # fmt: skip


async def test_what_is_missing_since_last_time_is_listed_and_kept_or_closed(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    await office.imports(csv(tmp_path / "a.csv", listed(1, 2, 3, 4, 5, 6, 7, 8)))
    other = csv(tmp_path / "c.csv", HEADER + "x1;Chor;T;AWO;Wehr;;\n")
    await office.imports(other)
    shorter = csv(tmp_path / "b.csv", listed(1, 2, 3, 4, 5, 6))
    told = await office.imports(shorter, dry_run=True)
    assert [missing["external_id"] for missing in told["missing"]] == ["k7", "k8"]
    told = await office.imports(shorter)
    assert told["closed"] == 0
    assert (await office.offer("k7")).details.state is State.PUBLISHED
    assert (await office.imports(shorter))["missing"] == [], "kept once, they are no news"
    assert (await office.imports(other))["missing"] == []
    few = csv(tmp_path / "d.csv", listed(1))
    asked = await office.imports(few, close_missing=True)
    assert (len(asked["missing"]), asked["import"], asked["closed"]) == (5, None, 0)
    told = await office.imports(few, close_missing=True, accept_many_missing=True)
    assert told["closed"] == 5
    assert (await office.offer("k6")).details.state is State.CLOSED
    back = await office.imports(csv(tmp_path / "a.csv", listed(1, 2)), json=True)
    assert back["missing"] == []


async def test_good_rows_come_in_and_bad_rows_can_be_mended(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    bad = {"k2_phone": "773112345", "k4_municipality": "Atlantis"}
    path = csv(tmp_path / "liste.csv", listed(1, 2, 3, 4, **bad) + "k3;Doppelt;;VHS;Wehr;;\n")
    refused = await office.imports(path)
    assert (refused["new"], len(refused["mistakes"]), refused["left_out"]) == (0, 3, 0)
    assert await office.offer("k1") is None
    told = await office.imports(path, good_rows=True)
    assert (told["new"], told["left_out"], len(told["mistakes"])) == (1, 4, 3)
    assert await office.offer("k1")
    assert await office.offer("k3") is None, "nobody knows which of the two is right"
    rest = tmp_path / "liste-zu-verbessern.xlsx"
    workbook = openpyxl.load_workbook(rest)
    rows = [[cell.value for cell in row] for row in workbook.active]
    assert [row[0] for row in rows] == ["Nr", "k2", "k3", "k4", "k3"]
    assert "0773112345" in rows[1][-1]
    mended = {"773112345": "0773112345", "Atlantis": "Wehr"}
    for row in workbook.active:
        for cell in row:
            cell.value = mended.get(str(cell.value), cell.value)
    workbook.active.delete_rows(5)
    workbook.save(rest)
    told = await office.imports(rest)
    assert (told["new"], told["changed"], told["mistakes"], told["missing"]) == (3, 0, [], [])
    whole = csv(tmp_path / "b.csv", listed(1, 2, 3, 4, k2_phone="0773112345"))
    told = await office.imports(whole)
    assert (told["unchanged"], told["missing"]) == (4, [])


async def test_a_row_that_was_left_out_is_not_missing(office: Office, tmp_path: Path) -> None:
    await office.imports(csv(tmp_path / "a.csv", listed(1, 2, 3)))
    path = csv(tmp_path / "b.csv", listed(1, 2, 3, k2_phone="773112345"))
    told = await office.imports(path, good_rows=True, close_missing=True)
    assert (told["left_out"], told["missing"], told["closed"]) == (1, [], 0)
    assert (await office.offer("k2")).details.state is State.PUBLISHED
    await office.imports(path, good_rows=True)
    mine = [line for line in office.lines if "zu-verbessern" in line]
    assert [line.rpartition("/")[2] for line in mine] == [
        "b-zu-verbessern.xlsx", "b-zu-verbessern-2.xlsx",
    ], "none is overwritten"  # fmt: skip


async def test_a_row_older_than_the_catalogue_is_not_missing(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    await office.imports(csv(tmp_path / "a.csv", listed(1, 2)))
    exported = await office.exports(tmp_path / "out.csv")
    text = exported.read_text("utf-8-sig")
    await changed_here(conversation, "k1", phone="07761 111")
    told = await office.imports(csv(tmp_path / "b.csv", text, "utf-8"), close_missing=True)
    assert [row["external_id"] for row in told["older"]] == ["k1"]
    assert told["missing"] == []
    assert (await office.offer("k1")).details.state is State.PUBLISHED


async def test_a_mistake_of_the_whole_file_lets_no_row_in(office: Office, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", "Nr;Titel;Ort;Gemeinde\n1;Kurs;Wehr;Wehr\n")
    told = await office.imports(path, good_rows=True)
    assert [mistake["code"] for mistake in told["mistakes"]] == ["column_twice"]
    assert await office.offer("1") is None


async def test_what_is_told_stands_in_json_and_in_lines(office: Office, tmp_path: Path) -> None:
    text = "Nr;Titel;Träger;Ort;Preis\nI. Kurse;;;;\n1;Kurs;VHS;Wehr;5\n;;;;\nStand: heute;;;;\n"
    told = await office.imports(csv(tmp_path / "a.csv", text), dry_run=True)
    assert [(note["kind"], note["row"]) for note in told["notes"]] == [
        ("encoding", 0), ("section", 2), ("remark", 5),
    ]  # fmt: skip
    await office.imports(csv(tmp_path / "a.csv", text), json=False)
    said = "\n".join(office.lines)
    assert "I. Kurse" in said
    assert "--take section" in said
    assert "number of the import" in said


def test_options_that_mean_nothing_are_refused() -> None:
    """Before anything is read."""
    command = ArgumentParser()
    importing.add_to(command)
    wrong = []
    for option, bad, good in (
        ("--encoding", ("nonsense", "zip", "rot13", ""), ("cp850", "utf-8-twice", "utf-16")),
        ("--separator", ("", ";;", "semicolon"), (";", "TAB", "|")),
        ("--take", ("everything", "Kurse!", "-1", ""), ("hidden-row", "12", "Kurse 2027!12")),
    ):
        for word in (*bad, *good):
            try:
                command.parse_args(["a.csv", "--district", "d", f"{option}={word}"])
            except SystemExit:
                is_refused = True
            else:
                is_refused = False
            if is_refused != (word in bad):
                wrong.append((option, word))
    assert not wrong
    kinds = {kind.value.replace("_", "-") for kind in SKIPPED} - {"heading-again"}
    assert set(importing.KINDS) == kinds


def details(title: str, phone: str, price: str, text: str, times: str) -> Details:
    schedules, times_text = times_cells.read(times)
    return Details(
        "VHS", (OfferText("de", title, text),), phone=phone, price=price, schedules=schedules,
        times_text=times_text,
    )  # fmt: skip


CELL = st.sampled_from(("a", "b", "c"))
TIMES = st.sampled_from(("Mo 9:00", 'Di 18:00 | "Di 10,30-12"', '"Di 10,30-12"', "Di 18:00"))
DETAILS = st.builds(details, CELL, CELL, CELL, CELL, TIMES)


@pytest.mark.parametrize("_", [0])
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(base=DETAILS, ours=DETAILS, theirs=DETAILS)
def test_three_way_by_its_definition(_: int, base: Details, ours: Details, theirs: Details) -> None:
    """Each cell by itself: what only one side changed is taken, what both changed is a conflict."""
    draft = Draft("1", theirs, frozenset({"de"}))
    merge = three_way.merge(base, ours, draft)
    conflicts = {column for column, *_ in merge.conflicts}
    for column, pick in CELLS.items():
        before, mine, new = pick(base), pick(ours), pick(theirs)
        is_conflict = len({before, mine, new}) == 3
        expected = mine if is_conflict or new == before else new
        assert pick(merge.details) == expected
        assert (column in conflicts) == is_conflict
        assert pick(merge.imported) == (before if is_conflict else new)
    taken = three_way.merge(base, ours, draft, lambda column: True)
    assert not taken.conflicts
    assert taken.settled == merge.conflicts
    for column in conflicts:
        one = three_way.merge(base, ours, draft, column.__eq__)
        assert ({cell[0] for cell in one.conflicts}, {cell[0] for cell in one.settled}) == (
            conflicts - {column}, {column},
        )  # fmt: skip
        for other, pick in CELLS.items():
            is_theirs = other == column or other not in conflicts
            expected = pick(taken.details) if is_theirs else pick(ours)
            assert pick(one.details) == expected
            assert pick(one.imported) == (pick(theirs) if is_theirs else pick(base))
    assert three_way.merge(taken.imported, taken.details, draft).details == taken.details
    assert offer_rows.thawed(offer_rows.frozen(ours)) == ours


CELLS = {
    "title": lambda one: one.texts[0].title,
    "description": lambda one: one.texts[0].description,
    "phone": lambda one: one.phone,
    "price": lambda one: one.price,
    "times": lambda one: times_cells.written(one.schedules, one.times_text),
}


async def test_every_offer_can_be_kept_as_json(conversation: Conversation) -> None:
    async with conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        every = await offers.of_district(store, district.id)
    wrong = [
        offer.external_id
        for offer in every
        if offer_rows.thawed(offer_rows.frozen(offer.details)) != offer.details
    ]
    assert every
    assert not wrong
