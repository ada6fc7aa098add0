"""Cells that hold values of several columns: "Frau Müller, 07731 12345, mueller@verein.de"."""

import re

from bot.rules import office_readers

LONGEST = 150
"""Maximum length of a contact that is looked at, in characters; a longer one is text."""
_DIGITS = re.compile(r"[\d\s/().+-]{5,}")
_DAY = r"\d{1,2}\.\s?\d{1,2}\.(?:\s?(?:\d{4}|\d\d))?"
_PERIOD = re.compile(
    rf"(?:vom\s+|von\s+|ab\s+)?({_DAY})\s*(?:-|–|bis(?:\s+zum)?)\s*({_DAY})", re.IGNORECASE
)
_YEAR = re.compile(r"\.\s?(\d{4}|\d\d)$")


def contact(cell: str) -> tuple[dict[str, str], bool]:
    """Return the number and the addresses in a cell by column, and whether it says more."""
    if len(cell) > LONGEST:
        return {}, True
    if _DIGITS.fullmatch(cell):
        return {"phone": cell}, False
    email = next(iter(office_readers.ADDRESS.findall(cell)), "")
    rest = cell.replace(email, " ") if email else cell
    web = "" if "@" in rest else next(iter(office_readers.WEB.findall(rest)), "")
    phone = office_readers.first_number(cell)
    found = {"phone": phone, "email": email, "url": web}
    is_whole = cell.strip() in (phone, email, web)
    return {column: text for column, text in found.items() if text}, not is_whole


def period(cell: str) -> tuple[str, str] | None:
    """Return first and last day of "1.2.2027 - 31.7.2027", None for anything else.

    A first day without a year is one of the year of the last.
    """
    match = _PERIOD.fullmatch(cell.strip())
    year = _YEAR.search(match[2]) if match else None
    if match is None or year is None:
        return None
    first = match[1] if _YEAR.search(match[1]) else f"{match[1]}{year[1]}"
    return re.sub(r"\s", "", first), re.sub(r"\s", "", match[2])
