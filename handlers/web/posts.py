"""Forms as they come in: what no browser would send is refused, and nobody is told at length."""

import logging
from hashlib import sha256
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import MultiDict, MultiDictProxy

_Value = str | bytes | bytearray | web.FileField
Fields = MultiDictProxy[_Value]
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
        fields: MultiDict[_Value] = MultiDict()
        for name, value in read.items():
            fields.add(*_field(name, value))
    except (web.HTTPException, OSError):
        raise
    except Exception as error:  # a broken form: the library raises whatever its parts raise
        raise web.HTTPBadRequest from error
    return MultiDictProxy(fields)


TOO_LARGE = "too_large"
"""Field of a form that names each file which was left out because it is too large."""
MOST_DRAINED = 8
"""How many times as much as is kept is read of a form, before the connection is given up."""
_CHUNK = 1 << 16


async def uploaded(request: web.BaseRequest, longest: int) -> Fields:
    """Return the fields of a form with files, of which at most ``longest`` bytes are kept.

    Files beyond that are left out, and named in ``TOO_LARGE``: what was typed beside them is not
    lost. Raises like ``posted``.
    """
    fields: MultiDict[_Value] = MultiDict()
    room, rest = longest, longest * MOST_DRAINED
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None:
                raise web.HTTPBadRequest
            with TemporaryFile() as kept:
                size = await _spooled(part, kept, room, rest)
                _add(fields, part, kept, is_whole=size <= room)
            room, rest = room - (size if size <= room else 0), rest - size
    except (web.HTTPException, OSError):
        raise
    except Exception as error:  # a broken form: the library raises whatever its parts raise
        raise web.HTTPBadRequest from error
    return MultiDictProxy(fields)


async def _spooled(part: BodyPartReader, kept: IO[bytes], room: int, rest: int) -> int:
    """Read a part to its end and return its size; what is beyond ``room`` is dropped.

    Raises HTTPRequestEntityTooLarge for more than ``rest`` bytes.
    """
    size = 0
    while chunk := await part.read_chunk(_CHUNK):
        size += len(chunk)
        if size > rest:
            raise web.HTTPRequestEntityTooLarge(rest, size)
        if size <= room:
            kept.write(chunk)
    return size


def _add(
    fields: MultiDict[_Value],
    part: BodyPartReader,
    kept: IO[bytes],
    *,
    is_whole: bool,
) -> None:
    """Add a part that was read to the fields of its form."""
    name = part.name or ""
    kept.seek(0)
    if not is_whole:
        fields.add(*_field(TOO_LARGE, part.filename or name))
    elif part.filename is None:
        text = kept.read().decode(part.get_charset("utf-8"))
        fields.add(*_field(name, text))
    else:
        content_type = part.headers.get("Content-Type", "application/octet-stream")
        content = BytesIO(kept.read())
        file = web.FileField(name, part.filename, content, content_type, part.headers)
        fields.add(*_field(name, file))


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


def _field(name: str, value: _Value) -> tuple[str, _Value]:
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
