"""Services of HSDS as rows: what our columns hold is taken, and the rest is told.

HSDS 3, HSDS 2 and Open Referral UK name the same things differently; each name is tried.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from math import ceil

from bot.domain.imports import Note, NoteKind, Row
from bot.rules import named_cells, phones
from bot.rules.cells import Wrong
from handlers.files.hsds_fields import Fields
from handlers.files.hsds_times import text_of
from handlers.files.markup import without_markup

OWN = "lotse:"
"""Beginning of the label of an attribute that holds a cell of ours."""
LONGEST_PRICE = 200
LONGEST_ADDRESS = 500
_STATES = {
    "active": "published",
    "defunct": "closed",
    "inactive": "expired",
    "temporarily closed": "paused",
}
Place = tuple[str, str, str]
"""Street, town and postcode."""
_SCHEDULES = ("schedules", "regular_schedules")
_VOICES = ("voice", "cell", "mobile")
_MONEY = {"EUR": "€", "GBP": "£", "USD": "$"}


def rows_of(services: Iterable[object]) -> tuple[tuple[Row, ...], tuple[Note, ...]]:
    """Return the rows of services, and a note for each kind of value that was not taken."""
    rows: list[Row] = []
    left: dict[str, list[tuple[int, str]]] = {}
    for position, content in enumerate(services, 1):
        service = Fields(content)
        own = _own_cells(service)
        rows.append(Row("", position, own if "title" in own else _cells(service) | own))
        for path, value in () if own else service.left():
            left.setdefault(path, []).append((position, value))
    return tuple(rows), tuple(_note(path, found) for path, found in left.items())


def _note(path: str, found: list[tuple[int, str]]) -> Note:
    """Return one note for a path: its first value, and how many more there are."""
    row, value = found[0]
    more = f" (+{len(found) - 1})" if found[1:] else ""
    return Note(NoteKind.NOT_TAKEN, row=row, column=path, value=value[:80] + more)


def _own_cells(service: Fields) -> dict[str, str]:
    """Return the cells that an export of ours stored in the attributes; they are exact."""
    found = {}
    for attribute in service.objects("attributes"):
        label = attribute.text("label")
        if label.startswith(OWN):
            found[label.removeprefix(OWN)] = attribute.text("value")
    return found


def _cells(service: Fields) -> dict[str, str]:
    places = list(_places(service))
    values = {
        "external_id": _id(service),
        "title": service.text("name"),
        "description": "\n\n".join(_paragraphs(service)),
        "next_steps": "\n".join(_steps(service)),
        "url": _web_address(service.text("url", "website")),
        "email": service.text("email") or _of_contacts(service, "email"),
        "organisation": "".join(each.text("name") for each in service.objects("organization")),
        "state": _STATES.get(service.text("status").lower(), ""),
        "languages": ", ".join(dict.fromkeys(_languages(service))),
        "phone": _phone(service),
        "times": " | ".join(dict.fromkeys(filter(None, map(text_of, _schedules(service))))),
        **_ages(service),
        **_price(service),
        **_where(places),
    }
    return {name: value for name, value in values.items() if value}


def _id(service: Fields) -> str:
    return service.text("id")


def _paragraphs(service: Fields) -> Iterator[str]:
    """Yield what people should read: an alert first, then what it is and for whom."""
    for name in ("alert", "description", "eligibility_description", "eligibility",
                 "interpretation_services"):  # fmt: skip
        if words := without_markup(service.text(name)):
            yield words
    for each in service.objects("eligibilitys"):
        if words := without_markup(each.text("eligibility")):
            yield words


def _steps(service: Fields) -> Iterator[str]:
    if words := without_markup(service.text("application_process")):
        yield words
    for each in service.objects("required_documents"):
        if words := each.text("document"):
            yield words
    if words := service.text("required_documents"):
        yield words


def _web_address(words: str) -> str:
    return f"https://{words}" if words.lower().startswith("www.") else words


def _ages(service: Fields) -> dict[str, str]:
    """Return the ages in whole years: half a year is from birth on, and up to 17.5 is 18."""
    holders = [service, *service.objects("eligibilitys")]
    return {
        "age_from": _years(holders, "minimum_age", int),
        "age_to": _years(holders, "maximum_age", ceil),
    }


def _years(holders: Iterable[Fields], name: str, rounded: Callable[[float], int]) -> str:
    holder = next((each for each in holders if each.has(name)), None)
    if holder is None:
        return ""
    words = holder.peek(name)
    if re.fullmatch(r"\d+(?:\.0+)?", words):
        return holder.text(name).partition(".")[0]
    return str(rounded(float(words))) if re.fullmatch(r"\d+\.\d+", words) else holder.text(name)


def _price(service: Fields) -> dict[str, str]:
    """Return the price in words, else as amounts; nothing but amounts of 0 is free."""
    names = ("fees_description", "fees")
    if words := service.peek(*names):
        return {"price": service.text(*names) if len(words) <= LONGEST_PRICE else ""}
    costs = service.objects("cost_options")
    is_free = bool(costs) and all(_is_zero(each.peek("amount")) for each in costs)
    price = "; ".join(filter(None, map(_cost, costs)))
    return {"price": price[:LONGEST_PRICE], "free": "ja" if is_free else ""}


def _is_zero(amount: str) -> bool:
    return bool(re.fullmatch(r"0+(?:[.,]0+)?", amount))


def _cost(cost: Fields) -> str:
    """Return "3.50 € (adults)"; an amount of 0 is only said of somebody in particular."""
    amount = cost.text("amount")
    currency = cost.text("currency").upper() if amount else ""
    details = ", ".join(filter(None, (cost.text("option"), cost.text("amount_description"))))
    is_said = not _is_zero(amount) or bool(details)
    named = f"{amount} {_MONEY.get(currency, currency)}".strip() if is_said else ""
    return f"{named} ({details})" if named and details else named or details


def _locations(service: Fields) -> Iterator[Fields]:
    for each in service.objects("service_at_locations"):
        yield from each.objects("location")
    yield from service.objects("locations")


def _schedules(service: Fields) -> Iterator[Fields]:
    """Yield the schedules of a service, and those of its places."""
    yield from service.objects(*_SCHEDULES)
    for each in service.objects("service_at_locations"):
        yield from each.objects(*_SCHEDULES)
    for location in _locations(service):
        yield from location.objects(*_SCHEDULES)


def _languages(service: Fields) -> Iterator[str]:
    """Yield the codes of languages that we know; the names of others are left, and told."""
    for each in service.objects("languages"):
        for name in ("code", "name", "language"):
            if code := _language(each, name):
                yield code
                each.text("name")
                break
    listed = _codes(service.peek("languages"))
    if listed:
        service.text("languages")
    yield from listed


def _language(holder: Fields, name: str) -> str:
    found = _codes(holder.peek(name))
    if found:
        holder.text(name)
    return found[0] if found else ""


def _codes(words: str) -> tuple[str, ...]:
    """Return the codes of languages; none if one of them is unknown."""
    try:
        return named_cells.languages(words)
    except Wrong:
        return ()


def _phone(service: Fields) -> str:
    """Return the first number that is possible and no fax; the others are left, and told."""
    for each in _phones(service):
        kind = each.peek("type", "number_type").lower()
        number = each.peek("number").strip('"')
        if kind == "fax" or not _is_phone(number):
            continue
        each.text("number")
        if kind in _VOICES:
            each.text("type", "number_type")
        extension = each.text("extension")
        return f"{number}-{extension}" if extension else number
    return ""


def _is_phone(number: str) -> bool:
    try:
        return bool(phones.phone(number))
    except Wrong:
        return False


def _phones(service: Fields) -> Iterator[Fields]:
    yield from service.objects("phones")
    for name in ("contacts", "service_at_locations"):
        for each in service.objects(name):
            yield from each.objects("phones")
    for location in _locations(service):
        yield from location.objects("phones")
    for organisation in service.objects("organization"):
        yield from organisation.objects("phones")


def _of_contacts(service: Fields, name: str) -> str:
    return next(filter(None, (each.text(name) for each in service.objects("contacts"))), "")


def _places(service: Fields) -> Iterator[Place]:
    """Yield street, town and postcode of each address, each place once."""
    seen = set()
    for location in _locations(service):
        found = list(location.objects("addresses", "physical_addresses"))
        for each in found:
            street = ", ".join(filter(None, (each.text("address_1"), each.text("address_2"))))
            place = (street, each.text("city"), each.text("postal_code"))
            if place not in seen:
                seen.add(place)
                yield place


def _where(places: list[Place]) -> dict[str, str]:
    """Return the cells of the places. Several of them stand in the address, with their towns.

    In several towns, the offer is one of the whole district: it is found in all of them.
    """
    towns = {town for _, town, _ in places if town}
    lines = [_line(place, several_towns=len(towns) > 1) for place in places]
    address = "; ".join(filter(None, dict.fromkeys(lines)))
    if len(address) > LONGEST_ADDRESS:
        address = f"{address[: LONGEST_ADDRESS - 1]}…"
    if len(towns) > 1:
        return {"address": address}
    postcode = next((code for _, _, code in places if code), "")
    return {"address": address, "municipality": "".join(towns), "postcode": postcode}


def _line(place: Place, *, several_towns: bool) -> str:
    """Return "A 1, 78462 Konstanz"; without a postcode, the town is named only among others."""
    street, town, code = place
    named = f"{code} {town}".strip() if code or several_towns else ""
    return ", ".join(filter(None, (street, named)))
