"""The form of a station at the desk: what, who, what to bring, how long, in every language."""

from collections.abc import Mapping, Sequence

from bot.domain.desk import Cells
from bot.domain.groups import Kind
from bot.domain.ladder import Bring, Giver
from bot.domain.pathway import USUAL, Station, StationEdit
from bot.i18n import mark, plain
from bot.rules import pathway_form as rules
from bot.rules.pathway_form import PLACE, StationContext
from bot.rules.problems import Problem, Refusal
from bot.screens import pathway as screens
from bot.screens.desk import COLUMNS
from bot.screens.ladder_words import BRINGS, GIVERS
from bot.screens.listings import WORK
from handlers.desk import forms
from handlers.desk.forms import Choice, FormField, Opened
from handlers.desk.office.stations import PAGE, edits_here, pathway_of, stations_here, write
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.desk.texts import Group, beside_german, others
from storage.catalogue import places, station_edits
from storage.groups import groups

NEW = "new"
LABELS = {
    "name": mark("Name"),
    "what": COLUMNS["description"],
    "concept": mark("Offers that are shown"),
    "givers": mark("Who helps"),
    "bring": mark("What to bring"),
    "weeks": mark("Weeks at most"),
    "group": mark("Group that keeps it up to date"),
    "hidden": mark("Hidden"),
    PLACE: mark("Place on the way"),
}
USUAL_CELLS: Cells = {"concept": "work", "hidden": "nein"}
"""What a new station begins with, in the words of its fields."""


async def show(desk: DeskRequest) -> Answer:
    """Return the form of a station, with what the person typed and did not store yet."""
    return await _shown(desk, await _station(desk))


async def show_new(desk: DeskRequest) -> Answer:
    """Return an empty form."""
    return await _shown(desk, None)


async def hear(desk: DeskRequest) -> Answer:
    """Store what was typed, keep or discard it, or go back to the station of the file."""
    await places.locked_district(desk.store, desk.district.id)
    station = await _station(desk)
    path = f"{PAGE}/{station.number}"
    if answer := await forms.aside(desk, form_of(desk), path):
        return answer
    if desk.sent("act") == "reset":
        return await _reset(desk, station)
    version = await _version(desk, station)
    is_old = forms.base_of(desk) != version
    return await forms.refuse(desk, form_of(desk)) if is_old else await _stored(desk, station)


async def hear_new(desk: DeskRequest) -> Answer:
    """Add a station, or keep or discard what was typed."""
    await places.locked_district(desk.store, desk.district.id)
    return await forms.aside(desk, form_of(desk), PAGE) or await _stored(desk, None)


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of a form are kept, "" for the button of the file."""
    is_form = desk.sent("act") in ("", "draft", "discard")
    return f"station:{desk.parts.get('id', NEW)}:{desk.district.id}" if is_form else ""


async def _station(desk: DeskRequest) -> Station:
    """Return the station in the address. Raises Refusal if the district never had it."""
    listed = await stations_here(desk)
    found = next((s for s in listed if s.number == desk.row_id()), None)
    if found is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return found


async def _version(desk: DeskRequest, station: Station | None) -> int:
    if station is None:
        return 0
    edits = {edit.number: edit.version for edit in await edits_here(desk)}
    return edits.get(station.number, 0)


async def _reset(desk: DeskRequest, station: Station) -> Done:
    """Go back to the station of the file; one of the district's own has none."""
    if pathway_of(desk).numbered(station.number) is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await write(desk, station.number, {})
    return Done(f"{PAGE}/{station.number}?said=done")


async def _stored(desk: DeskRequest, station: Station | None) -> Done:
    values = _typed(desk, station)
    code = station.code if station else ""
    reading = rules.read(values, await _context(desk, station), code)
    if reading.mistakes:
        return await forms.refuse(desk, form_of(desk))
    listed = await stations_here(desk)
    place = station.place if station else len(listed) + 1
    station_number = station.number if station else rules.new_number(listed)
    cells = {**reading.cells, PLACE: str(place)}
    usual = pathway_of(desk).numbered(station_number)
    kept = rules.differing(usual, cells) if usual else {k: v for k, v in cells.items() if v}
    if station is None or kept != await _cells(desk, station_number):
        await write(desk, station_number, kept)
    await forms.drop(desk)
    return Done(f"{PAGE}/{station_number}?said=saved")


async def _cells(desk: DeskRequest, station_number: int) -> Cells:
    edits = {edit.number: edit.cells for edit in await edits_here(desk)}
    return edits.get(station_number, {})


def _typed(desk: DeskRequest, station: Station | None) -> dict[str, str]:
    """Return the fields; where the person chose what another one wrote, it is that."""
    names = rules.names(others(desk))
    values = forms.of_known(forms.kept_values(desk.fields), names)
    if station is not None:
        theirs = rules.cells(station, names)
        values |= {name: theirs[name] for name in desk.sent_all("take") if name in theirs}
    return values


async def _context(desk: DeskRequest, station: Station | None) -> StationContext:
    """Return what a station may name; what it names already it may go on naming."""
    return StationContext(
        concepts=sorted({*WORK, *([station.concept] if station else [])}),
        group_ids=[group.id for group in await groups.of_district(desk.store, desk.district.id)],
        languages=list(desk.turn.services.languages),
    )


async def _shown(desk: DeskRequest, station: Station | None) -> Shown:
    names, version = rules.names(others(desk)), await _version(desk, station)
    stored = rules.cells(station, names) if station else {**dict.fromkeys(names, ""), **USUAL_CELLS}
    opened = await forms.opened(desk, form_of(desk), stored, version)
    values = forms.of_known(opened.values, names)
    is_changed = opened.draft is not None and opened.base != version
    differ = {name: stored[name] for name in names if stored[name] != values[name]}
    mistakes = await _mistakes(desk, station, values, opened)
    usual = pathway_of(desk).numbered(station.number) if station else None
    edits = await _history(desk, station)
    return Shown(
        "station.html",
        {
            "station": station,
            "heading": plain(screens.name(desk.turn.tr, station)) if station else "",
            "german": _text_fields(desk, station, ""),
            "texts": beside_german(
                desk, values, mistakes, lambda suffix: _text_fields(desk, station, suffix)
            ),
            "groups": await _groups(desk, station),
            "values": values,
            "mistakes": mistakes,
            "labels": LABELS,
            "theirs": differ if is_changed else {},
            "is_changed": is_changed,
            "base": version,
            "opened": opened,
            "changes": rules.changes(usual, edits),
            "can_reset": usual is not None and bool(edits) and bool(edits[-1].cells),
            "label_of": lambda name: LABELS[name.partition("_")[0]],
            "language_of": lambda name: name.partition("_")[2],
        },
    )


async def _history(desk: DeskRequest, station: Station | None) -> Sequence[StationEdit]:
    if station is None:
        return []
    return await station_edits.history(desk.store, desk.district.id, station.number)


async def _mistakes(
    desk: DeskRequest, station: Station | None, values: Cells, opened: Opened
) -> Mapping[str, str]:
    """Return the sentence of each wrong field, once the person wanted to store them."""
    if not (opened.draft and opened.draft.refused):
        return {}
    code = station.code if station else ""
    return desk.reasons(rules.read(values, await _context(desk, station), code).mistakes)


def _text_fields(desk: DeskRequest, station: Station | None, suffix: str) -> list[FormField]:
    """Return the fields of one language; an empty one shows the sentence that is read instead."""
    words: dict[str, str] = {}
    tr = desk.turn.services.translator(suffix[1:] or "de")
    if station is not None and station.code in USUAL:
        words = {
            "name": plain(tr(screens.NAMES[station.code])),
            "what": plain(tr(screens.WHAT[station.code])),
        }
    kinds = {"name": "line", "what": "area"}
    return [
        FormField(name=f"{it}{suffix}", label=LABELS[it], kind=kinds[it], example=words.get(it, ""))
        for it in rules.TEXTS
    ]


async def _groups(desk: DeskRequest, station: Station | None) -> list[Group]:
    tr, context = desk.turn.tr, await _context(desk, station)
    concepts = [Choice(code, tr.concept_name(code)) for code in context.concepts]
    yes_no = [Choice("nein", plain(tr("No"))), Choice("ja", plain(tr("Yes")))]
    listed = await groups.of_district(desk.store, desk.district.id)
    named = sorted(listed, key=lambda group: (group.kind is not Kind.WORKING_GROUP, group.name))
    owners = [Choice("", "–"), *(Choice(str(group.id), group.name) for group in named)]
    givers = [Choice(giver.value, plain(tr(GIVERS[giver]))) for giver in Giver]
    things = [Choice(thing.value, plain(tr(BRINGS[thing]))) for thing in Bring]
    return [
        Group(LABELS["givers"], [_field("givers", "many", givers)]),
        Group(LABELS["bring"], [_field("bring", "many", things)]),
        Group(
            mark("More"),
            [
                _field("weeks", hint=mark("Empty: it depends on the person")),
                _field("concept", "choice", concepts),
                _field("group", "choice", owners),
                _field("hidden", "choice", yes_no),
            ],
        ),
    ]


def _field(
    name: str, kind: str = "line", choices: Sequence[Choice] = (), *, hint: str = ""
) -> FormField:
    return FormField(name=name, label=LABELS[name], kind=kind, choices=choices, hint=hint)
