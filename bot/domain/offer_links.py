"""Links by which an organisation says that its offer is right, or what is to be changed."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.desk import Cells


@dataclass(frozen=True, slots=True)
class OfferLink:
    """A link to one offer; whoever has it may answer until it ends."""

    id: int
    offer_id: int
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an organisation wants to be changed in its offer.

    ``base`` is the version of the offer that they saw; ``values`` are the cells that differ, and
    ``note`` what they wrote to the office, "" for nothing.
    """

    id: int
    offer_id: int
    base: int
    values: Cells
    note: str
    created_at: datetime
