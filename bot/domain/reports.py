"""Reports about offers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """A report: ``kind`` is "wrong", "closed", or "proposed" (a group proposes a new offer).

    The sender is not stored.
    """

    id: int
    offer_id: int
    kind: str
