"""Whom an announcement is for: kinds of people, towns, languages, topics, groups."""

from collections.abc import Sequence

from bot.domain.announcements import (
    Announcement,
    Recipient,
)
from bot.i18n import Translator, mark
from bot.screens.frame import leaf
from bot.ui import Button, Html, Screen, in_rows, press

ROLES = {
    Recipient.NEWCOMER: mark("Newcomers"),
    Recipient.VOLUNTEER: mark("Volunteers"),
    Recipient.COORDINATOR: mark("Coordinators"),
}
PAGE = 6


def whom(tr: Translator, announcement: Announcement, page: int) -> Screen:
    """Return the audience: roles as switches, the other parts as buttons."""
    buttons = [_aim(tr(words), announcement, "roles", role) for role, words in ROLES.items()]
    buttons.append(
        Button(
            tr("Towns: {n}", n=_chosen(announcement, "municipalities")),
            press("message.choices", announcement.id, "municipalities", 0),
        )
    )
    buttons.append(
        Button(
            tr("Languages: {n}", n=_chosen(announcement, "languages")),
            press("message.choices", announcement.id, "languages", 0),
        )
    )
    buttons.append(
        Button(
            tr("Topics: {n}", n=_chosen(announcement, "fields")),
            press("message.choices", announcement.id, "fields", 0),
        )
    )
    buttons.append(
        Button(
            tr("Groups: {n}", n=_chosen(announcement, "groups")),
            press("message.choices", announcement.id, "groups", 0),
        )
    )
    shown, arrows = leaf(tr, buttons, page, PAGE, f"message.audience:{announcement.id}")
    body = tr.lines(*_asked(tr))
    return Screen(
        body,
        in_rows(list(shown), 1),
        arrows,
        at=f"message.audience:{announcement.id}:{page}",
        back=f"message.show:{announcement.id}",
    )


def aims(
    tr: Translator,
    announcement: Announcement,
    part: str,
    choices: Sequence[tuple[str, str]],
    page: int,
) -> Screen:
    """Return the choices of one part of the audience: pairs of value and label."""
    shown, arrows = leaf(tr, choices, page, PAGE, f"message.choices:{announcement.id}:{part}")
    buttons = [_aim(tr.value(label), announcement, part, value) for value, label in shown]
    body = tr.lines(*_asked(tr))
    return Screen(
        body,
        in_rows(buttons, 2),
        arrows,
        at=f"message.choices:{announcement.id}:{part}:{page}",
        back=f"message.audience:{announcement.id}:{int(part == 'groups')}",
    )


def _asked(tr: Translator) -> list[Html]:
    return [
        tr("Who should get it? If you choose nothing, everybody gets it."),
        tr("✓ means only these people. Press again for 🚫: not these people."),
    ]


def _aim(label: Html, announcement: Announcement, part: str, value: str) -> Button:
    """Return a button that includes a value, excludes it, or neither."""
    without = value in map(str, getattr(announcement.audience, f"without_{part}", ()))
    return Button(
        Html(f"🚫 {label}") if without else label,
        press("message.aim", announcement.id, part, value),
        value in map(str, getattr(announcement.audience, part)),
    )


def _chosen(announcement: Announcement, part: str) -> int:
    return len(getattr(announcement.audience, part)) + len(
        getattr(announcement.audience, f"without_{part}", ())
    )
