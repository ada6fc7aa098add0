"""Links that a screen may open. Nothing is loaded from them before a person opens them."""

import re
from html import escape
from urllib.parse import quote

from bot.ui import Html, Point


def tel(phone: str) -> str:
    """Return the link of a phone number: "tel:+497751860" for "+49 (0)7751 86-0"."""
    return "tel:" + re.sub(r"[^\d+]", "", phone.replace("(0)", ""))


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
