"""What is told of needs: no number below five, and none that one could be computed from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from bot.domain.groups import Group, Kind
from bot.domain.needs import Asked, Need, Supply
from bot.rules.suppression import FEWEST, Figure

WORKS = (Kind.WORKING_GROUP, Kind.STEERING_GROUP)
"""Kinds of groups that needs are topics for."""
ALL = "asked"
"""The name of the figure of everything that was asked for in vain."""


def figures(asked: Sequence[Asked]) -> list[Figure]:
    """Return every number that may be told of needs, the most important first.

    Each need counts for more than the sum of all, which would otherwise take one of them along.
    """
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
) -> list[Need]:
    """Return the needs, what was asked for most first; ``names`` are the published figures.

    ``before`` maps concepts to what was told of them for the period before; nothing told is None,
    because it may have been a few. What was asked for less than five times is left out, as long as
    it was so before, too.
    """
    counts = _by(asked, "concept")
    known = {concept for concept in {*counts, *before} if concept}
    ordered = sorted(known, key=lambda concept: (-_told_count(concept, counts, names), concept))
    needs = [_need(concept, asked, before, supply, names) for concept in ordered]
    return [need for need in needs if need.asked is not None or need.before]


def _told_count(concept: str, counts: Mapping[str, int], names: Collection[str]) -> int:
    """Return what is told of a concept, 0 for nothing: the order must not tell more."""
    return counts.get(concept, 0) if f"{ALL}|{concept}" in names else 0


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
