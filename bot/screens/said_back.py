"""What was understood of a typed rule: its next dates, what is skipped, and how to move that."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.i18n import Ltr, Translator
from bot.rules.fallouts import Understood
from bot.ui import NOTHING, Button, Html, press

MOST_HOLIDAYS = 3
"""Maximum number of holidays that are named."""


def lines(tr: Translator, understood: Understood, zone: str) -> list[Html]:
    """Return the next dates, the last one, and a line for all that falls out."""
    last = understood.last
    return [
        *(_moment(tr, at, zone) for at in understood.dates),
        tr("Last date: {time}", time=_moment(tr, last, zone)) if last else NOTHING,
        *(
            tr("Skipped: {day} ({holiday})", day=tr.day(day), holiday=name)
            for day, name in understood.holidays[:MOST_HOLIDAYS]
        ),
        *(
            tr("Not every month has a day {n}. Those months are skipped.", n=day)
            for day in understood.missing
        ),
        tr("29 February comes only once every four years.") if understood.leap_day else NOTHING,
        tr("Dates on a holiday move to the next day.") if understood.moves else NOTHING,
    ]


def buttons(tr: Translator, understood: Understood, route: str, row_id: int) -> list[Button]:
    """Return a button for each way to let less fall out."""
    found = []
    if understood.holidays:
        found.append(Button(tr("Move to the next day"), press(route, row_id, "next")))
        found.append(Button(tr("On holidays too"), press(route, row_id, "holidays")))
    if understood.missing or understood.leap_day:
        found.append(Button(tr("Last day of the month"), press(route, row_id, "last")))
    return found


def _moment(tr: Translator, at: datetime, zone: str) -> Html:
    local = at.astimezone(ZoneInfo(zone))
    return tr("{day}, {time}", day=tr.day(local.date()), time=Ltr(f"{local:%H:%M}"))
