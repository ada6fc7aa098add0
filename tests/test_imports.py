"""Offices' tables: what they write in, and what they get wrong."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from bot.domain.offers import TextState
from bot.domain.places import Contact
from handlers.dialogue.conversation import Conversation
from storage.catalogue import offers, places
from tests.harness.offices import Office, csv

OFFICE = (
    "Angebote des Landkreises;;;;;;\n"
    ";;;;;;\n"
    "Titel;Beschreibung;Träger;Gemeinde;Handlungsfeld;PLZ;"
    "Sprachniveau;Kostenlos;Termine;Telefon;Titel (uk)\n"
    "Nähkurs für Anfänger;Wir nähen gemeinsam;Caritas;Wehr;Wohnen;79664.0;"
    ";ja;Mo-Mi 9:00-12:00; Do 14-17 Uhr;07761 1234;Курс шиття\n"
)


async def test_excel_csv_in_cp1252_with_heading_rows(office: Office, tmp_path: Path) -> None:
    text = (
        OFFICE.replace("Mo-Mi 9:00-12:00; Do 14-17 Uhr", '"Mo-Mi 9:00-12:00; Do 14-17 Uhr"')
        .replace(";Titel (uk)", "")
        .replace(";Курс шиття", "")
    )
    told = await office.imports(csv(tmp_path / "angebote.csv", text))
    assert (told["new"], told["mistakes"]) == (1, [])
    told = await office.imports(tmp_path / "angebote.csv")
    assert (told["new"], told["changed"], told["unchanged"]) == (0, 0, 1)


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8-sig", ";"), ("utf-8", ","), ("utf-16", "\t"), ("cp1252", "\t")]
)
async def test_encodings_and_separators(
    office: Office, tmp_path: Path, encoding: str, mark: str
) -> None:
    text = (
        mark.join(("external_id", "title", "organisation", "municipality", "free"))
        + "\r\n"
        + mark.join(("7", "Bücherei", "Stadt", "Bad Säckingen", "ja"))
    )
    told = await office.imports(csv(tmp_path / "a.csv", text, encoding))
    assert told["new"] == 1
    assert (await office.offer("7")).details.texts[0].title == "Bücherei"


@pytest.mark.every_database
async def test_several_languages_dates_levels_and_times(office: Office, tmp_path: Path) -> None:
    text = (
        "id;title;title_uk;description_uk;organisation;ort;zielgruppe;"
        "niveau von;niveau bis;beginn;anmeldeschluss;termine;sprachen;alter von;alter bis\n"
        "9;Kurs;Курс;Опис;VHS;Waldshut;Frauen, Kinder;"
        "a1;B1;12.01.2027;2027-01-05;"
        '"Di, Do 18:00-19:30 ab 12.01.2027 | 24.12.2026 9:00";Deutsch, Ukrainisch;6.0;12\n'
    )
    assert (await office.imports(csv(tmp_path / "a.csv", text, "utf-8")))["mistakes"] == []
    details = (await office.offer("9")).details
    assert details.municipality == "Waldshut-Tiengen"
    assert sorted(details.targets) == ["children", "women"]
    assert (details.level_from, details.level_to, details.age_from, details.age_to) == (
        "A1",
        "B1",
        6,
        12,
    )
    assert details.languages == ("de", "uk")
    assert [s.rule for s in details.schedules] == ["FREQ=WEEKLY;BYDAY=TU,TH", ""]
    assert {text.language: text.state for text in details.texts} == {
        "de": TextState.ORIGINAL,
        "uk": TextState.UNCHECKED,
    }


async def test_every_mistake_is_told_at_once_with_its_place(office: Office, tmp_path: Path) -> None:
    text = (
        "title;organisation;municipality;field;free;start;phone;email;url;level_from;age_from;age_to;target_groups;times;languages\n"
        "Gut;VHS;Wehr;Wohnen;ja;;;;;;;;;;\n"
        ";VHS;Wher;Wohnnen;vielleicht;31.02.2027;0;a@b;https:/x.de;B7;;;Fruaen;Di 12-9;"
        "Quatschisch\n"
    )
    told = await office.imports(csv(tmp_path / "a.csv", text, "utf-8"))
    wrong = {mistake["column"]: mistake for mistake in told["mistakes"]}
    assert set(wrong) == set(
        [
            "title",
            "municipality",
            "field",
            "start",
            "phone",
            "email",
            "url",
            "level_from",
            "target_groups",
            "times",
        ]
    )
    assert all(mistake["row"] == 3 for mistake in told["mistakes"])
    assert (
        wrong["municipality"]["proposal"],
        wrong["field"]["proposal"],
        wrong["url"]["proposal"],
    ) == ("Wehr", "Wohnen", "https://x.de")
    assert "kein Ort dieses Landkreises" in wrong["municipality"]["message"]
    assert "is not a town of this district" in wrong["municipality"]["message"]
    assert await office.offer("Gut") is None


@pytest.mark.every_database
async def test_all_or_nothing(office: Office, conversation: Conversation, tmp_path: Path) -> None:
    async with conversation.database.read() as store:
        before = await offers.count(store)
    good, bad = (
        csv(tmp_path / "a.csv", "title;organisation\nEins;VHS\n"),
        csv(tmp_path / "b.csv", "title;start\nZwei;31.02.2027\n"),
    )
    assert (await office.imports(good, bad))["mistakes"]
    assert (await office.imports(good, dry_run=True))["new"] == 1
    async with conversation.database.read() as store:
        assert await offers.count(store) == before


async def test_new_municipalities_only_if_asked_for(office: Office, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", "id;title;municipality\n1;Chor;Entenhausen\n")
    assert (await office.imports(path))["mistakes"][0]["code"] == "municipality"
    assert (await office.imports(path, new_municipalities=True))["new"] == 1
    assert (await office.offer("1")).details.municipality == "Entenhausen"


@pytest.mark.every_database
async def test_a_district_without_fields_takes_those_of_its_first_file(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    async with conversation.database.write() as store:
        await places.add_district(store, "new", "Landkreis Neu", "BW", Contact())
    first = csv(tmp_path / "a.csv", "id;title;field\n1;Chor;Kultur\n")
    assert (await office.imports(first, district="new"))["new"] == 1
    assert (await office.imports(first, district="new"))["unchanged"] == 1
    second = csv(tmp_path / "b.csv", "id;title;field\n2;Kurs;Kulturr\n")
    assert (await office.imports(second, district="new"))["mistakes"][0]["proposal"] == "Kultur"


@pytest.mark.every_database
async def test_doubtful_doubles_are_told(office: Office, tmp_path: Path) -> None:
    existing = await office.offer("waldshut-01")
    title = next(text.title for text in existing.details.texts if text.language == "de")
    told = await office.imports(
        csv(
            tmp_path / "a.csv",
            f"id;title;municipality\n1;{title.upper()};{existing.details.municipality}\n",
        ),
        dry_run=True,
    )
    assert told["doubles"] == [
        {"title": title.upper(), "external_id": "1", "other_id": "waldshut-01"}
    ]


@pytest.mark.every_database
@pytest.mark.parametrize("name", ["all.csv", "all.xlsx", "all.json"])
@pytest.mark.parametrize("district", ["waldshut", "esslingen"])
async def test_what_is_exported_imports_unchanged(
    office: Office, tmp_path: Path, name: str, district: str
) -> None:
    told = await office.imports(await office.exports(tmp_path / name, district), district=district)
    assert told["mistakes"] == []
    assert (told["new"], told["changed"]) == (0, 0)
    assert told["unchanged"] >= 30


async def test_formulas_do_not_leave_and_come_back_as_text(office: Office, tmp_path: Path) -> None:
    nasty = '=HYPERLINK("http://evil")'
    await office.imports(
        csv(
            tmp_path / "a.csv",
            "id;lotse_version;title;organisation\n"
            f'1;;"{nasty.replace(chr(34), chr(34) * 2)}";+49\n',
        )
    )
    exported = (await office.exports(tmp_path / "b.csv")).read_text("utf-8-sig")
    assert "'=HYPERLINK" in exported
    assert ";=HYPERLINK" not in exported
    assert (await office.imports(tmp_path / "b.csv"))["changed"] == 0
    assert (await office.offer("1")).details.texts[0].title == nasty


async def test_xlsx_with_merged_headings_numbers_and_dates(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Kurse 2027"
    sheet.append(["Deutschkurse im Landkreis", None, None, None, None, None])
    sheet.merge_cells("A1:F1")
    sheet.append(["Nr", "Kurstitel", "Anbieter", "PLZ", "Beginn", "Plätze"])
    sheet.append([7822.0, "Deutsch am Rhein", "VHS", 79664.0, date(2027, 1, 12), 15.0])
    book.save(tmp_path / "kurse.xlsx")
    assert (await office.imports(tmp_path / "kurse.xlsx"))["mistakes"] == []
    details = (await office.offer("7822")).details
    assert (details.municipality, str(details.starts_on), details.seats) == (
        "Wehr",
        "2027-01-12",
        15,
    )


async def test_wrong_cells_are_marked_in_a_copy(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Angebote"
    book.active.append(["Titel", "Gemeinde", "Kostenlos", "Plätze"])
    book.active.append(["Chor", "Wher", "ja", "=1+1"])
    book.save(tmp_path / "a.xlsx")
    told = await office.imports(tmp_path / "a.xlsx")
    assert {(m["sheet"], m["row"], m["column"], m["code"]) for m in told["mistakes"]} == {
        ("Angebote", 2, "Gemeinde", "municipality"),
        ("Angebote", 2, "Plätze", "formula"),
    }
    marked = openpyxl.load_workbook(tmp_path / "a-fehler.xlsx").active
    assert "Wehr" in marked["B2"].comment.text
    assert marked["A2"].comment is None


async def test_mistakes_in_merged_cells_are_marked(office: Office, tmp_path: Path) -> None:
    """A heading over all columns between the rows: its cells but the first cannot be written."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Titel", "Gemeinde", "Kostenlos", "Plätze"])
    sheet.append(["Chor", "Wehr", "ja", "15"])
    for columns in ("A{0}:D{0}", "B{0}:D{0}", "A{0}:C{0}"):
        sheet.append(["Sprachkurse", "Wher", "vielleicht", "viele"])
        sheet.merge_cells(columns.format(sheet.max_row))
    sheet.append(["", "Wher", "", ""])

    book.save(tmp_path / "a.xlsx")
    told = await office.imports(tmp_path / "a.xlsx")
    assert told["mistakes"]
    marked = openpyxl.load_workbook(tmp_path / "a-fehler.xlsx").active
    assert [cell for row in marked.iter_rows() for cell in row if getattr(cell, "comment", None)]


@pytest.mark.every_database
async def test_a_changed_original_makes_translations_stale(office: Office, tmp_path: Path) -> None:
    header = "id;title;title_uk\n"
    await office.imports(csv(tmp_path / "a.csv", header + "1;Chor;Хор\n", "utf-8"))
    renamed = csv(tmp_path / "b.csv", "id;title\n1;Chor am Abend\n", "utf-8")
    await office.imports(renamed, accept_renamed=True)
    states = {text.language: text.state for text in (await office.offer("1")).details.texts}
    assert states == {"de": TextState.ORIGINAL, "uk": TextState.STALE}
