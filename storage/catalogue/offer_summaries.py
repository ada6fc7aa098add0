"""What an import looks at of all offers of a district: a few columns of each, not whole offers."""

from sqlalchemy import bindparam, select

from bot.domain.imports import OfferSummary
from bot.domain.offers import State, TextState
from storage import schema as t
from storage.engine.store import Store

_o, _text = t.offer.c, t.offer_text.c
_TITLE = (
    select(_text.title)
    .where(_text.offer_id == _o.id)
    .order_by((_text.state == TextState.ORIGINAL.value).desc(), _text.language)
    .limit(1)
    .scalar_subquery()
)
_OF_DISTRICT = (
    select(
        *(_o.id, _o.external_id, _o.version, _o.state, _TITLE.label("title")),
        *(t.organisation.c.name, t.municipality.c.name.label("town"), _o.merged_into),
    )
    .join(t.organisation, t.organisation.c.id == _o.organisation_id)
    .outerjoin(t.municipality, t.municipality.c.id == _o.municipality_id)
    .where(_o.district_id == bindparam("district"))
    .order_by(_o.external_id, _o.source)
)


async def of_district(store: Store, district_id: int) -> list[OfferSummary]:
    """Return all offers of a district, hidden and merged ones too, by external id."""
    rows = await store.execute(_OF_DISTRICT, {"district": district_id})
    return [
        OfferSummary(
            offer_id, number, version, State(state), title or "", owner, town or "", merged_into
        )
        for offer_id, number, version, state, title, owner, town, merged_into in rows
    ]
