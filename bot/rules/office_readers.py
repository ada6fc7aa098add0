"""What offices write into one cell, column by column: prices, numbers, and addresses.

Each reader returns the cells that are meant, or None for a cell that is read as it stands.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.rules import office_amounts, office_lists, phones
from bot.rules.cells import Wrong
from bot.rules.columns import folded
from bot.rules.understood import Reader, Understood, dropped, partly

_NOTHING = frozenset(
    ("keine", "keiner", "keines", "kein", "nicht vorhanden", "siehe website", "siehe webseite",
     "siehe homepage", "siehe internet", "siehe facebook", "s website", "s webseite", "siehe oben",
     "s o", "nach vereinbarung", "auf anfrage", "folgt", "entfaellt", "unbekannt", "none", "nn",
     "n n")
)  # fmt: skip
"""Words in place of a number or an address: there is none, which is told."""
ADDRESS = re.compile(r"[^@\s<>\"(),:;\\\[\]]+@[\w.-]+\w")
"""An e-mail address among other words."""
_WITH_CODE = re.compile(r"\(?(?:\+|0)")
_HTTP = re.compile(r"https?:?/{0,2}", re.IGNORECASE)
WEB = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-zäöü]{2,}(?::\d+)?(?:/[^\s,;()]*)?", re.IGNORECASE)
"""A web address among other words."""
_LABEL = re.compile(
    r"(?:tel(?:efon)?|fon|phone|mobil|handy|t|m)\b\.?:?\s*(?=[\d+(])", re.IGNORECASE
)
_FAX = re.compile(
    r"(?:tele)?fax(?:nr|nummer)?\b[^\d]*$|(?:tele)?fax[^\d]*[\d+][^a-z]*$", re.IGNORECASE
)
_LEAST_DIGITS = 6
"""Minimum number of digits of a number beside words: an area code alone is none."""
_FREE = frozenset(
    ("kostenlos", "kostenfrei", "gratis", "frei", "umsonst", "0", "0 eur", "0 euro", "free",
     "gebuehrenfrei", "kostenlos free", "eintritt frei", "beitragsfrei", "keine gebuehren",
     "gratuit", "uecretsiz", "bezkoshtovno", "besplatno")
)  # fmt: skip
_NO_PRICE = frozenset(("nein", "keine", "keiner", "keine kosten", "keine gebuehr", "ohne", "no"))
_SOME_PRICE = frozenset(("ja", "x", "kostenpflichtig", "yes"))
"""What stands below "Kosten" where only yes and no do."""
_AMOUNT = re.compile(r"(?:ab )?(?:\d[\d.,]*\s*(?:€|EUR)|(?:€|EUR)\s*[1-9]|\d+,-)")
"""How a price begins."""
_ACCESSIBLE = frozenset(("barrierefrei", "rollstuhlgerecht", "stufenlos", "ebenerdig"))
_NONE = frozenset(("nein", "kein", "keine", "keinerlei", "ohne", "nicht"))
"""How a cell begins that says there is no childcare."""
_YES, _NO = frozenset("✓✔☑☒🗸✅"), frozenset("✗✘✕❌☐")


def _free(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take marks, "kostenfrei", and a price that stands here although no other column has one."""
    words = _amount_in_words(cell)
    if words in _FREE - {"0"} or words == "kostenpflichtig":
        return Understood({"free": "nein" if words == "kostenpflichtig" else "ja"})
    is_price = _AMOUNT.match(cell) and not values.get("price")
    return Understood({"free": "nein", "price": cell}) if is_price else _yes_no("free", cell)


def _amount_in_words(cell: str) -> str:
    """Return a cell in lower-case words: "0,00 €" is "0 eur"."""
    return folded(cell.replace("€", " eur").replace(",00", ""))


def _accessible(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take marks, "barrierefrei" and "nicht barrierefrei"."""
    words = folded(cell)
    if words in _ACCESSIBLE or words.removeprefix("nicht ") in _ACCESSIBLE:
        return Understood({"accessible": "nein" if words.startswith("nicht") else "ja"})
    return _yes_no("accessible", cell)


def _childcare(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take marks, and a cell that begins with a word for none: "keine", "Nein, leider nicht"."""
    words = folded(cell)
    if not words or words.split()[0] in _NONE:
        return Understood({"childcare": "nein" if words else ""})
    return _yes_no("childcare", cell)


def _yes_no(column: str, cell: str) -> Understood | None:
    """Read marks, and "ja, mit Rampe"; "ja und nein" is neither."""
    first, *rest = re.split(r"[\s,;:(]+", cell.strip(), maxsplit=1)
    if first.strip("\ufe0f") in _YES | _NO:
        return partly({column: "ja" if first[0] in _YES else "nein"}, says_more=bool(rest))
    is_one = len(set(re.findall(r"\b(?:ja|nein)\b", cell.lower()))) == 1
    return partly({column: first}) if rest and is_one and first.lower() in ("ja", "nein") else None


def _price(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "kostenlos" for free of charge, too, if no other column says it, and "nein" as well."""
    words = _amount_in_words(cell)
    says_free = bool(values.get("free"))
    if words in _NO_PRICE:
        return Understood({"price": ""} if says_free else {"price": "", "free": "ja"})
    if words in _SOME_PRICE:
        cells = {"price": ""} if says_free else {"price": "", "free": "nein"}
        return dropped(cells)
    return Understood({"free": "ja"}) if words in _FREE and not says_free else None


def _phone(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take the first number of several, and of one with a remark; leave out "Tel.:"."""
    number = _LABEL.sub("", cell)
    code = _wrong_code(number)
    if code != "phone":
        return Understood({"phone": number}) if number != cell else None
    if folded(cell) in _NOTHING:
        return dropped({"phone": ""})
    if _FAX.match(cell):
        return partly({"phone": ""})
    first = first_number(cell)
    return partly({"phone": first}) if first else None


@lru_cache(maxsize=4096)
def _wrong_code(number: str) -> str:
    """Return what is wrong with a telephone number, "" if nothing is."""
    try:
        phones.phone(number)
    except Wrong as wrong:
        return wrong.code
    return ""


@lru_cache(maxsize=4096)
def first_number(cell: str) -> str:
    """Return the first number with its code in a cell, "" if there is none.

    Beside words, "204" is a room and "2000" are pieces.
    """
    import phonenumbers  # only imports of offers need it

    lenient = phonenumbers.Leniency.POSSIBLE
    for match in phonenumbers.PhoneNumberMatcher(cell, "DE", leniency=lenient):
        number = match.raw_string
        is_whole = len(re.sub(r"\D", "", number)) >= _LEAST_DIGITS
        is_fax = bool(_FAX.search(cell[: match.start]))
        if is_whole and not is_fax and _WITH_CODE.match(number) and not _wrong_code(number):
            return phones.phone(number)
    return ""


def _email(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take an address out of "mailto:" and signs, or the first of several."""
    if folded(cell) in _NOTHING:
        return dropped({"email": ""})
    found = ADDRESS.findall(cell)
    if not found or found[0] == cell:
        return None
    rest = re.sub(r"(?:mailto|e-?mail)\.?:|[<>,;\s]", "", cell, flags=re.IGNORECASE)
    return partly({"email": found[0]}, says_more=rest != found[0])


def _url(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "www.verein.de" as a browser does, and the first of several addresses."""
    found = WEB.search(cell)
    if found is None:
        is_nothing = folded(cell) in _NOTHING
        return dropped({"url": ""}) if is_nothing else None
    if _is_other_address(cell) or (found.start() and _HTTP.match(cell)):
        return None
    url = found[0] if found[0].lower().startswith("http") else f"https://{found[0]}"
    is_whole = found[0] == cell.strip()
    return None if is_whole and url == found[0] else partly({"url": url}, says_more=not is_whole)


def _is_other_address(cell: str) -> bool:
    """Return whether a cell holds an e-mail address, a file, or another kind than the web's."""
    return "@" in cell or bool(re.match(r"(?!http)\w+:|.*\\", cell, re.IGNORECASE))


READERS: Mapping[str, Reader] = {
    "free": _free,
    "accessible": _accessible,
    "childcare": _childcare,
    "price": _price,
    "phone": _phone,
    "email": _email,
    "url": _url,
    "level_from": office_amounts.level,
    "level_to": office_amounts.last_level,
    "age_from": office_amounts.age,
    "age_to": office_amounts.oldest,
    "seats": office_amounts.seats,
    "languages": office_lists.languages,
    "target_groups": office_lists.target_groups,
    "way": office_lists.way,
}
"""The reader of each column that offices write in several ways."""
