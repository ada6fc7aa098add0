"""Reports about offers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """A report: ``kind`` is what is wrong, or "proposed" (a group proposes a new offer).

    What people can say is wrong stands in ``bot/rules/offers.py``, ``REPORTS``.

    The sender is not stored.
    """

    id: int
    offer_id: int
    kind: str
