"""Measures as tests need them, and a command line for their tables."""

from argparse import Namespace
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import orjson

from bot.domain.measures import MeasureDetails, MeasureText
from handlers.cli import measures as command
from tests.harness.offices import Office

COURSES = MeasureDetails(
    number="2.5",
    texts=(
        MeasureText("de", "Mehr Sprachkurse am Abend", "Wer arbeitet, lernt abends Deutsch."),
        MeasureText("uk", "Більше вечірніх курсів"),
    ),
    field="school-language",
    target=Decimal(40),
    unit="Plätze",
    cost_from=Decimal(12000),
    cost_to=Decimal("18000.50"),
    cost_source="Landkreis",
    starts_on=date(2026, 7, 1),
    due_on=date(2027, 6, 30),
    organisation="VHS",
    public=True,
)
"""A measure without a fault in a district that has the field of action ``school-language``."""


def numbered(number: str, **changes: object) -> MeasureDetails:
    """Return a measure like ``COURSES`` with another number."""
    return replace(COURSES, number=number, **changes)


class PlanOffice(Office):
    """A coordinator at the command line, with tables of measures."""

    async def imports_plan(self, file: Path, **options: object) -> dict:
        """Return the answer as --json gives it, and with it the exit code."""
        chosen = {
            "district": "waldshut",
            "dry_run": False,
            "json": True,
            "accept_older": False,
            **options,
        }
        code = await command.import_(self.context, Namespace(file=str(file), **chosen))
        answer = orjson.loads(self.lines[-1]) if chosen["json"] else {}
        return answer | {"code": code}

    async def exports_plan(self, file: Path, district: str = "waldshut") -> Path:
        await command.export(self.context, Namespace(file=str(file), district=district))
        return file
