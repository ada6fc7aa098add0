"""A setting of a section: its default, an example and its check."""

from collections.abc import Callable
from dataclasses import field
from typing import Any


def setting(
    default: Any,
    example: str,
    check: Callable[[Any], bool] = lambda _: True,
    reason: str = "not allowed",
) -> Any:
    """Return a field of a section.

    ``example`` is a right value as TOML. ``check`` returns False for a wrong value, and ``reason``
    is what people then read.
    """
    meta = {"example": example, "check": check, "reason": reason}
    if isinstance(default, list):
        return field(default_factory=lambda: tuple(default), metadata=meta)
    return field(default=default, metadata=meta)
