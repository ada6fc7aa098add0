"""How a line of the log looks: text or JSON, with the number of the request it belongs to."""

import asyncio
import json
import logging
import re
import secrets
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from datetime import UTC, datetime
from traceback import format_tb
from types import TracebackType
from typing import Any

log = logging.getLogger(__name__)
_QUOTED = re.compile('["“«].*', re.DOTALL)
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


def unquoted(reason: str) -> str:
    """Return what another program says is wrong, without what it quotes, and what follows."""
    return _QUOTED.sub("…", reason)


def failed_in_loop(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log an error that nobody waited for. asyncio's own line repeats its text and arguments."""
    error = context.get("exception")
    log.error("in the loop: %s", "an error" if error else context["message"], exc_info=error)


def quiet_errors() -> None:
    """Log by our formatter what Python itself would print with the texts of errors.

    Hooks that somebody else set stay. Warnings of libraries are for developers, and may repeat what
    people wrote: they are not shown, unless Python was told to.
    """
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _unraisable
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _failed_in_thread
    if not sys.warnoptions:
        logging.captureWarnings(True)
        logging.getLogger("py.warnings").setLevel(logging.ERROR)


def _unraisable(failed: "sys.UnraisableHookArgs") -> None:
    log.error("nobody could catch an error", exc_info=_info(failed))


def _failed_in_thread(failed: threading.ExceptHookArgs) -> None:
    log.error("a thread failed", exc_info=_info(failed))


def _info(failed: "sys.UnraisableHookArgs | threading.ExceptHookArgs") -> Any:
    return failed.exc_type, failed.exc_value, failed.exc_traceback
