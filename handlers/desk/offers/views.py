"""Views of the table of offers that somebody keeps under a name, for themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import text
from bot.rules.desk import LONGEST_VIEW_NAME, address_here
from bot.rules.problems import Problem, Refusal
from handlers.desk.links import changed
from handlers.desk.lists import ListState, numbers
from handlers.desk.offers.form import OFFERS
from handlers.desk.page import Answer, DeskRequest, Done
from storage.desk import views


@dataclass(frozen=True, slots=True)
class ShownView:
    """A view that somebody kept, with its address, and whether the list is just that."""

    id: int
    name: str
    address: str
    is_here: bool


async def hear(desk: DeskRequest) -> Answer:
    """Keep what the list shows under a name, or delete a view."""
    person_id, back = desk.turn.person.id, address_here(desk.sent("back") or OFFERS)
    if desk.sent("act") == "delete":
        await views.remove(desk.store, person_id, numbers([desk.sent("view")]))
        return Done(changed(back, said="view_gone"))
    name = text.one_line(desk.sent("name"))[:LONGEST_VIEW_NAME]
    if not name:
        raise Refusal(Problem.NO_NAME)
    path, _, query = back.partition("?")
    if path != OFFERS:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await views.keep(desk.store, person_id, desk.district.id, name, query, desk.turn.now)
    return Done(changed(back, said="view_kept"))


async def kept(desk: DeskRequest, state: ListState) -> Sequence[ShownView]:
    """Return the views that a person kept, by name."""
    here = state.url().partition("?")[2]
    stored = await views.of_person(desk.store, desk.turn.person.id, desk.district.id)
    return [
        ShownView(
            view.id,
            view.name,
            f"{OFFERS}?{view.query}" if view.query else OFFERS,
            view.query == here,
        )
        for view in stored
    ]
