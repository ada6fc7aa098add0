"""A postcode or an address of one town beside the name of another is told, and the row is read."""

from bot.domain.imports import NoteKind, Row
from bot.domain.places import Municipality
from bot.rules.import_context import ImportContext
from bot.rules.rows import check_each

TOWNS = (
    Municipality(1, 1, "Waldshut-Tiengen", ("Tiengen",), ("79761",)),
    Municipality(2, 1, "Bad Säckingen", (), ("79713",)),
    Municipality(3, 1, "Murg", (), ("79730", "79713")),
    Municipality(4, 1, "Sebnitz", (), ("01855",)),
    Municipality(5, 1, "Ohne", (), ()),
)
CONTEXT = ImportContext(TOWNS, (), ("de",), organisation="Verein", new_municipalities=True)
Cells = dict[str, str]
AGAINST: list[tuple[Cells, str, str]] = [
    ({"postcode": "79713", "municipality": "Waldshut-Tiengen"}, "postcode", "79713 (Bad Säckingen"),
    ({"postcode": "1855.0", "municipality": "Murg"}, "postcode", "1855.0 (Sebnitz)"),
    ({"municipality": "79713 Tiengen"}, "municipality", "79713 Tiengen (Bad Säckingen, Murg)"),
    ({"address": "Weg 1, D-79761 Tiengen", "municipality": "Murg"}, "address", "Weg 1"),
    ({"address": "Weg 1, Bad Säckingen", "municipality": "Murg"}, "address", "Weg 1"),
    ({"address": "Weg 1, Tiengen", "postcode": "01855"}, "address", "Weg 1, Tiengen (Waldshut-T"),
]
FITTING: list[Cells] = [
    {"postcode": "79713", "municipality": "Murg"},
    {"postcode": "D-79713", "municipality": "Stadt Bad Säckingen"},
    {"postcode": "79700", "municipality": "Murg"},
    {"postcode": "01855", "municipality": "Neustadt"},
    {"municipality": "79761 Tiengen", "address": "Weg 79713, Tiengen"},
    {"address": "Weg 1, 79730 Murg; Gasse 2, 79761 Tiengen", "municipality": "Murg"},
    {"address": "Weg 1, 79761 Tiengen", "municipality": "landkreisweit"},
    {"address": "Murger Str. 5", "municipality": "Tiengen", "phone": "07761 79713"},
]


def told(cells: Cells) -> list[tuple[str, str]]:
    """Columns and values of what is told of the towns of a row, which is read."""
    (checked,) = check_each([Row("", 2, {"title": "Kurs", **cells})], CONTEXT)
    assert checked.draft
    return [(n.column, n.value) for n in checked.notes if n.kind is NoteKind.OTHER_TOWN]


def test_the_town_of_a_postcode_or_an_address_is_told_if_another_one_counts() -> None:
    wrong = {}
    for cells, column, begin in AGAINST:
        found = told(cells)
        if [(place, words.startswith(begin)) for place, words in found] != [(column, True)]:
            wrong[str(cells)] = found
    assert not wrong


def test_towns_that_fit_are_not_told() -> None:
    assert not [cells for cells in FITTING if told(cells)]
