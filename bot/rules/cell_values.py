"""Values of cells as the office sees them: dates, prices, postcodes and numbers as text."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from bot.domain.sheets import Value

DATES = frozenset(("start", "deadline", "expires_at"))
"""Columns in which a number is a day that Excel counts."""
HOURS = frozenset(("times", "hour_from", "hour_to", "day_from", "day_to"))
"""Columns in which a part of a day is a time of day."""
MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September"),
    *("Oktober", "November", "Dezember"),
)
MONTH_ONLY = re.compile(r'(?:\[[^\]]*\])?[my\s./\\"-]*y[my\s./\\"-]*(?:;@)?', re.IGNORECASE)
"""Formats of dates that show no day: "mmm yy", "yyyy"."""
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Numbers of days that are taken for dates: 1954 to 2119."""
EPOCH, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""Day 0 of a workbook, of Windows and of old Macintosh computers."""
_EURO = "€"
_CURRENCIES = {"EUR": _EURO, "CHF": "CHF", "USD": "$", "$": "$", "£": "£", "GBP": "£"}
_QUOTED = {ord(sign): 0xE000 + ord(sign) for sign in "0#"}
_UNQUOTED = {stood: sign for sign, stood in _QUOTED.items()}
"""Literal signs of a format that are no places for digits, in a private area of Unicode."""
_MONEY_SIGN = re.compile(r"\[\$([^\]-]*)[^\]]*\]")
"""A currency of a format with the language that shows it: "[$€-407]"; "" in "[$-407]"."""
_MONEY_CODE = re.compile(r"[A-Z]{3}")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')


def written(
    value: Value, column: str = "", number_format: str = "", *, is_1904: bool = False
) -> str:
    """Return a value as text for a column: whole numbers without ".0", dates as dates.

    ``number_format`` is the format of Excel, "" if it says nothing.
    """
    match value:
        case None | str():
            return value or ""
        case bool():
            return "ja" if value else "nein"
        case date():
            return _day(value, number_format)
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            return _hours(int(value.total_seconds() // 60))
        case _:
            return _number(float(value), column, number_format, is_1904=is_1904)


def serial_day(number: float, *, is_1904: bool = False) -> date | None:
    """Return the day with a number in a workbook, or None if it is no likely day."""
    if not FIRST_SERIAL - 1462 * is_1904 <= number <= LAST_SERIAL:
        return None
    return (EPOCH_1904 if is_1904 else EPOCH) + timedelta(days=int(number))


def _day(day: date, number_format: str) -> str:
    """Return a day, with its time unless that is midnight; a month where only that is shown."""
    if day.day == 1 and MONTH_ONLY.fullmatch(number_format):
        return _month(day, number_format)
    has_time = isinstance(day, datetime) and day.time() != time()
    return f"{day:%d.%m.%Y %H:%M}" if has_time else f"{day:%d.%m.%Y}"


def _hours(minutes: int) -> str:
    """Return a time of day, or a duration: 90 minutes are "1:30"."""
    return f"{minutes // 60}:{minutes % 60:02}"


def _month(day: date, number_format: str) -> str:
    """Return a month or a year as the office sees it, without the day that Excel added."""
    return f"{MONTHS[day.month - 1]} {day.year}" if "m" in number_format.lower() else str(day.year)


def _moment(number: float, *, is_1904: bool) -> str:
    """Return the day with a number, and its time if it has one; "" if it is no likely day."""
    day = serial_day(number, is_1904=is_1904)
    minutes = round(number % 1 * 1440)
    if day is None or not 0 < minutes < 1440:
        return f"{day:%d.%m.%Y}" if day else ""
    return f"{day:%d.%m.%Y} {minutes // 60:02}:{minutes % 60:02}"


def money(amount: float, number_format: str = "") -> str:
    """Return an amount as a German price: 12.5 is "12,50 €".

    The format may name a currency, or say more: "€/Std.", "kostenlos" for 0.
    """
    number_format, named = _currency(number_format)
    section = _section(amount, number_format)
    unit = " ".join(re.findall(r'"([^"]*)"', section)).strip()
    if unit and not re.search("[0#?]", re.sub(r'"[^"]*"', "", section)):
        return unit
    known = (sign for name, sign in _CURRENCIES.items() if name in number_format)
    currency = next(known, named or _EURO)
    if re.search(r"[^\W\d_]", re.sub("EUR|CHF|USD|GBP|Euro", "", unit)):
        currency = (
            unit if any(name in unit for name in (_EURO, *_CURRENCIES)) else f"{currency} {unit}"
        )
    figures = f"{amount:.0f}" if float(amount).is_integer() else f"{amount:.2f}".replace(".", ",")
    return f"{figures} {currency}"


def _currency(number_format: str) -> tuple[str, str]:
    """Return a format without its languages, and the currency it names: "zł", "PLN", "" for none.

    One that we know is still in the format.
    """
    if _MONEY_CODE.fullmatch(number_format):  # as an ODS file names it
        return number_format, number_format
    named = next(filter(None, _MONEY_SIGN.findall(number_format)), "").strip()
    return _MONEY_SIGN.sub(lambda match: match[1], number_format), named


def _section(amount: float, number_format: str) -> str:
    """Return the part of a format for positive amounts, for negative ones, or for zero."""
    sections = number_format.split(";")
    place = 2 if not amount else 1 if amount < 0 else 0
    return sections[place] if place < len(sections) else sections[0]


def _number(number: float, column: str, number_format: str, *, is_1904: bool) -> str:
    if column in DATES and (moment := _moment(number, is_1904=is_1904)):
        return moment
    if column in HOURS and 0 < number < 1:
        return _hours(round(number * 1440))
    if number_format.endswith("%"):
        return f"{_plain(round(number * 100, 6))} %"
    if column == "price":
        return money(number, number_format)
    if number.is_integer() and (mask := _mask(number_format)):
        return masked(int(number), mask)
    return _plain(number)


def _plain(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def masked(number: int, mask: str) -> str:
    """Return a whole number in a mask, filled from the right: 7731 in "00000" is "07731"."""
    digits, cells = list(str(number)), []
    for place in reversed(mask):
        if place not in "0#":
            cells.append(place)
        elif digits or place == "0":
            cells.append(digits.pop() if digits else "0")
    first = next((i for i, place in enumerate(mask) if place in "0#"), 0)
    text = "".join(reversed(cells))
    return (text[:first] + "".join(digits) + text[first:]).translate(_UNQUOTED)


@lru_cache(maxsize=256)
def _mask(number_format: str) -> str:
    """Return the mask of a format that only places digits and literals, "" for any other."""
    literals: list[str] = []

    def kept(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or "")
        return "\0"

    shape = _LITERAL.sub(kept, number_format.split(";")[0])
    if not re.fullmatch("[0# ()/+\0-]*[0#][0# ()/+\0-]*", shape) or not re.search("00|\0|#", shape):
        return ""
    if any(letter.isalpha() for literal in literals for letter in literal):
        return ""
    for literal in literals:
        shape = shape.replace("\0", literal.translate(_QUOTED), 1)
    return shape
