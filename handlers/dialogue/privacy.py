"""One's own data: see everything, delete everything."""

from collections.abc import Mapping, Sequence

import orjson

from bot.domain.listings import parse_listing
from bot.domain.offers import text_in
from bot.domain.watches import Watch
from bot.i18n import visible
from bot.rules.people import has_consented
from bot.screens import own_data as screens_of_data
from bot.screens import privacy as screens
from bot.screens.own_data import Names
from bot.ui import Document, Screen
from handlers.dialogue.shared.pathways import pathway_of
from handlers.dialogue.shared.places import place_name
from handlers.dialogue.shared.searching import heading
from handlers.dialogue.turn import Effect, Turn
from storage.catalogue import offers, places
from storage.groups import groups, helping, meetings
from storage.people import own_data, people, watches


async def privacy(turn: Turn) -> Screen:
    """Return what is stored, for how long, and who is responsible."""
    config = turn.services.config
    screen = screens.privacy if has_consented(turn.person) else screens.before
    return screen(
        turn.tr,
        config.operator.name or "Lotse",
        config.operator.contact,
        config.retention.people_weeks,
    )


async def my_data(turn: Turn) -> Screen:
    """Return everything that is stored about the person, as text and as JSON."""
    if turn.person.is_stranger:
        return screens.nothing_held(turn.tr)
    held = await own_data.held(turn.store, turn.person.id)
    content = orjson.dumps(held, option=orjson.OPT_INDENT_2)
    file = Document("lotse-my-data.json", "application/json", content)
    parts = screens_of_data.parts(turn.tr, turn.person, held, await _names(turn, held))
    return screens.my_data(turn.tr, parts, file)


async def ask(turn: Turn) -> Screen:
    """Ask whether everything shall be deleted."""
    return screens.nothing_held(turn.tr) if turn.person.is_stranger else screens.forget(turn.tr)


async def forget(turn: Turn) -> Screen:
    """Delete the person."""
    await helping.release(turn.store, turn.person.id)
    await people.forget(turn.store, turn.person.id, turn.now)
    turn.effects.add(Effect.FORGOTTEN)
    return screens.forgotten(turn.tr)


async def _names(turn: Turn, held: Mapping[str, Sequence[own_data.Row]]) -> Names:
    """Return the titles of what the rows refer to."""
    store, code = turn.store, turn.tr.language.code
    offer_ids = [*_ids(held["saved_offers"], "offer_id"), *_ids(held["proposals"], "id")]
    group_ids, meeting_ids = _ids(held["groups"], "group_id"), _ids(held["meetings"], "meeting_id")
    loaded = await offers.by_asked_id(store, offer_ids)
    fields = await places.fields(store, turn.person.district_id or 0)
    wishes = {wish.id: wish for wish in await watches.of(store, turn.person.id)}
    return Names(
        place=await place_name(turn),
        districts={district.id: district.name for district in await places.districts(turn.store)},
        fields={field.id: field for field in fields},
        offers={asked: text_in(offer.details.texts, code).title for asked, offer in loaded.items()},
        groups={g.id: g.name for g in (await groups.by_ids(store, group_ids)).values()},
        meetings={m.id: m.title for m in (await meetings.by_ids(store, meeting_ids)).values()},
        wishes={wish_id: await _wish(turn, wish) for wish_id, wish in wishes.items()},
        languages=turn.services.languages,
        stations={s.number: s for s in (await pathway_of(turn)).stations.values()},
    )


async def _wish(turn: Turn, wish: Watch) -> str:
    return visible(await heading(turn, parse_listing(wish.listing), wish.words))


def _ids(rows: Sequence[own_data.Row], column: str) -> list[int]:
    return [value for row in rows if isinstance(value := row.get(column), int)]
