"""From which German text each translation of a group's description was made, and who checked it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, delete, select

from bot.domain.translations import TranslationState
from bot.rules import translations as rules
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

_c = t.group_translation.c
_OF_DISTRICT = (
    select(t.group_translation).join(t.group).where(t.group.c.district_id == bindparam("district"))
)


@dataclass(frozen=True, slots=True)
class GroupTranslation:
    """What is known of a translation; ``german`` is the text from which it was made.

    ``checked_at`` None: nobody checked it. ``person_id`` None is somebody who was forgotten.
    """

    german: str
    checked_at: datetime | None = None
    person_id: int | None = None


async def of_groups(
    store: Store, group_ids: Collection[int]
) -> dict[tuple[int, str], GroupTranslation]:
    """Return group and language → what is known of a translation."""
    query = select(t.group_translation).where(_c.group_id.in_(sorted(group_ids)))
    return _by_group(await store.rows(query) if group_ids else [])


async def of_district(store: Store, district_id: int) -> dict[tuple[int, str], GroupTranslation]:
    """Return what is known of the translations of all groups of a district."""
    return _by_group(await store.rows(_OF_DISTRICT, {"district": district_id}))


def _by_group(rows: Iterable[RowMapping]) -> dict[tuple[int, str], GroupTranslation]:
    return {
        (row["group_id"], row["language"]): GroupTranslation(
            row["german"], row["checked_at"], row["person_id"]
        )
        for row in rows
    }


def state(
    texts: Mapping[str, str], language: str, known: GroupTranslation | None
) -> TranslationState:
    """Return the state of a translation; ``known`` None: nobody noted from what it was made."""
    return rules.state_of_group(
        texts.get(language, ""),
        texts.get("de", ""),
        known.german if known else None,
        is_checked=known is not None and known.checked_at is not None,
    )


async def follow(
    store: Store, group_id: int, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    """Note what new descriptions mean for the translations.

    A changed one was made from the German text that stands now, and nobody checked it. One that
    stays while the German text changes was made from the old one.
    """
    known = await of_groups(store, [group_id]) if before else {}
    for code in sorted({*before, *after} - {"de"}):
        old, new = before.get(code, ""), after.get(code, "")
        if not new:
            same = (_c.group_id == group_id) & (_c.language == code)
            await store.execute(delete(t.group_translation).where(same))
        elif new != old:
            await note(store, group_id, code, GroupTranslation(after.get("de", "")))
        elif after.get("de") != before.get("de") and (group_id, code) not in known:
            await note(store, group_id, code, GroupTranslation(before.get("de", "")))


async def note(store: Store, group_id: int, language: str, known: GroupTranslation) -> None:
    """Store what is known of a translation, instead of what was known before."""
    changed = {
        "german": known.german,
        "checked_at": known.checked_at,
        "person_id": known.person_id,
    }
    statement = upserting(store)(t.group_translation).values(
        {"group_id": group_id, "language": language, **changed}
    )
    await store.execute(
        statement.on_conflict_do_update(index_elements=["group_id", "language"], set_=changed)
    )
