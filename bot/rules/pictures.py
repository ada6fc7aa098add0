"""Pictures of districts and organisations: how large they are, and how they are named."""

import re
from dataclasses import dataclass
from hashlib import sha256

MOST_BYTES = 5 * 1024 * 1024
"""Maximum size of a picture that an office sends, in bytes."""
PATTERN = r"[0-9a-f]{16}-[1-9]\d{0,3}x[1-9]\d{0,3}\.webp"
"""Names of pictures: what is in them, and their width and height."""
_SIZE = re.compile(r"-(\d+)x(\d+)\.")


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height, in pixels."""

    width: int
    height: int


LOGO = Size(480, 144)
"""Room for the logo of a district: three times what a header shows, for sharp screens and paper."""
PHOTO = Size(288, 288)
"""Room for the picture of an organisation."""


def name_of(content: bytes, size: Size) -> str:
    """Return the name of a picture; another content has another name, so browsers keep it."""
    return f"{sha256(content).hexdigest()[:16]}-{size.width}x{size.height}.webp"


def size_of(name: str) -> Size:
    """Return how large a picture is. Raises ValueError for what is no name of one."""
    match = _SIZE.search(name)
    if match is None:
        raise ValueError(f"no name of a picture: {name}")
    return Size(int(match[1]), int(match[2]))
