"""Names of fields of action: those of the district, or usual ones in all languages."""

from bot.domain.places import Field
from bot.i18n import Translator, mark
from bot.ui import Html

USUAL = (
    mark("Language"),
    mark("Education"),
    mark("Work"),
    mark("Housing"),
    mark("Health"),
    mark("Language support"),
    mark("Education from the start"),
    mark("Training and work"),
    mark("Housing and neighbourhood"),
    mark("Taking part and volunteering"),
    mark("Access to services"),
    mark("Nursing care"),
    mark("Civic engagement"),
    mark("Volunteer companions"),
    mark("Language and education"),
    mark("Labour market"),
    mark("Leisure"),
    mark("Work and training"),
    mark("School, education and language"),
)


def field_name(tr: Translator, field: Field) -> Html:
    """Return the name in the reader's language: the district's, else the usual one, else German.

    A district that still has a usual name under its old key gets the one of today.
    """
    own = field.names.get(tr.language.code)
    english = field.names.get("en", "")
    usual = tr.newest(english)
    if usual in USUAL and own in (None, "", english):
        return tr(usual)
    return tr.value(own or field.names["de"])


def field_label(tr: Translator, field: Field) -> Html:
    """Return the emoji and the name of a field."""
    return Html(f"{field.emoji} {field_name(tr, field)}")
