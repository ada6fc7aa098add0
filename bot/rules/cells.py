"""Readers of table cells: each takes cleaned text and returns a value.

Texts, numbers, days, prices and addresses are read here, names of a list in ``named_cells``.
A cell that cannot be read raises ``Wrong``, with a proposal where there is one.
"""

import re
from collections.abc import Callable
from datetime import MAXYEAR, date
from functools import lru_cache
from urllib.parse import urlsplit

from bot.domain.offers import LEVELS
from bot.rules.cell_values import money, serial_day
from bot.rules.columns import folded


class Wrong(Exception):
    """A cell that cannot be read.

    ``code`` is a key of ``screens.imports.MISTAKES``, ``proposal`` what the office may have meant
    or an example, "" if there is none.
    """

    def __init__(self, code: str, proposal: str = "") -> None:
        self.code = code
        self.proposal = proposal
        super().__init__(code)


_YES = {"ja", "j", "yes", "y", "x", "1", "true", "wahr", "oui", "evet", "tak", "da"}
_NO = {"nein", "n", "no", "0", "false", "falsch", "non", "hayir", "ni", "net"}
"""In German, English, French, Turkish, Ukrainian and Russian, without their own letters."""
_DATE = (
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}|\d{2})"),
    re.compile(
        r"(?P<y>\d{4})(?P<sign>[-/])(?P<m>\d{1,2})(?P=sign)(?P<d>\d{1,2})"
        r"(?:[T ][\d:.]+(?:Z|[+-]\d\d(?::?\d\d)?)?)?"
    ),
)
YEARS = range(1900, 2200)
"""Years of days in tables and forms."""
_MONTH_NAMES = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_BRACKETS = re.compile(r"\([^()]*\)")
_NAMED_MONTH = re.compile(r"(\d{1,2})?\. ?([A-Za-zä]{3,9})|([A-Za-zä]{3,9})\.?[ -](\d\d)")
"""A day of a month, or a month of a year, as Excel shows them in German: "12. Mai", "Mai 50"."""
_WRITTEN_DAY = re.compile(r"(\d\d?)/(\d\d?)/(?:\d{4}|\d\d)|\d{4}-(\d\d?)-(\d\d?)(?: [\d:.]+)?")
"""A day as programs write it in English, and as ISO 8601: month before day."""
_OLD_CENTURY = 32
"""Years of two digits from here on are no days that somebody typed, but Excel's of the 1900s."""
LONGEST_EMAIL = 64
"""Maximum length of an address that needs no closer look, in characters."""
_MOST_EMAIL = 1000
"""Characters from which on nothing is an address, however its letters are composed."""
_PLAIN_EMAIL = re.compile(
    r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE
)
"""An address as nearly all are, which is valid by every grammar of them."""
_BELOW_NOTHING = re.compile(r"[-−–]\s?(\d{1,6}(?:[.,]\d{1,2})?)\s*((?:€|EUR|Euro)?.*)")
"""An amount below 0: in a price, the sign comes from a booking or from a dash before it."""
START_TIME = re.compile(
    r"(?<=\d)(?:,?\s+|T)(?:um\s+)?(\d{1,2})[:.](\d\d)(?::\d\d(?:\.\d+)?)?(?:\s*Uhr)?$"
)
"""A time behind a day, as a cell with both has it: "12.01.2027 18:00"."""


def text(limit: int) -> Callable[[str], str]:
    """Return a reader for a text of at most ``limit`` characters."""

    def read(cell: str) -> str:
        if len(cell) > limit:
            raise Wrong("too_long", str(limit))
        return cell

    return read


def number(cell: str) -> int | None:
    """Read a whole number from 0 to 9999; None for an empty cell.

    "7.0" is accepted, because spreadsheets store 7 like this.
    """
    if not cell:
        return None
    match = re.fullmatch(r"(\d{1,4})(?:[.,]00?)?", cell)
    if not match:
        raise Wrong("number", _likely_number(cell))
    return int(match[1])


def _likely_number(cell: str) -> str:
    """Return the number that is meant by "1.000" or "ca. 12", "" for a day and for none."""
    if re.fullmatch(r"\d\.\d{3}", cell):
        return cell.replace(".", "")
    return "" if is_day(cell) else "".join(re.findall(r"\d{1,4}", cell)[:1])


def whole(cell: str) -> int | None:
    """Read the number of something stored, such as a grant; None for an empty cell."""
    if not cell:
        return None
    if not re.fullmatch(r"[1-9]\d{0,17}", cell):
        raise Wrong("number")
    return int(cell)


def yes_no(cell: str) -> bool | None:
    """Read "ja" or "nein" in their usual forms; None for an empty cell."""
    if not cell:
        return None
    if folded(cell) in _YES | _NO:
        return folded(cell) in _YES
    raise Wrong("yes_no", "ja / nein")


@lru_cache(maxsize=1024)
def without_brackets(cell: str) -> str:
    """Return a cell without what stands in brackets, and the spaces before it."""
    *parts, last = _BRACKETS.split(cell)
    return "".join([*(part.rstrip() for part in parts), last])


def tidied(cell: str) -> str:
    """Return a cell with one space between words and without empty lines."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in cell.split("\n"))))


def day(cell: str) -> date | None:
    """Read "24.11.2026", "24.11.26", "2026-11-24" or "2026/11/24"; None for an empty cell.

    A number is a day that Excel counts; a time behind the day is left out. A day in the last year
    of the calendar is what tables write for "without an end": None, too. Other years that nobody
    lives in are refused: no clock can count from them.
    """
    if not cell:
        return None
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", cell) and (
        serial := serial_day(float(cell.replace(",", ".")))
    ):
        return serial
    cell = START_TIME.sub("", cell)
    for pattern in _DATE:
        if match := pattern.fullmatch(cell):
            year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
            try:
                read = date(year, int(match["m"]), int(match["d"]))
            except ValueError:
                break
            if year == MAXYEAR:
                return None
            if year in YEARS:
                return read
    raise Wrong("date", _rather(cell))


def _rather(cell: str) -> str:
    """Return the day that digits may mean in another order, else an example of a day.

    The year 0026 is one of two digits that a program has written with four.
    """
    cell = re.sub(r"^(\d{1,2})\.(\d{1,2})\.00(?=[1-9]\d$)", r"\1/\2/20", cell)
    parts = re.fullmatch(r"(\d{1,2})[/ -](\d{1,2})[/ -](\d{4})|(\d{4})(\d\d)(\d\d)", cell)
    numbers = [int(part) for part in parts.groups() if part] if parts else []
    numbers = numbers[::-1] if parts and parts[4] else numbers
    try:
        return f"{date(numbers[2], numbers[1], numbers[0]):%d.%m.%Y}"
    except (IndexError, ValueError):
        return "24.11.2026"


def is_day(cell: str) -> bool:
    """Return whether a cell has the form of a day."""
    return any(pattern.fullmatch(cell) for pattern in _DATE)


def is_likely_day(cell: str) -> bool:
    """Return whether a cell holds a day, or what Excel made of "6-12": "6. Dez", "Jun 12"."""
    return is_day(START_TIME.sub("", cell)) or bool(_price_of_day(cell))


@lru_cache(maxsize=1024)
def level(cell: str) -> str:
    """Read a level of the Common European Framework (CEFR); "" for an empty cell."""
    code = cell.upper().replace(" ", "")
    if code in ("", *LEVELS):
        return code
    raise Wrong("level", next(iter(re.findall(r"[ABC][0-2]", code)), "A1 … C2"))


def price(cell: str) -> str:
    """Return a price as text; a plain figure is one in euros: "12.5" is "12,50 €"."""
    if re.fullmatch(r"\d{1,6}(?:[.,]\d{1,2})?", cell):
        return money(float(cell.replace(",", ".")))
    if proposal := _price_of_day(cell):
        raise Wrong("price_day", proposal)
    if below := _BELOW_NOTHING.fullmatch(cell):
        raise Wrong("price_below", f"{below[1]} {below[2] or '€'}")
    return text(200)(cell)


def _price_of_day(cell: str) -> str:
    """Return the price that Excel took for a day, "" for any other cell.

    "12.5" becomes 12 May, "5.50" May 1950.
    """
    if (match := _DATE[0].fullmatch(cell)) and 1 <= int(match["m"]) <= 12:
        day, month, year = int(match["d"]), int(match["m"]), match["y"]
        is_month = day == 1 and int(year[-2:]) >= _OLD_CENTURY and len(year) == 4
        return _price_of_month(month, year) if is_month else money(float(f"{day}.{month}"))
    if match := _WRITTEN_DAY.fullmatch(cell):
        month_and_day = [int(number) for number in match.groups() if number]
        return money(float(f"{month_and_day[1]}.{month_and_day[0]}"))
    return _price_of_month_name(cell)


def _price_of_month_name(cell: str) -> str:
    """Return the price of "12. Mai" or "Mai 50", "" where no month has that name."""
    match = _NAMED_MONTH.fullmatch(cell)
    name = (match[2] or match[3])[:3].lower() if match else ""
    if not match or name not in _MONTH_NAMES:
        return ""
    month = _MONTH_NAMES.index(name) + 1
    return (
        _price_of_month(month, match[4]) if match[4] else money(float(f"{match[1] or 0}.{month}"))
    )


def _price_of_month(month: int, year: str) -> str:
    """Return the price whose cents Excel took for the year of a month."""
    return money(month + int(year[-2:]) / 100)


def email(cell: str) -> str:
    """Return an e-mail address; "" for an empty cell. Proposes "@" for "(at)" and "[at]"."""
    if not cell or _is_email(cell):
        return cell
    raise Wrong("email", re.sub(r"\s", "", re.sub(r"\(at\)|\[at\]", "@", cell)))


@lru_cache(maxsize=1024)
def _is_email(cell: str) -> bool:
    """Return whether mail can be sent to an address, as far as its form says (RFC 5321, 6531)."""
    if len(cell) <= LONGEST_EMAIL and _PLAIN_EMAIL.fullmatch(cell):
        return True
    if len(cell) > _MOST_EMAIL:
        return False
    from email_validator import EmailNotValidError, validate_email  # not needed at the start

    try:
        validate_email(cell, check_deliverability=False, strict=True)
    except (EmailNotValidError, UnicodeError):
        return False
    return True


def url(cell: str) -> str:
    """Return an http or https address; "" for an empty cell. Proposes a whole "https://"."""
    if not cell or _is_web_address(cell):
        return cell
    scheme = re.match(r"(https?)(?::/?|//?)(?=\w)", cell, re.IGNORECASE)
    rest = cell[scheme.end() :] if scheme else cell
    is_clear = scheme or cell.lower().startswith("www.")
    raise Wrong("url", f"{scheme[1] if scheme else 'https'}://{rest}" if is_clear else "")


def _is_web_address(cell: str) -> bool:
    try:
        parts = urlsplit(cell)
    except ValueError:
        raise Wrong("url") from None
    return parts.scheme in ("http", "https") and "." in parts.netloc and not re.search(r"\s", cell)
