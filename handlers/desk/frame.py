"""What is around every page of the desk: navigation, districts, a notice, what can be undone."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from aiohttp import web

from bot.domain.places import District
from bot.i18n import Translator, plain
from bot.rules import grants as rules
from bot.rules.desk import UNDO, language_of
from bot.rules.problems import Problem
from bot.screens.desk import ACTS, NOTICES
from bot.screens.problems import words
from bot.text import sort_key
from bot.ui import NOTHING, Html
from handlers.desk import short_forms
from handlers.desk.links import changed
from handlers.desk.page import DeskRequest, Page
from handlers.dialogue.turn import ZONE, Turn
from handlers.web.front import Front
from handlers.web.visits import Visitor
from handlers.workflows.services import Services
from storage.catalogue import places
from storage.desk import acts


class Changed(Protocol):
    """A change of anything; ``person_id`` None is nobody we know."""

    @property
    def person_id(self) -> int | None: ...


def desk_translator(services: Services, language: str) -> Translator:
    """Return the words of the desk for somebody who reads a language: German or English."""
    return services.translator(language_of(language))


async def common(
    front: Front,
    request: web.Request,
    visitor: Visitor,
    page: Page,
    desk: DeskRequest,
    pages: Sequence[Page],
) -> dict[str, Any]:
    """Return what every page shows beside its own."""
    turn = desk.turn
    act = await acts.latest(turn.store, turn.person.id, desk.district.id, turn.now)
    return {
        "navigation": _navigation(desk, page, pages),
        "districts": await _districts(desk),
        "district": desk.district,
        "csrf": front.sessions.csrf(visitor.session),
        "number": front.sessions.form_number(),
        "act": act,
        "bulk_bar": await page.bulk(desk) if page.bulk else None,
        "undo_until": (act.done_at + UNDO).astimezone(ZONE) if act else None,
        "notice": NOTICES.get(desk.asked("said"), ""),
        "kept_words": await short_forms.typed(desk, page),
        "refused": _refused_words(turn, desk.asked("problem")),
        "act_words": lambda act: turn.tr(ACTS.get(act.name, act.name)),
        "who": partial(_who, turn),
        "draft_link": lambda draft_number: changed(
            request.path_qs, said=None, problem=None, draft=draft_number
        ),
        "here": changed(request.path_qs, said=None, problem=None),
    }


async def _districts(desk: DeskRequest) -> list[District]:
    """Return the districts whose desk a person may open, by name; most have one, and it is read."""
    others = set(rules.desks(desk.turn.person)) - {desk.district.id}
    named = await places.districts_by_ids(desk.store, others) if others else {}
    return sorted([desk.district, *named.values()], key=lambda district: sort_key(district.name))


def _navigation(desk: DeskRequest, page: Page, pages: Sequence[Page]) -> list[tuple[Page, bool]]:
    """Return the pages that a person may open, each with whether it is this one.

    Who only translates has one page, and needs no list of them.
    """
    if not desk.holds(*rules.DESK):
        return []
    return [
        (item, item.path == page.path or page.name.startswith(f"{item.name}."))
        for item in pages
        if item.label and desk.holds(*item.readers)
    ]


def _who(turn: Turn, change: Changed | None) -> str:
    """Return who changed something: people have no names here."""
    if change is None or change.person_id is None:
        return plain(turn.tr("by somebody"))
    if change.person_id == turn.person.id:
        return plain(turn.tr("by you, in another window or earlier"))
    return plain(turn.tr("by a colleague"))


def _refused_words(turn: Turn, name: str) -> Html:
    """Return the sentence of the problem in the address, nothing for none."""
    return next((words(turn.tr, reason) for reason in Problem if reason == name), NOTHING)
