"""The offers of all tables, what is right of a table, and a plain workbook of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

COLUMNS = ("Nr", "Titel", "Träger", "Gemeinde", "Telefon", "Beginn", "Preis")
DAY = "12.01.2027"


class Offer(NamedTuple):
    """What must be read of a row; ``town`` is the official name."""

    number: str
    title: str
    organisation: str
    town: str
    phone: str
    start: str
    price: str


OFFERS = (
    Offer("a1", "Müllers Frühstück für Väter", "Träger Größe e. V.", "Konstanz", "07531 123456",
          DAY, "12,50 €"),
    Offer("a2", "Nähkurs für Anfängerinnen", "Träger Größe e. V.", "Konstanz", "07531 123457",
          DAY, "3 €"),
    Offer("a3", "Deutsch für Mütter, mit Kindern", "Träger Größe e. V.", "Singen (Hohentwiel)",
          "07731 12345", DAY, "5 €"),
    Offer("b1", "Café Straße", "Böhringer Verein", "Singen (Hohentwiel)", "07731 54321", DAY,
          "1 €"),
    Offer("b2", "Übungsraum", "Böhringer Verein", "Radolfzell", "07732 98765", DAY, "2 €"),
)  # fmt: skip
IN_WORDS = tuple(offer._replace(price=offer.price.replace("€", "Euro")) for offer in OFFERS)
"""The same offers with prices that MS-DOS can write."""
Rows = list[list[Any]]


@dataclass(frozen=True)
class OfficeTable:
    """A table: how it is made and what is right.

    With ``mistakes`` it must be refused with exactly these; ``notes`` must be told at least.
    ``converted_from`` is the format that LibreOffice saves in that of ``suffix``. ``links`` are the
    addresses of pages and e-mails of its offers.
    """

    name: str
    suffix: str
    make: Callable[[Path], object]
    right: tuple[Offer, ...] = OFFERS
    mistakes: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    converted_from: str = ""
    links: frozenset[str] = frozenset()


def lines_of(offers: Sequence[Offer] = OFFERS) -> Rows:
    """The headings and a row for each offer."""
    return [list(COLUMNS), *(list(offer) for offer in offers)]


def workbook(
    change: Callable[[Any], object] = id, rows: Rows | None = None
) -> Callable[[Path], None]:
    """A workbook; ``change`` gets its sheet."""

    def make(path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = "Angebote"
        for row in rows or lines_of():
            sheet.append(row)
        change(sheet)
        book.save(path)

    return make
