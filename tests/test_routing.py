"""Where what was pressed, typed or sent goes, and what only looks, in a bot of a few routes."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.domain.attachments import Attachment
from bot.domain.people import Person
from bot.rules.problems import Problem, Refusal
from bot.ui import NOTHING, Html, Screen
from handlers.dialogue.route import Route, row_id
from handlers.dialogue.routing import MAX_REDIRECTS, Routes
from handlers.dialogue.said import Attached, Late, Pressed, Said, Typed
from handlers.dialogue.turn import Redirect, Turn

DONE = Html("Done.")
PICTURE = Attachment("a.jpg", "image/jpeg", 9)


async def _shown(*_: object) -> Screen:
    return Screen(Html("shown"))


async def _again(_: Turn, again: int = 0) -> Redirect:
    """Lead on as often as it says."""
    return Redirect(f"again:{again - 1}" if again else "show", DONE if again > 1 else NOTHING)


async def _urgent(_: Turn, text: str) -> Screen | None:
    return Screen(Html("call for help")) if text == "help me" else None


ROUTES = Routes(
    presses={
        "show": Route(_shown),
        "save": Route(_shown, writes=True),
        "delete": Route(_shown, row_id, writes=True, asks=_shown),
        "again": Route(_again, int),
    },
    commands={"help": Route(_shown), "stop": Route(_shown, writes=True)},
    expected={},
    attached={},
    typed=_shown,
    urgent=_urgent,
    located=_shown,
    unreadable=_shown,
    old_presses={"kept": "save"},
)


def _turn() -> Turn:
    return cast(Turn, SimpleNamespace(person=Person(id=7), expects="show", is_locked=False))


@pytest.mark.parametrize(
    ("said", "looks"),
    [
        (Pressed("show"), True),
        (Pressed("save"), False),
        (Pressed("kept"), False),
        (Pressed("delete:7"), True),
        (Pressed(ROUTES.does("delete:7")), False),
        (Pressed("unknown"), False),
        (Pressed("in:de:show"), True),
        (Pressed("in:de:save"), False),
        (Typed("/help"), True),
        (Typed("/stop"), False),
        (Typed("/unknown"), True),
        (Typed("a course"), False),
        (Attached(PICTURE), True),
        (Attached(PICTURE, caption="a course"), False),
        (Late("a course", Problem.UNKNOWN_BUTTON), True),
    ],
)
def test_who_only_looks_changes_nothing(said: Said, looks: bool) -> None:
    assert ROUTES.only_looks(said) is looks


@pytest.mark.parametrize("redirects", range(MAX_REDIRECTS - 1))
async def test_what_is_said_before_redirects_stands_on_the_last_screen(redirects: int) -> None:
    turn = _turn()
    screen = await ROUTES.answer(turn, Pressed(f"again:{redirects}"))
    assert "shown" in screen.text
    assert (DONE in screen.toast) is (redirects > 1)
    assert turn.expects == ""


async def test_redirects_have_an_end() -> None:
    with pytest.raises(RuntimeError, match="without an end"):
        await ROUTES.answer(_turn(), Pressed(f"again:{MAX_REDIRECTS}"))


async def test_a_call_for_help_is_heard_in_what_comes_too_late() -> None:
    late: Any = Late("help me", Problem.UNKNOWN_BUTTON)
    assert "call for help" in (await ROUTES.answer(_turn(), late)).text
    for text in ("", "a course"):
        with pytest.raises(Refusal) as refused:
            await ROUTES.answer(_turn(), Late(text, Problem.UNKNOWN_BUTTON))
        assert refused.value.problem is Problem.UNKNOWN_BUTTON
