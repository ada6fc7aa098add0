"""Which course comes next, and what is wrong with a ladder."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from bot.domain.ladder import (
    Age,
    CourseKind,
    Ladder,
    Need,
    NextSteps,
    OpenNeed,
    Situation,
    Step,
    Use,
)
from bot.domain.levels import Script
from bot.domain.offers import Draft, text_in
from bot.rules.facts import CODE, Mistake, is_written

JOINED, WHOLE = " + ", "="
"""What stands between the parts of a phrase of a kind, and before one that is a whole title."""
SHORT = 4
"""Maximum length of a part of a phrase that has to be a word of its own, in letters."""
_KIND_LINE = re.compile(r"^Kursart: (.+)$", re.MULTILINE)
MOST_STEPS = 3
"""Maximum number of kinds that are recommended at once."""


class MistakeKind(StrEnum):
    """What is wrong with an entry of a ladder."""

    CODE = "codes have at most 16 small letters, digits and _"
    UNKNOWN_KIND = "names the kind {value}, which does not exist"
    UNKNOWN_NEED = "needs {value}, which does not exist"
    CIRCLE = "leads back to itself: {value}"
    NO_SOURCE = "has no source; give source, url and as_of"
    LEVELS = "ends below the level it begins at: {value}"
    GAP = "leads to {value}, which begins above the level this ends at"
    NO_GIVER = "does not say who gives it"
    NO_TEST = 'there is no kind with use = "test"'


def mistakes(ladder: Ladder) -> list[Mistake]:
    """Return everything that is wrong with a ladder, in its order."""
    wrong = [mistake for kind in ladder.kinds.values() for mistake in _of_kind(ladder, kind)]
    wrong += [mistake for need in ladder.needs.values() for mistake in _of_need(need)]
    if not any(kind.use is Use.TEST for kind in ladder.kinds.values()):
        wrong.append(Mistake("kinds", MistakeKind.NO_TEST))
    return wrong


def _of_kind(ladder: Ladder, kind: CourseKind) -> Iterator[Mistake]:
    entry = f"kinds.{kind.code}"
    if not CODE.fullmatch(kind.code):
        yield Mistake(entry, MistakeKind.CODE)
    if not is_written(kind.source):
        yield Mistake(entry, MistakeKind.NO_SOURCE)
    if kind.level_from > kind.level_to:
        levels = f"{kind.level_from.name} to {kind.level_to.name}"
        yield Mistake(entry, MistakeKind.LEVELS, levels)
    for code in kind.needs:
        if code not in ladder.needs:
            yield Mistake(entry, MistakeKind.UNKNOWN_NEED, code)
    yield from _of_following(ladder, kind, entry)


def _of_following(ladder: Ladder, kind: CourseKind, entry: str) -> Iterator[Mistake]:
    for code in kind.following:
        if code not in ladder.kinds:
            yield Mistake(entry, MistakeKind.UNKNOWN_KIND, code)
        elif ladder.kinds[code].level_from > kind.level_to:
            yield Mistake(entry, MistakeKind.GAP, code)
    if circle := _circle(ladder, kind.code):
        yield Mistake(entry, MistakeKind.CIRCLE, " → ".join(circle))


def _of_need(need: Need) -> Iterator[Mistake]:
    entry = f"needs.{need.code}"
    if not is_written(need.source):
        yield Mistake(entry, MistakeKind.NO_SOURCE)
    if not need.givers:
        yield Mistake(entry, MistakeKind.NO_GIVER)


def _circle(ladder: Ladder, start: str) -> list[str]:
    """Return the shortest way from a kind back to itself, [] if there is none."""
    ways, seen = [[start]], {start}
    for way in ways:
        kind = ladder.kinds.get(way[-1])
        for code in kind.following if kind else ():
            if code == start:
                return [*way, code]
            if code not in seen:
                seen.add(code)
                ways.append([*way, code])
    return []


def next_steps(ladder: Ladder, situation: Situation) -> NextSteps:
    """Return the kinds that fit, the best first, the test, and what helps meanwhile.

    Papers that somebody has count for a kind; a missing one is named with who gives it. Who cannot
    get what a kind needs is not led to it. Where reading is unsure, or a certificate contradicts
    the answers, only the test is certain, so no course comes before it.
    """
    test_first = _is_unclear(situation)
    kinds = [kind for kind in ladder.kinds.values() if _is_possible(ladder, kind, situation)]
    courses = [kind for kind in kinds if kind.use is Use.COURSE and not test_first]
    ranked = sorted(courses, key=lambda kind: _rank(ladder, kind, situation))
    steps = [Step(kind, _open_needs(ladder, kind, situation)) for kind in ranked[:MOST_STEPS]]
    return NextSteps(
        steps=tuple(steps),
        test=_test(ladder, situation),
        meanwhile=tuple(kind for kind in kinds if kind.use is Use.MEANWHILE),
        needs_none=situation.is_fluent and not situation.is_minor,
        test_first=test_first,
    )


def _is_unclear(situation: Situation) -> bool:
    """Return whether only the test can tell what fits; at school the teachers find out."""
    is_doubtful = situation.script is Script.UNSURE or situation.contradicts
    return is_doubtful and not situation.is_minor


def following(ladder: Ladder, code: str) -> tuple[CourseKind, ...]:
    """Return the kinds that come after one; () for a kind that the ladder does not have."""
    kind = ladder.kinds.get(code)
    return tuple(ladder.kinds[after] for after in kind.following) if kind else ()


def proposed_kind(ladder: Ladder, title: str) -> str:
    """Return the code of the kind that a German title names, "" if none.

    A kind for people who learn to read wins, so that it never stands among standard courses; then
    longer words do.
    """
    lowered = " ".join(title.casefold().split())
    title_words = re.findall(r"\w+", lowered)
    fits = [
        (Script.LATIN not in kind.scripts, len(phrase.replace(JOINED, "")), -position, kind.code)
        for position, kind in enumerate(ladder.kinds.values())
        for phrase in kind.words
        if _names(phrase, lowered, title_words)
    ]
    return max(fits)[-1] if fits else ""


def _names(phrase: str, title: str, title_words: Sequence[str]) -> bool:
    """Return whether a title holds all parts of a phrase: "bsk + b2"; "=x" is a whole title.

    A part as short as a level or "bsk" is a word of its own, a longer one may stand within a word.
    """
    if phrase.startswith(WHOLE):
        return title == phrase.removeprefix(WHOLE)
    parts = phrase.split(JOINED)
    return all(part in (title_words if len(part) <= SHORT else title) for part in parts)


def concept_of(kind: CourseKind) -> str:
    """Return the concept of the search that a kind belongs to, to count needs together."""
    if kind.use is Use.TEST:
        return "placement_test"
    if Script.LATIN not in kind.scripts:
        return "literacy"
    if "entitlement" in kind.needs:
        return "integration_course"
    return "job_german" if "job_entitlement" in kind.needs else "german_course"


def with_kind(ladder: Ladder, draft: Draft) -> Draft:
    """Return a draft with the kind that its German words name, if the file says none we know.

    Words of a column of kinds that are none of ours stand in the description; they say more than
    the title: "Integrationskurs 12" of the kind "Alphabetisierungskurs".
    """
    details = draft.details
    if details.course_kind:
        return draft
    text = text_in(details.texts, "de")
    named = _KIND_LINE.findall(text.description)
    kinds = (proposed_kind(ladder, words) for words in (*named, text.title))
    kind = next(filter(None, kinds), "")
    return replace(draft, details=replace(details, course_kind=kind))


def _is_possible(ladder: Ladder, kind: CourseKind, situation: Situation) -> bool:
    age = Age.MINORS if situation.is_minor else Age.ADULTS
    return (
        kind.age in (age, Age.ALL)
        and situation.script in kind.scripts
        and _is_at(kind, situation)
        and all(_is_reachable(ladder.needs[code], kind, situation) for code in kind.needs)
    )


def _is_reachable(need: Need, kind: CourseKind, situation: Situation) -> bool:
    if kind.only_with_paper and need.level is not None:
        return _has(need, situation)
    return _has(need, situation) or need.giver(situation.status) is not None


def _is_at(kind: CourseKind, situation: Situation) -> bool:
    """Return whether a kind has something to teach.

    A certificate counts where it says more than the answers, because the office goes by it. A
    course for letters fits everybody who needs them, however well they speak.
    """
    level = max(situation.level, situation.paper or situation.level)
    if kind.use is Use.MEANWHILE:
        return kind.level_from <= level <= kind.level_to
    if situation.script is not Script.LATIN and Script.LATIN not in kind.scripts:
        return kind.level_from <= level
    return kind.level_from <= level < kind.level_to


def _has(need: Need, situation: Situation) -> bool:
    """Return whether somebody has a certificate already; of other papers we know nothing."""
    return need.level is not None and situation.paper is not None and situation.paper >= need.level


def _rank(ladder: Ladder, kind: CourseKind, situation: Situation) -> tuple[int, int, int]:
    """Return what a kind is sorted by: its rank, missing certificates, then those that count."""
    certificates = [ladder.needs[code] for code in kind.needs if ladder.needs[code].level]
    had = sum(_has(need, situation) for need in certificates)
    return kind.rank, len(certificates) - had, -had


def _open_needs(ladder: Ladder, kind: CourseKind, situation: Situation) -> tuple[OpenNeed, ...]:
    missing = [ladder.needs[code] for code in kind.needs if not _has(ladder.needs[code], situation)]
    givers = [(need, need.giver(situation.status)) for need in missing]
    return tuple(OpenNeed(need, giver) for need, giver in givers if giver)


def _test(ladder: Ladder, situation: Situation) -> CourseKind | None:
    """Return the placement test; at school the teachers find out."""
    tests = (kind for kind in ladder.kinds.values() if kind.use is Use.TEST)
    return None if situation.is_minor else next(tests, None)
