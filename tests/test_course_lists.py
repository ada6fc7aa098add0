"""Lists of courses: a saved answer of the federal course search, and tables of courses."""

import copy
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.domain.imports import FileProblem
from handlers.files.bildungsangebot import read_courses
from handlers.files.offer_files import format_of
from tests.harness.offices import Office, csv

COURSE: dict[str, Any] = {
    "id": 134023869,
    "unterrichtsform": {"id": 1, "bezeichnung": "Vollzeit"},
    "angebot": {
        "id": 8004554,
        "titel": "Berufsbezogene Deutschsprachförderung - B2 - Pflege",
        "inhalt": "<p>Wortschatz der Pflege.</p><ul><li>Übergabe</li></ul>",
        "zugang": "<p>Zertifikat B1 und Berechtigung</p>",
        "bildungsanbieter": {
            "name": "Sprachschule Beispiel gGmbH",
            "telefonVorwahl": "07151",
            "telefonDurchwahl": "000000",
            "homepage": "https://sprachschule.example/",
            "email": "info@sprachschule.example",
        },
        "systematiken": [{"id": 1, "codeNr": "MC 01 3", "kurzbezeichnung": None}],
    },
    "adresse": {
        "strasse": "Hauptstraße 1",
        "ortStrasse": {"plz": "79761", "name": "Waldshut-Tiengen, Baden"},
    },
    "unterrichtszeiten": "<p>Montag bis Freitag von 08:30 bis 12:35 Uhr</p>",
    "kostenWert": "0.0",
    "kostenWaehrung": "EUR",
    "beginn": 1799708400000,
    "ende": 1815256800000,
    "individuellerEinstieg": False,
    "anmeldeschluss": "1798758000000",
    "teilnehmerMax": 20,
    "ansprechpartner": [{"telefonVorwahl": None, "email": "kurs@sprachschule.example"}],
}


def answer(*courses: dict[str, Any]) -> dict[str, Any]:
    return {"_embedded": {"termine": list(courses)}, "page": {"size": 20, "number": 0}}


def saved(path: Path, content: object) -> Path:
    path.write_bytes(orjson.dumps(content))
    return path


def changed(number: int, **values: Any) -> dict[str, Any]:
    """The course with another id; a value of "angebot" or "adresse" is joined with the old one."""
    course = copy.deepcopy(COURSE) | {"id": number}
    for key, value in values.items():
        joins = isinstance(value, dict) and isinstance(course.get(key), dict)
        course[key] = course[key] | value if joins else value
    return course


async def test_a_saved_answer_becomes_courses(office: Office, tmp_path: Path) -> None:
    """Recognised by its content; what is imported again is unchanged."""
    path = saved(tmp_path / "kurse.json", answer(COURSE))
    assert format_of(path) == "bildungsangebot"
    told = await office.imports(path)
    assert (told["mistakes"], told["new"]) == ([], 1)
    details = (await office.offer("bildungsangebot:134023869")).details
    assert details.organisation == "Sprachschule Beispiel gGmbH"
    assert details.course_kind == "job_b2"
    assert (details.level_from, details.level_to) == ("B1", "B2")
    assert (details.starts_on, details.expires_at) == (date(2027, 1, 12), date(2027, 7, 11))
    assert details.register_by == date(2027, 1, 1)
    assert (details.seats, details.free, details.municipality) == (None, True, "Waldshut-Tiengen")
    assert details.email == "kurs@sprachschule.example"
    assert details.phone.replace(" ", "").endswith("7151000000")
    text = details.texts[0]
    assert (text.title, text.next_steps) == (
        "Berufsbezogene Deutschsprachförderung - B2 - Pflege",
        "Zertifikat B1 und Berechtigung",
    )
    most = "Höchstzahl der Teilnehmenden: 20"
    assert text.description == f"Wortschatz der Pflege.\n• Übergabe\n{most}"
    assert details.schedules or "Montag" in details.times_text
    again = await office.imports(path, format="bildungsangebot")
    assert (again["new"], again["changed"]) == (0, 0)


async def test_pages_courses_without_a_level_and_without_a_start(
    office: Office, tmp_path: Path
) -> None:
    """Several answers in one file; a course that can begin at any time; one that says little."""
    pages = [
        answer(
            changed(1, individuellerEinstieg=True, teilnehmerMax=None),
            changed(2, angebot={"titel": "Integrationskurs mit Alphabetisierung",
                                "systematiken": None, "zugang": None}),
        ),
        answer(
            changed(3, freiePlaetze=0, unterrichtsform={"bezeichnung": "E-Learning"},
                    angebot={"systematiken": [{"codeNr": "MC 03"}]}, kostenWert="450.0"),
            {"id": 4, "angebot": {"titel": "Nur ein Titel"}, "adresse": None},
        ),
    ]  # fmt: skip
    assert (await office.imports(saved(tmp_path / "a.json", pages)))["mistakes"] == []
    first, second, third, fourth = [
        (await office.offer(f"bildungsangebot:{number}")).details for number in (1, 2, 3, 4)
    ]
    assert (first.starts_on, first.seats) == (None, None)
    assert (second.course_kind, second.level_from, second.level_to) == ("literacy", "", "")
    assert (third.seats, third.course_kind, third.way) == (0, "job_recognition", "online")
    assert (third.free, third.price) == (None, "450.0 EUR")
    assert (fourth.course_kind, fourth.municipality) == ("", "")


async def test_what_is_wrong_is_told_with_its_course(office: Office, tmp_path: Path) -> None:
    """Nothing of a file with a mistake is stored, unless only the good rows are wanted."""
    courses = [
        changed(1),
        changed(2, beginn=-99999999999999),
        changed(3, adresse={"ortStrasse": {"plz": "00000", "name": "Nirgendwo"}}),
        changed(4, freiePlaetze="viele"),
        changed(5, angebot={"titel": ""}),
        changed(1),
    ]
    path = saved(tmp_path / "a.json", answer(*courses))
    told = await office.imports(path)
    places = {(mistake["row"], mistake["code"]) for mistake in told["mistakes"]}
    assert {row for row, _ in places} == {2, 3, 5, 6}
    assert (6, "twice") in places
    assert await office.offer("bildungsangebot:1") is None


async def test_files_that_are_no_answer_are_told(office: Office, tmp_path: Path) -> None:
    wrong = []
    contents = {
        "empty": (answer(), "file_empty"),
        "no courses": ({"_embedded": {"termine": "none"}}, "file_broken"),
        "a list of numbers": ({"_embedded": {"termine": [1, 2]}}, "file_broken"),
        "other JSON": ({"offers": []}, "file_broken"),
        "no list": (7, "file_broken"),
        "an empty list": ([], "file_broken"),
    }
    for name, (content, code) in contents.items():
        path = saved(tmp_path / f"{name}.json", content)
        told = await office.imports(path, format="bildungsangebot")
        codes = [mistake["code"] for mistake in told["mistakes"]]
        wrong += [] if codes == [code] else [(name, codes)]
    broken = tmp_path / "broken.json"
    broken.write_text("{", "utf-8")
    told = await office.imports(broken, format="bildungsangebot")
    assert told["mistakes"][0]["code"] == "file_broken"
    assert not wrong


async def test_a_table_of_courses_has_headings_of_its_own(office: Office, tmp_path: Path) -> None:
    """The words that lists of integration courses use."""
    text = (
        "Kursnummer;Kursbezeichnung;Kursart;Kursträger;Kursort;Kursbeginn;Kursende;"
        "Freie Plätze;Einstiegsniveau;Zielniveau;Kurszeiten\n"
        "BW-1;Integrationskurs am Abend;Allgemeiner Integrationskurs;VHS;Waldshut-Tiengen;"
        "12.01.2027;11.07.2027;4;A1;B1;Mo 18:00-20:00\n"
        "BW-2;Integrationskurs am Tag;Kurs für alle;VHS;Waldshut-Tiengen;"
        "12.01.2027;11.07.2027;voll;A1;B1;\n"
    )
    told = await office.imports(csv(tmp_path / "bamf.csv", text, "utf-8"), good_rows=True)
    assert told["mistakes"] == []
    details = (await office.offer("BW-1")).details
    assert (details.course_kind, details.seats) == ("integration", 4)
    assert (details.level_from, details.level_to) == ("A1", "B1")
    assert (details.starts_on, details.expires_at) == (date(2027, 1, 12), date(2027, 7, 11))
    full = (await office.offer("BW-2")).details
    assert (full.course_kind, full.seats) == ("integration", None)
    assert full.texts[0].description == "Plätze: voll\nKursart: Kurs für alle"


def test_what_other_answers_write_otherwise(tmp_path: Path) -> None:
    """Numbers in place of texts, moments in ISO 8601, both levels in the title."""
    provider = {"name": "X", "telefonVorwahl": 7151, "telefonDurchwahl": 123}
    named = {"titel": "Integrationskurs (A0-A2)", "systematiken": [], "zugang": None}
    content = answer(
        changed(1, kostenWert=120.5, beginn="2027-01-12T00:00:00"),
        changed(2, kostenWert=0, angebot={"bildungsanbieter": provider}),
        changed(3, kostenWert=True, angebot=named),
    )
    rows = [row.values for row in read_courses(saved(tmp_path / "a.json", content)).rows]
    assert [row.get("price") for row in rows] == ["120.5 EUR", None, None]
    assert [row.get("free") for row in rows] == [None, "ja", None]
    assert (rows[0]["start"], rows[1]["phone"]) == ("2027-01-12", "7151 123")
    assert (rows[2]["level_from"], rows[2]["level_to"]) == ("A0", "A2")


async def test_a_list_without_a_title_is_named_by_its_kinds(office: Office, tmp_path: Path) -> None:
    """As lists of integration courses are; and words of a kind say more than a title."""
    text = (
        "Kurs-Nr.;Kursträger;Kursart;Ort;voraussichtlicher Kursbeginn;voraussichtliches Kursende\n"
        "1;VHS;Alphabetisierungskurs;Wehr;12.01.2027;11.07.2027\n"
        "2;VHS;Zweitschriftlernerkurs;Wehr;12.01.2027;11.07.2027\n"
    )
    assert (await office.imports(csv(tmp_path / "a.csv", text, "utf-8")))["mistakes"] == []
    details = (await office.offer("1")).details
    assert (details.texts[0].title, details.course_kind) == ("Alphabetisierungskurs", "literacy")
    assert (details.starts_on, details.expires_at) == (date(2027, 1, 12), date(2027, 7, 11))
    assert (await office.offer("2")).details.course_kind == "second_script"
    text = (
        "Kurs-Nr.;Titel;Kursart;Ort\n3;Integrationskurs 12;Alphabetisierungskurs;Wehr\n"
        "4;Kurs am Abend;BSK B2;Wehr\n5;Deutschkurs A1;Kurs für alle;Wehr\n"
    )
    assert (await office.imports(csv(tmp_path / "b.csv", text, "utf-8")))["mistakes"] == []
    kinds = [(await office.offer(number)).details.course_kind for number in "345"]
    assert kinds == ["literacy", "job_b2", "open_beginner"]


def test_answers_saved_by_other_programs_are_read(tmp_path: Path) -> None:
    """By PowerShell, one a line, as the courses alone; an id as text is the same id."""
    text = orjson.dumps(answer(changed(1))).decode()
    contents = {
        "a mark": b"\xef\xbb\xbf" + text.encode(),
        "UTF-16": text.encode("utf-16"),
        "a line each": f"{text}\n{text.replace('1}', '2}')}\n".encode(),
        "courses alone": orjson.dumps([changed(1), changed(2)]),
        "an id as text": orjson.dumps(answer(changed(1) | {"id": "1"})),
    }
    wrong = []
    for name, content in contents.items():
        path = tmp_path / f"{name}.json"
        path.write_bytes(content)
        rows = read_courses(path).rows if format_of(path) == "bildungsangebot" else ()
        if not rows or rows[0].values["external_id"] != "bildungsangebot:1":
            wrong.append((name, rows))
    assert not wrong
    path = saved(tmp_path / "half.json", None)
    path.write_bytes("{".encode("utf-16")[:-1])
    with pytest.raises(FileProblem):
        format_of(path)
