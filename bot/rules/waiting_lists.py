"""What a report tells of waiting lists: newcomers for whom there was no place at a meeting.

A report that was released before there were such numbers must not look changed: without any number
there is no such part at all.
"""

from collections.abc import Collection, Sequence
from typing import Any

from bot.domain.needs import Waiting, waiting_atom
from bot.rules.suppression import Figure

ALL = "waiting"
"""The name of the figure of everybody who waited in vain."""
BY = ("field", "municipality", "group")
"""What the others are told by, the most important first."""
Part = dict[str, Any]


def figures(waiting: Sequence[Waiting]) -> list[Figure]:
    """Return every number of waiting newcomers that a report may tell."""
    every = [Figure(ALL, _atoms(waiting))] if waiting else []
    return [*every, *(figure for part in BY for figure in _by(waiting, part))]


def told(waiting: Sequence[Waiting], names: Collection[str]) -> Part:
    """Return the numbers that are told; ``names`` are the published figures."""
    values = {f.name: f.value for f in figures(waiting) if f.name in names}
    parts: Part = {"all": values.get(ALL)}
    for part in BY:
        start = f"{ALL}|{part}="
        parts[part] = {n.removeprefix(start): v for n, v in values.items() if n.startswith(start)}
    return {"waiting": parts} if values else {}


def _by(waiting: Sequence[Waiting], part: str) -> list[Figure]:
    """Return a figure for each field, town or group, that of most people first."""
    rows: dict[str, list[Waiting]] = {}
    for meeting in waiting:
        rows.setdefault(getattr(meeting, part), []).append(meeting)
    found = [Figure(f"{ALL}|{part}={name}", _atoms(own)) for name, own in rows.items()]
    return sorted(found, key=lambda figure: (-figure.value, figure.name))


def _atoms(waiting: Sequence[Waiting]) -> dict[str, int]:
    return {waiting_atom(meeting.meeting_id): meeting.newcomers for meeting in waiting}
