"""An independent model of the Bot API: aiogram's method types.

A call that they do not know or cannot read is a violation.
"""

from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError


@lru_cache
def _methods() -> dict[str, type[BaseModel]]:
    import aiogram.methods

    found = (getattr(aiogram.methods, name) for name in aiogram.methods.__all__)
    return {
        one.__api_method__.lower(): one
        for one in found
        if hasattr(one, "__api_method__") and isinstance(one.__api_method__, str)
    }


def validate(method: str, asked: dict[str, Any]) -> None:
    """Raises ValueError: an unknown method or parameter, or a value of the wrong kind."""
    model = _methods().get(method.lower())
    if model is None:
        raise ValueError("no such method")
    files = {key: f"attach://{key}" for key, value in asked.items() if isinstance(value, tuple)}
    try:
        read = model.model_validate(
            {key: value for key, value in (asked | files).items() if key not in files.values()}
        )
    except ValidationError as error:
        raise ValueError(str(error)) from error
    unknown = list(_unknown(read, method))
    if unknown:
        raise ValueError(f"unknown: {', '.join(unknown)}")


def _unknown(value: Any, path: str) -> list[str]:
    """Fields that no type knows, however deep."""
    if isinstance(value, BaseModel):
        own = [f"{path}.{name}" for name in value.model_extra or {}]
        return own + [
            found
            for name in type(value).model_fields
            for found in _unknown(getattr(value, name), f"{path}.{name}")
        ]
    if isinstance(value, list):
        return [found for one in value for found in _unknown(one, path)]
    return []
