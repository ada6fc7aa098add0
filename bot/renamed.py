"""Keys of sentences that were renamed: what a database holds under an old one is still found."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

FILE = "renamed.toml"
PLURAL = " ‖ "
"""Divides the two forms of a plural in the table."""


def load_renamed(folder: Path) -> dict[str, str]:
    """Return old key → newest key, without those that are said again.

    A sentence with two meanings leads to the first of its new keys. Raises OSError,
    tomllib.TOMLDecodeError.
    """
    table = tomllib.loads((folder / FILE).read_text("utf-8"))["renamed"]
    steps = dict(form for old, new in table.items() for form in _forms(old, new))
    return {old: _newest(old, steps) for old in steps}


def _forms(old: str, new: str | list[str]) -> Iterator[tuple[str, str]]:
    """Yield old and new forms; a sentence that keeps its key in one meaning is not renamed."""
    if isinstance(new, str):
        yield from zip(old.split(PLURAL), new.split(PLURAL), strict=True)
    elif old not in new:
        yield old, new[0]


def _newest(key: str, steps: Mapping[str, str]) -> str:
    seen = {key}
    while (step := steps.get(key)) is not None and step not in seen:
        seen.add(step)
        key = step
    return key
