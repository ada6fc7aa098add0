"""Everyday occupations, and who recognises the papers of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ladder import Source
from bot.domain.levels import Level


class RecognitionOffice(StrEnum):
    """Who decides whether a paper is worth the same as the German one; ``NONE``: nobody needs to.

    ``INSTRUCTION`` and ``LICENCE`` are no recognition: a lesson with a card, a driving licence.
    """

    HEALTH = "health"
    DOCTORS = "doctors"
    SOCIAL = "social"
    SCHOOL = "school"
    CRAFTS = "crafts"
    INDUSTRY = "industry"
    FARMING = "farming"
    ENGINEERS = "engineers"
    ARCHITECTS = "architects"
    LAW = "law"
    DEGREES = "degrees"
    INSTRUCTION = "instruction"
    LICENCE = "licence"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation. ``name`` is the German one, which people need at the office.

    ``isco`` are the four digits of ISCO-08. ``names`` are what people read, by language: the work,
    neutral in gender. ``words`` are those that people type, by language. ``is_regulated``: nobody
    may work in it without permission. ``is_service``: people also look for somebody who does it.
    ``german`` is the level that is wanted, ``courses`` are codes of kinds of the ladder,
    ``concept`` is that of the search.
    """

    code: str
    isco: str
    name: str
    office: RecognitionOffice
    is_regulated: bool
    german: Level
    concept: str
    courses: tuple[str, ...]
    names: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    source: Source
    is_service: bool = False


@dataclass(frozen=True, slots=True)
class Occupations:
    """All occupations by code, and the words by which people say what they are, by language."""

    table: Mapping[str, Occupation]
    says: Mapping[str, tuple[str, ...]]
