"""The table of offers at the desk against the same questions asked in Python, offer by offer."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.domain.offers import Offer, State, text_in
from bot.rules import offers as rules
from bot.rules.desk import CONFIRMED, SOON
from storage import schema as t
from storage.catalogue import offer_lines, offer_table, offers
from storage.catalogue.offer_lines import OfferLine
from storage.catalogue.offer_query import OfferQuery
from storage.engine.database import Database
from storage.engine.store import Store
from tests.harness.databases import NOW

WORDS = ("Deutsch", "dEUTSCH", "kurs", "ÜBER", "über", "Ä", "%", "_", "Deutsch kurs", "zzzz", "e")
"""Searches; ä and Ä are the same letter, and a sign of LIKE is only itself."""


async def offers_here(store: Store) -> list[Offer]:
    """All offers of the samples' largest district."""
    counted = Counter((await store.execute(select(t.offer.c.district_id))).scalars())
    ids = select(t.offer.c.id).where(t.offer.c.district_id == counted.most_common(1)[0][0])
    return await offers.by_ids(store, list((await store.execute(ids)).scalars()))


def has(offer: Offer, words: str) -> bool:
    said = [text.title for text in offer.details.texts] + [offer.details.organisation]
    return all(any(word.lower() in title.lower() for title in said) for word in words.split())


def is_shown(offer: Offer) -> bool:
    return offer.details.state is State.PUBLISHED


def is_meant(query: OfferQuery, offer: Offer, views: dict[str, bool]) -> bool:
    is_kept = query.organisations is None or offer.organisation_id in query.organisations
    return is_kept and has(offer, query.words) and (not query.view or views[query.view])


def views_of(offer: Offer, twice: Counter[tuple[str, int | None]]) -> dict[str, bool]:
    details, shown = offer.details, is_shown(offer)
    ends = details.expires_at
    return {
        "ending": shown and ends is not None and NOW.date() <= ends <= NOW.date() + SOON,
        "unconfirmed": shown and offer.confirmed_at < NOW - CONFIRMED,
        "without_uk": shown and "uk" not in {text.language for text in details.texts},
        "doubles": shown and twice[rules.title_key(details), offer.municipality_id] > 1,
        "reported": False,
        "closed": details.state is State.CLOSED,
    }


async def prepare(store: Store) -> list[Offer]:
    """Make doubles with a town and without one, and let some end, grow old and be closed."""
    here = await offers_here(store)
    for number, offer in enumerate(here[:12]):
        town = None if number % 2 else here[0].municipality_id
        changed: dict[str, object] = {"title_key": "uberall", "municipality_id": town}
        changed |= {"expires_at": NOW.date() + timedelta(days=5)} if number % 3 else {}
        changed |= {"confirmed_at": NOW - timedelta(days=400)} if number % 5 == 1 else {}
        changed |= {"state": State.CLOSED.value} if number in (4, 5) else {}
        await store.execute(update(t.offer).where(t.offer.c.id == offer.id).values(changed))
        text = t.offer_text.c
        german = (text.offer_id == offer.id) & (text.language == "de")
        await store.execute(update(t.offer_text).where(german).values(title="Überall"))
    row = t.offer_text.c
    await store.execute(
        delete(t.offer_text).where(row.offer_id == here[7].id, row.language == "uk")
    )
    (without,) = await offers.by_ids(store, [here[7].id])
    changed = {"text_states": rules.text_states(without.details)}
    await store.execute(update(t.offer).where(t.offer.c.id == without.id).values(changed))
    made = await offers_here(store)
    for offer in made:
        mine = t.offer_titles.c.offer_id == offer.id
        titles = {"titles": rules.titles(offer.details)}
        await store.execute(update(t.offer_titles).where(mine).values(titles))
    return made


def expected(offers_here: list[Offer]) -> dict[int, dict[str, bool]]:
    """Offer → whether it is in each view."""
    keys = ((rules.title_key(o.details), o.municipality_id) for o in offers_here if is_shown(o))
    twice = Counter(keys)
    return {offer.id: views_of(offer, twice) for offer in offers_here}


@pytest.mark.every_database
async def test_lists_and_counts_are_those_of_each_offer(database: Database) -> None:
    wrong: list[object] = []
    async with database.write() as store:
        here = await prepare(store)
        flags, own = expected(here), frozenset({here[0].organisation_id})
        query = OfferQuery(
            district_id=here[0].district_id,
            organisations=None,
            today=NOW.date(),
            soon=NOW.date() + SOON,
            confirmed_before=NOW - CONFIRMED,
        )
        asked = [replace(query, words=words) for words in WORDS]
        for view in offer_table.VIEWS:
            asked += [replace(query, view=view, words=words) for words in ("", "ÜBER")]
        asked += [replace(one, organisations=own) for one in asked[-4:] + asked[:2]]
        for one in asked:
            meant = {offer.id for offer in here if is_meant(one, offer, flags[offer.id])}
            listed = await offer_table.page(
                store, one, sort="title", descending=False, limit=999, offset=0
            )
            counts = await offer_table.counts(store, one)
            if set(listed) != meant or counts.total != len(meant):
                wrong.append((one.words, one.view, len(listed), len(meant), counts.total))
        counts = await offer_table.counts(store, query)
        stored = await store.execute(select(t.offer.c.id, t.offer.c.text_states))
        states = {row.id: row.text_states for row in stored}
    wrong += [offer for offer in here if states[offer.id] != rules.text_states(offer.details)]
    assert wrong == []
    number = {view: sum(views[view] for views in flags.values()) for view in offer_table.VIEWS}
    assert {view: counts.views[view] for view in offer_table.VIEWS} == number
    assert {view for view, count in number.items() if not count} == {"reported"}, number


@pytest.mark.every_database
async def test_a_line_says_what_its_offer_says(database: Database) -> None:
    """Also without a German text, where another one gives the title; in the order asked for."""
    text = t.offer_text.c
    async with database.write() as store:
        here = (await offers_here(store))[::-1]
        for offer, codes in ((here[0], ["de"]), (here[1], ["de", "en"])):
            gone = (text.offer_id == offer.id) & text.language.in_(codes)
            await store.execute(delete(t.offer_text).where(gone))
            (left,) = await offers.by_ids(store, [offer.id])
            states = rules.text_states(left.details)
            same = update(t.offer).where(t.offer.c.id == offer.id)
            await store.execute(same.values(text_states=states))
        ids = [offer.id for offer in here]
        loaded = await offers.by_ids(store, ids)
        lines = await offer_lines.lines(store, [*ids, 10**9])
        assert await offer_lines.lines(store, []) == []
    assert lines == [line_of(offer) for offer in loaded]


def line_of(offer: Offer) -> OfferLine:
    details = offer.details
    return OfferLine(
        id=offer.id,
        title=text_in(details.texts, "de").title,
        organisation=details.organisation,
        municipality=details.municipality,
        field=details.field,
        state=details.state,
        texts=tuple((text.language, text.state) for text in details.texts),
        phone=details.phone,
        email=details.email,
        expires_at=details.expires_at,
        confirmed_at=offer.confirmed_at,
        reports=0,
    )
