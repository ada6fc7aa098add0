"""All texts of a district by language: checked, not checked, out of date, missing."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.translations import OPEN, TextKind, TranslationState
from bot.i18n import plain
from bot.screens.desk import COLUMNS
from bot.screens.small_numbers import few
from bot.screens.translations import KINDS, MARKS, STATES
from handlers.desk import lists, views
from handlers.desk.lists import Filter, ListState, Option
from handlers.desk.page import COORDINATORS, Answer, DeskRequest, File, Shown
from handlers.desk.texts import others
from handlers.desk.translations import texts
from handlers.files.workbook_files import xlsx
from storage.desk import translations as stored
from storage.desk.translations import GroupTexts, States, TextQuery, TextRow
from storage.engine.batches import batched

FILTERS = ("type", "language", "state")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 50_000
"""Maximum number of offers in the table as a file."""
MISSING = TranslationState.MISSING
Counts = Mapping[str, Mapping[TranslationState, int]]


@dataclass(frozen=True, slots=True)
class LanguageColumn:
    """A column of the matrix: a language, its readers, and how many texts wait in it.

    ``cells`` has what a cell shows for each state: the language, its words, its mark.
    """

    code: str
    name: str
    readers: str
    open_count: int
    cells: Mapping[TranslationState, tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of the matrix: what has texts, and the state of each translation."""

    row: TextRow
    states: States

    def cells(self, columns: Sequence[LanguageColumn]) -> list[tuple[str, str, str]]:
        """Return what the cells of the row show."""
        state_of = self.states.get
        return [column.cells[state_of(column.code, MISSING)] for column in columns]

    @property
    def key(self) -> str:
        """What the box of the row sends."""
        return f"{self.row.kind}-{self.row.id}"


async def show(desk: DeskRequest) -> Answer:
    """Return the matrix; with ``as=xlsx`` in the address all of it as a file."""
    state = lists.read(desk, FILTERS, (), "")
    query = _query(desk, state)
    all_groups = await stored.groups(desk.store, texts.query_of(desk))
    groups = _groups(state, query, all_groups)
    if desk.asked("as") == "xlsx":
        return await _file(desk, state, query, groups)
    every = await _counts(desk, all_groups)
    total = await _count_offers(desk, state, query, every, len(all_groups)) + len(groups)
    state = lists.on_last_page(state, total)
    rows = await _rows(desk, state, query, groups, limit=state.size, offset=state.offset)
    columns = await _columns(desk, query, every)
    return Shown(
        "translations.html",
        {
            "state": state,
            "total": total,
            "columns": columns,
            "kept_views": await views.kept(desk, state),
            "rows": rows,
            "sees_groups": desk.holds(*COORDINATORS),
            "words": STATES,
            "marks": MARKS,
            "filters": _filters(desk, state, every, len(all_groups)),
        },
    )


async def _count_offers(
    desk: DeskRequest, state: ListState, query: TextQuery, every: Counts, group_count: int
) -> int:
    """Return how many offers the matrix shows; without a state it is what all states come to."""
    if _is_of(state, TextKind.GROUP):
        return 0
    if query.states or not every:
        return await stored.count_offers(desk.store, query)
    return sum(next(iter(every.values())).values()) - group_count


async def meant(
    desk: DeskRequest, keys: Collection[str] | None
) -> tuple[list[str], list[MatrixRow]]:
    """Return the languages that the address asks for, and the texts that it shows.

    With ``keys`` it is those of them that a person sees, whatever state they are in.
    """
    state = lists.read(desk, FILTERS, (), "")
    query = _query(desk, state)
    codes = [query.language] if query.language else others(desk)
    if keys is not None:
        state, query = replace(state, filters={}), _of_keys(query, keys)
    groups = _groups(state, query, await stored.groups(desk.store, query))
    rows = await _rows(desk, state, query, groups, limit=MOST_ROWS, offset=0)
    return codes, [row for row in rows if keys is None or row.key in keys]


def _of_keys(query: TextQuery, keys: Collection[str]) -> TextQuery:
    ids = lists.numbers([key.removeprefix(f"{TextKind.OFFER}-") for key in sorted(keys)])
    return replace(query, states=(), offer_ids=ids)


def _query(desk: DeskRequest, state: ListState) -> TextQuery:
    language = state.filters.get("language", "")
    known = language if language in others(desk) else ""
    wanted = [name for name in TranslationState if name == state.filters.get("state")]
    return texts.query_of(desk, known, wanted)


def _is_of(state: ListState, kind: TextKind) -> bool:
    return state.filters.get("type") == kind


def _groups(state: ListState, query: TextQuery, every: Sequence[GroupTexts]) -> list[GroupTexts]:
    if _is_of(state, TextKind.OFFER):
        return []
    return [group for group in every if stored.is_meant(group.states, query)]


async def _rows(
    desk: DeskRequest,
    state: ListState,
    query: TextQuery,
    groups: Sequence[GroupTexts],
    *,
    limit: int,
    offset: int,
) -> list[MatrixRow]:
    """Return the groups of a page, then its offers."""
    shown = [MatrixRow(group.row, group.states) for group in groups[offset : offset + limit]]
    left = limit - len(shown)
    if not left or _is_of(state, TextKind.GROUP):
        return shown
    start = max(0, offset - len(groups))
    of_offers = await stored.offer_rows(desk.store, query, limit=left, offset=start)
    states: dict[int, States] = {}
    for batch in batched([row.id for row in of_offers], texts.BATCH):
        states |= await stored.offer_states(desk.store, batch)
    return [*shown, *(MatrixRow(row, states.get(row.id, {})) for row in of_offers)]


async def _counts(desk: DeskRequest, groups: Sequence[GroupTexts]) -> Counts:
    """Return language → state → number of texts of the district that a person sees."""
    counts = await stored.count_states(desk.store, texts.query_of(desk))
    of_groups = Counter(item for group in groups for item in group.states.items())
    for code, by_state in counts.items():
        known = sum(of_groups[code, name] for name in STATES)
        of_groups[code, MISSING] += len(groups) - known
        for name in STATES:
            by_state[name] = by_state.get(name, 0) + of_groups[code, name]
    return counts


async def _columns(desk: DeskRequest, query: TextQuery, every: Counts) -> list[LanguageColumn]:
    """Return the languages, those with the most readers first."""
    readers = await stored.readers(desk.store, desk.district.id)
    codes = [query.language] if query.language else others(desk)
    return [
        LanguageColumn(
            code,
            desk.name_of_texts(code),
            few(desk.turn.tr, readers.get(code, 0)),
            sum(every[code].get(state, 0) for state in OPEN),
            _cells(desk, code),
        )
        for code in sorted(codes, key=lambda code: (-readers.get(code, 0), code))
    ]


def _cells(desk: DeskRequest, code: str) -> dict[TranslationState, tuple[str, str, str]]:
    """Return the cells of a language; a page has hundreds, and they differ by little else."""
    name, tr = desk.name_of_texts(code), desk.turn.tr
    return {
        state: (code, f"{name}: {plain(tr(words))}", MARKS[state])
        for state, words in STATES.items()
    }


def _filters(desk: DeskRequest, state: ListState, every: Counts, group_count: int) -> list[Filter]:
    tr, chosen = desk.turn.tr, state.filters
    language = chosen.get("language", "")
    codes = [language] if language in every else list(every)
    totals = [sum(by_state.values()) for by_state in every.values()]
    total = totals[0] if totals else 0
    by_kind = {TextKind.OFFER: total - group_count, TextKind.GROUP: group_count}
    kinds = [(kind.value, plain(tr(words))) for kind, words in KINDS.items()]
    states = [(name.value, plain(tr(words))) for name, words in STATES.items()]

    def of_state(value: str) -> int:
        return sum(every[code].get(TranslationState(value), 0) for code in codes)

    names = sorted((desk.name_of_texts(code), code) for code in every)
    waiting = {code: sum(every[code].get(name, 0) for name in OPEN) for code in every}
    return [
        Filter(
            "type",
            "Type",
            lists.options(kinds, lambda kind: by_kind[TextKind(kind)], chosen.get("type", "")),
        ),
        Filter(
            "language",
            "Language",
            [Option(code, name, waiting[code]) for name, code in names],
        ),
        Filter("state", COLUMNS["state"], lists.options(states, of_state, chosen.get("state", ""))),
    ]


async def _file(
    desk: DeskRequest, state: ListState, query: TextQuery, groups: Sequence[GroupTexts]
) -> File:
    """Return the matrix as a table of an office: the states in words."""
    tr = desk.turn.tr
    rows = await _rows(desk, state, query, groups, limit=MOST_ROWS, offset=0)
    codes = [query.language] if query.language else others(desk)
    names = {code: desk.name_of_texts(code) for code in codes}
    words = {name: plain(tr(label)) for name, label in STATES.items()}
    kinds = {kind: plain(tr(label)) for kind, label in KINDS.items()}
    title_label = COLUMNS["title"]
    kind_name, title = plain(tr("Type")), plain(tr(title_label))
    table = [
        {kind_name: kinds[row.row.kind], title: row.row.title}
        | {names[code]: words[row.states.get(code, MISSING)] for code in codes}
        for row in rows
    ]
    sheet = plain(tr("Translations"))[:31]
    content = xlsx([kind_name, title, *names.values()], table, sheet)
    return File(f"{desk.district.slug}-translations-{desk.turn.today:%Y-%m-%d}.xlsx", XLSX, content)
