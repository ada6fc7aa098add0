"""The values of one section of the settings, from the file and the environment, which wins."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_type_hints

from bot.config import Mistake


def section_of(
    name: str, section: type, table: Mapping[str, Any], environment: Mapping[str, str]
) -> tuple[Any, list[Mistake]]:
    """Return a section, or None and its mistakes. ``table`` is that of the file."""
    hints = get_type_hints(section)
    values, mistakes = {}, []
    for item in fields(section):
        variable = variable_of(f"{name}.{item.name}")
        try:
            if variable in environment:
                values[item.name] = _from_text(environment[variable], hints[item.name])
            elif item.name in table:
                values[item.name] = _typed(table[item.name], hints[item.name])
            else:
                continue
            if not item.metadata["check"](values[item.name]):
                raise ValueError(item.metadata["reason"])
        except ValueError as error:
            key = variable if variable in environment else f"{name}.{item.name}"
            mistakes.append(Mistake(key, str(error), item.metadata["example"]))
    return (None if mistakes else section(**values)), mistakes


def variable_of(key: str) -> str:
    """Return the environment variable of a setting: "web.port" is LOTSE_WEB_PORT."""
    return f"LOTSE_{key.replace('.', '_')}".upper()


_KEY = r"[0-9a-fA-F]{64}"
_KIND_REASONS = {int: "must be a whole number", str: "must be text in quotes"}


def _typed(value: Any, kind: Any) -> Any:
    """Return a value of the file if it is of a kind: int, str, or a tuple of str.

    Raises ValueError with the reason otherwise.
    """
    if kind is int:
        is_right = type(value) is int  # a bool is no number
    elif kind is str:
        is_right = isinstance(value, str)
    else:
        is_right = isinstance(value, list) and all(isinstance(item, str) for item in value)
    if not is_right:
        raise ValueError(_KIND_REASONS.get(kind, "must be a list of texts"))
    return value if kind in _KIND_REASONS else tuple(value)


def _from_text(text: str, kind: Any) -> Any:
    """Return the value of a variable as int, str, or a tuple of str; raises ValueError."""
    if kind is int:
        if not re.fullmatch(r"-?\d{1,9}", text):
            raise ValueError("must be a whole number")
        return int(text)
    return text if kind is str else tuple(filter(None, text.replace(",", " ").split()))
