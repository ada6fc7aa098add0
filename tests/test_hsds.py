"""HSDS: services of other programs are read whole, and ours pass the official schema."""

import csv
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import jsonschema
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.offers import Offer
from bot.domain.places import Municipality
from bot.environment import ROOT
from bot.rules import exports, rows, schedules
from bot.rules.import_context import ImportContext
from bot.rules.rrules import WEEKDAYS
from handlers.files import hsds
from handlers.files.hsds_export import Region, service_of
from handlers.files.hsds_fields import Fields
from handlers.files.hsds_services import rows_of
from handlers.files.hsds_times import fields_of, text_of
from tests.harness.databases import NOW
from tests.harness.offices import Office

SHARED = ROOT.parent / "shared"
OFFICIAL = SHARED / "data" / "hsds"
needs_official = pytest.mark.skipif(
    not OFFICIAL.exists(), reason="the official schema is not part of the project"
)
SAMPLES = ("esslingen", "kaiserslautern", "konstanz", "rems-murr", "waldshut")
REGION = Region("BW", {"Konstanz": "78462"})


def read(services: Any, path: Path) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The cells of each service, and the notes by their path."""
    path.write_bytes(orjson.dumps(services))
    table = hsds.read_hsds(path)
    return [dict(row.values) for row in table.rows], {n.column: n.value for n in table.notes}


@needs_official
async def test_what_we_export_passes_the_official_schema(office: Office, tmp_path: Path) -> None:
    schema = json.loads((OFFICIAL / "service_with_definitions.json").read_bytes())
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.FormatChecker(["uuid", "email", "date"])
    )
    wrong, count = [], 0
    for district in SAMPLES:
        file = await office.exports(tmp_path / f"{district}.json", district)
        for service in json.loads(file.read_bytes()):
            count += 1
            errors = validator.iter_errors(service)
            wrong += [(service["name"], error.json_path, error.message) for error in errors]
    assert not wrong
    assert count > 150


async def test_what_we_export_is_complete_by_rules_of_ours(office: Office, tmp_path: Path) -> None:
    """Without the official schema at hand: ids are UUIDs and unique, no key holds nothing."""
    services = json.loads((await office.exports(tmp_path / "a.json", "konstanz")).read_bytes())
    wrong: list[str] = []
    ids: list[str] = []

    def walk(value: Any, path: str) -> None:
        if value in (None, "", [], {}) and not path.endswith(("postal_code", "address_1")):
            wrong.append(f"{path} is empty")
        if isinstance(value, list):
            for item in value:
                if isinstance(item, dict) and str(UUID(item["id"])) != item["id"]:
                    wrong.append(path)
                ids.append(item["id"])
                walk(item, f"{path}[]")
        if isinstance(value, dict):
            for name, item in value.items():
                walk(item, f"{path}.{name}")

    walk(services, "")
    assert not wrong
    assert len(ids) == len(set(ids))
    with_times = [s for s in services if any(a["label"] == "lotse:times" for a in s["attributes"])]
    assert with_times
    assert all(service["schedules"] for service in with_times)


async def test_an_export_is_read_back_unchanged(office: Office, tmp_path: Path) -> None:
    file = await office.exports(tmp_path / "a.json", "konstanz")
    told = await office.imports(file, district="konstanz")
    assert (told["new"], told["changed"], told["mistakes"]) == (0, 0, [])


CASE = {
    "id": "s1",
    "name": "Kurs",
    "status": "active",
    "organization": {"name": "Verein"},
    "minimum_age": 0.5,
    "schedules": [
        {"freq": "WEEKLY", "interval": 2, "byday": "TU", "opens_at": "18:00:00Z",
         "closes_at": "19:30", "dtstart": "2027-01-05", "until": "2027-03-30"},
        {"freq": "MONTHLY", "bymonthday": "15", "opens_at": "09:00", "closes_at": "10:00"},
        {"freq": "WEEKLY", "byday": "SA", "opens_at": "9:00 AM", "closes_at": "11:00 AM"},
        {"freq": "WEEKLY", "byday": "MO", "description": "nur nach Anmeldung"},
        {"freq": "WEEKLY", "byday": "FR", "byweekno": "41", "opens_at": "10:00"},
        {"freq": "MONTHLY", "byday": "-1FR", "opens_at": "12:30 pm", "count": 3,
         "dtstart": "2027-01-29"},
        {"description": "telefonisch vereinbaren"},
        {"valid_from": "2027-05-01", "opens_at": "10:00:00", "closes_at": "16:00:00"},
        {"freq": "WEEKLY", "byday": "Monday, Wednesday", "opens_at": "8:00"},
    ],
    "phones": [{"number": "07531 1", "type": "voice"}, {"number": "07531 2", "type": "fax"}],
    "languages": [{"name": "Spanish"}, {"name": "Zzyzx"}],
    "service_at_locations": [
        {"location": {"addresses": [
            {"address_1": "A 1", "city": "Konstanz", "postal_code": "78462"}]}},
        {"location": {"addresses": [{"address_1": "B 2", "city": "Singen (Hohentwiel)"}]}},
    ],
    "alert": "Geschlossen bis März",
    "assured_date": "2019-01-01",
}  # fmt: skip


def test_schedules_places_alerts_and_ages_are_read_or_told(tmp_path: Path) -> None:
    (cells,), notes = read([CASE], tmp_path / "a.json")
    assert cells["times"].split(" | ") == [
        "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270330T235959 18:00-19:30 ab 2027-01-05",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=15 09:00-10:00",
        "RRULE:FREQ=WEEKLY;BYDAY=SA 09:00-11:00",
        "RRULE:FREQ=WEEKLY;BYDAY=MO (nur nach Anmeldung)",
        "FREQ WEEKLY, BYDAY FR, BYWEEKNO 41 10:00",
        "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3 12:30 ab 2027-01-29",
        "telefonisch vereinbaren",
        "2027-05-01 10:00-16:00",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,WE 08:00",
    ]
    assert cells["address"] == "A 1, 78462 Konstanz; B 2, Singen (Hohentwiel)"
    assert "municipality" not in cells
    assert cells["description"] == "Geschlossen bis März"
    assert (cells["age_from"], cells["languages"], cells["phone"]) == ("0", "es", "07531 1")
    assert notes == {
        "minimum_age": "0.5",
        "schedules[].opens_at": "18:00:00Z",
        "phones[].number": "07531 2",
        "phones[].type": "fax",
        "languages[].name": "Zzyzx",
        "assured_date": "2019-01-01",
    }


async def test_the_report_has_a_line_for_everything_that_is_not_taken(
    office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(orjson.dumps([CASE]))
    told = await office.imports(path, district="konstanz")
    assert told["mistakes"] == []
    left = {(note["column"], note["value"]) for note in told["notes"]}
    assert {
        ("minimum_age", "0.5"), ("phones[].type", "fax"), ("assured_date", "2019-01-01")
    } <= left  # fmt: skip
    offer = await office.offer("s1", "konstanz")
    assert offer.details.schedules[0].rule.endswith("UNTIL=20270330T235959")
    assert offer.details.schedules[6].note == "telefonisch vereinbaren"


def archive(path: Path, tables: dict[str, list[dict[str, str]]]) -> Path:
    """A zip of tables, as packages and Ohana have them."""
    with zipfile.ZipFile(path, "w") as file:
        for name, lines in tables.items():
            out = io.StringIO()
            writer = csv.DictWriter(out, sorted({key for line in lines for key in line}))
            writer.writeheader()
            writer.writerows(lines)
            file.writestr(f"data/{name}.csv", out.getvalue())
    return path


@needs_official
def test_the_official_examples_are_read_in_every_form(tmp_path: Path) -> None:
    folder = OFFICIAL / "examples"
    package = tmp_path / "package.zip"
    with zipfile.ZipFile(package, "w") as file:
        for path in sorted((folder / "csv").iterdir()):
            file.write(path, path.name)
    found = [
        dict(row.values)
        for path in (folder / "service_full.json", folder / "service_list.json", package)
        for row in hsds.read_hsds(path).rows[:1]
    ]
    assert {cells["title"] for cells in found} == {"Community Counselling"}
    same = ("external_id", "description", "phone", "address", "municipality", "times", "languages")
    assert {name: found[2][name] for name in same} == {name: found[0][name] for name in same}


def test_tables_of_ohana(tmp_path: Path) -> None:
    path = archive(tmp_path / "ohana.zip", {
        "organizations": [{"id": "1", "name": "Caritas", "description": "x"}],
        "locations": [{"id": "7", "organization_id": "1", "name": "Haus"}],
        "addresses": [{"id": "3", "location_id": "7", "address_1": "Seestr. 1",
                       "city": "Konstanz", "postal_code": "78462", "state_province": "BW"}],
        "services": [{"id": "5", "location_id": "7", "name": "Beratung", "status": "active",
                      "description": "Hilfe", "languages": "German, Arabic", "fees": "keine",
                      "website": "www.caritas.example", "eligibility": "für alle"}],
        "regular_schedules": [{"id": "1", "service_id": "5", "weekday": "Monday",
                               "opens_at": "9:00 AM", "closes_at": "12:00 PM"}],
        "phones": [{"id": "2", "service_id": "5", "number": "07531 123456",
                    "number_type": "voice"}],
    })  # fmt: skip
    table = hsds.read_hsds(path)
    assert [dict(row.values) for row in table.rows] == [{
        "external_id": "5", "title": "Beratung", "description": "Hilfe\n\nfür alle",
        "url": "https://www.caritas.example", "organisation": "Caritas", "state": "published",
        "languages": "de, ar", "phone": "07531 123456", "price": "keine",
        "times": "RRULE:FREQ=WEEKLY;BYDAY=MO 09:00-12:00",
        "address": "Seestr. 1, 78462 Konstanz", "municipality": "Konstanz", "postcode": "78462",
    }]  # fmt: skip
    assert {note.column for note in table.notes} == {
        "organization.description", "service_at_locations[].location.name",
        "service_at_locations[].location.addresses[].state_province",
    }  # fmt: skip


def test_open_referral_uk(tmp_path: Path) -> None:
    service = {
        "id": "12", "name": "Chess", "status": "active", "organization": {"name": "Club"},
        "regular_schedules": [
            {"byday": "TU", "freq": "WEEKLY", "opens_at": "18:00", "closes_at": "22:00"}],
        "service_at_locations": [{"location": {"physical_addresses": [
            {"address_1": "A 1", "city": "Konstanz", "postal_code": "78462"}]}}],
        "languages": [{"language": "English"}],
        "eligibilitys": [{"minimum_age": 16.0, "maximum_age": 99.5, "eligibility": "adults"}],
        "cost_options": [{"option": "adults", "amount": 3.5, "currency": "gbp"}],
        "contacts": [{"phones": [{"number": "07531 123456"}]}],
    }  # fmt: skip
    page = {"totalElements": 1, "number": 1, "content": [service]}
    (cells,), notes = read(page, tmp_path / "page.json")
    assert cells["times"] == "RRULE:FREQ=WEEKLY;BYDAY=TU 18:00-22:00"
    assert (cells["languages"], cells["age_from"], cells["age_to"]) == ("en", "16", "100")
    assert (cells["price"], cells["phone"]) == ("3.5 £ (adults)", "07531 123456")
    assert cells["description"] == "adults"
    assert notes == {"eligibilitys[].maximum_age": "99.5"}


def test_pages_of_an_api_in_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as file:
        for number in (1, 2):
            page = {"page_number": number, "contents": [{"id": str(number), "name": f"N{number}"}]}
            file.writestr(f"page{number}.json", json.dumps(page))
    table = hsds.read_hsds(tmp_path / "pages.zip")
    assert [row.values["title"] for row in table.rows] == ["N1", "N2"]


@pytest.mark.parametrize("email", ["info@club.example", "info@club"])
async def test_a_zip_is_imported_like_any_other_file(
    office: Office, tmp_path: Path, email: str
) -> None:
    """What is not taken is told, and a mistake refuses it; only tables of offices are marked."""
    path = archive(tmp_path / "list.zip", {
        "organizations": [{"id": "1", "name": "Club", "description": "x"}],
        "services": [{"id": "5", "organization_id": "1", "name": "Schach", "status": "active",
                      "email": email, "wait_time": "3 Wochen"}],
    })  # fmt: skip
    told = await office.imports(path)
    assert told["new"] == (0 if told["mistakes"] else 1)
    assert [mistake["code"] for mistake in told["mistakes"]] == (
        ["email"] if told["mistakes"] else []
    )
    assert bool(told["mistakes"]) == (email == "info@club")
    assert ("not_taken", "wait_time", "3 Wochen") in [
        (note["kind"], note["column"], note["value"]) for note in told["notes"]
    ]
    assert os.listdir(tmp_path) == ["list.zip"]
    await office.imports(path, json=False)
    assert any(
        "Spalte/column wait_time: " in line and "„3 Wochen“" in line for line in office.lines
    )


async def test_words_too_long_for_a_time_are_exported_too(office: Office, tmp_path: Path) -> None:
    words = "Bitte rufen Sie vorher an, " * 15 + "danke"
    path = tmp_path / "a.csv"
    path.write_text(f"id;title;organisation;times\n1;Kurs;VHS;Di 18:00 | {words}\n", "utf-8")
    assert (await office.imports(path))["mistakes"] == []
    services = json.loads((await office.exports(tmp_path / "a.json")).read_bytes())
    (course,) = [service for service in services if service["name"] == "Kurs"]
    assert [schedule["byday"] for schedule in course["schedules"]] == ["TU"]
    (tmp_path / "a.json").write_bytes(orjson.dumps([course]))
    assert (await office.imports(tmp_path / "a.json"))["unchanged"] == 1


WORDS = st.integers(0, 10**9).map(lambda number: f"wort{number}x")
"""Words that are found again wherever they are."""
HOURS = st.times().map(lambda at: f"{at:%H:%M}")
DAYS = st.dates().filter(lambda day: 2020 <= day.year <= 2040)
PARTS = {
    "phones": ("number", "type", "description"),
    "languages": ("name", "note"),
    "schedules": ("description", "schedule_link", "notes", "attending_type", "valid_to"),
    "cost_options": ("option", "amount_description", "valid_from"),
    "contacts": ("name", "title", "email"),
    "required_documents": ("document", "uri"),
    "service_areas": ("name", "extent"),
    "funding": ("source",),
}
PLAIN = (
    "alternate_name", "description", "url", "email", "interpretation_services",
    "application_process", "fees_description", "wait_time", "fees", "accreditations",
    "eligibility_description", "assured_date", "licenses", "alert", "last_modified",
)  # fmt: skip


TABLES_OF_ONE_OBJECT = {
    "organizations": [{"id": "o", "name": "Caritas"}],
    "services": [{"id": "s", "organization_id": "o", "name": "Deutschkurs"}],
    "locations": [{"id": "l", "name": "Haus"}],
    "services_at_location": [{"service_id": "s", "location_id": "l"}],
    "addresses": [{"location_id": "l", "address_1": "Weg 1", "city": "Konstanz"}],
    "phones": [
        {"service_id": "s", "number": "07531 111"}, {"organization_id": "o", "number": "07531 2"},
    ],
    "taxonomy_terms": [{"id": "t", "term": "Sprache"}],
}  # fmt: skip


def test_tables_side_by_side_and_services_of_organisations(tmp_path: Path) -> None:
    """An organisation is no offer, and a table that is not read is told with its rows."""
    (row,), told = read(TABLES_OF_ONE_OBJECT, tmp_path / "a.json")
    assert (row["organisation"], row["phone"], row["address"]) == ("Caritas", "07531 111", "Weg 1")
    assert (told["phones"], told["taxonomy_terms"]) == ("1", "1")
    tables = {name: rows for name, rows in TABLES_OF_ONE_OBJECT.items() if name != "phones"}
    zipped = hsds.read_hsds(archive(tmp_path / "a.zip", tables)).rows[0].values
    assert (zipped["organisation"], zipped["address"]) == ("Caritas", "Weg 1")
    owner = {"id": "o", "name": "Caritas", "services": [{"id": "s", "name": "Deutschkurs"}]}
    for content in ([owner], {"results": [owner], "count": 3}, owner):
        (row,), told = read(content, tmp_path / "b.json")
        assert (row["title"], row["organisation"]) == ("Deutschkurs", "Caritas")
    assert told == {}
    _, told = read({"results": [owner], "count": 3}, tmp_path / "c.json")
    assert told["total_items"] == "1 / 3"


def test_pages_that_are_missing_are_told(tmp_path: Path) -> None:
    """One page of an API is no whole list: what is on the others would count as gone."""
    service = {"id": "s1", "name": "Kurs", "status": "active"}
    page = {"total_items": 7, "total_pages": 4, "page_number": 1, "contents": [service]}
    other = {"total_items": 2, "contents": [{**service, "id": "s2"}]}
    first = {"total_items": 2, "contents": [service]}
    cases = {"one of four": (page, ["s1"], ["1 / 7"]), "both": ([first, other], ["s1", "s2"], [])}
    wrong = []
    for name, (content, ids, told) in cases.items():
        (tmp_path / "a.json").write_bytes(orjson.dumps(content))
        table = hsds.read_hsds(tmp_path / "a.json")
        notes = [note.value for note in table.notes if note.column == "total_items"]
        if ([row.values["external_id"] for row in table.rows], notes) != (ids, told):
            wrong.append((name, table))
    assert not wrong


def test_schedules_without_a_day_and_amounts_of_nothing_are_said(tmp_path: Path) -> None:
    cases = (
        ({"freq": "WEEKLY", "opens_at": "09:00"}, "FREQ WEEKLY 09:00"),
        ({"freq": "MONTHLY"}, "FREQ MONTHLY"),
        ({"freq": "DAILY"}, "RRULE:FREQ=DAILY"),
        ({"freq": "WEEKLY", "dtstart": "2027-01-05"}, "RRULE:FREQ=WEEKLY ab 2027-01-05"),
        ({"freq": "YEARLY", "bymonth": "1,2", "bymonthday": "-1", "opens_at": "9:00"},
         "RRULE:FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=1,2 09:00"),
    )  # fmt: skip
    wrong = []
    for schedule, times in cases:
        ((row,), _) = rows_of([{"id": "s", "name": "Kurs", "schedules": [schedule]}])
        if row.values["times"] != times:
            wrong.append((schedule, row.values["times"]))
    costs = [{"amount": 12.5, "currency": "EUR"}, {"amount": 0, "option": "students"}]
    ((row,), _) = rows_of([{"id": "s", "name": "Kurs", "cost_options": costs}])
    assert (wrong, row.values["price"]) == ([], "12.5 €; 0 (students)")


def objects(names: tuple[str, ...]) -> st.SearchStrategy[list[dict[str, str]]]:
    """Some objects with any of these fields."""
    return st.lists(st.dictionaries(st.sampled_from(names), WORDS), max_size=2)


any_service = st.fixed_dictionaries(
    {"name": WORDS, "id": st.just("1")},
    optional={
        **{name: WORDS for name in PLAIN},
        **{name: objects(names) for name, names in PARTS.items()},
        "service_at_locations": st.lists(st.fixed_dictionaries({}, optional={
            "description": WORDS,
            "location": st.fixed_dictionaries({}, optional={
                "name": WORDS, "transportation": WORDS,
                "addresses": objects(("address_1", "address_2", "city", "postal_code", "region")),
                "schedules": objects(PARTS["schedules"]),
            }),
        }), max_size=2),
    },
)  # fmt: skip


def leaves(value: Any) -> list[str]:
    """All words of a service."""
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [str(value)]


@given(any_service)
def test_nothing_is_dropped_without_a_line(service: dict[str, Any]) -> None:
    """Every word of a service is in a cell, or its path is told."""
    (row,), notes = rows_of([service])
    told = " ".join([*row.values.values(), *(note.value for note in notes)])
    more = any("(+" in note.value for note in notes)
    wrong = [word for word in leaves(service) if word.startswith("wort") and word not in told]
    assert more or not wrong


CODES = st.lists(
    st.sampled_from(("MO", "TU", "WE", "TH", "FR", "SA", "SU")), min_size=1, unique=True
)


@st.composite
def schedules_of_others(draw: st.DrawFn) -> dict[str, Any]:
    """A schedule as the standard has it, right as a whole."""
    first = draw(DAYS)
    closes = draw(st.sampled_from(("10:30", "17:00")))
    schedule: dict[str, Any] = {"opens_at": "09:00", "closes_at": closes}
    if draw(st.booleans()):
        schedule |= {"freq": "WEEKLY", "byday": ",".join(draw(CODES))}
    elif draw(st.booleans()):
        schedule |= {"freq": "MONTHLY", "bymonthday": str(draw(st.integers(1, 28)))}
    else:
        schedule |= {"freq": "MONTHLY", "byday": f"{draw(st.sampled_from((1, 2, 3, 4, -1)))}TU"}
    schedule["interval"] = draw(st.integers(1, 4))
    if schedule["interval"] > 1 or draw(st.booleans()):
        schedule["dtstart"] = f"{first}"
    end = draw(st.sampled_from(("", "until", "count")))
    if end == "until":
        schedule["until"] = f"{first.replace(year=first.year + 3, day=1)}"
    elif end == "count" and "dtstart" in schedule:
        schedule["count"] = draw(st.integers(1, 40))
    return schedule


@st.composite
def services_of_others(draw: st.DrawFn) -> dict[str, Any]:
    """A service with everything that both the standard and our columns have."""
    words = st.text("abc äöü", min_size=1, max_size=20).map(_one_line).filter(bool)
    service: dict[str, Any] = {
        "id": str(uuid4()) if draw(st.booleans()) else "17",
        "name": draw(words),
        "status": draw(st.sampled_from(("active", "inactive", "defunct", "temporarily closed"))),
        "description": draw(words),
        "application_process": draw(words),
        "organization": {"name": draw(words)},
        "minimum_age": draw(st.integers(0, 20)),
        "maximum_age": draw(st.integers(20, 99)),
        "fees_description": draw(words),
        "url": "https://example.org/a",
        "email": "a@example.org",
        "phones": [{"number": "07531 123456"}],
        "languages": [{"code": code} for code in draw(st.sampled_from((["de"], ["uk", "ar"])))],
        "schedules": draw(st.lists(schedules_of_others(), max_size=3)),
        "service_at_locations": [{"location": {"location_type": "physical", "addresses": [{
            "address_1": "Seestr. 1", "city": "Konstanz", "postal_code": "78462"}]}}],
    }  # fmt: skip
    return service


def kept(service: dict[str, Any]) -> dict[str, Any]:
    """What must be the same after the way there and back: no ids, no words made of fields."""
    plain = ("name", "status", "description", "application_process", "minimum_age", "maximum_age",
             "fees_description", "url", "email")  # fmt: skip
    address = service["service_at_locations"][0]["location"]["addresses"][0]
    return {
        **{name: service[name] for name in plain},
        "organisation": service["organization"]["name"],
        "phones": [phone["number"] for phone in service["phones"]],
        "languages": [language["code"] for language in service["languages"]],
        "address": {name: address[name] for name in ("address_1", "city", "postal_code")},
        "schedules": [_schedule(schedule) for schedule in service.get("schedules", [])],
    }


def _schedule(schedule: dict[str, Any]) -> dict[str, Any]:
    """A schedule without what says the same twice, its days in the order of the week.

    The days of a rule are a set (RFC 5545), so that "TU,MO" is "MO,TU".
    """
    names = ("freq", "interval", "byday", "bymonthday", "count", "until", "opens_at", "closes_at")
    said = {name: schedule[name] for name in names if name in schedule}
    if "byday" in said:
        said["byday"] = ",".join(sorted(said["byday"].split(","), key=_weekday))
    return said


def _weekday(code: str) -> int:
    return WEEKDAYS.index(code[-2:])


def _one_line(words: str) -> str:
    return " ".join(words.split())


CONTEXT = ImportContext(
    municipalities=(Municipality(1, 1, "Konstanz", (), ("78462",)),),
    fields=(),
    languages=("de", "en"),
)


@settings(max_examples=60)
@given(services_of_others())
def test_there_and_back_loses_nothing(service: dict[str, Any]) -> None:
    """HSDS → ours → HSDS, and once more: the same services, the same rows."""
    table_rows, _ = rows_of([service])
    (draft,), mistakes = rows.check(table_rows, CONTEXT)
    assert not mistakes
    offer = Offer(1, 1, draft.external_id, draft.details, NOW, source="x")
    back = service_of(exports.row(offer, "de"), REGION)
    deduped = {**service, "schedules": _unique(service["schedules"])}
    assert kept(back) == kept(deduped)
    without_ours = {name: value for name, value in back.items() if name != "attributes"}
    (again,), _ = rows_of([without_ours])
    (second,), mistakes = rows.check([again], CONTEXT)
    assert not mistakes
    assert _times(second.details) == _times(draft.details)


@pytest.mark.parametrize(
    "times",
    ["Mo,Di 09:00-12:00", "jeden ersten Dienstag 9-10:30 ab 1.1.2020", "24.12.2026 18:00",
     "alle 14 Tage Di 18 Uhr ab 12.1.2027", "Mo 9-12 (nach Anmeldung)", "letzter Freitag 18 Uhr"],
)  # fmt: skip
def test_a_schedule_that_another_program_gives_back_is_the_same(times: str) -> None:
    """Also without our attributes: its description says the same time once more."""
    written = schedules.read(times)
    assert schedules.read(text_of(Fields(fields_of(written[0])))) == written


def _unique(schedules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [s for place, s in enumerate(schedules) if s not in schedules[:place]]


def _times(details: Any) -> list[tuple[Any, ...]]:
    return [(s.rule, s.day, s.start, s.end) for s in details.schedules]


FOREIGN = {
    "HSDS/Services.CSV": "\ufeffId,Organization ID,Name,Status\r\ns1,o1,Advice,active\r\n",
    "HSDS/Organizations.CSV": "ID,NAME\r\no1,Club A\r\n",
    "HSDS/Phones.csv": "id,Service_Id,Number\r\np,s1,07531 123456\r\n",
    "__MACOSX/._Services.CSV": "x",
}


def test_tables_of_others_have_their_own_case_in_all_names(tmp_path: Path) -> None:
    """Files and columns: "Services.CSV" with "Organization ID" is the table of the standard."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in FOREIGN.items():
            archive.writestr(name, content)
    table = hsds.read_hsds(path)
    (row,) = table.rows
    found = [row.values[name] for name in ("title", "organisation", "phone")]
    assert (found, table.notes) == (["Advice", "Club A", "07531 123456"], ())


def test_markup_of_others_is_not_shown(tmp_path: Path) -> None:
    """The standard lets descriptions be HTML; what only looks like it stays."""
    plain = "R&D for children < 6 & older, 5 > 3"
    described = (
        "<p>Help &amp; advice</p><ul><li>free</li><li><a href='https://a.example'>b</a></li></ul>"
    )
    services = [
        {"id": "1", "name": "A", "description": described, "application_process": "Call<br/>us"},
        {"id": "2", "name": "B", "description": plain},
    ]
    (marked, unmarked), _ = read(services, tmp_path / "a.json")
    assert marked["description"] == "Help & advice\n• free\n• b (https://a.example)"
    assert marked["next_steps"] == "Call\nus"
    assert unmarked["description"] == plain
