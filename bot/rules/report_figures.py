"""The numbers of people in a report, by names that stay the same from version to version.

What is counted for a measure is named after its rule: measures get other numbers and their rules
another order, and what was hidden must stay hidden all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from bot.domain.council_reports import ReportMaterial
from bot.domain.evidence import Evidence, EvidenceKind
from bot.rules import needs as rules_of_needs
from bot.rules import report_levels, report_stations, waiting_lists
from bot.rules.suppression import Figure, Told

Atoms = Mapping[str, Mapping[str, int]]


def figures(material: ReportMaterial) -> list[Figure]:
    """Return every number of people in a report once, the most important first."""
    found: dict[str, Figure] = {}
    for figure in _every(material):
        known = found.get(figure.name, figure)
        places = tuple(dict.fromkeys((*known.places, *figure.places)))
        found[figure.name] = replace(known, places=places)
    return list(found.values())


def _every(material: ReportMaterial) -> Iterator[Figure]:
    yield from rules_of_needs.figures(material.asked, material.unopened)
    yield from waiting_lists.figures(material.waiting)
    yield from _of_evidence(material.district_evidence, "")
    yield from _of_groups("reach", by_language(material.languages))
    yield from report_levels.figures(material.levels)
    yield from report_stations.figures(material)
    yield Figure("volunteers", {f"volunteer|{town}": n for town, n in material.volunteers.items()})
    for status in material.measures:
        yield from _of_evidence(status.evidence, f"measure {status.measure.id}")


def _of_evidence(counted: Sequence[Evidence], owner: str) -> Iterator[Figure]:
    """Yield the figures of people; ``owner`` is the measure that readers find them at."""
    for evidence in counted:
        for figure, atoms in evidence.people.items():
            places = (f"{owner}/{evidence.kind}/{figure}",) if owner else ()
            is_counted = evidence.kind is EvidenceKind.MESSAGES
            yield Figure(name_of(evidence, figure), atoms, places, is_counted)


def name_of(evidence: Evidence, figure: str) -> str:
    """Return the name of a figure of evidence: what is counted, whoever shows it."""
    asked = ((part.name, getattr(evidence.only, part.name)) for part in fields(evidence.only))
    parts = [f"{name}={_written(value)}" for name, value in asked if value]
    return "|".join((f"{evidence.kind}/{figure}", *parts))


def _written(value: Any) -> str:
    return ",".join(map(str, sorted(value))) if isinstance(value, tuple) else str(value)


def _of_groups(owner: str, groups: Atoms) -> Iterator[Figure]:
    for name, atoms in groups.items():
        yield Figure(f"{owner}/{name}", atoms)


def by_language(languages: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Return everybody, then each language, the most spoken first, by towns."""
    groups: dict[str, dict[str, int]] = {}
    for part, count in languages.items():
        language = part.split("|")[0]
        groups.setdefault(language, {})[f"person|{part}"] = count
    ordered = sorted(groups, key=lambda name: (-sum(groups[name].values()), name))
    everybody = {atom: n for group in groups.values() for atom, n in group.items()}
    return {"all": everybody} | {name: groups[name] for name in ordered}


def renamed(material: ReportMaterial) -> ReportMaterial:
    """Return what earlier versions hid and told by the names of today.

    Reports that were released before named the figures of a measure after its number.
    """
    names = dict(_former_names(material))
    told: dict[str, list[int]] = {}
    for name, values in material.told.items():
        told.setdefault(names.get(name, name), []).extend(values)
    hidden = frozenset(names.get(name, name) for name in material.hidden)
    return replace(material, hidden=hidden, told=told)


def _former_names(material: ReportMaterial) -> Iterator[tuple[str, str]]:
    """Yield the former name and the name of today of each figure of evidence."""
    yield from _formerly("district", material.district_evidence)
    for status in material.measures:
        yield from _formerly(f"measure {status.measure.details.number}", status.evidence)


def _formerly(owner: str, counted: Sequence[Evidence]) -> Iterator[tuple[str, str]]:
    for place, evidence in enumerate(counted):
        for figure in evidence.people:
            yield f"{owner}/{place}/{figure}", name_of(evidence, figure)


def ever_told(before: Told, every: Sequence[Figure], names: frozenset[str]) -> dict[str, list[int]]:
    """Return the values that this version or an earlier one tells, by figure and by place."""
    values = {name: set(earlier) for name, earlier in before.items()}
    for figure in every:
        for key in (figure.name, *figure.places) if figure.name in names else ():
            values.setdefault(key, set()).add(figure.value)
    return {key: sorted(values[key]) for key in sorted(values)}
