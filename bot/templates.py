"""The template engine of every page: web chat, desk, reports."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.ui import Html


def environment(folder: Path) -> Environment:
    """Return the templates of a folder, loaded once.

    Every value is escaped, and an unknown name is an error.
    """
    return Environment(
        loader=FileSystemLoader(folder),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def markup(text: Html) -> Markup:
    """Return text that needs no escaping: ``Html`` is safe, because ``tr`` escapes every value."""
    return Markup(text)  # noqa: S704


def script(value: Mapping[str, Any]) -> Markup:
    """Return a value as JSON that cannot end the script element around it."""
    text = orjson.dumps(value).decode()
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704
