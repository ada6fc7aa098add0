"""Codes to hang up."""

import io
from dataclasses import dataclass

import segno

from bot.domain.places import District


@dataclass(frozen=True)
class Poster:
    """``codes`` are links with their picture, as SVG."""

    district: District
    codes: list[tuple[str, str]]


def qr_code(link: str) -> str:
    """An SVG that scales to any size; a quarter of it may be dirty or torn."""
    picture = io.BytesIO()
    segno.make(link, error="q", micro=False).save(
        picture, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4
    )
    return picture.getvalue().decode("utf-8").strip()
