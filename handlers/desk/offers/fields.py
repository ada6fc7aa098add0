"""The fields of the form of an offer, grouped, with what can be chosen in a district."""

from collections.abc import Mapping, Sequence

from bot.domain.desk import Cells
from bot.domain.ladder import Ladder
from bot.domain.offers import LEVELS, State, Target, TextState, Way
from bot.i18n import mark, plain
from bot.rules.grants import coordinates, organisations
from bot.rules.import_context import ImportContext
from bot.rules.problems import Refusal
from bot.screens.desk import COLUMNS, STATES, TEXT_STATES, WAYS
from bot.screens.facts import TARGETS
from bot.screens.fields import field_name
from bot.screens.ladder import kind_name
from bot.text import sort_key
from handlers.desk.forms import Choice, FormField
from handlers.desk.page import DeskRequest
from handlers.desk.texts import Group, TextFields, beside_german
from storage.catalogue import offer_table, places

TIMES = "Mo-Fr 9:00-12:00\n24.11.2026 18:00"
"""Times as an office writes them."""
SPOKEN = ("de", "en", "uk", "ru", "ar", "fa", "tr", "ku", "ps", "so", "ti", "ro", "pl", "fr", "es")
"""Languages that are proposed for "spoken there"; others can be typed into a list of an office."""


async def context(desk: DeskRequest) -> ImportContext:
    return ImportContext(
        municipalities=await places.municipalities(desk.store, desk.district.id),
        fields=await places.fields(desk.store, desk.district.id),
        languages=list(desk.turn.services.languages),
        course_kinds={kind.code: kind.name for kind in _ladder(desk).kinds.values()},
        today=desk.turn.today,
    )


def _ladder(desk: DeskRequest) -> Ladder:
    return desk.turn.services.ladders.of(desk.district.slug)


async def groups(desk: DeskRequest) -> list[Group]:
    tr, known = desk.turn.tr, await context(desk)
    none = Choice("", "–")
    fields = [Choice(field.slug, plain(field_name(tr, field))) for field in known.fields]
    towns = [Choice(town.name, town.name) for town in known.municipalities]
    levels = [none, *(Choice(level, level) for level in LEVELS)]
    yes_no = [none, Choice("ja", plain(tr("Yes"))), Choice("nein", plain(tr("No")))]
    targets = [Choice(name.value, plain(tr(TARGETS[name]))) for name in Target]
    ways = [Choice(name.value, plain(tr(WAYS[name]))) for name in Way]
    kinds = [Choice(kind.code, plain(kind_name(tr, kind))) for kind in _ladder(desk).kinds.values()]
    states = [Choice(name.value, plain(tr(STATES[name]))) for name in State]
    spoken = [Choice(code, tr.language_name(code)) for code in SPOKEN]
    return [
        Group(
            mark("What and who"),
            [
                await _owner(desk),
                _field("field", "choice", [none, *fields]),
                _field("state", "choice", states),
            ],
        ),
        Group(
            mark("For whom"),
            [
                _field("target_groups", "many", targets),
                _field("level_from", "choice", levels),
                _field("level_to", "choice", levels),
                _field("course_kind", "choice", [none, *kinds]),
                _field("age_from"),
                _field("age_to"),
                _field("residence_status", "line"),
                _field("languages", "many", spoken),
            ],
        ),
        Group(
            mark("When"),
            [
                FormField(
                    name="times",
                    label=COLUMNS["times"],
                    kind="area",
                    hint=mark("One time on each line."),
                    example=TIMES,
                ),
                _field("start", hint=mark("Day.month.year")),
                _field("deadline", hint=mark("Day.month.year")),
                _field("expires_at", hint=mark("The last day on which it is shown")),
            ],
        ),
        Group(
            mark("Where"),
            [
                _field("municipality", "choice", [none, *towns]),
                _field("address", "area"),
                _field("way", "choice", ways),
                _field("accessible", "choice", yes_no),
            ],
        ),
        Group(
            mark("Cost and places"),
            [
                _field("free", "choice", yes_no),
                _field("price"),
                _field("seats"),
                _field("childcare", "choice", yes_no),
            ],
        ),
        Group(mark("Contact"), [_field("phone"), _field("email"), _field("url")]),
    ]


def _field(
    name: str, kind: str = "line", choices: Sequence[Choice] = (), hint: str = ""
) -> FormField:
    return FormField(name=name, label=COLUMNS[name], kind=kind, choices=choices, hint=hint)


async def _owner(desk: DeskRequest) -> FormField:
    """Return the field of the owner: an editor chooses among the organisations they work for."""
    known = await offer_table.organisations(desk.store, desk.district.id)
    own = await own_names(desk)
    names = list(known.values()) if own is None else sorted(own, key=sort_key)
    choices = [Choice(name, name) for name in names]
    kind = "list" if own is None else "choice"
    return FormField(
        name="organisation",
        label=COLUMNS["organisation"],
        kind=kind,
        choices=choices,
        required=True,
    )


async def own_names(desk: DeskRequest) -> frozenset[str] | None:
    """Return the names of the organisations a person works for; None means of all."""
    if coordinates(desk.turn.person, desk.district.id):
        return None
    known = await offer_table.organisations(desk.store, desk.district.id)
    try:
        ids = organisations(desk.turn.person, desk.district.id) or frozenset()
    except Refusal:
        return frozenset()
    return frozenset(known[row_id] for row_id in ids if row_id in known)


def text_fields(suffix: str) -> list[FormField]:
    kinds = {"title": "line", "description": "area", "next_steps": "area"}
    return [
        FormField(name=f"{name}{suffix}", label=COLUMNS[name], kind=kind)
        for name, kind in kinds.items()
    ]


def texts(desk: DeskRequest, values: Cells, mistakes: Mapping[str, str]) -> list[TextFields]:
    """Return the fields of all languages beside German; those with a text are open."""
    tr = desk.turn.tr
    states = [
        Choice("" if state is TextState.UNCHECKED else state.value, plain(tr(TEXT_STATES[state])))
        for state in (TextState.UNCHECKED, TextState.CHECKED, TextState.STALE)
    ]

    def fields(suffix: str) -> list[FormField]:
        name, label = f"text_state{suffix}", COLUMNS["text_state"]
        state = FormField(name=name, label=label, kind="choice", choices=states)
        return [*text_fields(suffix), state]

    return beside_german(desk, values, mistakes, fields)
