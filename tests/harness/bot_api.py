"""An independent model of the Bot API: aiogram's method types.

A call that they do not know or cannot read is a violation.
"""

import typing
from functools import cache
from typing import Any
from unittest import mock

from pydantic import BaseModel, ValidationError


@cache
def _methods() -> dict[str, type[BaseModel]]:
    """Return the types by the name of the method; what they are made of is built when asked for.

    Building all of them, as aiogram does at once, takes two seconds.
    """
    with mock.patch.object(BaseModel, "model_rebuild"):
        import aiogram.methods

    found = (getattr(aiogram.methods, name) for name in aiogram.methods.__all__)
    return {
        one.__api_method__.lower(): one
        for one in found
        if hasattr(one, "__api_method__") and isinstance(one.__api_method__, str)
    }


@cache
def _model(method: str) -> type[BaseModel] | None:
    model = _methods().get(method)
    if model is not None:
        model.model_rebuild(_types_namespace=_names())
    return model


@cache
def _names() -> dict[str, Any]:
    """Return the names in aiogram's annotations, as it gives them to its own types."""
    from aiogram import types
    from aiogram.client.default import Default

    ours = {name: getattr(typing, name) for name in ("Literal", "Optional", "Union")}
    theirs = {name: getattr(types, name) for name in types.__all__}
    return {**ours, "List": list, "Default": Default, **theirs}


def load() -> None:
    """Build what most tests call, so that none of them waits for it."""
    for method in ("getme", "sendmessage", "editmessagetext", "answercallbackquery"):
        _model(method)


def validate(method: str, asked: dict[str, Any]) -> None:
    """Raises ValueError: an unknown method or parameter, or a value of the wrong kind."""
    model = _model(method.lower())
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
