"""Links that a screen may open. Nothing is loaded from them before a person opens them."""

import re
from html import escape
from urllib.parse import quote

from bot.ui import Html, Point


def tel(phone: str) -> str:
    """ "+49 (0)7751 86-0" → "tel:+497751860"."""
    return "tel:" + re.sub(r"[^\d+]", "", phone.replace("(0)", ""))


def map_of(address: str) -> str:
    return f"https://www.openstreetmap.org/search?query={quote(address)}"


def map_at(point: Point) -> str:
    return f"https://www.openstreetmap.org/?mlat={point.latitude:.4f}&mlon={point.longitude:.4f}#map=12/{point.latitude:.4f}/{point.longitude:.4f}"


def link(url: str) -> Html:
    """A bare address to copy; no isolate may touch it, or it becomes part of the link."""
    return Html(f'<a href="{escape(url)}">{escape(url)}</a>')
