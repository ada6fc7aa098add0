"""Makes a small WebP of one picture and ends: whatever is in it, only this process reads it.

Run by its path, with the largest width and height. Reads a PNG, JPEG or WebP from the standard
input; writes a line with the width and height, then the picture, to the standard output. What a
camera writes into a picture (place, time, device) is left out. Imports nothing of ours, so that it
starts fast and stays small.
"""

import sys
from io import BytesIO

from PIL import Image, ImageOps

MOST_PIXELS = 25_000_000
"""Maximum number of pixels: a hundred megabytes of memory."""
KINDS = ("PNG", "JPEG", "WEBP")
PHOTO_QUALITY = 78


def main() -> None:
    """Make what the standard input holds as large as the arguments allow."""
    width, height = map(int, sys.argv[1:3])
    sys.stdout.buffer.write(small(sys.stdin.buffer.read(), (width, height)))


def small(content: bytes, room: tuple[int, int]) -> bytes:
    """Return a line with width and height, then the picture. Raises OSError or ValueError."""
    picture = Image.open(BytesIO(content), formats=KINDS)
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    upright = ImageOps.exif_transpose(picture)
    shown = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    shown.thumbnail(room)
    made = [_encoded(shown, lossless=lossless) for lossless in (True, False)]
    return f"{shown.width} {shown.height}\n".encode() + min(made, key=len)


def _encoded(picture: Image.Image, *, lossless: bool) -> bytes:
    into = BytesIO()
    picture.save(into, "WEBP", lossless=lossless, quality=PHOTO_QUALITY, method=4)
    return into.getvalue()


if __name__ == "__main__":
    main()
