"""The form of a rule that says what is counted for a measure, and what such a rule is called."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from bot.domain.evidence import PARTS, EvidenceKind, Only
from bot.domain.offers import LEVELS, Target
from bot.i18n import plain
from bot.rules.problems import Problem, Refusal
from bot.screens.fields import field_name
from bot.screens.measure_desk import ONLY
from bot.screens.report_words import TARGETS
from handlers.desk.forms import Choice, FormField
from handlers.desk.page import DeskRequest
from storage.catalogue import offer_table, places
from storage.groups import groups

ANY = Choice("", "–")
Names = Mapping[str, str]


async def fields(desk: DeskRequest, kind: EvidenceKind) -> Sequence[FormField]:
    """Return the fields of a rule about a kind, each with what can be chosen in the district."""
    return [
        FormField(
            name=part,
            label=ONLY[part],
            kind="choice",
            choices=[ANY, *(Choice(*pair) for pair in (await _choices(desk, part)).items())],
        )
        for part in PARTS[kind]
        if part in ONLY
    ]


async def read(desk: DeskRequest, kind: EvidenceKind) -> Only:
    """Return the rule that was sent. Refuses values that cannot be chosen."""
    sent: dict[str, Any] = {
        part: desk.sent(part) for part in PARTS[kind] if part in ONLY and desk.sent(part)
    }
    for part, value in sent.items():
        if value not in await _choices(desk, part):
            raise Refusal(Problem.NO_EVIDENCE)
    return replace(Only(), **sent)


async def named(desk: DeskRequest, only: Only) -> list[tuple[str, str]]:
    """Return the name and the value of each part of a rule, none of one that counts all."""
    parts = {part: value for part, value in asdict(only).items() if value}
    return [
        (ONLY[part], (await _choices(desk, part)).get(value, value))
        for part, value in parts.items()
    ]


async def _choices(desk: DeskRequest, part: str) -> Names:
    """Return value → name of what a part of a rule can be."""
    tr = desk.turn.tr
    match part:
        case "field":
            known = await places.fields(desk.store, desk.district.id)
            return {field.slug: plain(field_name(tr, field)) for field in known}
        case "municipality":
            towns = await places.municipalities(desk.store, desk.district.id)
            return {town.name: town.name for town in towns}
        case "organisation":
            owners = await offer_table.organisations(desk.store, desk.district.id)
            return {name: name for name in sorted(owners.values(), key=str.casefold)}
        case "group":
            known_groups = await groups.of_district(desk.store, desk.district.id)
            return {group.name: group.name for group in known_groups}
    return _FIXED[part](desk)


def _languages(desk: DeskRequest) -> Names:
    return {code: desk.name_of_texts(code) for code in desk.turn.services.languages}


def _concepts(desk: DeskRequest) -> Names:
    names = {c: desk.turn.tr.concept_name(c) for c in desk.turn.services.thesaurus.groups}
    return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))


def _targets(desk: DeskRequest) -> Names:
    return {target.value: plain(desk.turn.tr(TARGETS[target.value])) for target in Target}


_FIXED: Mapping[str, Callable[[DeskRequest], Names]] = {
    "target": _targets,
    "level_from": lambda _: {level: level for level in LEVELS},
    "level_to": lambda _: {level: level for level in LEVELS},
    "language": _languages,
    "concept": _concepts,
}
"""What can be chosen in every district."""
