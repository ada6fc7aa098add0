"""Pictures that districts and organisations gave us."""

from bot.domain.offers import Offer
from bot.domain.places import District
from bot.ui import Picture


def logo_of(district: District | None) -> Picture | None:
    """Return the logo of a district; its name stands beside it, so it says nothing by itself."""
    return Picture(district.picture) if district and district.picture else None


def picture_of(offer: Offer) -> Picture | None:
    """Return the picture of the organisation of an offer, None if there is none."""
    return Picture(offer.picture, offer.details.organisation) if offer.picture else None
