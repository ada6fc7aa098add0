"""Links that a screen may open. Nothing is loaded from them before a person opens them."""

import re
from html import escape
from urllib.parse import quote

from bot.ui import Html, Point

_SECOND = re.compile(r"\s*[a-z]{1,12}\b\.?(?= ?\d)|\s*[/,;]\s*-\s*(?=\d)|[,;]", re.IGNORECASE)
"""What begins an extension or a second number: "07751 86-0 App. 12", "07751 86 / -12"."""


def tel(phone: str) -> str:
    """Return the link of a phone number: "tel:+497751860" for "+49 (0)7751 86-0".

    An extension is left out: its digits behind the others would be another number.
    """
    whole = re.sub(r"^(\+49|0049)[\s/-]*0", r"\1", _SECOND.split(phone.replace("(0)", ""))[0])
    return "tel:" + re.sub(r"[^\d+]", "", whole)


def map_of(address: str) -> str:
    """Return a map with an address."""
    return f"https://www.openstreetmap.org/search?query={quote(address)}"


def map_at(point: Point) -> str:
    """Return a map with a marker at a point."""
    latitude, longitude = f"{point.latitude:.4f}", f"{point.longitude:.4f}"
    marker = f"mlat={latitude}&mlon={longitude}"
    return f"https://www.openstreetmap.org/?{marker}#map=12/{latitude}/{longitude}"


def link(url: str) -> Html:
    """Return a link to copy, without isolates: they would become part of the link."""
    return Html(f'<a href="{escape(url)}">{escape(url)}</a>')
