"""Words of the page of the letterhead at the desk."""

from collections.abc import Mapping

from bot.i18n import mark

FAULTS: Mapping[str, str] = {
    "no_word": mark("This is not a Word file (.docx)."),
    "macros": mark(
        "The Word file contains macros or parts from elsewhere. Please save it without them."
    ),
    "field": mark("This field is unknown or broken: {field}"),
    "no_place": mark(
        "There is no place for the report. Please write {field} on a line of its own."
    ),
    "no_picture": mark("The logo is not a picture. Please send a PNG or JPEG file."),
    "large": mark("This file is too large. It can be up to 5 MB."),
}
"""Why a template or a logo is not taken."""
FIELDS: Mapping[str, str] = {
    "{{ title }}": mark("Title"),
    "{{ district }}": mark("District"),
    "{{ period }}": mark("Half-year"),
    "{{ subtitle }}": mark("District and half-year"),
    "{{ day }}": mark("Day"),
    "{{ unit }}": mark("Organisational unit"),
    "{{ number }}": mark("Number of the council paper"),
    "{{ committees }}": mark("Committees and dates"),
    "{{ status }}": mark("Version or draft, in a sentence"),
    "{{ draft }}": mark("Draft"),
    "{{ logo }}": mark("Logo"),
    "{{p report }}": mark("The whole report, on a line of its own"),
}
"""Field of a template → what is put there."""
