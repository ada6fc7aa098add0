"""Messages to and from the office that volunteers were asked to translate; the words are sealed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import RowMapping, insert, or_, select, update

from bot.domain.enquiries import EnquiryTranslation
from bot.domain.grants import GrantState, Role
from bot.domain.groups import IN, Kind
from bot.rules.helping import SPEAKS
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.store import Store

PURPOSE = "enquiry"
"""What the words of both sides are sealed for."""
_tr, _grant, _m, _g = t.enquiry_translation.c, t.grants.c, t.membership.c, t.group.c


async def ask(store: Store, message_id: int, person_id: int, now: datetime) -> int:
    """Store that a message to or from a person is to be translated; return its id."""
    row = {"enquiry_message_id": message_id, "person_id": person_id, "asked_at": now}
    added = await store.execute(insert(t.enquiry_translation).values(row).returning(_tr.id))
    return int(added.scalar_one())


async def take(store: Store, translation_id: int, helper_id: int, now: datetime) -> None:
    """Store who translates it; the caller holds the lock of the enquiry."""
    await _set(store, translation_id, helper_id=helper_id, taken_at=now)


async def give_back(store: Store, translation_id: int) -> None:
    """Store that nobody translates it; the caller holds the lock of the enquiry."""
    await _set(store, translation_id, helper_id=None, taken_at=None)


async def write(store: Store, translation_id: int, words: str) -> None:
    """Store a translation; the caller holds the lock of the enquiry."""
    await _set(store, translation_id, sealed=store.seal.close(PURPOSE, words))


async def by_id(store: Store, translation_id: int) -> EnquiryTranslation | None:
    """Return a translation, None if there is none."""
    row = await store.row(select(t.enquiry_translation).where(_tr.id == translation_id))
    return _translation(row, store.seal) if row else None


async def of_messages(store: Store, message_ids: Collection[int]) -> dict[int, EnquiryTranslation]:
    """Return id of a message → its translation; messages without one are missing."""
    if not message_ids:
        return {}
    query = select(t.enquiry_translation).where(_tr.enquiry_message_id.in_(sorted(message_ids)))
    found = [_translation(row, store.seal) for row in await store.rows(query)]
    return {translation.message_id: translation for translation in found}


async def volunteers(store: Store, district_id: int, language: str, now: datetime) -> list[int]:
    """Return the ids of the people who can be asked to translate from or into a language.

    They are the district's translators into it, and members of its helper circles who speak it.
    """
    is_theirs = (_grant.district_id == district_id) & (_grant.role == Role.TRANSLATOR.value)
    is_in_force = or_(_grant.ends_at.is_(None), _grant.ends_at > now)
    is_active = _grant.state == GrantState.ACTIVE.value
    invited = select(_grant.person_id).where(
        is_theirs, is_active, is_in_force, _grant.language == language
    )
    speaks = select(t.person_skill.c.person_id).where(t.person_skill.c.skill == SPEAKS + language)
    circles = (_g.district_id == district_id) & (_g.kind == Kind.HELPER_CIRCLE.value)
    helping = (
        select(_m.person_id)
        .join(t.group, _g.id == _m.group_id)
        .where(circles, _g.archived_at.is_(None), _m.standing.in_(IN), _m.person_id.in_(speaks))
    )
    return sorted((await store.execute(invited.union(helping))).scalars())


async def _set(store: Store, translation_id: int, **values: object) -> None:
    await store.execute(
        update(t.enquiry_translation).where(_tr.id == translation_id).values(values)
    )


def _translation(row: RowMapping, seal: Seal) -> EnquiryTranslation:
    sealed = row["sealed"]
    return EnquiryTranslation(
        id=row["id"],
        message_id=row["enquiry_message_id"],
        asked_at=row["asked_at"],
        helper_id=row["helper_id"],
        taken_at=row["taken_at"],
        words=None if sealed is None else seal.opened(PURPOSE, sealed) or "",
    )
