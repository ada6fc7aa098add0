"""Why a template or a logo of a letterhead is not taken; what looks at them is ``letterheads``."""

from enum import StrEnum

MOST_BYTES = 5 * 1024 * 1024
"""Maximum size of a template or of a logo, in bytes."""


class Fault(StrEnum):
    """Why a template or a logo is not taken."""

    NO_WORD = "no_word"
    MACROS = "macros"
    FIELD = "field"
    NO_PLACE = "no_place"
    NO_PICTURE = "no_picture"
    LARGE = "large"


class LetterheadFault(Exception):
    """Raised for a template or a logo that is not taken; ``field`` is the one that is wrong."""

    def __init__(self, fault: Fault, field: str = "") -> None:
        self.fault, self.field = fault, field
        super().__init__(f"{fault} {field}")
