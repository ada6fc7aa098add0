"""Between rows and people: the only place that knows both shapes.

Interests and skills are rows of their own, because audiences and the search for helpers filter by
them; a person is loaded with both in one query. The kinds of messages that a person stopped, and
the reminders that they chose, stay lists in JSON: closed sets of few words of our own, which
everybody has who chose nothing (rows would double the table), and no query begins with them: they
only sift people found by an index.
"""

from collections.abc import Collection
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Label,
    RowMapping,
    Text,
    and_,
    case,
    cast,
    extract,
    func,
    or_,
    select,
)

from bot.domain.announcements import Kind
from bot.domain.grants import GrantState, Right, Role
from bot.domain.people import Person, QuietHours
from bot.rules import people as rules
from storage import schema as t

_p, _g = t.person.c, t.grants.c


def _joined(values: ColumnElement[Any], person_id: ColumnElement[int], name: str) -> Label[str]:
    """A column of ``PERSON``: what the person chose, joined by commas; None if nothing."""
    joined = func.aggregate_strings(cast(values, Text), ",")
    chosen = select(joined).where(person_id == _p.id).correlate(t.person)
    return chosen.scalar_subquery().label(name)


INTERESTS = _joined(t.person_interest.c.field_id, t.person_interest.c.person_id, "interests")
SKILLS = _joined(t.person_skill.c.skill, t.person_skill.c.person_id, "skills")
PERSON = (t.person, INTERESTS, SKILLS)
"""What a query selects for ``person_of``."""


def _or_nothing(value: ColumnElement[Any]) -> ColumnElement[str]:
    return func.coalesce(cast(value, Text), "")


RIGHT: ColumnElement[str] = (
    cast(_g.role, Text)
    + " "
    + cast(_g.district_id, Text)
    + " "
    + _or_nothing(_g.organisation_id)
    + " "
    + _or_nothing(cast(extract("epoch", _g.ends_at), BigInteger))
    + " "
    + case((_g.chosen, "1"), else_="")
    + " "
    + cast(_g.language, Text)
)
"""One right as text, its parts between spaces: role, ids, end in seconds, chosen, language."""
GRANTED = (
    select(func.aggregate_strings(RIGHT, ","))
    .where(_g.person_id == _p.id, _g.state == GrantState.ACTIVE.value)
    .correlate(t.person)
    .scalar_subquery()
    .label("granted")
)
"""The rights of a person as text, for whoever acts: loaded with the person in one query."""


def person_of(row: RowMapping, *, suspended: bool = False) -> Person:
    """Return the person of a row of ``PERSON``."""
    return Person(
        id=row["id"],
        is_group=row["is_group"],
        language=row["language"],
        language_chosen=row["language_chosen"],
        district_id=row["district_id"],
        municipality_id=row["municipality_id"],
        interests=interests_of(row["interests"]),
        quiet=QuietHours(
            time.fromisoformat(row["quiet_start"]),
            time.fromisoformat(row["quiet_end"]),
            row["quiet_sundays"],
        ),
        paused_until=row["paused_until"],
        consent_version=row["consent_version"],
        consent_at=row["consent_at"],
        week_seen=row["week_seen"],
        suspended=suspended,
        stopped=frozenset(row["stopped"]),
        reminders=frozenset(row["reminders"]),
        skills=skills_of(row["skills"]),
        granted=rights_of(row.get("granted")),
    )


def rights_of(joined: str | None) -> frozenset[Right]:
    """Return the rights in a value of ``GRANTED``."""
    return frozenset(map(_right, joined.split(","))) if joined else frozenset()


def _right(text: str) -> Right:
    role, district, organisation, ends, chosen, language = text.split(" ")
    return Right(
        role=Role(role),
        district_id=int(district),
        organisation_id=int(organisation) if organisation else None,
        ends_at=datetime.fromtimestamp(int(ends), UTC) if ends else None,
        chosen=bool(chosen),
        language=language,
    )


def interests_of(joined: str | None) -> frozenset[int]:
    """Return the ids of the fields in a value of ``INTERESTS``."""
    return frozenset(map(int, joined.split(","))) if joined else frozenset()


def skills_of(joined: str | None) -> frozenset[str]:
    """Return the skills in a value of ``SKILLS``."""
    return frozenset(joined.split(",")) if joined else frozenset()


def values(person: Person) -> dict[str, Any]:
    """Return the columns of the table ``person``, without ``id`` and ``created_at``."""
    return {
        "is_group": person.is_group,
        "language": person.language,
        "language_chosen": person.language_chosen,
        "district_id": person.district_id,
        "municipality_id": person.municipality_id,
        "quiet_start": f"{person.quiet.start:%H:%M}",
        "quiet_end": f"{person.quiet.end:%H:%M}",
        "quiet_sundays": person.quiet.sundays,
        "paused_until": person.paused_until,
        "stopped": sorted(person.stopped),
        "reminders": sorted(person.reminders),
        "consent_version": person.consent_version,
        "consent_at": person.consent_at,
        "week_seen": person.week_seen,
    }


def listens(kind: Kind) -> ColumnElement[bool]:
    """Has neither stopped this kind of message nor everything."""
    not_paused = or_(_p.paused_until.is_(None), _p.paused_until < rules.FOREVER)
    return and_(~_holds(_p.stopped, kind), not_paused)


def wants_one_of(reminders: Collection[str]) -> ColumnElement[bool]:
    """Has chosen one of these reminders."""
    return or_(*(_holds(_p.reminders, name) for name in sorted(reminders)))


def _holds(words: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """A list in JSON has this word; ours have no character that JSON or LIKE would escape."""
    return cast(words, Text).contains(f'"{word}"')
