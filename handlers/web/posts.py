"""Forms as they come in: what no browser would send is refused, and nobody is told at length."""

import logging
from hashlib import sha256

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import MultiDict, MultiDictProxy

Value = str | bytes | bytearray | web.FileField
Fields = MultiDictProxy[Value]
CHARSETS = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252"}
"""What a form may be encoded in; browsers send UTF-8, as the page says."""

_NOTHING = "\0"
"""The character that texts in PostgreSQL cannot hold."""
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
        read = await request.post()
        fields: MultiDict[Value] = MultiDict()
        for name, value in read.items():
            fields.add(*field(name, value))
    except (web.HTTPException, OSError):
        raise
    except Exception as error:  # a broken form: the library raises whatever its parts raise
        raise web.HTTPBadRequest from error
    return MultiDictProxy(fields)


def told(value: object) -> str:
    """Return what tells a value of a form from others: of a file, its name and a digest."""
    if not isinstance(value, web.FileField):
        return str(value)
    return f"{value.filename}:{sha256(content_of(value)).hexdigest()}"


def content_of(file: web.FileField, most: int = -1) -> bytes:
    """Return a file from its beginning, at most so many bytes of it.

    Whoever read it before, and whoever reads it next, in this way or another, begins at the same.
    """
    file.file.seek(0)
    content = file.file.read(most)
    file.file.seek(0)
    return content


def close_files(fields: Fields) -> None:
    """Close the files of a form, so that their copies on the disk go."""
    for value in fields.values():
        if isinstance(value, web.FileField):
            value.file.close()


def field(name: str, value: Value) -> tuple[str, Value]:
    """Return a field without characters that nobody types and PostgreSQL does not take.

    Raises UnicodeError for halves of characters, which some encodings let through.
    """
    if isinstance(value, web.FileField):
        said = (_text(value.filename), value.file, _text(value.content_type), value.headers)
        value = web.FileField(_text(name), *said)
    elif isinstance(value, str):
        value = _text(value)
    return _text(name), value


def _text(value: str) -> str:
    value.encode()
    return value.replace(_NOTHING, "")


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


def readable(request: web.Request) -> web.Request:
    """Return a request whose address can be asked for in any database: without NUL in its query.

    Raises HTTPBadRequest for an address that is no text, HTTPNotFound for one too long a name.
    """
    asked = "".join([*request.query.keys(), *request.query.values()])
    try:
        (request.path + asked).encode()
    except UnicodeError as error:
        raise web.HTTPBadRequest from error
    if _NOTHING in request.path:
        raise web.HTTPBadRequest
    if max(len(name.encode()) for name in request.path.split("/")) > LONGEST_NAME:
        raise web.HTTPNotFound
    return _without_nothing(request) if _NOTHING in asked else request


def _without_nothing(request: web.Request) -> web.Request:
    query = [(_text(name), _text(value)) for name, value in request.query.items()]
    return request.clone(rel_url=request.rel_url.with_query(query))


def redirect(location: str) -> web.Response:
    """Lead a browser to another page, after a form too: it asks for it and sends nothing again."""
    return web.Response(status=303, headers={"Location": location})
