"""Forms as they come in: what no browser would send is refused, and nobody is told at length."""

import logging
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import MultiDictProxy

Fields = MultiDictProxy[str | bytes | bytearray | web.FileField]
CHARSETS = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252"}
"""What a form may be encoded in; browsers send UTF-8, as the page says."""

LONGEST_NAME = 255
"""Bytes of a file's name; a longer one is an error of the file system."""


async def posted(request: web.BaseRequest) -> Fields:
    """Return the fields of a form.

    Raises HTTPUnsupportedMediaType for an encoding that no browser uses, HTTPBadRequest for
    anything else that cannot be read, HTTPRequestEntityTooLarge.
    """
    try:
        if (request.charset or "utf-8").lower() not in CHARSETS:
            raise web.HTTPUnsupportedMediaType
        fields = await request.post()
        for name, value in fields.items():
            _must_be_text(name, value)
    except (web.HTTPException, OSError):
        raise
    except Exception as error:  # a broken form: the library raises whatever its parts raise
        raise web.HTTPBadRequest from error
    return fields


def close_files(fields: Fields) -> None:
    """Close the files of a form, so that their copies on the disk go."""
    for value in fields.values():
        if isinstance(value, web.FileField):
            value.file.close()


def _must_be_text(name: str, value: object) -> None:
    """Raise UnicodeError for halves of characters, which some encodings let through."""
    name.encode()
    if isinstance(value, web.FileField):
        f"{value.filename}{value.content_type}".encode()
    elif isinstance(value, str):
        value.encode()


class JunkInOneLine(logging.Filter):
    """Makes one line, at level INFO, of a request that is no HTTP; the library logs a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, (HttpProcessingError, web.HTTPException)):
            record.levelno, record.levelname = logging.INFO, "INFO"
            record.msg, record.args = "junk was refused: %s", (type(error).__name__,)
            record.exc_info = record.exc_text = None
        return True


JUNK_IN_ONE_LINE = JunkInOneLine()


def quiet_about_junk() -> None:
    """Let the server log junk in one line."""
    logging.getLogger("aiohttp.server").addFilter(JUNK_IN_ONE_LINE)


def must_be_readable(request: web.Request) -> None:
    """Raise HTTPBadRequest for an address that is no text, HTTPNotFound for one too long a name."""
    read: list[Any] = [request.path, *request.query.keys(), *request.query.values()]
    try:
        "".join(read).encode()
    except UnicodeError as error:
        raise web.HTTPBadRequest from error
    if max(len(name.encode()) for name in request.path.split("/")) > LONGEST_NAME:
        raise web.HTTPNotFound
