"""Telephone numbers of offices' tables, and the zero that a spreadsheet takes away."""

import re
from functools import lru_cache

from bot.rules.cells import Wrong, is_day

_LIKE_DIGITS = re.compile(r"(?<![^\W\d_])[OolI](?=[\d/ -]*\d)|(?<=\d)[OolI](?![^\W\d_])")
"""Letters that somebody typed for the digits 0 and 1."""
_DIGITS = str.maketrans("OolI", "0011")
_EXTENSION = re.compile(
    r"(?<=[\d ])(?:app(?:arat)?|durchwahl|dw|nst|nebenstelle|ext(?:ension)?|x)\b\.?(?= ?\d)",
    re.IGNORECASE,
)
_LEAST_BARE, _LEAST_PARTED = 7, 9
"""Minimum number of digits of a number without its zero: typed as one, or in parts."""


@lru_cache(maxsize=4096)
def phone(cell: str) -> str:
    """Return a telephone number as the office wrote it; "" for an empty cell.

    It must be possible in Germany or, with a country code, elsewhere. Short numbers of three to
    six digits are accepted too. Proposes the zero that a spreadsheet took away.
    """
    if not cell:
        return ""
    import phonenumbers  # only imports of offers need it

    _check_zero(cell)
    _check_letters(cell)
    try:
        parsed = phonenumbers.parse(cell, "DE")
    except phonenumbers.NumberParseException:
        raise Wrong("phone", "+49 7751 86-0") from None
    if is_day(cell):
        raise Wrong("phone", "+49 7751 86-0")
    if phonenumbers.is_possible_number(parsed) or re.fullmatch(r"[\d ]{3,6}", cell):
        return cell
    raise Wrong("phone", "+49 7751 86-0")


def _check_letters(cell: str) -> None:
    """Raise Wrong for words, which would be read as letters on the keys, and for "O7731 l2345"."""
    if not re.search(r"[^\W\d_]", _EXTENSION.sub("", cell)):
        return
    proposal = _LIKE_DIGITS.sub(lambda letter: letter[0].translate(_DIGITS), cell)
    is_likely = proposal != cell and not re.search(r"[^\W\d_]", _EXTENSION.sub("", proposal))
    raise Wrong("phone", proposal if is_likely and _is_possible(proposal) else "+49 7751 86-0")


def _check_zero(cell: str) -> None:
    """Raise Wrong for a number that lost its zero or its plus, or digits ("7,73E+11").

    Digits alone were typed as a number; with signs between them, nine are more than a number
    without an area code has (Bundesnetzagentur, "Nummernplan für die öffentliche Telefonie").
    """
    if re.fullmatch(r"\d+(?:[.,]\d+)?[eE]\+?\d+", cell):
        raise Wrong("phone_digits")
    number = re.sub(r"\.0+$", "", cell) if re.fullmatch(r"\d{7,}\.0+", cell) else cell
    digits = re.sub(r"\D", "", number)
    least = _LEAST_BARE if number.isdigit() else _LEAST_PARTED
    if not re.match(r"[1-9]", number) or len(digits) < least or digits.startswith("116"):
        return
    is_abroad = digits.startswith("49") and len(digits) > _LEAST_PARTED
    proposal = f"+{number}" if is_abroad else f"0{number}"
    if _is_possible(proposal):
        raise Wrong("phone_zero", proposal)


def _is_possible(number: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number, "DE"))
    except phonenumbers.NumberParseException:
        return False
