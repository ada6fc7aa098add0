"""Forms with files: of all that are sent at the same time only so much is kept in memory."""

from io import BytesIO

from aiohttp import BodyPartReader, web
from multidict import MultiDict, MultiDictProxy

from handlers.web.posts import Fields, Value, close_files, field

MOST_HELD = 128 * 1024 * 1024
"""Maximum number of bytes of files in all forms of the desk that are handled at the same time."""
MOST_HELD_IN_CHAT = 64 * 1024 * 1024
"""The same for forms of the chat, which anybody may send: they take no room from the office."""
MOST_PARTS = 1000
"""Maximum number of fields and files of a form, as for forms without files."""
TOO_LARGE = "too_large"
"""Field of a form that names each file which was left out because it is too large."""
NO_ROOM = "no_room"
"""Field of a form that names each file which was left out because others take the room."""
MOST_DRAINED = 8
"""How many times as much as is kept is read of a form, before the connection is given up."""
_CHUNK = 1 << 16


class LargeFile(web.HTTPRequestEntityTooLarge):
    """A form has a file that is too large to be read to its end."""


class NoRoom(Exception):
    """Others send files at the moment, and there is no room for more."""


class Room:
    """Counts the bytes of files that all forms hold at the same time."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self, size: int) -> bool:
        """Take room for more bytes; return False if there is none."""
        if size > self.left:
            return False
        self.left -= size
        return True

    def give_back(self, size: int) -> None:
        """Give back what was taken."""
        self.left += size


class HeldFile(BytesIO):
    """A file of a form, whose room is free when it is closed."""

    def __init__(self, content: bytes, room: Room) -> None:
        super().__init__(content)
        self._room, self._size = room, len(content)

    def close(self) -> None:
        """Give the room back, once."""
        self._room.give_back(self._size)
        self._size = 0
        super().close()


class _Kept:
    """A part of a form while it is read. ``limit`` is how much of it may be kept."""

    def __init__(self, room: Room, limit: int) -> None:
        self.size = self._taken = 0
        self.dropped_as = ""
        self._room, self._limit = room, limit
        self._file = BytesIO()

    def add(self, chunk: bytes) -> None:
        """Keep more of it, unless it is too large, or there is no room."""
        self.size += len(chunk)
        if self.size > self._limit:
            self._drop(TOO_LARGE)
        elif not self.dropped_as and not self._room.take(len(chunk)):
            self._drop(NO_ROOM)
        if not self.dropped_as:
            self._taken += len(chunk)
            self._file.write(chunk)

    def content(self) -> bytes:
        return self._file.getvalue()

    def close(self) -> None:
        """Give its room back."""
        self._room.give_back(self._taken)
        self._taken = 0
        self._file.close()

    def _drop(self, reason: str) -> None:
        self.dropped_as = reason
        self.close()


async def uploaded(
    request: web.BaseRequest, room: Room, *, longest: int, longest_text: int
) -> Fields:
    """Return the fields of a form with files, of which at most ``longest`` bytes are kept.

    Of them ``longest_text`` may be typed. Files beyond that are left out, and named in
    ``TOO_LARGE``; those for which there is no room, in ``NO_ROOM``: what was typed beside them is
    not lost. Whoever gets the fields closes the files. Raises like ``posted``.
    """
    fields: MultiDict[Value] = MultiDict()
    form = MultiDictProxy(fields)
    is_read = False
    try:
        await _read(request, room, fields, longest, longest_text)
        is_read = True
    except (web.HTTPException, OSError):
        raise
    except Exception as error:  # a broken form: the library raises whatever its parts raise
        raise web.HTTPBadRequest from error
    finally:
        if not is_read:
            close_files(form)
    return form


async def _read(
    request: web.BaseRequest, room: Room, fields: MultiDict[Value], longest: int, longest_text: int
) -> None:
    left, left_for_text, rest = longest, longest_text, longest * MOST_DRAINED
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise web.HTTPBadRequest
        if len(fields) >= MOST_PARTS:
            raise web.HTTPRequestEntityTooLarge(MOST_PARTS, len(fields))
        is_typed = part.filename is None
        kept = _Kept(room, min(left, left_for_text) if is_typed else left)
        try:
            await _spool(part, kept, rest)
            rest -= kept.size
            left -= 0 if kept.dropped_as else kept.size
            left_for_text -= kept.size if is_typed else 0
            content = b"" if kept.dropped_as else kept.content()
        finally:
            kept.close()
        _add(fields, part, content, kept.dropped_as, room)


async def _spool(part: BodyPartReader, kept: _Kept, rest: int) -> None:
    """Read a part to its end. Raises HTTPRequestEntityTooLarge for more than ``rest`` bytes.

    Of a file it is LargeFile.
    """
    while chunk := await part.read_chunk(_CHUNK):
        kept.add(chunk)
        if kept.size > rest:
            too_large = web.HTTPRequestEntityTooLarge if part.filename is None else LargeFile
            raise too_large(rest, kept.size)


def _add(
    fields: MultiDict[Value], part: BodyPartReader, content: bytes, dropped_as: str, room: Room
) -> None:
    """Add a part that was read to the fields of its form."""
    name = part.name or ""
    if dropped_as:
        fields.add(*field(dropped_as, part.filename or name))
    elif not (part.filename or content):  # no file was chosen
        fields.add(*field(name, ""))
    elif part.filename is None:
        fields.add(*field(name, content.decode(part.get_charset("utf-8"))))
    else:
        content_type = part.headers.get("Content-Type", "application/octet-stream")
        room.take(len(content))  # it was free a moment ago, and nobody came in between
        held = HeldFile(content, room)
        file = web.FileField(name, part.filename, held, content_type, part.headers)
        try:
            fields.add(*field(name, file))
        except UnicodeError:
            held.close()
            raise
