"""The ladder of courses: thirty people and what is right for them, and what a file may not be."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.domain.ladder import Giver, Ladder, Situation, Status, Use
from bot.domain.levels import Level, Script
from bot.rules import ladder as rules
from storage.catalogue.facts import FactsError
from storage.catalogue.ladders import Ladders, load_ladders, shipped_ladder
from tests.harness.databases import KEY
from tests.harness.server import lotse

L, S, U, A = Script.LITERACY, Script.SECOND, Script.UNSURE, Script.LATIN
A0, A1, A2, B1, B2, C1, C2 = Level
JOB, PERMIT, ASYLUM, TOLERATED, EU, UNKNOWN = Status
OWN = """
[kinds.start_course]
name = "Deutsch-Starthilfe des Kreises"
from = "A0"
to = "A1"
following = ["open_beginner"]
words = ["starthilfe"]
source = "Landratsamt"
url = "https://rems-murr.example/deutsch"
as_of = 2026-11-01

[needs.entitlement]
name = "Berechtigung zum Integrationskurs"
givers = { jobcenter = "jobcenter", permit = "foreigners_office", tolerated = "foreigners_office" }
source = "Landratsamt"
url = "https://rems-murr.example/deutsch"
as_of = 2026-11-01
"""
DISTRICTS = {"Waiblingen": "rems-murr", "Radolfzell": "konstanz"}


class Case(NamedTuple):
    """Somebody, and the codes of what comes next: exactly these, in this order."""

    status: Status
    level: Level
    paper: Level | None
    town: str
    steps: str
    script: Script = A
    is_minor: bool = False


CASES = (
    Case(JOB, A0, None, "Radolfzell", "integration intensive women_parents"),
    Case(JOB, A1, None, "Radolfzell", "integration intensive women_parents"),
    Case(JOB, A2, None, "Radolfzell", "integration intensive women_parents"),
    Case(JOB, A2, A2, "Radolfzell", "repeat job_b1 integration"),
    Case(JOB, B1, None, "Radolfzell", "job_b2 open_advanced job_subject"),
    Case(JOB, B1, B1, "Radolfzell", "job_b2 open_advanced job_subject"),
    Case(JOB, B2, B2, "Radolfzell", "job_c1 open_advanced job_trainee"),
    Case(JOB, C1, C1, "Radolfzell", "job_c2"),
    Case(JOB, C2, None, "Radolfzell", ""),
    Case(JOB, A1, B1, "Radolfzell", "job_b2 open_advanced job_subject"),
    Case(PERMIT, A0, None, "Radolfzell", "integration intensive women_parents"),
    Case(PERMIT, B1, A2, "Radolfzell", "job_b2 open_advanced job_subject"),
    Case(PERMIT, A0, None, "Radolfzell", "literacy literacy_open first_steps", L),
    Case(PERMIT, B2, None, "Radolfzell", "literacy literacy_open", L),
    Case(PERMIT, A1, None, "Radolfzell", "second_script literacy_open job_a2", S),
    Case(PERMIT, B1, None, "Radolfzell", "second_script literacy_open", S),
    Case(PERMIT, A1, None, "Radolfzell", "", U),
    Case(ASYLUM, A0, None, "Radolfzell", "integration intensive women_parents"),
    Case(ASYLUM, B1, B1, "Radolfzell", "open_advanced job_trainee job_recognition"),
    Case(TOLERATED, A0, None, "Radolfzell", "first_steps open_beginner"),
    Case(TOLERATED, A1, None, "Radolfzell", "open_beginner"),
    Case(TOLERATED, A0, None, "Radolfzell", "literacy_open first_steps", L),
    Case(TOLERATED, B1, None, "Radolfzell", "open_advanced job_trainee job_recognition"),
    Case(EU, A2, None, "Radolfzell", "integration intensive women_parents"),
    Case(EU, B1, B1, "Radolfzell", "job_b2 open_advanced job_subject"),
    Case(UNKNOWN, A0, None, "Radolfzell", "integration intensive women_parents"),
    Case(JOB, A0, None, "Radolfzell", "school", is_minor=True),
    Case(TOLERATED, A0, None, "Radolfzell", "school", L, is_minor=True),
    Case(JOB, A0, None, "Waiblingen", "integration start_course intensive"),
    Case(TOLERATED, A0, None, "Waiblingen", "integration start_course intensive"),
    Case(ASYLUM, A0, None, "Waiblingen", "start_course first_steps open_beginner"),
    Case(TOLERATED, B1, None, "Waiblingen", "open_advanced job_trainee job_recognition"),
)


@pytest.fixture
def ladders(tmp_path: Path) -> Ladders:
    (tmp_path / "rems-murr.toml").write_text(OWN, "utf-8")
    return load_ladders(tmp_path)


def situation(case: Case) -> Situation:
    return Situation(case.level, case.script, case.status, case.paper, case.is_minor)


def test_thirty_people_and_what_comes_next(ladders: Ladders) -> None:
    wrong = []
    for case in CASES:
        ladder = ladders.of(DISTRICTS[case.town])
        found = rules.next_steps(ladder, situation(case)).steps
        codes = " ".join(step.kind.code for step in found)
        if codes != case.steps:
            wrong.append((case, codes))
    assert not wrong
    assert len(CASES) >= 30


def test_every_paper_that_is_missing_names_who_gives_it() -> None:
    """In all situations: no step needs what this person cannot get, and each is told once."""
    ladder, wrong = shipped_ladder(), []
    for case in every_situation():
        result = rules.next_steps(ladder, case)
        for step in result.steps:
            told = {open_need.need.code for open_need in step.needs}
            had = {code for code in step.kind.needs if has(ladder, code, case)}
            if told | had != set(step.kind.needs) or told & had:
                wrong.append((case, step))
    assert not wrong


def test_who_does_not_read_is_led_to_no_standard_course() -> None:
    wrong = []
    for case in every_situation():
        result = rules.next_steps(shipped_ladder(), case)
        is_wrong = any(case.script not in step.kind.scripts for step in result.steps)
        if is_wrong or (
            case.script is U and not case.is_minor and (result.steps or not result.test)
        ):
            wrong.append(case)
    assert not wrong


def test_who_reads_and_is_below_c2_finds_a_way_or_something_meanwhile() -> None:
    wrong = []
    for case in every_situation():
        result = rules.next_steps(shipped_ladder(), case)
        official = max(case.level, case.paper or A0)
        if official < C1 and case.script is not U and not result.steps:
            wrong.append(case)
        if official < C2 and not result.steps and not result.meanwhile:
            wrong.append(case)
    assert not wrong


def test_the_giver_of_the_entitlement_follows_the_status() -> None:
    givers = {}
    for status in Status:
        result = rules.next_steps(shipped_ladder(), Situation(A1, A, status))
        needs = {need.need.code: need.giver for need in result.steps[0].needs}
        givers[status] = needs.get("entitlement")
    assert givers == {
        JOB: Giver.JOBCENTER,
        PERMIT: Giver.FOREIGNERS_OFFICE,
        ASYLUM: Giver.BAMF,
        EU: Giver.BAMF,
        UNKNOWN: Giver.ADVICE,
        TOLERATED: None,
    }


def test_a_native_speaker_may_need_no_course() -> None:
    result = rules.next_steps(shipped_ladder(), Situation(B2, A, EU, is_fluent=True))
    assert result.needs_none


def test_a_certificate_that_contradicts_the_answers_leads_to_the_test_alone() -> None:
    """No "C2 course" for somebody who cannot say their name; children are at school anyway."""
    for case in every_situation():
        result = rules.next_steps(shipped_ladder(), replace(case, contradicts=True))
        assert result.test_first is not case.is_minor
        assert case.is_minor or not result.steps


def test_our_ladder_names_a_source_and_a_day_for_everything() -> None:
    ladder = shipped_ladder()
    entries = [*ladder.kinds.values(), *ladder.needs.values()]
    without = [
        entry.code
        for entry in entries
        if not entry.source.url.startswith("https://") or entry.source.as_of < date(2026, 1, 1)
    ]
    assert not without
    assert len([kind for kind in ladder.kinds.values() if kind.use is Use.COURSE]) >= 18


def test_a_district_replaces_entries_and_keeps_the_others(ladders: Ladders) -> None:
    own = ladders.of("rems-murr")
    assert own.kinds["start_course"].source.name == "Landratsamt"
    assert own.needs["entitlement"].giver(ASYLUM) is None
    assert own.kinds["integration"] == shipped_ladder().kinds["integration"]
    assert ladders.of("konstanz") == ladders.of("") == shipped_ladder()


BROKEN = {
    "a circle": (
        '[kinds.integration]\nname = "I"\nfrom = "A0"\nto = "B1"\nfollowing = ["job_b2"]\n'
        'SOURCE\n[kinds.job_b2]\nname = "J"\nfrom = "B1"\nto = "B2"\nfollowing = ["integration"]\n'
        "SOURCE",
        "kinds.integration: leads back to itself: integration → job_b2 → integration",
    ),
    "itself": (
        '[kinds.x]\nname = "X"\nfrom = "A0"\nto = "B1"\nfollowing = ["x"]\nSOURCE',
        "kinds.x: leads back to itself: x → x",
    ),
    "an unknown kind": (
        '[kinds.x]\nname = "X"\nfrom = "A0"\nto = "B1"\nfollowing = ["nowhere"]\nSOURCE',
        "kinds.x: names the kind nowhere",
    ),
    "an unknown need": (
        '[kinds.x]\nname = "X"\nfrom = "A0"\nto = "B1"\nneeds = ["stamp"]\nSOURCE',
        "kinds.x: needs stamp",
    ),
    "no source": (
        '[kinds.x]\nname = "X"\nfrom = "A0"\nto = "B1"\nas_of = 2026-01-01',
        "kinds.x: has no source",
    ),
    "a source of blanks": (
        '[kinds.x]\nname = "X"\nfrom = "A0"\nto = "B1"\nsource = " "\nurl = "https://amt.example"\n'
        "as_of = 2026-01-01",
        "kinds.x: has no source",
    ),
    "a source without an address": (
        '[kinds.x]\nname = "X"\nfrom = "A0"\nto = "B1"\nsource = "Gesetz"\nurl = "§ 44"\n'
        "as_of = 2026-01-01",
        "kinds.x: has no source",
    ),
    "a need without a source": (
        '[needs.x]\nname = "X"\ngivers = { "" = "provider" }\nas_of = 2026-01-01',
        "needs.x: has no source",
    ),
    "a need that nobody gives": ('[needs.x]\nname = "X"\nSOURCE', "needs.x: does not say who"),
    "levels upside down": (
        '[kinds.x]\nname = "X"\nfrom = "B1"\nto = "A1"\nSOURCE',
        "kinds.x: ends below the level it begins at: B1 to A1",
    ),
    "a gap": (
        '[kinds.x]\nname = "X"\nfrom = "A0"\nto = "A1"\nfollowing = ["job_b2"]\nSOURCE',
        "kinds.x: leads to job_b2, which begins above",
    ),
    "a level that is none": (
        '[kinds.x]\nname = "X"\nfrom = "a1"\nto = "B7"\nSOURCE',
        "kinds.x: from must be one of A0",
    ),
    "no day": ('[kinds.x]\nname = "X"\nfrom = "A0"\nto = "A1"', "kinds.x: as_of must be a day"),
    "a mistyped key": (
        '[kinds.x]\nname = "X"\nfrom = "A0"\nto = "A1"\nnext = ["literacy"]\nSOURCE',
        "kinds.x: next means nothing here",
    ),
    "a giver that is none": (
        '[needs.x]\nname = "X"\ngivers = { jobcenter = "mayor" }\nSOURCE',
        "needs.x: mayor is not one of",
    ),
    "numbers that are none": (
        '[kinds.x]\nname = "X"\nfrom = "A0"\nto = "A1"\nunits = -3\nrank = "one"\nSOURCE',
        "kinds.x: units must be a number",
    ),
    "lists that are none": (
        '[kinds.x]\nname = 3\nfrom = "A0"\nto = "A1"\nneeds = "entitlement"\nscripts = [1]\nSOURCE',
        "kinds.x: needs must be a list of texts",
    ),
    "tables that are none": ('kinds = "x"', "kinds: must hold tables"),
    "a table too much": ("[courses.x]", "file: courses means nothing here"),
    "no TOML": ("[kinds.x", "Expected ']'"),
}
SOURCE = 'source = "Gesetz"\nurl = "https://gesetz.example"\nas_of = 2026-01-01\n'


def test_a_broken_file_is_told_with_the_entry_and_the_reason(tmp_path: Path) -> None:
    wrong = []
    for name, (content, reason) in BROKEN.items():
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        (folder / "rems-murr.toml").write_text(content.replace("SOURCE", SOURCE), "utf-8")
        try:
            load_ladders(folder)
            wrong.append((name, "was accepted"))
        except FactsError as error:
            if not any(f"rems-murr.toml: {reason}" in line for line in error.reasons):
                wrong.append((name, error.reasons))
    assert not wrong


def test_the_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(BROKEN["no source"][0], "utf-8")
    with pytest.raises(FactsError) as caught:
        load_ladders(tmp_path)
    assert [line.partition(":")[0] for line in caught.value.reasons] == ["a.toml", "b.toml"]
    with pytest.raises(FactsError, match="no such folder"):
        load_ladders(tmp_path / "nowhere")


def test_a_ladder_without_a_test_is_told() -> None:
    ladder = shipped_ladder()
    courses = {code: replace(kind, use=Use.COURSE) for code, kind in ladder.kinds.items()}
    assert "use" in " ".join(map(str, rules.mistakes(Ladder(courses, ladder.needs))))


def test_what_follows_a_kind_is_known() -> None:
    ladder = shipped_ladder()
    codes = [kind.code for kind in rules.following(ladder, "literacy")]
    assert codes == ["repeat", "job_a2", "job_b1"]
    assert rules.following(ladder, "nowhere") == ()


def test_a_broken_ladder_stops_the_start_and_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "ladders"
    folder.mkdir()
    (folder / "rems-murr.toml").write_text(BROKEN["itself"][0].replace("SOURCE", SOURCE), "utf-8")
    settings = {"LOTSE_LEVELS_LADDERS": str(folder), "LOTSE_SECRET_KEY": KEY}
    wrong = []
    for command in ("check-config", "run"):
        done = lotse(tmp_path, command, **settings)
        is_told = "rems-murr.toml: kinds.x: leads back to itself: x → x" in done.stderr
        if done.returncode != 2 or not is_told or "Traceback" in done.stderr:
            wrong.append((command, done.stderr))
    assert not wrong


def every_situation() -> list[Situation]:
    return [
        Situation(level, script, status, paper, is_minor)
        for level in Level
        for script in Script
        for status in Status
        for paper in (None, A2, B1)
        for is_minor in (False, True)
    ]


def has(ladder: Ladder, code: str, case: Situation) -> bool:
    level = ladder.needs[code].level
    return level is not None and case.paper is not None and case.paper >= level
