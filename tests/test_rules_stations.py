"""Numbers of the stations: how long people stay, and what a report tells without naming few."""

from datetime import date, timedelta

from bot.app import LOCALES
from bot.catalogues import load_translators
from bot.domain.council_reports import ReportMaterial
from bot.domain.groups import Kind
from bot.domain.half_years import HalfYear
from bot.domain.offers import Target
from bot.domain.pathway import Arrivals, StationEdit
from bot.domain.places import Contact, District
from bot.rules.council_reports import compose
from bot.rules.pathway_form import edited
from bot.rules.station_numbers import stays
from bot.screens.council_reports import document
from bot.screens.report_blocks import Table
from storage.catalogue.pathways import shipped_pathway
from tests.harness.databases import NOW

TODAY = date(2026, 11, 26)
NOTHING = {
    "targets": dict.fromkeys((target.value for target in Target), 0),
    "groups": dict.fromkeys((kind.value for kind in Kind), 0),
}
"""What a report needs beside the numbers here."""


def came(number: int, *counts: int) -> list[Arrivals]:
    """Return arrivals at a station: this week, the week before, and so on."""
    weeks = [TODAY - timedelta(weeks=n) for n in range(len(counts))]
    return [
        Arrivals(f"{day:%G-W%V}", number, count)
        for day, count in zip(weeks, counts, strict=True)
        if count
    ]


def test_how_long_people_stay() -> None:
    """Twenty who come two a week stay ten weeks; few tell nothing, and what is old counts not."""
    cases = [
        ({3: 20}, came(3, *[2] * 26), {3: 10}),
        ({3: 20, 5: 40}, [*came(3, *[2] * 26), *came(5, *[1] * 26)], {5: 40, 3: 10}),
        ({3: 4}, came(3, *[2] * 26), {}),
        ({3: 20}, came(3, 4), {}),
        ({3: 20}, came(3, 20), {3: 1}),
        ({3: 5}, came(3, 5, 5), {3: 1}),
        ({3: 20}, came(3, *[0] * 30, 50), {}),
        ({3: 20}, [], {}),
        ({}, came(3, 20), {}),
    ]
    wrong = [
        (here, arrivals[:2], found, right)
        for here, arrivals, right in cases
        if (found := stays(here, arrivals, TODAY)) != right or list(found) != list(right)
    ]
    assert not wrong


def test_a_report_tells_who_came_but_not_of_few() -> None:
    """With the names of the district, ours, or the number of a station that is gone."""
    edit = StationEdit(6, 1, {"name": "Lebenslauf im Kreis"}, NOW)
    stations = {s.number: s for s in edited(shipped_pathway(), [edit], "Kreis")}
    arrivals = [*came(6, 4, 5), *came(3, 2, 2, 3), *came(4, 4), *came(77, 6)]
    district = District(1, "kreis", "Kreis", "BW", "Europe/Berlin", Contact())
    snapshot = compose(
        ReportMaterial(
            district, HalfYear(2026, 2), TODAY, arrivals=arrivals, stations=stations, **NOTHING
        )
    )
    counts = [(told["number"], told["arrived"]) for told in snapshot["stations"]]
    assert counts == [(6, 9), (3, 7), (77, 6)]
    assert "stations/4" in snapshot["hidden"]
    for language, names in (
        ("de", ("Lebenslauf im Kreis", "77")),
        ("en", ("CV and application", "77")),
    ):
        tables = [
            block
            for block in document(load_translators(LOCALES)[language], snapshot).blocks
            if isinstance(block, Table) and ("77", "6") in block.rows
        ]
        (rows,) = [table.rows for table in tables]
        assert rows[0][0] == names[0]
        assert rows[2][0] == names[1]
        assert [row[1] for row in rows] == ["9", "7", "6"]
    empty = compose(ReportMaterial(district, HalfYear(2026, 2), TODAY, **NOTHING))
    assert "stations" not in empty, "a report of before looks as it did"
    assert document(load_translators(LOCALES)["de"], empty).blocks
