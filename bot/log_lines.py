"""How a line of the log looks: text or JSON, with the number of the request it belongs to."""

import json
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from datetime import UTC, datetime
from traceback import format_tb
from types import TracebackType
from typing import Any

_request: ContextVar[str] = ContextVar("request", default="")


@contextmanager
def one_request() -> Iterator[str]:
    """Give all lines that are logged meanwhile, by this task and its children, one number."""
    number = secrets.token_hex(4)
    token = _request.set(number)
    try:
        yield number
    finally:
        _request.reset(token)


def formatter(shape: str) -> logging.Formatter:
    """Return what writes lines, or one JSON object a line for "json"."""
    return JsonLines() if shape == "json" else TextLines()


class TextLines(logging.Formatter):
    """Time, level, number of the request or "-", the logger's name and the message.

    Of an error only its name and the lines that led to it are written: its own text may repeat
    what people wrote.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s [%(request)s] %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and below it where an error arose."""
        own = copy(record)
        own.exc_text = None  # of another formatter, with the text of the error
        own.request = _request.get() or "-"
        return super().format(own)

    def formatException(self, ei: Any) -> str:
        """Return the name of an error and where it arose."""
        return without_text(ei)


class JsonLines(TextLines):
    """One JSON object a line: time, level, name, message, request and error, where there are."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "name": record.name,
            "message": record.getMessage(),
        }
        if request := _request.get():
            line["request"] = request
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def without_text(
    info: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
) -> str:
    """Return the name of an error and the lines that led to it, without its own text."""
    kind, _, place = info
    name = kind.__name__ if kind else "-"
    return f"Traceback (most recent call last):\n{''.join(format_tb(place))}{name}"
