"""What a coordinator keeps for their district: it goes along when their right is handed over."""

from collections.abc import Sequence

from sqlalchemy import Select, select, update

from bot.domain.announcements import State
from bot.domain.grants import Belongings, Grant
from bot.domain.groups import Standing
from bot.domain.results import Kind
from storage import schema as t
from storage.engine.store import Store

_a, _g, _m, _r = t.announcement.c, t.group.c, t.membership.c, t.result.c
_i = t.inbox_mark.c
_UNSENT = (State.DRAFT, State.ASKED)


async def of_grant(store: Store, grant: Grant) -> Belongings:
    """Return what the person of a grant keeps in its district. The caller holds its locks."""
    owner, district_id = grant.person_id, grant.right.district_id
    inside = _m.person_id == owner, _g.district_id == district_id
    led = select(_g.id).join(t.membership, _m.group_id == _g.id)
    tasks = select(_r.id).join(t.membership, _m.id == _r.owner_id).join(t.group)
    tasks = tasks.where(*inside, _r.kind == Kind.TASK, _r.done.is_(False))
    kept = _a.state.in_(_UNSENT) | _a.next_at.is_not(None)
    announcements = select(_a.id).where(_a.person_id == owner, _a.district_id == district_id, kept)
    marks = select(_i.id).where(_i.person_id == owner, _i.district_id == district_id)
    return Belongings(
        group_ids=await _ids(store, led.where(*inside, _m.standing == Standing.LEAD)),
        task_ids=await _ids(store, tasks),
        announcement_ids=await _ids(store, announcements),
        inbox_mark_ids=await _ids(store, marks.where(_i.done_at.is_(None))),
    )


async def give_announcements(store: Store, ids: Sequence[int], person_id: int) -> None:
    """Let announcements be those of another person."""
    await store.execute(update(t.announcement).where(_a.id.in_(ids)).values(person_id=person_id))


async def give_inbox_marks(store: Store, ids: Sequence[int], person_id: int) -> None:
    """Let another person take care of what is marked in the inbox."""
    await store.execute(update(t.inbox_mark).where(_i.id.in_(ids)).values(person_id=person_id))


async def give_measures(store: Store, grant_id: int, new_id: int) -> None:
    """Let measures that a grant owns be those of the grant it became."""
    owned = update(t.measure).where(t.measure.c.owner_grant_id == grant_id)
    await store.execute(owned.values(owner_grant_id=new_id))


async def group_of_task(store: Store, task_id: int) -> int:
    """Return the id of the group that a task belongs to."""
    return int((await store.execute(select(_r.group_id).where(_r.id == task_id))).scalar_one())


async def give_task(store: Store, task_id: int, membership_id: int) -> None:
    """Let a member do a task; they are reminded anew."""
    values = {"owner_id": membership_id, "reminded": False}
    await store.execute(update(t.result).where(_r.id == task_id).values(values))


async def _ids(store: Store, query: Select[int]) -> tuple[int, ...]:
    return tuple(sorted((await store.execute(query)).scalars()))
