"""A list overwrites only what is its own, and nothing that was changed after it was written."""

from pathlib import Path

import pytest

from bot.domain.grants import Role
from bot.domain.offers import State
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage.catalogue import offers, storing
from tests.harness.databases import NOW
from tests.harness.offices import Office, csv
from tests.test_announcing import somebody

pytestmark = pytest.mark.every_database
AWO = "Nr;Titel;Träger;Telefon\n1;Nähkurs;AWO;07751 1\n2;Schwimmkurs;AWO;07751 2\n"
VHS = "Nr;Titel;Träger;Telefon\n1;Deutsch für Mütter;VHS;07761 1\n2;Sprachcafé;VHS;07761 2\n"


async def titles(conversation: Conversation) -> dict[tuple[str, str], str]:
    """(number, source) → title of the offers with these numbers."""
    async with conversation.database.read() as store:
        found = await offers.by_ids(store, await offers.ids(store))
    return {
        (offer.external_id, offer.source): offer.details.texts[0].title
        for offer in found
        if offer.external_id in ("1", "2")
    }


ALL_FOUR = {
    ("1", "AWO"): "Nähkurs", ("2", "AWO"): "Schwimmkurs",
    ("1", "VHS"): "Deutsch für Mütter", ("2", "VHS"): "Sprachcafé",
}  # fmt: skip


@pytest.mark.parametrize(("first", "second"), [(None, None), ("AWO", "VHS"), (None, "VHS")])
async def test_the_same_numbers_of_two_lists_are_four_offers(
    office: Office,
    conversation: Conversation,
    tmp_path: Path,
    first: str | None,
    second: str | None,
) -> None:
    awo, vhs = csv(tmp_path / "a.csv", AWO), csv(tmp_path / "b.csv", VHS)
    assert (await office.imports(awo, source=first))["new"] == 2
    assert (await office.imports(vhs, source=second))["new"] == 2
    assert await titles(conversation) == ALL_FOUR
    for path, source in ((awo, first), (vhs, second)):
        told = await office.imports(path, source=source)
        assert (told["new"], told["changed"], told["unchanged"]) == (0, 0, 2)
    exported = await office.exports(tmp_path / "out.xlsx")
    told = await office.imports(exported)
    assert (told["new"], told["changed"], told["renamed"], told["older"]) == (0, 0, [], [])


async def test_both_lists_at_once(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    told = await office.imports(csv(tmp_path / "a.csv", AWO), csv(tmp_path / "b.csv", VHS))
    assert (told["new"], told["renamed"]) == (4, [])
    assert await titles(conversation) == ALL_FOUR


RENAMED = (
    AWO.replace("Nähkurs", "Kochkurs"),
    AWO.replace("1;Nähkurs;AWO", "1;Nähkurs;Caritas"),
    AWO.replace(";AWO;", ";;"),
)
"""Another title, another owner, no owner any more."""


async def test_another_title_or_owner_under_a_number_is_a_question(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    await office.imports(csv(tmp_path / "a.csv", AWO))
    before, wrong = await titles(conversation), []
    for text in RENAMED:
        path = csv(tmp_path / "b.csv", text)
        planned = await office.imports(path, dry_run=True)
        told = await office.imports(path)
        if not told["renamed"] or planned["renamed"] != told["renamed"]:
            wrong.append((text, told))
        if await titles(conversation) != before:
            wrong.append((text, "was stored"))
    assert not wrong
    await office.imports(csv(tmp_path / "b.csv", RENAMED[0]), json=False)
    assert any("Nähkurs" in line and "Kochkurs" in line for line in office.lines)
    assert "--source NAME" in office.lines[-2]
    told = await office.imports(csv(tmp_path / "b.csv", RENAMED[0]), accept_renamed=True)
    assert (told["changed"], told["renamed"]) == (1, [])
    assert (await titles(conversation))["1", "AWO"] == "Kochkurs"


async def test_two_files_that_call_one_number_differently_are_a_question(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    one, other = csv(tmp_path / "a.csv", AWO), csv(tmp_path / "b.csv", RENAMED[0])
    told = await office.imports(one, other)
    assert [renamed["new_title"] for renamed in told["renamed"]] == ["Kochkurs"]
    assert await titles(conversation) == {}


async def test_an_older_export_undoes_nothing(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    await office.imports(csv(tmp_path / "a.csv", AWO))
    exported = await office.exports(tmp_path / "out.csv")
    one = await office.offer("2")
    async with conversation.database.write() as store:
        await storing.close(store, one.id, NOW)
    text = exported.read_text("utf-8-sig").replace("07751 1", "07751 99")
    older = csv(tmp_path / "older.csv", text, "utf-8")
    planned = await office.imports(older, dry_run=True)
    told = await office.imports(older)
    assert planned["older"] == told["older"]
    assert [row["title"] for row in told["older"]] == ["Schwimmkurs"]
    assert {"column": "state", "before": "closed", "after": "published"} in (
        told["older"][0]["differences"]
    )
    assert [row["title"] for row in told["changes"]] == ["Nähkurs"]
    assert told["changes"][0]["differences"] == [
        {"column": "phone", "before": "07751 1", "after": "07751 99"}
    ]
    assert (await office.offer("2")).details.state is State.CLOSED
    assert (await office.offer("1")).details.phone == "07751 99"
    await office.imports(older, accept_older=True)
    assert (await office.offer("2")).details.state is State.PUBLISHED


async def test_every_change_of_an_offer_makes_exports_older(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    """By a report, a confirmation, an import: the version counts."""
    await office.imports(csv(tmp_path / "a.csv", AWO))
    coordinator = await somebody(conversation, "office", "en", role=Role.COORDINATOR)
    one = await office.offer("1")
    newcomer = await somebody(conversation, "newcomer", "en")
    versions = [one.version]
    for press in ("report.confirm", "report.close"):
        await newcomer.hear(Pressed(f"offer.report:{one.id}:wrong:a...0"))
        await coordinator.hear(Pressed(f"{press}:{one.id}"))
        versions.append((await office.offer("1")).version)
    await office.imports(csv(tmp_path / "a.csv", AWO.replace("07751 1", "07751 3")))
    versions.append((await office.offer("1")).version)
    assert versions == [1, 2, 3, 4]


async def test_a_dry_run_names_titles_before_and_after(office: Office, tmp_path: Path) -> None:
    await office.imports(csv(tmp_path / "a.csv", AWO))
    text = AWO.replace("07751 1", "07751 9") + "3;Lesekreis;AWO;\n"
    await office.imports(csv(tmp_path / "b.csv", text), dry_run=True, json=False)
    said = "\n".join(office.lines)
    for words in ("Lesekreis", "Nähkurs", "phone: „07751 1“ → „07751 9“"):
        assert words in said, words
    assert "Schwimmkurs" not in said


async def test_what_has_no_translation_is_a_note(office: Office, tmp_path: Path) -> None:
    header = "Nr;Titel;Was ist zu tun;Titel (uk);Titel (en);next_steps_en\n"
    text = header + "1;Kurs;Anrufen;Курс;Course;Call\n"
    await office.imports(csv(tmp_path / "a.csv", text, "utf-8"), json=False)
    notes = [line for line in office.lines if "Hinweis/note" in line]
    assert len(notes) == 1
    assert "next_steps_uk" in notes[0]
    assert "has no translation" in notes[0]
    assert await office.offer("1")
