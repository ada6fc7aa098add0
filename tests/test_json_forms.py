"""Forms of JSON in which other programs give services: JSON Lines, and JSON:API."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.domain.imports import FileProblem
from handlers.files import hsds
from handlers.files.offer_files import format_of


def saved(path: Path, *contents: Any) -> Path:
    path.write_bytes(b"\r\n".join(map(orjson.dumps, contents)))
    return path


def titles(path: Path) -> list[str]:
    return [row.values["title"] for row in hsds.read_hsds(path).rows]


def test_one_service_a_line(tmp_path: Path) -> None:
    """Named .jsonl, .ndjson or .json; a broken line is told, and no line is left out."""
    services = [{"id": str(number), "name": f"N{number}"} for number in (1, 2, 3)]
    for name in ("a.jsonl", "a.ndjson", "a.json"):
        path = saved(tmp_path / name, *services)
        assert (format_of(path), titles(path)) == ("hsds", ["N1", "N2", "N3"])
    pages = [{"contents": services[:2]}, {"contents": services[2:]}]
    assert titles(saved(tmp_path / "pages.jsonl", *pages)) == ["N1", "N2", "N3"]
    for content in (b'{"name": "A"}\n{"name": \n', b'{"name": "A"}\nlog: 3\n', b"{", b"1\n2\n"):
        (tmp_path / "b.jsonl").write_bytes(content)
        with pytest.raises(FileProblem):
            hsds.read_hsds(tmp_path / "b.jsonl")


API = {
    "data": [
        {
            "type": "services",
            "id": "s1",
            "attributes": {"name": "Kurs", "description": "Deutsch", "wait-time": "x"},
            "relationships": {
                "organization": {"data": {"type": "organizations", "id": "o1"}},
                "locations": {"data": [{"type": "locations", "id": "l1"}]},
                "phones": {"data": [{"type": "phones", "id": "p1"}]},
                "program": {"data": None},
                "schedules": {"links": {"related": "https://api.example/s1/schedules"}},
            },
        },
        {"type": "services", "id": "s2", "attributes": {"name": "Treff"}},
    ],
    "included": [
        {
            "type": "organizations",
            "id": "o1",
            "attributes": {"name": "Verein"},
            "relationships": {"services": {"data": [{"type": "services", "id": "s1"}]}},
        },
        {
            "type": "locations",
            "id": "l1",
            "attributes": {"name": "Haus"},
            "relationships": {"addresses": {"data": [{"type": "addresses", "id": "a1"}]}},
        },
        {
            "type": "addresses",
            "id": "a1",
            "attributes": {"address_1": "Hauptstr. 1", "city": "Murg", "postal_code": "79730"},
        },
        {"type": "phones", "id": "p1", "attributes": {"number": "07763 12345"}},
    ],
    "meta": {"total": 5},
}


def test_services_of_a_json_api(tmp_path: Path) -> None:
    """What is included belongs to its service; what is missing of all pages is told."""
    table = hsds.read_hsds(saved(tmp_path / "a.json", API))
    first, second = [row.values for row in table.rows]
    assert (first["title"], first["organisation"], first["phone"]) == (
        "Kurs", "Verein", "07763 12345",
    )  # fmt: skip
    assert (first["municipality"], first["postcode"]) == ("Murg", "79730")
    assert "Hauptstr. 1" in first["address"]
    assert second["title"] == "Treff"
    notes = {note.column: note.value for note in table.notes}
    assert notes["total_items"] == "2 / 5"
    assert notes["wait_time"] == "x"
    one = {"data": API["data"][1]}  # type: ignore[index]
    assert titles(saved(tmp_path / "one.json", one)) == ["Treff"]
    assert titles(saved(tmp_path / "both.jsonl", API, one)) == ["Kurs", "Treff", "Treff"]


def test_what_a_page_is_related_to_in_a_circle_ends(tmp_path: Path) -> None:
    part = {"type": "services", "id": "s", "attributes": {"name": "Kurs"}, "relationships": {}}
    part["relationships"] = {"program": {"data": {"type": "services", "id": "s"}}}
    page = {"data": [part], "included": [part, 7]}
    assert titles(saved(tmp_path / "a.json", page)) == ["Kurs"]
