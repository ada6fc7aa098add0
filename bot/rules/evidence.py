"""Rules about the evidence of measures: what may be asked for, and who may see what is behind."""

from collections.abc import Iterable
from dataclasses import asdict

from bot.domain.evidence import PARTS, EvidenceKind, EvidenceRule, Only
from bot.domain.measures import Measure
from bot.domain.offers import LEVELS, Target
from bot.domain.people import Person
from bot.rules.grants import coordinates
from bot.rules.problems import Problem, Refusal

MOST_RULES = 20
"""Maximum number of rules of one measure."""
MOST_IDS = 500
"""Maximum number of things that one rule chooses by hand."""
BY_FIELD = (
    EvidenceKind.OFFERS,
    EvidenceKind.MEETINGS,
    EvidenceKind.RESULTS,
    EvidenceKind.MESSAGES,
)
"""What a measure with a field of action shows if nobody has chosen anything else."""


def checked_rule(kind: EvidenceKind, only: Only, count: int) -> Only:
    """Return what is to be counted. Refuses parts that the kind has not, and one rule too many.

    ``count`` is how many rules the measure has already.
    """
    parts = {name for name, value in asdict(only).items() if value}
    if parts - set(PARTS[kind]):
        raise Refusal(Problem.NO_EVIDENCE)
    if not all(level in ("", *LEVELS) for level in (only.level_from, only.level_to)):
        raise Refusal(Problem.NO_EVIDENCE)
    if only.target and only.target not in set(Target):
        raise Refusal(Problem.NO_EVIDENCE)
    if count >= MOST_RULES or len(only.ids) > MOST_IDS:
        raise Refusal(Problem.TOO_MANY)
    return only


def rules_of(measure: Measure, chosen: tuple[EvidenceRule, ...]) -> tuple[EvidenceRule, ...]:
    """Return the evidence of a measure: what was chosen, or else what its field shows."""
    if chosen or not measure.details.field:
        return chosen
    only = Only(field=measure.details.field)
    return tuple(EvidenceRule(0, measure.id, kind, only) for kind in BY_FIELD)


def by_hand(rules: Iterable[EvidenceRule], kind: EvidenceKind) -> EvidenceRule | None:
    """Return the rule that holds what was chosen one by one, None before anything was."""
    chosen = (rule for rule in rules if rule.kind is kind and is_by_hand(rule))
    return next(chosen, None)


def is_by_hand(rule: EvidenceRule) -> bool:
    """Return whether a rule holds nothing but things that were chosen one by one."""
    return bool(rule.only.ids) and rule.only == Only(ids=rule.only.ids)


def may_see_list(person: Person, district_id: int) -> None:
    """Refuses everybody but coordinators: who reads the desk sees numbers, not what is behind."""
    if not coordinates(person, district_id):
        raise Refusal(Problem.NOT_ALLOWED)
