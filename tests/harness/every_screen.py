"""Every screen: those of people, of groups, and the questions before what cannot be undone."""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.announcements import Progress, State
from bot.i18n import Translator
from bot.screens import (
    agendas,
    campaigns,
    frame,
    groups,
    help_office,
    helping,
    materials,
    meetings,
    results,
    series,
)
from bot.ui import Screen
from tests.harness.gallery import OFFER, SAID, gallery
from tests.harness.gallery_of_groups import (
    CIRCLE,
    MEET,
    NEED,
    SAM,
    TASK,
    TOPICS,
    gallery_of_groups,
)


def every_screen(tr: Translator, known: list[Translator]) -> Iterator[tuple[str, Screen]]:
    """Return the name and the screen of each; ``known`` are the readers of all languages."""
    yield from gallery(tr, known)
    yield from gallery_of_groups(tr)
    for name, screen in _questions(tr):
        yield name, frame.framed(screen, tr, tr)


def _questions(tr: Translator) -> Iterator[tuple[str, Screen]]:
    """Return each question, with the longest words that it can have."""
    yield "remove from the agenda?", agendas.ask_remove(tr, TOPICS[0], MEET.id)
    yield "remove a member?", groups.ask_remove(tr, SAM)
    yield "cancel a meeting?", meetings.ask_cancel(tr, MEET)
    yield "cancel a series?", series.ask_cancel(tr, MEET, [MEET] * 3)
    yield "delete a result?", results.ask_remove(tr, TASK)
    for published in results.WIDER:
        yield f"show a result: {published}?", results.ask_publish(tr, TASK, published)
    yield "delete a document?", materials.ask_drop(tr, OFFER)
    yield "close a request?", helping.ask_close(tr, NEED)
    yield "ask a circle?", help_office.ask_circle(tr, NEED, CIRCLE)
    yield from _of_messages(tr)


def _of_messages(tr: Translator) -> Iterator[tuple[str, Screen]]:
    released = replace(SAID, state=State.RELEASED)
    for route, number in zip(campaigns.FINAL, (1, SAID.id, SAID.id), strict=True):
        progress = Progress({"sent": 1200, "due": 300}, 0, {}) if number == 1 else None
        yield f"{route}?", campaigns.ask(tr, f"{route}:{number}", released, progress)
