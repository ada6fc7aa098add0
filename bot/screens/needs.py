"""Needs of a district for those who lead its working groups; no number is told."""

from collections.abc import Mapping, Sequence

from bot.domain.groups import Group
from bot.i18n import Translator
from bot.screens.frame import leaf
from bot.ui import Button, Html, Screen, in_rows, press

PAGE = 6


def needs(
    tr: Translator, group: Group, concepts: Sequence[str], waits_at: Mapping[str, str], page: int
) -> Screen:
    """Return what was asked for in vain, what was asked for most first.

    ``waits_at`` maps a need to the name of the group on whose agenda it is.
    """
    shown, arrows = leaf(tr, concepts, page, PAGE, f"need.list:{group.id}")
    buttons = [
        Button(
            tr("➕ {need}", need=tr.concept_name(concept)), press("need.topic", group.id, concept)
        )
        for concept in shown
        if concept not in waits_at
    ]
    said = (
        tr("Press a need. Then the right group talks about it.")
        if concepts
        else tr("No search failed often enough to be shown here.")
    )
    waiting = [_line(tr, concept, waits_at[concept]) for concept in shown if concept in waits_at]
    return Screen(
        tr.paragraphs(
            tr.lines(tr.bold(group.name), tr("Asked for and not found"), said), tr.lines(*waiting)
        ),
        in_rows(buttons, 1),
        arrows,
        at=f"need.list:{group.id}:{page}",
        back=f"result.list:{group.id}:0",
    )


def _line(tr: Translator, concept: str, group_name: str) -> Html:
    place = tr("On the agenda of {group}", group=group_name)
    return tr("{name}: {value}", name=tr.concept_name(concept), value=place)
