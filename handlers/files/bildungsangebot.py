"""Courses as the course search of the Federal Employment Agency gives them: a saved JSON answer.

Its path ends with ``/bildungsangebot``; an answer has ``_embedded.termine``, one for each course.
Nothing is asked over the network here. Each course becomes a row, so that what is wrong in it is
told as in a table.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.imports import FileProblem, Row, Table
from bot.domain.places import USUAL_ZONE
from bot.text import one_line, shortened
from handlers.files import json_forms
from handlers.files.limits import check_size
from handlers.files.markup import page_of, text_of

Part = Mapping[str, object]
LONGEST_TEXT = 3000
"""Maximum length of a description, in characters."""
MOST_PEOPLE = "Höchstzahl der Teilnehmenden"
LEVELS = {"MC 01 1": "A2", "MC 01 2": "B1", "MC 01 3": "B2", "MC 01 4": "C1", "MC 01 5": "C2"}
"""Code of a job language course → the level at its end."""
KINDS = {"MC 01 1": "job_a2", "MC 01 2": "job_b1", "MC 01 3": "job_b2", "MC 01 4": "job_c1",
         "MC 01 5": "job_c2", "MC 03": "job_recognition"}  # fmt: skip
"""Code of a job language course → kind of ``storage/ladder.toml``; others are told by the title."""
_LEVEL = re.compile(r"\b(?:A0|[ABC][12])\b")
_ONLINE = re.compile(r"e-learning|online|virtuell", re.IGNORECASE)
_MOMENT = re.compile(r"\d{10,14}")
_ISO_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T\S+")
_ZONE = ZoneInfo(USUAL_ZONE)


def is_courses(content: object) -> bool:
    """Return whether JSON looks like an answer of the course search, or a list of answers.

    A list of courses alone is one, too: what is left where somebody joined several answers.
    """
    pages = content if isinstance(content, list) else [content]
    return bool(pages) and all(isinstance(page, dict) and _holds_courses(page) for page in pages)


def _holds_courses(page: Part) -> bool:
    return "_embedded" in page or isinstance(page.get("angebot"), dict)


def read_courses(path: Path) -> Table:
    """Return a row for each course of a saved answer, of several, or of a list of courses.

    Raises FileProblem for a file that is no such answer, and for one without any course.
    """
    check_size(path)
    content = json_forms.read(path.read_bytes(), path.name)
    if not is_courses(content):
        raise FileProblem("file_broken", path.name)
    pages = content if isinstance(content, list) else [content]
    courses = [course for page in pages for course in _courses(page, path.name)]
    if not courses:
        raise FileProblem("file_empty")
    return Table(tuple(Row("", n, _row(course)) for n, course in enumerate(courses, 1)))


def _courses(page: Part, name: str) -> list[Part]:
    if "_embedded" not in page:
        return [page]
    courses = _part(page, "_embedded").get("termine", [])
    if not isinstance(courses, list) or not all(isinstance(course, dict) for course in courses):
        raise FileProblem("file_broken", name)
    return courses


def _row(course: Part) -> dict[str, str]:
    """Return the cells of a course; what it does not say is missing."""
    offer = _part(course, "angebot")
    provider = _part(offer, "bildungsanbieter")
    cells = {
        "external_id": _id(course),
        "title": one_line(_text(offer, "titel")),
        "description": _description(course, offer),
        "next_steps": shortened(_plain(offer, "zugang"), LONGEST_TEXT),
        "organisation": one_line(_text(provider, "name")),
        "way": "online" if _ONLINE.search(_text(_part(course, "unterrichtsform"), "bezeichnung"))
        else "",
        "times": one_line(_plain(course, "unterrichtszeiten")),
        **_place(course),
        **_level(offer),
        **_dates(course),
        **_contact(course, offer, provider),
        **_price(course),
    }  # fmt: skip
    return {column: cell for column, cell in cells.items() if cell}


def _description(course: Part, offer: Part) -> str:
    """Return what is taught, and how many may take part, which says nothing of free places."""
    words = shortened(_plain(offer, "inhalt"), LONGEST_TEXT)
    most = _text(course, "teilnehmerMax")
    is_more = most and course.get("freiePlaetze") is None
    return "\n".join(filter(None, (words, f"{MOST_PEOPLE}: {most}" if is_more else "")))


def _id(course: Part) -> str:
    course_id = _text(course, "id")
    return f"bildungsangebot:{course_id}" if course_id.isdecimal() else ""


def _place(course: Part) -> dict[str, str]:
    """Return town and address; "Nürnberg, Mittelfranken" is Nürnberg."""
    address = _part(course, "adresse")
    town = _part(address, "ortStrasse")
    name, postcode = _text(town, "name").partition(",")[0], _text(town, "plz")
    street = _text(address, "strasse")
    return {
        "municipality": name,
        "postcode": postcode,
        "address": f"{street}, {postcode} {name}" if street else "",
    }


def _level(offer: Part) -> dict[str, str]:
    """Return kind and levels: the end by code or title, the entry by what it asks for or title."""
    codes = [_text(code, "codeNr") for code in _parts(offer, "systematiken")]
    kind = next((KINDS[code] for code in codes if code in KINDS), "")
    named = _LEVEL.findall(_text(offer, "titel"))
    last = next((LEVELS[code] for code in codes if code in LEVELS), max(named, default=""))
    return {"course_kind": kind, "level_from": _entry(offer, named, last), "level_to": last}


def _entry(offer: Part, named: Sequence[str], last: str) -> str:
    """Return the level below the last that people need, "" if neither text nor title says one."""
    asked = [level for level in _LEVEL.findall(_plain(offer, "zugang")) if level < last]
    begins = [level for level in named if level < last]
    return max(asked, default="") or min(begins, default="")


def _dates(course: Part) -> dict[str, str]:
    """Return start, end and deadline; who may begin at any time has no start to wait for."""
    begins = "" if course.get("individuellerEinstieg") is True else _day(course, "beginn")
    places = course.get("freiePlaetze")
    return {
        "start": begins,
        "expires_at": _day(course, "ende"),
        "deadline": _day(course, "anmeldeschluss"),
        "seats": "" if places is None else str(places),
    }


def _day(course: Part, key: str) -> str:
    """Return a moment in milliseconds or ISO 8601 as a day; anything else stays, to be told."""
    value = course.get(key)
    written = "" if value is None else str(value)
    if at := _ISO_TIME.fullmatch(written):
        return at[1]
    if not _MOMENT.fullmatch(written):
        return written
    return f"{datetime.fromtimestamp(int(written) // 1000, UTC).astimezone(_ZONE):%Y-%m-%d}"


def _contact(course: Part, offer: Part, provider: Part) -> dict[str, str]:
    """Return how to reach somebody: of the course, else of the provider."""
    people = [*_parts(course, "ansprechpartner"), provider]
    links = (_text(course, "link"), _text(offer, "link"), _text(provider, "homepage"))
    return {
        "phone": next(filter(None, map(_phone, people)), ""),
        "email": next((mail for person in people if (mail := _text(person, "email"))), ""),
        "url": next(filter(None, links), ""),
    }


def _phone(person: Part) -> str:
    parts = [_text(person, "telefonVorwahl"), _text(person, "telefonDurchwahl")]
    return " ".join(parts) if all(parts) else ""


def _price(course: Part) -> dict[str, str]:
    cost = _text(course, "kostenWert")
    if not cost:
        return {}
    is_free = not cost.strip("0.,")
    return {"free": "ja"} if is_free else {"price": f"{cost} {_text(course, 'kostenWaehrung')}"}


def _plain(part: Part, key: str) -> str:
    return text_of(page_of(_text(part, key)))


def _text(part: Part, key: str) -> str:
    """Return a text; some answers write costs, postcodes and telephones as numbers."""
    value = part.get(key)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value).strip() if isinstance(value, str) or is_number else ""


def _part(part: Part, key: str) -> Part:
    value = part.get(key)
    return value if isinstance(value, dict) else {}


def _parts(part: Part, key: str) -> Iterator[Part]:
    value = part.get(key)
    yield from (part for part in value if isinstance(part, dict)) if isinstance(value, list) else ()
