"""Between rows and offers: the only place that knows both shapes."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import JSON, RowMapping, Select, bindparam, func, select

from bot.domain.offers import Details, Offer, OfferText, Schedule, State, Target, TextState, Way
from bot.rules.schedules import numbered
from storage import schema as t
from storage.catalogue import schedule_rows
from storage.engine.batches import batched
from storage.engine.sqlite import QUICK
from storage.engine.store import Store

FEW = 20
"""Offers of one screen: so few are read by a quick statement."""
_AS_THEY_ARE = (
    "age_from",
    "age_to",
    "level_from",
    "level_to",
    "course_kind",
    "free",
    "price",
    "address",
    "phone",
    "email",
    "url",
    "starts_on",
    "register_by",
    "seats",
    "accessible",
    "childcare",
    "breadcrumb",
    "sample",
    "expires_at",
    "times_text",
)
NOTHING_KNOWN: Mapping[str, Details] = {}
_OF_TEXT = tuple(column.name for column in fields(OfferText))
_DAYS = ("starts_on", "register_by", "expires_at")
_COLUMNS = (
    *_AS_THEY_ARE,
    "id",
    "district_id",
    "external_id",
    "confirmed_at",
    "field_id",
    "municipality_id",
    "attachment_id",
    "source",
    "version",
    "organisation_id",
    "merged_into",
    "targets",
    "residence_statuses",
    "languages",
    "way",
    "schedules",
    "state",
)
"""What an offer is made of; what an import said of it would be read and parsed in vain."""
_OFFERS = (
    select(
        *(t.offer.c[name] for name in _COLUMNS),
        t.organisation.c.name.label("organisation"),
        t.organisation.c.picture,
        t.municipality.c.name.label("municipality"),
        t.field.c.slug.label("field"),
        t.field.c.emoji.label("emoji"),
    )
    .join(t.organisation)
    .outerjoin(t.municipality)
    .outerjoin(t.field)
)
_BY_IDS = _OFFERS.where(t.offer.c.id.in_(bindparam("ids", expanding=True)))
_IDS_OF_DISTRICT = (
    select(t.offer.c.id)
    .where(t.offer.c.district_id == bindparam("district"))
    .order_by(t.offer.c.external_id, t.offer.c.source)
)
_TEXTS = (
    select(t.offer_text)
    .where(t.offer_text.c.offer_id.in_(bindparam("ids", expanding=True)))
    .order_by(t.offer_text.c.language)
)
_TEXT_COLUMNS = ("language", "title", "description", "next_steps", "state")


async def load(store: Store, ids: Sequence[int]) -> list[Offer]:
    """Return the offers with these ids that exist, in no order."""
    rows: list[RowMapping] = []
    if len(ids) <= FEW:
        rows += await store.rows(_few_by_ids(store.kind), {"ids": list(ids)}) if ids else ()
        return [_offer(row, _texts(row["texts"])) for row in rows]
    for batch in batched(ids):
        rows += await store.rows(_BY_IDS, {"ids": batch})
    return await _with_texts(store, rows)


@cache
def _few_by_ids(kind: str) -> Select[Any]:
    """Return the statement of a few offers with their texts: one way to the database, not two."""
    of_all, of_one = (
        (func.json_agg, func.json_build_array)
        if kind == "postgresql"
        else (func.json_group_array, func.json_array)
    )
    text = t.offer_text.c
    texts = select(of_all(of_one(*(text[name] for name in _TEXT_COLUMNS)), type_=JSON))
    own = texts.where(text.offer_id == t.offer.c.id).scalar_subquery()
    return _BY_IDS.add_columns(own.label("texts")).execution_options(**QUICK)


def _texts(values: Sequence[Sequence[str]] | None) -> tuple[OfferText, ...]:
    """Return the texts of an offer, whose values stand as in ``_TEXT_COLUMNS``, by language."""
    texts = [
        OfferText(language, title, description, next_steps, TextState(state))
        for language, title, description, next_steps, state in values or ()
    ]
    return tuple(sorted(texts, key=lambda text: text.language))


async def load_district(store: Store, district_id: int) -> list[Offer]:
    """Return all offers of a district, hidden and merged ones too, by external id."""
    ids = list((await store.execute(_IDS_OF_DISTRICT, {"district": district_id})).scalars())
    return await load_shared(store, ids)


async def load_shared(
    store: Store, ids: Sequence[int], known: Mapping[str, Details] = NOTHING_KNOWN
) -> list[Offer]:
    """Return the offers with these ids that exist, in this order.

    Their rows are never in memory at once, and what an offer says as well as the details that are
    ``known`` by its external id is there only once.
    """
    found: dict[int, Offer] = {}
    for batch in batched(ids):
        rows = await store.rows(_BY_IDS, {"ids": batch})
        for offer in await _with_texts(store, rows):
            same = known.get(offer.external_id)
            found[offer.id] = offer
            if same:
                found[offer.id] = replace(offer, details=sharing(offer.details, same))
    return [found[offer_id] for offer_id in ids if offer_id in found]


async def _with_texts(store: Store, rows: Sequence[RowMapping]) -> list[Offer]:
    texts: dict[int, list[OfferText]] = {row["id"]: [] for row in rows}
    for batch in batched(list(texts)):
        for row in await store.execute(_TEXTS, {"ids": batch}):
            texts[row.offer_id].append(
                OfferText(
                    row.language, row.title, row.description, row.next_steps, TextState(row.state)
                )
            )
    return [_offer(row, tuple(texts[row["id"]])) for row in rows]


def _offer(row: RowMapping, texts: tuple[OfferText, ...]) -> Offer:
    details = _details(row, texts)
    return Offer(
        id=row["id"],
        district_id=row["district_id"],
        external_id=row["external_id"],
        details=details,
        confirmed_at=row["confirmed_at"],
        field_id=row["field_id"],
        field_emoji=row["emoji"] or "",
        municipality_id=row["municipality_id"],
        attachment_id=row["attachment_id"],
        source=row["source"],
        version=row["version"],
        organisation_id=row["organisation_id"],
        merged_into=row["merged_into"],
        picture=row["picture"],
    )


@lru_cache(maxsize=1024)
def _targets(codes: tuple[str, ...]) -> frozenset[Target]:
    """Return target groups; equal ones are in memory only once."""
    return frozenset(map(Target, codes))


@lru_cache(maxsize=1024)
def _words(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words)


def _details(row: Mapping[Any, Any], texts: tuple[OfferText, ...]) -> Details:
    return Details(
        organisation=row["organisation"],
        texts=texts,
        municipality=row["municipality"] or "",
        field=row["field"] or "",
        targets=_targets(tuple(row["targets"])),
        residence_statuses=_words(tuple(row["residence_statuses"])),
        languages=tuple(row["languages"]),
        way=Way(row["way"]),
        schedules=schedule_rows.schedules_of(row["schedules"]),
        state=State(row["state"]),
        **{name: row[name] for name in _AS_THEY_ARE},
    )


def values(details: Details, before: Sequence[Schedule] = ()) -> dict[str, Any]:
    """Return the columns that say nothing about other tables.

    ``before`` are the times that the offer had so far: those that stay keep their numbers.
    """
    return {name: getattr(details, name) for name in _AS_THEY_ARE} | {
        "state": details.state,
        "way": details.way,
        "targets": sorted(details.targets),
        "residence_statuses": sorted(details.residence_statuses),
        "languages": list(details.languages),
        "schedules": [
            schedule_rows.values_of(schedule) for schedule in numbered(details.schedules, before)
        ],
    }


def text_values(offer_id: int, text: OfferText) -> dict[str, Any]:
    """Return a row of the table ``offer_text``."""
    return {
        "offer_id": offer_id,
        "language": text.language,
        "title": text.title,
        "description": text.description,
        "next_steps": text.next_steps,
        "state": text.state,
    }


def frozen(details: Details) -> dict[str, Any]:
    """Return details as JSON that ``thawed`` reads back."""
    cells = values(details, details.schedules) | {
        name: day.isoformat() if (day := getattr(details, name)) else None for name in _DAYS
    }
    named = {name: getattr(details, name) for name in ("organisation", "municipality", "field")}
    texts = [{name: getattr(offer_text, name) for name in _OF_TEXT} for offer_text in details.texts]
    return cells | named | {"texts": texts}


def thawed(content: Mapping[str, Any]) -> Details:
    """Return the details that ``frozen`` made JSON of."""
    texts = tuple(
        OfferText(**text | {"state": TextState(text["state"])}) for text in content["texts"]
    )
    days = {name: date.fromisoformat(content[name]) if content[name] else None for name in _DAYS}
    return _details({**content, **days}, texts)


def sharing(details: Details, other: Details) -> Details:
    """Return details that keep what they have in common with others in memory only once."""
    if details == other:
        return other
    same = {
        field.name: value
        for field in fields(Details)
        if (value := getattr(other, field.name)) == getattr(details, field.name)
    }
    return replace(details, **same)
