"""What a report to the council tells: one snapshot, from which all its files are made.

Numbers of people are told as ``bot/rules/suppression.py`` allows, all of a report together: None
stands for one that is not told. The snapshot names what it hid, so that a correction hides it too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from bot import text
from bot.domain.council_reports import CouncilReport, MeasureStatus, ReportMaterial
from bot.domain.evidence import Evidence
from bot.domain.measures import Indicator, Review, ReviewState
from bot.rules import needs as rules_of_needs
from bot.rules import report_figures, report_levels, report_stations, waiting_lists
from bot.rules.measures import is_asked_about, is_late
from bot.rules.problems import Problem, Refusal
from bot.rules.report_figures import name_of
from bot.rules.suppression import published

SCHEMA = 1
"""Version of the shape of a snapshot."""
LONGEST_REASON, LONGEST_TEXT = 600, 6000
"""Maximum lengths of why a report was corrected, and of a text of the office, in characters."""
NOT_FOR_READERS = ("hidden", "told")
"""Parts that say what is hidden, and what was told."""
_OF_A_VERSION = ("version", "released_at", "reason", "is_correction", *NOT_FOR_READERS)
Snapshot = dict[str, Any]


def compose(material: ReportMaterial) -> Snapshot:
    """Return the report as JSON values; equal material gives an equal report."""
    material = report_figures.renamed(material)
    figures = report_figures.figures(material)
    names = published(figures, material.hidden, material.told)
    told = _Told(names)
    return {
        "schema": SCHEMA,
        "district": {"slug": material.district.slug, "name": material.district.name},
        "period": str(material.period),
        "first_day": material.period.first.isoformat(),
        "last_day": material.period.last.isoformat(),
        "as_of": min(material.today, material.period.last).isoformat(),
        "oparl": _oparl(material),
        "fields": [{"slug": f.slug, "names": dict(f.names)} for f in material.fields],
        "measures": [_measure(status, material, told) for status in material.measures],
        "states": _states(material),
        "activity": told.evidence(material.district_evidence),
        "needs": _needs(material, names),
        **waiting_lists.told(material.waiting, names),
        **report_levels.told(material.levels, names),
        **report_stations.stations(material, names),
        "targets": dict(material.targets),
        "reach": told.groups("reach", report_figures.by_language(material.languages)),
        "groups": dict(material.groups),
        "volunteers": told.number("volunteers", sum(material.volunteers.values())),
        "money": _money(material),
        "indicators": [_indicator(indicator, material) for indicator in material.indicators],
        "decisions": list(material.decisions),
        "texts": dict(material.texts),
        "is_correction": bool(material.hidden or material.told),
        "hidden": sorted(material.hidden | ({figure.name for figure in figures} - names)),
        "told": report_figures.ever_told(material.told, figures, names),
    }


def for_readers(snapshot: Mapping[str, Any]) -> Snapshot:
    """Return a report without what only the next version needs to know.

    The list of what is hidden would say of each number that it is not 0: who knows that five people
    were asked in five languages knows that one was asked in each.
    """
    kept = {name: value for name, value in snapshot.items() if name not in NOT_FOR_READERS}
    return kept | {"needs": [_without(need, "is_met") for need in snapshot["needs"]]}


def _without(part: Mapping[str, Any], left_out: str) -> Snapshot:
    return {name: value for name, value in part.items() if name != left_out}


def canonical(snapshot: Snapshot) -> bytes:
    """Return a snapshot as the bytes that are stored and hashed: keys sorted, without spaces."""
    return orjson.dumps(snapshot, option=orjson.OPT_SORT_KEYS)


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a stored snapshot, in hexadecimal."""
    return sha256(content).hexdigest()


def next_version(
    snapshot: Snapshot, last: CouncilReport | None, reason: str, released_at: str
) -> Snapshot | None:
    """Return the snapshot of the next version, or None if nothing has changed since the last.

    Refuses a correction that does not say what has changed.
    """
    if last is None:
        return snapshot | {"version": 1, "reason": "", "released_at": released_at}
    if content_of(orjson.loads(last.snapshot)) == content_of(snapshot):
        return None
    why = text.one_line(reason)
    if not why:
        raise Refusal(Problem.REPORT_RELEASED)
    if len(why) > LONGEST_REASON:
        raise Refusal(Problem.LONG_REVIEW)
    version = last.version + 1
    return snapshot | {"version": version, "reason": why, "released_at": released_at}


def content_of(snapshot: Snapshot) -> Snapshot:
    """Return what a report says, without what only says which version it is."""
    said = {name: value for name, value in snapshot.items() if name not in _OF_A_VERSION}
    loaded: Snapshot = orjson.loads(canonical(said))
    return loaded


def is_unbroken(report: CouncilReport) -> bool:
    """Return whether a stored report is still the one that was released."""
    return digest_of(report.snapshot) == report.digest


class _Told:
    """Numbers as they are told: None for those that are not published."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def number(self, name: str, value: int) -> int | None:
        """Return the number, None if it is not told: nobody looks like few, or few would show."""
        return value if name in self._names else None

    def evidence(self, counted: Sequence[Evidence]) -> list[Snapshot]:
        return [
            {"kind": evidence.kind.value, "figures": self._figures(evidence)}
            for evidence in counted
        ]

    def _figures(self, evidence: Evidence) -> dict[str, int | None]:
        return {
            figure: self.number(name_of(evidence, figure), value)
            if figure in evidence.people
            else value
            for figure, value in evidence.figures.items()
        }

    def groups(self, owner: str, groups: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
        """Return the sums that are told; the others are left out, also those of nobody."""
        sums = {name: sum(atoms.values()) for name, atoms in groups.items()}
        return {n: value for n, value in sums.items() if f"{owner}/{n}" in self._names}


def _oparl(material: ReportMaterial) -> dict[str, str]:
    """Return the metadata under the names of OParl 1.1 (schema:Paper)."""
    paper_number = text.one_line(material.texts.get("paper_number", ""))
    return {
        **({"reference": paper_number} if paper_number else {}),
        "type": "https://schema.oparl.org/1.1/Paper",
        "name": f"Bericht zur Integration, {material.period.german}",
        "paperType": "Bericht",
        "date": material.today.isoformat(),
        "underDirectionOf": material.district.name,
    }


def _measure(status: MeasureStatus, material: ReportMaterial, told: _Told) -> Snapshot:
    details = status.measure.details
    return {
        "number": details.number,
        "parent": details.parent,
        "field": details.field,
        "public": details.public,
        "origin": details.origin.value,
        "texts": {
            t.language: {"title": t.title, "goal": t.goal, "description": t.description}
            for t in details.texts
        },
        "target": amount_text(details.target),
        "unit": details.unit,
        "cost_from": amount_text(details.cost_from),
        "cost_to": amount_text(details.cost_to),
        "cost_source": details.cost_source,
        "start": details.starts_on.isoformat() if details.starts_on else None,
        "due": details.due_on.isoformat() if details.due_on else None,
        "organisation": details.organisation,
        "state": _state(status, material),
        "plan_state": details.state.value,
        "late": is_late(details, min(material.today, material.period.last)),
        "review": _review(status.review, ZoneInfo(material.district.zone)),
        "evidence": told.evidence(status.evidence),
    }


def _state(status: MeasureStatus, material: ReportMaterial) -> str:
    """Return what the review says; without one "no answer" where an answer was due."""
    if status.review:
        return status.review.draft.state.value
    details = status.measure.details
    is_over = material.today > material.period.last
    if is_over and is_asked_about(details, material.period):
        return ReviewState.NO_ANSWER.value
    return details.state.value


def _review(review: Review | None, zone: ZoneInfo) -> Snapshot | None:
    if review is None or review.draft.state is ReviewState.NO_ANSWER:
        return None
    draft = review.draft
    return {
        "actual": amount_text(draft.actual),
        "spent": amount_text(draft.spent),
        "words": draft.words,
        "next_step": draft.next_step,
        "written_on": review.written_at.astimezone(zone).date().isoformat(),
    }


def amount_text(amount: Decimal | None) -> str | None:
    """Return a number with two decimals, or whole: JSON's numbers are not exact."""
    if amount is None:
        return None
    is_whole = amount == amount.to_integral_value()
    return f"{amount:.0f}" if is_whole else f"{amount:.2f}"


def _states(material: ReportMaterial) -> dict[str, int]:
    """Return how many measures are in each state, those that are late among them."""
    counts = {state.value: 0 for state in ReviewState}
    for status in material.measures:
        counts[_state(status, material)] += 1
    at = min(material.today, material.period.last)
    late = sum(is_late(status.measure.details, at) for status in material.measures)
    return {"all": len(material.measures), "late": late, **counts}


def _needs(material: ReportMaterial, names: frozenset[str]) -> list[Snapshot]:
    told = rules_of_needs.told(
        material.asked, material.before, material.supply, names, material.unopened
    )
    return [asdict(need) for need in told]


def _money(material: ReportMaterial) -> dict[str, str | None]:
    """Return sums in euros; None if no measure states it."""
    details = [status.measure.details for status in material.measures]
    reviews = [status.review for status in material.measures if status.review]
    return {
        "cost_from": _sum([measure.cost_from for measure in details]),
        "cost_to": _sum([measure.cost_to for measure in details]),
        "spent": _sum([review.draft.spent for review in reviews]),
    }


def _sum(amounts: Sequence[Decimal | None]) -> str | None:
    stated = [amount for amount in amounts if amount is not None]
    return amount_text(sum(stated, Decimal(0))) if stated else None


def _indicator(indicator: Indicator, material: ReportMaterial) -> Snapshot:
    """Return an indicator with its figures until the half-year."""
    return {
        "name": indicator.name,
        "unit": indicator.unit,
        "values": [
            {
                "period": str(value.period),
                "value": amount_text(value.value),
                "source": value.source,
                "as_of": value.as_of.isoformat(),
            }
            for value in indicator.values
            if value.period <= material.period
        ],
    }
