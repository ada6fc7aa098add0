"""Residence statuses: by which right somebody who is no German stays in Germany."""

from enum import StrEnum


class Residence(StrEnum):
    """A residence status; ``ANY`` means that the status does not matter."""

    VISA = "visa"
    PERMIT = "permit"
    PERMANENT = "permanent"
    OPPORTUNITY = "opportunity"
    TEMPORARY = "temporary"
    PROTECTED = "protected"
    ASYLUM = "asylum"
    ARRIVAL = "arrival"
    TOLERATED = "tolerated"
    FICTION = "fiction"
    EU = "eu"
    ANY = "any"
