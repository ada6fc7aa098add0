"""Words of translations at the desk that stand in tables and lists."""

from collections.abc import Mapping

from bot.domain.translations import TextKind, TranslationState
from bot.i18n import mark
from bot.screens.desk import COLUMNS, MISSING

KINDS: Mapping[TextKind, str] = {
    TextKind.OFFER: mark("Offers"),
    TextKind.GROUP: mark("Groups"),
}
STATES: Mapping[TranslationState, str] = {
    TranslationState.MISSING: mark("Missing"),
    TranslationState.STALE: mark("Out of date"),
    TranslationState.UNCHECKED: mark("Not checked"),
    TranslationState.CHECKED: mark("Checked"),
}
MARKS: Mapping[TranslationState, str] = {
    TranslationState.MISSING: MISSING,
    TranslationState.STALE: "!",
    TranslationState.UNCHECKED: "○",
    TranslationState.CHECKED: "✓",
}
LABELS = {name: COLUMNS[name] for name in ("title", "description", "next_steps")}
"""Name of a field that is translated."""
