"""What the form of the chat says."""

from hashlib import sha256
from math import isfinite

from aiohttp import web

from bot.domain.attachments import Attachment
from bot.rules.attachments import LARGEST
from bot.rules.problems import Problem
from handlers.dialogue.said import Attached, Late, Located, Pressed, Said, Typed
from handlers.web.posts import Fields, close_files, posted
from handlers.web.sessions import Cookie
from handlers.web.uploads import NO_ROOM, TOO_LARGE, LargeFile, NoRoom, Room, uploaded

ROOM = 64 * 1024
"""Maximum size of a form without its file, in bytes."""


async def posted_or_file(request: web.Request, cookie: Cookie | None, room: Room) -> Fields:
    """Return the fields of a form. Only a form with a file, with our cookie, may be large.

    Raises like ``posted``, and NoRoom while others send files.
    """
    is_known = cookie is not None and not cookie.is_old
    if request.content_type != "multipart/form-data" or not is_known:
        return await posted(request)
    if (request.content_length or 0) > LARGEST + ROOM:
        raise LargeFile(LARGEST, request.content_length or 0)
    fields = await uploaded(request, room, longest=LARGEST + ROOM, longest_text=ROOM)
    if TOO_LARGE in fields or NO_ROOM in fields:
        close_files(fields)
        raise _left_out(fields)
    return fields


def _left_out(fields: Fields) -> Exception:
    """Return why something of a form was left out: others take the room, or it is too large."""
    if NO_ROOM in fields:
        return NoRoom()
    is_typed = "text" in fields.getall(TOO_LARGE)
    return web.HTTPRequestEntityTooLarge(LARGEST) if is_typed else LargeFile(LARGEST)


def said(form: Fields, answers: str | None) -> Said:
    """Return what a person sent: a file, a press, a position, or else a text.

    ``answers`` is what the form answers; None if it is too old or not ours.
    """
    if "press" in form:
        return Pressed(_field(form, "press"))
    if "latitude" in form:
        return Located(_degrees(_field(form, "latitude")), _degrees(_field(form, "longitude")))
    if answers is None:
        return Late(_field(form, "text"), Problem.OLD_PAGE)
    if isinstance(file := form.get("file"), web.FileField):
        return Attached(_attachment(file), answers)
    return Typed(_field(form, "text"), answers)


def _attachment(file: web.FileField) -> Attachment:
    with file.file as opened:
        content = opened.read()
    return Attachment(file.filename, file.content_type, len(content), content)


def digest_of(event: Said) -> str:
    """Return a digest that differs between two inputs that are sent with the same form."""
    if isinstance(event, Attached):
        return sha256(event.file.content or b"").hexdigest()
    return sha256(repr(event).encode()).hexdigest()


def _field(form: Fields, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _degrees(text: str) -> float:
    """Return degrees; 999.0, which is nowhere, for what is no number."""
    try:
        degrees = float(text)
    except ValueError:
        return 999.0
    return degrees if isfinite(degrees) else 999.0
