"""What people tell us about an offer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody said that an offer is "wrong" or "closed", or a group "proposed" it; who it was is not kept."""

    id: int
    offer_id: int
    kind: str
