"""Offices' files: what they write in, what they get wrong, and what a hostile one tries."""

from argparse import Namespace
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import openpyxl
import orjson
import pytest

from bot.app import ROOT
from bot.config import Config
from bot.domain.offers import TextState
from handlers.cli import catalogue
from handlers.cli.desk import Desk
from handlers.conversation import Conversation
from storage import offers, places
from tests.databases import NOW
from tests.talk import Talk

REAL = ROOT.parent / "shared" / "data" / "integreat-rems-murr"
LANGUAGES = ["de", "en", "uk"]
OFFICE = """Angebote des Landkreises;;;;;;
;;;;;;
Titel;Beschreibung;Träger;Gemeinde;Handlungsfeld;PLZ;Sprachniveau;Kostenlos;Termine;Telefon;Titel (uk)
Nähkurs für Anfänger;Wir nähen gemeinsam;Caritas;Wehr;Wohnen;79664.0;;ja;Mo-Mi 9:00-12:00; Do 14-17 Uhr;07761 1234;Курс шиття
"""


class Office:
    """A coordinator at the command line."""

    def __init__(self, conversation: Conversation, config: Config) -> None:
        self.lines: list[str] = []
        self._conversation = conversation
        self._desk = Desk(config, self.lines.append, lambda: NOW, self._opened, "")

    @asynccontextmanager
    async def _opened(self):
        yield self._conversation

    async def imports(self, *files: Path, district: str = "waldshut", **options: object) -> dict:
        """The answer as --json gives it."""
        chosen = {"format": None, "language": None, "new_municipalities": False, "dry_run": False, "json": True, **options}
        await catalogue.import_(self._desk, Namespace(files=[str(file) for file in files], district=district, **chosen))
        return orjson.loads(self.lines[-1])

    async def exports(self, file: Path, district: str = "waldshut") -> Path:
        await catalogue.export(self._desk, Namespace(file=str(file), district=district, format=None, language=None))
        return file

    async def offer(self, external_id: str, district: str = "waldshut"):
        async with self._conversation.database.read() as connection:
            found = await places.district_named(connection, district)
            return next((o for o in await offers.of_district(connection, found.id) if o.external_id == external_id), None)


@pytest.fixture
def office(conversation: Conversation, config: Config) -> Office:
    return Office(conversation, config)


def csv(path: Path, text: str, encoding: str = "cp1252") -> Path:
    path.write_bytes(text.encode(encoding, "replace"))
    return path


async def test_excel_csv_in_cp1252_with_heading_rows(office: Office, tmp_path: Path) -> None:
    text = OFFICE.replace("Mo-Mi 9:00-12:00; Do 14-17 Uhr", '"Mo-Mi 9:00-12:00; Do 14-17 Uhr"').replace(";Titel (uk)", "").replace(";Курс шиття", "")
    told = await office.imports(csv(tmp_path / "angebote.csv", text))
    assert (told["new"], told["mistakes"]) == (1, [])
    told = await office.imports(tmp_path / "angebote.csv")
    assert (told["new"], told["changed"], told["unchanged"]) == (0, 0, 1)


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8-sig", ";"), ("utf-8", ","), ("utf-16", "\t"), ("cp1252", "\t")])
async def test_encodings_and_separators(office: Office, tmp_path: Path, encoding: str, mark: str) -> None:
    text = (
        mark.join(("external_id", "title", "organisation", "municipality", "free"))
        + "\r\n"
        + mark.join(("7", "Bücherei", "Stadt", "Bad Säckingen", "ja"))
    )
    told = await office.imports(csv(tmp_path / "a.csv", text, encoding))
    assert told["new"] == 1
    assert (await office.offer("7")).details.texts[0].title == "Bücherei"


async def test_several_languages_dates_levels_and_times(office: Office, tmp_path: Path) -> None:
    text = (
        "id;title;title_uk;description_uk;organisation;ort;zielgruppe;niveau von;niveau bis;beginn;anmeldeschluss;termine;sprachen;alter von;alter bis\n"
        '9;Kurs;Курс;Опис;VHS;Waldshut;Frauen, Kinder;a1;B1;12.01.2027;2027-01-05;"Di, Do 18:00-19:30 ab 12.01.2027 | 24.12.2026 9:00";Deutsch, Ukrainisch;6.0;12\n'
    )
    assert (await office.imports(csv(tmp_path / "a.csv", text, "utf-8")))["mistakes"] == []
    details = (await office.offer("9")).details
    assert details.municipality == "Waldshut-Tiengen"
    assert sorted(details.targets) == ["children", "women"]
    assert (details.level_from, details.level_to, details.age_from, details.age_to) == ("A1", "B1", 6, 12)
    assert details.languages == ("de", "uk")
    assert [s.rule for s in details.schedules] == ["FREQ=WEEKLY;BYDAY=TU,TH", ""]
    assert {text.language: text.state for text in details.texts} == {"de": TextState.ORIGINAL, "uk": TextState.UNCHECKED}


async def test_every_mistake_is_told_at_once_with_its_place(office: Office, tmp_path: Path) -> None:
    text = (
        "title;organisation;municipality;field;free;start;phone;email;url;level_from;age_from;age_to;target_groups;times;languages\n"
        "Gut;VHS;Wehr;Wohnen;ja;;;;;;;;;;\n"
        ";VHS;Wher;Wohnnen;vielleicht;31.02.2027;abc;a@b;www.x.de;B7;;;Fruaen;morgens;Quatschisch\n"
    )
    told = await office.imports(csv(tmp_path / "a.csv", text, "utf-8"))
    wrong = {mistake["column"]: mistake for mistake in told["mistakes"]}
    assert set(wrong) == set(
        ["title", "municipality", "field", "free", "start", "phone", "email", "url", "level_from", "target_groups", "times", "languages"]
    )
    assert all(mistake["row"] == 3 for mistake in told["mistakes"])
    assert (wrong["municipality"]["proposal"], wrong["field"]["proposal"], wrong["url"]["proposal"]) == ("Wehr", "Wohnen", "https://www.x.de")
    assert "keine Gemeinde dieses Landkreises" in wrong["municipality"]["message"]
    assert "is not a municipality of this district" in wrong["municipality"]["message"]
    assert await office.offer("Gut") is None


async def test_all_or_nothing(office: Office, conversation: Conversation, tmp_path: Path) -> None:
    async with conversation.database.read() as connection:
        before = await offers.count(connection)
    good, bad = csv(tmp_path / "a.csv", "title;organisation\nEins;VHS\n"), csv(tmp_path / "b.csv", "title;free\nZwei;vielleicht\n")
    assert (await office.imports(good, bad))["mistakes"]
    assert (await office.imports(good, dry_run=True))["new"] == 1
    async with conversation.database.read() as connection:
        assert await offers.count(connection) == before


async def test_new_municipalities_only_if_asked_for(office: Office, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", "id;title;municipality\n1;Chor;Entenhausen\n")
    assert (await office.imports(path))["mistakes"][0]["code"] == "municipality"
    assert (await office.imports(path, new_municipalities=True))["new"] == 1
    assert (await office.offer("1")).details.municipality == "Entenhausen"


async def test_doubtful_doubles_are_told(office: Office, tmp_path: Path) -> None:
    existing = await office.offer("waldshut-01")
    title = next(text.title for text in existing.details.texts if text.language == "de")
    told = await office.imports(csv(tmp_path / "a.csv", f"id;title;municipality\n1;{title.upper()};{existing.details.municipality}\n"), dry_run=True)
    assert told["doubles"] == [{"title": title.upper(), "external_id": "1", "other_id": "waldshut-01"}]


@pytest.mark.parametrize("name", ["all.csv", "all.xlsx", "all.json"])
@pytest.mark.parametrize("district", ["waldshut", "esslingen"])
async def test_what_is_exported_imports_unchanged(office: Office, tmp_path: Path, name: str, district: str) -> None:
    told = await office.imports(await office.exports(tmp_path / name, district), district=district)
    assert told["mistakes"] == []
    assert (told["new"], told["changed"]) == (0, 0)
    assert told["unchanged"] >= 30


async def test_formulas_do_not_leave_and_come_back_as_text(office: Office, tmp_path: Path) -> None:
    nasty = '=HYPERLINK("http://evil")'
    await office.imports(csv(tmp_path / "a.csv", f'id;title;organisation\n1;"{nasty.replace(chr(34), chr(34) * 2)}";+49\n'))
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
    assert (details.municipality, str(details.starts_on), details.seats) == ("Wehr", "2027-01-12", 15)


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


@pytest.mark.skipif(not REAL.exists(), reason="the real pages are not part of the project")
async def test_the_real_pages_of_rems_murr(office: Office, conversation: Conversation) -> None:
    german, english = REAL / "pages.de.json", REAL / "pages.en.json"
    both = await office.imports(english, german, district="rems-murr", dry_run=True)
    told = await office.imports(german, district="rems-murr")
    assert (told["new"], told["mistakes"]) == (284, [])
    assert 284 <= both["new"] < 300
    told = await office.imports(english, district="rems-murr")
    assert told["changed"] > 270
    for path in (german, english):
        told = await office.imports(path, district="rems-murr")
        assert (told["new"], told["changed"]) == (0, 0)
    offer = await office.offer("integreat:5393748", "rems-murr")
    assert {text.language for text in offer.details.texts} == {"de", "en"}
    assert offer.details.breadcrumb == "Willkommen › Willkommen im Rems-Murr-Kreis"
    assert "<" not in offer.details.texts[0].description
    talk = Talk(conversation, ("en",))
    await talk.open()
    await talk.goes(
        ("[English]", "Where"),
        ("Waiblingen", "Your town: Waiblingen"),
        ("How do I find an apartment?", "1. How do I find an apartment?"),
    )
    german_talk = Talk(conversation, ("de",))
    await german_talk.open()
    await german_talk.goes(("Häusliche Gewalt", "Häusliche Gewalt"))


async def test_a_changed_original_makes_translations_stale(office: Office, tmp_path: Path) -> None:
    header = "id;title;title_uk\n"
    await office.imports(csv(tmp_path / "a.csv", header + "1;Chor;Хор\n", "utf-8"))
    await office.imports(csv(tmp_path / "b.csv", "id;title\n1;Chor am Abend\n", "utf-8"))
    states = {text.language: text.state for text in (await office.offer("1")).details.texts}
    assert states == {"de": TextState.ORIGINAL, "uk": TextState.STALE}


async def test_files_of_one_import_may_each_bring_a_language(office: Office, tmp_path: Path) -> None:
    """In either order, as one offer."""

    def page(number: int, language: str, title: str) -> dict:
        others = {code: {"id": n, "path": f"/x/{code}/a/"} for code, n in (("de", 1), ("en", 2)) if code != language}
        return {"id": number, "url": f"https://x.example/{language}", "path": f"/x/{language}/a/", "title": title, "content": f"<p>{title}</p>",
                "parent": {"path": None}, "available_languages": others, "organization": None}  # fmt: skip

    german, english = tmp_path / "de.json", tmp_path / "en.json"
    german.write_bytes(orjson.dumps([page(1, "de", "Rathaus")]))
    english.write_bytes(orjson.dumps([page(2, "en", "Town hall")]))
    assert (await office.imports(english, german))["new"] == 1
    told = await office.imports(german, english)
    assert (told["new"], told["changed"], told["unchanged"]) == (0, 0, 1)
    states = {text.language: text.state for text in (await office.offer("integreat:1")).details.texts}
    assert states == {"de": TextState.ORIGINAL, "en": TextState.UNCHECKED}


async def test_hsds_of_others_is_read(office: Office, tmp_path: Path) -> None:
    service = {
        "id": "ac148810", "name": "Community Counselling", "status": "active", "organization": {"name": "Example Org"},
        "schedules": [{"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:00", "closes_at": "12:00"}],
        "phones": [{"number": "+49 7751 860"}], "languages": [{"code": "en"}], "minimum_age": 16,
        "service_at_locations": [{"location": {"addresses": [{"address_1": "Rathausplatz 1", "city": "Wehr"}]}}],
    }  # fmt: skip
    path = tmp_path / "page.json"
    path.write_bytes(orjson.dumps({"total_items": 1, "contents": [service]}))
    assert (await office.imports(path))["mistakes"] == []
    details = (await office.offer("ac148810")).details
    assert (details.municipality, details.age_from, details.schedules[0].rule) == ("Wehr", 16, "FREQ=WEEKLY;BYDAY=MO,WE")
