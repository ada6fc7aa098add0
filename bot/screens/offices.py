"""The district in which somebody works, for those who work in several."""

from collections.abc import Sequence

from bot.domain.places import District
from bot.i18n import Translator
from bot.ui import Button, Screen, in_rows, press


def offices(tr: Translator, districts: Sequence[District], working_id: int) -> Screen:
    """Ask in which district the person works now; ``working_id`` is the chosen one."""
    buttons = [
        Button(tr.value(district.name), press("office.set", district.id), district.id == working_id)
        for district in districts
    ]
    text = tr.lines(
        tr("Which district are you working in now?"),
        tr("New messages, groups and documents are for this district."),
    )
    return Screen(text, in_rows(buttons, 1), at="office.list", back="home:0")


def office_button(tr: Translator, name: str) -> list[Button]:
    """Return the button to another district to work in; none if ``name`` is ""."""
    return [Button(tr("🏛 Office: {district}", district=name), press("office.list"))] if name else []
