"""Posters with QR codes that lead people to the chat."""

import io
from base64 import b64encode
from dataclasses import dataclass

import segno

from bot.domain.places import District


@dataclass(frozen=True)
class Poster:
    """A poster of a district. ``codes`` are pairs of a link and its QR code as SVG.

    ``logo`` is a picture as a data URL, "" for none: a poster is one file.
    """

    district: District
    codes: list[tuple[str, str]]
    logo: str = ""


def qr_code(link: str) -> str:
    """Return the QR code of a link, as SVG without a size.

    A quarter of it may be dirty or torn (error correction level Q, ISO/IEC 18004).
    """
    picture = io.BytesIO()
    segno.make(link, error="q", micro=False).save(
        picture, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4
    )
    return picture.getvalue().decode("utf-8").strip()


def data_url(logo: bytes | None) -> str:
    """Return a picture of ours as an address that holds it, "" for none."""
    return f"data:image/webp;base64,{b64encode(logo).decode()}" if logo else ""
