"""What an import of measures changes, as lines in German and English."""

from collections.abc import Iterable

from bot.domain.measures import Measure, MeasureDetails, measure_text
from bot.rules.measure_tables import MeasurePlan, differences
from bot.text import shortened


def summary(plan: MeasurePlan, *, dry_run: bool) -> list[str]:
    """Return the lines of a summary; a dry run names every measure, with before and after."""
    head = "Gespeichert / stored"
    if dry_run:
        head = "Probelauf, nichts gespeichert / dry run, nothing stored"
    return [
        head,
        f"  neu/new: {len(plan.new)}",
        *(map(_new_line, plan.new) if dry_run else ()),
        f"  geändert/changed: {len(plan.changed)}",
        *(_changed_lines(plan.changed) if dry_run else ()),
        f"  unverändert/unchanged: {plan.unchanged}",
        *_older_lines(plan),
    ]


def _new_line(details: MeasureDetails) -> str:
    return f"    + {_named(details)}"


def _changed_lines(changes: Iterable[tuple[Measure, MeasureDetails]]) -> list[str]:
    lines = []
    for measure, details in changes:
        lines.append(f"    {_named(measure.details)}")
        lines += [
            f"      {column}: „{shortened(before, 80)}“ → „{shortened(after, 80)}“"
            for column, (before, after) in differences(measure.details, details).items()
        ]
    return lines


def _older_lines(plan: MeasurePlan) -> list[str]:
    if not plan.older:
        return []
    return [
        "  inzwischen geändert, nicht übernommen / changed meanwhile, left as they are:"
        f" {len(plan.older)}",
        *_changed_lines(plan.older),
        "  Trotzdem übernehmen / apply nevertheless: --accept-older",
    ]


def _named(details: MeasureDetails) -> str:
    return f"{details.number} {measure_text(details.texts, 'de').title}"
