"""What is told of needs: no number below five, and none that one could be computed from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.groups import Group, Kind
from bot.domain.needs import Asked, Need, Supply
from bot.rules.suppression import FEWEST, Figure

WORKS = (Kind.WORKING_GROUP, Kind.STEERING_GROUP)
"""Kinds of groups that needs are topics for."""
ALL = "asked"
"""The name of the figure of everything that was asked for in vain."""
UNOPENED = "unopened"
"""The beginning of the names of figures of what was found and not opened."""


def figures(asked: Sequence[Asked], unopened: Sequence[Asked] = ()) -> list[Figure]:
    """Return every number that may be told of needs, the most important first.

    Each need counts for more than the sum of all, which would otherwise take one of them along.
    """
    return [*_asked_figures(asked), *_unopened_figures(unopened)]


def _unopened_figures(unopened: Sequence[Asked]) -> list[Figure]:
    """Return what was found and not opened by concept, of which only the sum is told."""
    groups: dict[str, dict[str, int]] = {}
    for part in unopened:
        name = f"{UNOPENED}|{part.concept}"
        atom, atoms = f"{name}|{part.language}|{part.municipality}", groups.setdefault(name, {})
        atoms[atom] = atoms.get(atom, 0) + part.count
    return [Figure(name, groups[name]) for name in sorted(groups)]


def _asked_figures(asked: Sequence[Asked]) -> list[Figure]:
    groups: dict[str, dict[str, int]] = {ALL: {}}
    for part in asked:
        atom = f"{ALL}|{part.concept}|{part.language}|{part.municipality}"
        for name in _names(part):
            group = groups.setdefault(name, {})
            group[atom] = group.get(atom, 0) + part.count
    values = {name: sum(atoms.values()) for name, atoms in groups.items()}
    ordered = sorted(groups, key=lambda name: (_rank(name), -values[name], name))
    return [Figure(name, groups[name]) for name in ordered]


def _rank(name: str) -> int:
    """Return 0 for a concept, 1 for all together, 2 for a language or town of a concept."""
    return (1, 0, 2)[name.count("|")]


def _names(part: Asked) -> tuple[str, ...]:
    """Return the figures that a count is a part of."""
    concept = f"{ALL}|{part.concept}"
    return (
        ALL,
        concept,
        f"{concept}|language={part.language}",
        f"{concept}|town={part.municipality}",
    )


def told(
    asked: Sequence[Asked],
    before: Mapping[str, int | None],
    supply: Mapping[str, Supply],
    names: Collection[str],
    unopened: Sequence[Asked] = (),
) -> list[Need]:
    """Return the needs, what was asked for most first; ``names`` are the published figures.

    ``before`` maps concepts to what was told of them for the period before; nothing told is None,
    because it may have been a few. What was asked for less than five times is left out, as long as
    it was so before, too. ``unopened`` is what was found and not opened: that makes a need, too.
    """
    counts = _by(asked, "concept")
    passed_by = _unopened_told(unopened, names)
    known = {concept for concept in {*counts, *before, *passed_by} if concept}
    needs = [
        replace(_need(concept, asked, before, supply, names), unopened=passed_by.get(concept))
        for concept in known
    ]
    return sorted(filter(_is_told, needs), key=_told_first)


def _unopened_told(unopened: Sequence[Asked], names: Collection[str]) -> dict[str, int]:
    counts = _by(unopened, "concept")
    return {c: count for c, count in counts.items() if f"{UNOPENED}|{c}" in names}


def _is_told(need: Need) -> bool:
    return need.asked is not None or bool(need.before) or need.unopened is not None


def _told_first(need: Need) -> tuple[int, int, str]:
    """Return the place of a need by what is told of it: the order must not tell more."""
    return -(need.asked or 0), -(need.unopened or 0), need.concept


def _need(
    concept: str,
    asked: Iterable[Asked],
    before: Mapping[str, int | None],
    supply: Mapping[str, Supply],
    names: Collection[str],
) -> Need:
    parts = [part for part in asked if part.concept == concept]
    name = f"{ALL}|{concept}"
    total = sum(part.count for part in parts)
    offers = supply.get(concept, Supply())
    languages = _by(parts, "language")
    towns = _by(parts, "municipality")
    return Need(
        concept=concept,
        asked=total if name in names else None,
        before=before.get(concept),
        supply=offers,
        languages={c: n for c, n in languages.items() if f"{name}|language={c}" in names},
        towns={c: n for c, n in towns.items() if f"{name}|town={c}" in names},
    )


def is_met(concept: str, asked: Iterable[Asked], arrived: date | None) -> bool:
    """Return whether a need is met: an offer came, and hardly anybody asked in vain since.

    ``arrived`` is the day of the newest open offer about it, None without one. Questions of its
    week count as before it: weeks are all that is kept of them.
    """
    if arrived is None:
        return False
    year, week_number, _ = arrived.isocalendar()
    week = f"{year}-W{week_number:02}"
    return sum(row.count for row in asked if row.concept == concept and row.week > week) < FEWEST


def right_group(
    groups: Sequence[Group],
    about: Mapping[int, Collection[str]],
    concepts: Sequence[str],
    field_id: int | None,
) -> Group | None:
    """Return the group that a need is a topic for, None if the district has none that works.

    ``concepts`` are the need and what is wider, the nearest first; ``about`` maps groups to the
    concepts of their names and descriptions, ``field_id`` is the field of action of its offers.
    Without a working group that fits it is the steering group.
    """
    working = _of_kind(groups, Kind.WORKING_GROUP)
    near = [
        group for concept in concepts for group in working if concept in about.get(group.id, ())
    ]
    of_field = [group for group in working if field_id and group.field_id == field_id]
    fitting = [*near, *of_field, *_of_kind(groups, Kind.STEERING_GROUP), *working]
    return next(iter(fitting), None)


def _of_kind(groups: Iterable[Group], kind: Kind) -> list[Group]:
    return [group for group in groups if group.kind is kind]


def _by(asked: Iterable[Asked], part: str) -> dict[str, int]:
    """Return the sums by one part, the largest first."""
    counts: dict[str, int] = {}
    for row in asked:
        counts[getattr(row, part)] = counts.get(getattr(row, part), 0) + row.count
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
