"""Mistakes of an imported file as sentences in German and English."""

from collections.abc import Iterable
from itertools import islice

from bot.domain.imports import Plan, Untranslated
from bot.domain.offers import Draft, Offer, text_in
from bot.rules.imports import differences
from bot.text import shortened

MOST_LINES = 200
"""Maximum number of offers that are named in a part of a summary."""
NOT_STORED = "Nichts gespeichert / nothing stored"


def summary(plan: Plan, *, dry_run: bool) -> list[str]:
    """Return the lines of a summary of an import, done, planned, or refused.

    A dry run names every offer, with what it is now and what it would be.
    """
    head = "Gespeichert / stored"
    if plan.is_asked:
        head = NOT_STORED
    if dry_run:
        head = "Probelauf, nichts gespeichert / dry run, nothing stored"
    return [
        head,
        f"  neu/new: {len(plan.new)}",
        *(_new_titles(plan) if dry_run else []),
        f"  geändert/changed: {len(plan.changed)}",
        *(_named(_changed_lines(offer, draft) for offer, draft in plan.changed) if dry_run else []),
        f"  unverändert/unchanged: {plan.unchanged}",
        *(
            f"  vielleicht doppelt/maybe a double: {double.title}"
            f" ({double.external_id} ~ {double.other_id})"
            for double in plan.doubles
        ),
        *_older_lines(plan),
        *_conflict_lines(plan),
        *_missing_lines(plan, dry_run=dry_run),
        *_renamed_lines(plan),
        *map(_untranslated_line, plan.untranslated),
    ]


def _new_titles(plan: Plan) -> list[str]:
    return _named(
        [f"    + {text_in(draft.details.texts, 'de').title} ({draft.external_id})"]
        for draft in plan.new
    )


def _named(parts: Iterable[list[str]]) -> list[str]:
    """Return the lines of the first offers, and a mark where some are left out."""
    first = list(islice(parts, MOST_LINES + 1))
    lines = [line for part in first[:MOST_LINES] for line in part]
    return [*lines, "    …"] if len(first) > MOST_LINES else lines


def _changed_lines(offer: Offer, draft: Draft) -> list[str]:
    """Return the title of an offer, and a line for each cell with before and after."""
    title = text_in(offer.details.texts, "de").title
    return [
        f"    {title} ({offer.external_id})",
        *(
            f"      {difference.column}: „{shortened(difference.before, 80)}“"
            f" → „{shortened(difference.after, 80)}“"
            for difference in differences(offer, draft)
        ),
    ]


def _older_lines(plan: Plan) -> list[str]:
    if not plan.older:
        return []
    return [
        f"  älter als der Katalog, nicht übernommen / older than the catalogue, left as it is:"
        f" {len(plan.older)}",
        *_named(_changed_lines(offer, draft) for offer, draft in plan.older),
        "  Trotzdem übernehmen / apply nevertheless: --accept-older",
    ]


def _conflict_lines(plan: Plan) -> list[str]:
    if not plan.conflicts:
        return []
    return [
        f"  hier und in der Datei geändert, bleibt wie hier / changed here and in the file, left"
        f" as it is here: {len(plan.conflicts)}",
        *_named(
            [
                f"    {conflict.title} ({conflict.external_id}), {conflict.column}:"
                f" „{shortened(conflict.ours, 80)}“, Datei/file: „{shortened(conflict.theirs, 80)}“"
                f", zuletzt/last: „{shortened(conflict.before, 80)}“"
            ]
            for conflict in plan.conflicts
        ),
        "  Aus der Datei übernehmen / take the file's: --accept-theirs",
    ]


def _missing_lines(plan: Plan, *, dry_run: bool) -> list[str]:
    if not plan.missing:
        return []
    is_closed = plan.closes_missing and not plan.is_asked and not dry_run
    became = "geschlossen/closed" if is_closed else "behalten/kept"
    way = ["  Schließen / close them: --close-missing"] if not plan.closes_missing else []
    if plan.asks_missing:
        way = ["  Wirklich so viele schließen? / really that many? --accept-many-missing"]
    return [
        f"  seit dem letzten Mal nicht mehr in der Liste / missing since last time:"
        f" {len(plan.missing)} ({became})",
        *_named([f"    - {offer.title} ({offer.external_id})"] for offer in plan.missing),
        *way,
    ]


def _renamed_lines(plan: Plan) -> list[str]:
    if not plan.renamed:
        return []
    return [
        f"  gleiche Nummer, anderer Titel oder Träger / same number, other title or organisation:"
        f" {len(plan.renamed)}",
        *_named(
            [
                f"    {renamed.external_id}: „{shortened(renamed.title, 80)}“"
                f" ({renamed.organisation}) → „{shortened(renamed.new_title, 80)}“"
                f" ({renamed.new_organisation})"
            ]
            for renamed in plan.renamed
        ),
        "  Eine andere Liste? / another list? --source NAME",
        "  Wirklich umbenannt? / really renamed? --accept-renamed",
    ]


def _untranslated_line(untranslated: Untranslated) -> str:
    column = f"{untranslated.column}_{untranslated.language}"
    return (
        f"  Hinweis/note: {column}: keine Übersetzung / has no translation"
        f" ({untranslated.count}, „{shortened(untranslated.title, 60)}“)"
    )
