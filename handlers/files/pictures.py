"""Pictures that offices send, made small and clean before anybody sees them."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from bot.rules.pictures import MOST_BYTES, Size, name_of
from handlers.files.own_process import output_of

_PROCESS = Path(__file__).with_name("picture_process.py")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept and shown, under its name."""

    name: str
    content: bytes


def made(content: bytes, room: Size) -> Picture | None:
    """Return a picture that fits into ``room``; None for what is no PNG, JPEG or WebP.

    A process of its own reads it: a broken picture ends that process, and not ours.
    """
    if len(content) > MOST_BYTES:
        return None
    try:
        output = output_of(str(_PROCESS), str(room.width), str(room.height), job=content)
    except subprocess.SubprocessError:
        return None
    size, _, picture = output.partition(b"\n")
    width, height = map(int, size.split())
    return Picture(name_of(picture, Size(width, height)), picture)
