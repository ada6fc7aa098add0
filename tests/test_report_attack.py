"""Who has every released file of a district finds no number of people below five in them.

The files are read by other programs than ours. What they say is set beside each other: all formats
and versions.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.domain.council_reports import MeasureStatus, ReportMaterial
from bot.domain.course_numbers import CourseNumbers
from bot.domain.evidence import Evidence, EvidenceKind, Only
from bot.domain.half_years import HalfYear
from bot.domain.levels import Level
from bot.domain.measures import Measure, MeasureText
from bot.domain.needs import Asked, Supply, Waiting, waiting_atom
from bot.domain.pathway import Arrivals, Searched
from bot.domain.places import Contact, District, Field
from bot.i18n import Translator, plain
from bot.rules.council_reports import Snapshot, canonical, compose, for_readers
from bot.rules.public_reports import public_part
from bot.rules.suppression import Figure
from bot.screens.council_reports import document
from bot.screens.report_words import GROUPS, TARGETS
from handlers.files import report_docx, report_html, report_pdf, report_tables
from tests.harness.databases import NOW
from tests.harness.plans import numbered
from tests.harness.released_files import (
    Facts,
    Page,
    as_bars,
    beside_tables,
    numbers_of,
    of_docx,
    of_pdf,
    of_xlsx,
)
from tests.test_rules_suppression import Attacker, secrets_of

DISTRICT = District(1, "a", "Kreis A", "BW", "Europe/Berlin", Contact())
FIELDS = [Field(1, 1, "work", "•", {"de": "Arbeit"})]
CAME = {1: 17, 2: 3, 3: 21, 4: 1, 5: 8}
"""Meeting → the people who came; those of small meetings must not be found."""
ASKED = {
    ("housing", "ar", "Bonndorf"): 19, ("housing", "ti", "Bonndorf"): 3, ("housing", "uk", ""): 9,
    ("work", "ar", ""): 1, ("work", "uk", ""): 1, ("work", "ti", ""): 1, ("work", "fa", ""): 1,
    ("work", "so", ""): 1, ("doctor", "ar", ""): 12, ("doctor", "uk", "Bonndorf"): 2,
    ("kita", "uk", ""): 7, ("pets", "de", ""): 4,
}  # fmt: skip
CAME_TO = "Teilnahmen an Treffen"
WAITED = {1: 6, 2: 3, 3: 12, 4: 1, 5: 5}
"""Meeting → the newcomers for whom there was no place."""
LEVELS = [
    CourseNumbers(1, Level.A1, 7, 3, 4), CourseNumbers(2, Level.A1, 2, 1, 0),
    CourseNumbers(None, Level.B1, 4, 9, 11), CourseNumbers(1, Level.C1, 1, 1, 0),
]  # fmt: skip
Plan = list[tuple[str, int, tuple[int, ...]]]
"""Number, id and meetings of each measure."""
Version = tuple[dict[int, int], dict[tuple[str, str, str], int], Plan]
FIRST: Plan = [("1", 1, (1,)), ("2", 2, (2,)), ("3", 3, (1, 3)), ("4", 4, (3, 4))]
RENUMBERED: Plan = [("1", 2, (2,)), ("2", 4, (4, 3)), ("6", 3, (1, 3)), ("9", 1, (1,))]
OF_THE_OFFICE = ("hidden", "told", "is_met")
"""Parts of a snapshot that say which numbers are not 0, or not small."""
SMALL = ("housing", "ti", "Bonndorf")
VERSIONS: list[Version] = [
    (CAME, ASKED, FIRST),
    (CAME | {2: 9}, ASKED | {SMALL: 12}, RENUMBERED),
    (CAME | {2: 9, 5: 14}, ASKED | {SMALL: 13}, [*RENUMBERED, ("10", 10, (1, 2))]),
]
"""A report, a correction of two small numbers that numbers the measures anew, and another one."""


def waiting_of(came: Mapping[int, int]) -> list[Waiting]:
    """The newcomers without a place: as many more or fewer as came."""
    return [
        Waiting(n, "T", NOW.date(), n % 3, f"Kreis {n % 3}", "work" if n % 2 else "",
                "Bonndorf" if n <= 3 else "", count + came[n] - CAME[n])
        for n, count in WAITED.items()
    ]  # fmt: skip


def waited(came: Mapping[int, int], **parts: str) -> dict[str, int]:
    """Return the newcomers without a place of those meetings, as atoms of this count."""
    return {
        f"waited {w.meeting_id}: {w.newcomers}": w.newcomers
        for w in waiting_of(came)
        if all(getattr(w, part) == name for part, name in parts.items())
    }


def meetings(came: Mapping[int, int], ids: Sequence[int] = ()) -> Evidence:
    chosen = {f"meeting {n}": count for n, count in came.items() if n in ids or not ids}
    newcomers = {w.meeting_id: w.newcomers for w in waiting_of(came)}
    waiting = {waiting_atom(n): count for n, count in newcomers.items() if n in ids or not ids}
    figures = {"held": len(chosen), "cancelled": 0, "came": sum(chosen.values())}
    figures["waited"] = sum(waiting.values())
    people = {"came": chosen, "waited": waiting}
    return Evidence(EvidenceKind.MEETINGS, figures, tuple(ids), people, Only(ids=tuple(ids)))


def told_of(
    came: Mapping[int, int], asked: Mapping[tuple[str, str, str], int], plan: Plan
) -> ReportMaterial:
    """Return a half-year; ``plan`` has number, id and meetings of each measure."""
    sent = {"sending 1": 1, "sending 2": 1, "sending 3": 1, "sending 4": 1, "sending 5": 1}
    messages = Evidence(EvidenceKind.MESSAGES, {"sendings": 5, "arrived": 5}, (), {"arrived": sent})
    measures = [
        MeasureStatus(
            Measure(measure_id, 1, 1, replace(
                numbered(number, field="work", public=measure_id % 2 == 0),
                texts=(MeasureText("de", f"Treff {measure_id}"),),
            )),
            None,
            (meetings(came, ids),),
        )
        for number, measure_id, ids in plan
    ]  # fmt: skip
    return ReportMaterial(
        DISTRICT, HalfYear(2026, 2), NOW.date(), fields=FIELDS, measures=measures,
        district_evidence=[meetings(came), messages],
        waiting=waiting_of(came), levels=LEVELS,
        asked=[Asked("2026-W30", *part, count) for part, count in asked.items()],
        supply={"housing": Supply(4, 2), "pets": Supply(1), "kita": Supply(2), "work": Supply(1)},
        languages={"ar|Bonndorf": 40, "ti|Bonndorf": 2, "uk|": 9, "de|": 30},
        volunteers={"Bonndorf": 4, "": 3},
        arrivals=[Arrivals("2026-W30", 5, 17), Arrivals("2026-W30", 6, 2)],
        searched=[Searched(5, "german_course", 11), Searched(5, "cv", 4)],
        groups=dict.fromkeys(GROUPS, 0), targets=dict.fromkeys(TARGETS, 0),
    )  # fmt: skip


def released(material: ReportMaterial, before: Snapshot | None = None) -> Snapshot:
    """Return the next version of a report."""
    if before:
        hidden = frozenset(before["hidden"])
        material = replace(material, hidden=hidden, told=before["told"])
    version = before["version"] + 1 if before else 1
    parts = {"version": version, "reason": "", "released_at": NOW.isoformat()}
    return json.loads(canonical(compose(material) | parts))


def read(tr: Translator, snapshot: Snapshot) -> Facts:
    """Return what all files of a version say; each tells a part of a report with its own words."""
    report, public = document(tr, snapshot), document(tr, public_part(snapshot))
    workbook, paper = report_tables.rendered(report, snapshot), report_docx.rendered(report)
    page, tables = Page(str(report_html.body(public))), of_docx(paper)
    told = [of_xlsx(workbook), tables, page.facts]
    told.append(as_bars([*beside_tables(workbook), *beside_tables(paper), *page.said]))
    if snapshot["version"] == len(VERSIONS):
        known = {key: set() for key in tables if key[1] == CAME_TO}
        told.append(of_pdf(report_pdf.rendered(report), known))
        assert known.keys() <= told[-1].keys()
    return together(told)


def together(files: Iterable[Facts]) -> Facts:
    facts: Facts = {}
    for file in files:
        for key, values in file.items():
            facts.setdefault(key, set()).update(values)
    return facts


def only_json(snapshot: Snapshot) -> Facts:
    """Return what the data of a version says, as offices and everybody get it."""
    files = (for_readers(snapshot), public_part(snapshot))
    return together(numbers_of(json.loads(canonical(file))) for file in files)


Cells = dict[tuple[str, ...], Mapping[str, int]]
"""Where a number of people may stand in the files → what it is a sum of."""


def meetings_of(came: Mapping[int, int], ids: Sequence[int]) -> dict[str, int]:
    """Return the people of meetings; a count that was corrected is another atom from then on."""
    return {f"meeting {n}: {came[n]}": came[n] for n in ids}


def cells_of(tr: Translator, version: Version) -> Cells:
    came, asked, plan = version
    every = meetings_of(came, sorted(came))
    cells: Cells = {
        ("Aktivitäten im Halbjahr", CAME_TO, "Anzahl"): every,
        ("activity", "meetings", "figures", "came"): every,
    }
    every = waited(came)
    cells[plain(tr("Waiting lists")), plain(tr("All")), plain(tr("Number of people"))] = every
    cells["waiting", "all"] = every
    cells["activity", "meetings", "figures", "waited"] = every
    for w in waiting_of(came):
        for part in ("field", "municipality", "group"):
            name = getattr(w, part)
            cells["waiting", part, name] = waited(came, **{part: name})
    for level in (Level.A1, Level.B1, Level.C1):
        for part in ("placed", "waiting"):
            own = [row for row in LEVELS if row.level is level]
            atoms = {f"{level} {part} {row.town_id}": getattr(row, part) for row in own}
            cells["levels", level.name, part] = atoms
    for number, _, ids in plan:
        own = meetings_of(came, ids)
        cells[f"Maßnahme {number}", CAME_TO, "Wert"] = own
        cells["measures", number, "evidence", "meetings", "figures", "came"] = own
    for part in asked:
        concept = part[0]
        cells["Bedarf", tr.concept_name(concept), "Anzahl der Suchen"] = searches(asked, *part[:1])
        cells["needs", concept, "asked"] = searches(asked, concept)
        cells["needs", concept, "languages", part[1]] = searches(asked, concept, language=part[1])
        cells["needs", concept, "towns", part[2]] = searches(asked, concept, town=part[2])
    return cells


def searches(
    asked: Mapping[tuple[str, str, str], int],
    concept: str,
    language: str | None = None,
    town: str | None = None,
) -> dict[str, int]:
    """Return the searches for a concept, those in a language or from a town if one is given."""
    return {
        f"{part}: {count}": count
        for part, count in asked.items()
        if part[0] == concept and language in (None, part[1]) and town in (None, part[2])
    }


def attacked(tr: Translator, *, all_forgotten: bool = False) -> tuple[list[str], list[str]]:
    """Return what an attacker finds in the files of all versions, and what is not true in them.

    ``all_forgotten``: no version knows what the ones before told and hid.
    """
    figures, told, wrong, last = [], set(), [], None
    for number, version in enumerate(VERSIONS, 1):
        last = released(told_of(*version), None if all_forgotten else last)
        shown = last | {"version": number}
        facts = together([only_json(shown), {} if all_forgotten else read(tr, shown)])
        for cell, atoms in cells_of(tr, version).items():
            figure = Figure(f"{number}: {cell}", atoms)
            figures.append(figure)
            numbers = facts.get(cell, set()) - {"–"}
            wrong += [f"{figure.name}: {n}" for n in numbers if n != str(figure.value)]
            told |= {figure.name} if numbers else set()
        wrong += [
            f"{number}: {name}" for name in ("hidden", "told", "is_met") if name in str(facts)
        ]
    assert len(told) > len(VERSIONS) * 5
    attacker = Attacker(figures, frozenset(told))
    return attacker.finds(secrets_of(attacker, figures)), wrong


def test_all_files_of_all_versions_tell_no_number_below_five(
    translators: Mapping[str, Translator],
) -> None:
    """Measures got other numbers and other places in between, and one was added."""
    found, wrong = attacked(translators["de"])
    assert (found, wrong) == ([], [])


def test_the_attacker_is_a_good_one(translators: Mapping[str, Translator]) -> None:
    """Versions that know nothing of each other do tell it."""
    found, _ = attacked(translators["de"], all_forgotten=True)
    assert len(found) > 2
