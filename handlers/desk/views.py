"""Views of a list that somebody keeps under a name, for themselves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot import text
from bot.rules.desk import HOME, LONGEST_VIEW_NAME, address_here
from bot.rules.problems import Problem, Refusal
from handlers.desk.links import changed
from handlers.desk.lists import ListState, numbers
from handlers.desk.page import Answer, DeskRequest, Done
from storage.desk import views

PATH = f"{HOME}/views"


@dataclass(frozen=True, slots=True)
class ShownView:
    """A view that somebody kept, with its address, and whether the list is just that."""

    id: int
    name: str
    address: str
    is_here: bool


async def hear(lists: Collection[str], desk: DeskRequest) -> Answer:
    """Keep what one of these lists shows under a name, or delete a view."""
    person_id, back = desk.turn.person.id, address_here(desk.sent("back"))
    if desk.sent("act") == "delete":
        await views.remove(desk.store, person_id, numbers([desk.sent("view")]))
        return Done(changed(back, said="view_gone"))
    name = text.one_line(desk.sent("name"))[:LONGEST_VIEW_NAME]
    if not name:
        raise Refusal(Problem.NO_NAME)
    path, _, _ = back.partition("?")
    if path not in lists or back != desk.sent("back"):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await views.keep(desk.store, person_id, desk.district.id, name, back, desk.turn.now)
    return Done(changed(back, said="view_kept"))


async def kept(desk: DeskRequest, state: ListState) -> Sequence[ShownView]:
    """Return the views of a list that a person kept, by name."""
    here = state.url()
    stored = await views.of_person(desk.store, desk.turn.person.id, desk.district.id)
    return [
        ShownView(view.id, view.name, view.address, view.address == here)
        for view in stored
        if view.path == state.path
    ]
