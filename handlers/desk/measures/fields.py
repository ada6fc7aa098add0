"""The fields of the form of a measure, grouped, with what can be chosen in a district."""

from collections.abc import Mapping, Sequence

from bot.domain.desk import Cells
from bot.domain.measures import Measure, MeasureOrigin, MeasureState
from bot.i18n import mark, plain
from bot.rules import measure_form as rules
from bot.rules.grants import OFFICE
from bot.rules.measure_tables import PLAIN, TRANSLATED, TableContext
from bot.rules.measures import MeasureContext
from bot.screens.fields import field_name
from bot.screens.measure_desk import COLUMNS, ORIGINS
from bot.screens.report_words import STATES
from bot.text import sort_key
from handlers.desk.forms import Choice, FormField
from handlers.desk.measures.plan import owner_name
from handlers.desk.page import DeskRequest
from handlers.desk.texts import Group, TextFields, beside_german, others
from storage.catalogue import offer_table, places
from storage.measures import measures
from storage.people import grants

NONE = Choice("", "–")


async def context(desk: DeskRequest) -> TableContext:
    """Return what a measure of this district may hold."""
    return TableContext(
        allowed=await measures.context(desk.store, desk.district.id, desk.turn.now),
        fields=await places.fields(desk.store, desk.district.id),
        languages=list(desk.turn.services.languages),
        columns=frozenset((*PLAIN, *rules.names(others(desk)))),
        today=desk.turn.today,
    )


async def groups(desk: DeskRequest, measure: Measure | None) -> list[Group]:
    """Return the fields beside the texts."""
    known, tr = await context(desk), desk.turn.tr
    fields = [Choice(field.slug, plain(field_name(tr, field))) for field in known.fields]
    states = [Choice(name.value, plain(tr(STATES[name.value]))) for name in MeasureState]
    origins = [Choice(name.value, plain(tr(ORIGINS[name]))) for name in MeasureOrigin]
    yes_no = [Choice("nein", plain(tr("No"))), Choice("ja", plain(tr("Yes")))]
    day = mark("Day.month.year")
    return [
        Group(
            mark("What and who"),
            [
                _field("plan_number", required=True, example="2.5"),
                _field("field", "choice", [NONE, *fields]),
                _field("state", "choice", states),
                await _organisation(desk),
                *await _owners(desk, known, measure),
                _field("public", "choice", yes_no),
                _field("plan_origin", "choice", origins),
                _field("parent", "choice", [NONE, *_parents(known, measure)]),
            ],
        ),
        Group(mark("Target"), [_field("target", example="40"), _field("unit")]),
        Group(mark("When"), [_field("start", hint=day), _field("due", hint=day)]),
        Group(
            mark("Cost in euros"),
            [_field("cost_from", example="12000"), _field("cost_to"), _field("cost_source")],
        ),
    ]


def _field(
    name: str,
    kind: str = "line",
    choices: Sequence[Choice] = (),
    *,
    hint: str = "",
    example: str = "",
    required: bool = False,
) -> FormField:
    return FormField(
        name=name,
        label=COLUMNS[name],
        kind=kind,
        choices=choices,
        hint=hint,
        example=example,
        required=required,
    )


async def _organisation(desk: DeskRequest) -> FormField:
    known = await offer_table.organisations(desk.store, desk.district.id)
    return _field("organisation", "list", [Choice(name, name) for name in known.values()])


async def _owners(
    desk: DeskRequest, known: TableContext, measure: Measure | None
) -> list[FormField]:
    """Return the two fields of who is asked for reviews; a colleague who left stays to be seen."""
    names, people = await owner_choices(desk, known.allowed)
    left = measure.details.owner_grant_id if measure else None
    if left is not None and str(left) not in {choice.value for choice in people}:
        people.append(Choice(str(left), owner_name(desk, left)))
    return [
        _field("owner_group", "choice", [NONE, *names]),
        _field("owner_grant", "choice", [NONE, *people]),
    ]


async def owner_choices(
    desk: DeskRequest, allowed: MeasureContext
) -> tuple[list[Choice], list[Choice]]:
    """Return the groups and the grants of colleagues that can be in charge of a measure."""
    names = [Choice(name, name) for name in sorted(allowed.groups, key=sort_key)]
    people = [
        Choice(str(grant.id), owner_name(desk, grant.id))
        for grant in await grants.listed(desk.store, desk.district.id)
        if grant.right.role in OFFICE and grant.id in allowed.grant_ids
    ]
    return names, people


def _parents(known: TableContext, measure: Measure | None) -> list[Choice]:
    own = measure.details.number if measure else ""
    numbers = sorted(known.allowed.parents or {}, key=measures.in_order)
    return [Choice(number, number) for number in numbers if number != own]


def text_fields(suffix: str) -> list[FormField]:
    """Return the fields of the text in one language."""
    kinds = {"title": "line", "goal": "area", "description": "area"}
    return [
        FormField(name=f"{name}{suffix}", label=COLUMNS[name], kind=kinds[name])
        for name in TRANSLATED
    ]


def texts(desk: DeskRequest, values: Cells, mistakes: Mapping[str, str]) -> list[TextFields]:
    """Return the fields of all languages beside German; those with a text are open."""
    return beside_german(desk, values, mistakes, text_fields)
