"""Calendar feeds: a secret address for one group, or for all groups of a person."""

from collections.abc import Sequence

from bot.domain.groups import Group
from bot.i18n import Translator
from bot.screens import links
from bot.ui import NOTHING, Button, Screen, in_rows, press


def feeds(tr: Translator, group: Group, urls: Sequence[str] = (), *, known: int = 0) -> Screen:
    """Return the feeds of a group. ``urls`` has a new address, which is shown only once.

    ``known`` is the number of addresses of the person.
    """
    body = tr.paragraphs(
        tr.lines(
            tr.bold(group.name),
            tr("Your calendar can follow the meetings by itself. It needs a secret address."),
        ),
        tr.lines(
            tr("This is your address. Nobody else may know it. We show it only now."),
            *map(links.link, urls),
        )
        if urls
        else NOTHING,
        tr.lines(tr("You have {n} addresses. Old ones work until you stop them.", n=known))
        if known
        else NOTHING,
    )
    buttons = [
        Button(tr("Address for this group"), press("feed.add", group.id, "group")),
        Button(tr("Address for all my groups"), press("feed.add", group.id, "all")),
        *([Button(tr("Stop all addresses"), press("feed.stop", group.id))] if known else []),
    ]
    return Screen(
        body,
        in_rows(buttons, 1),
        at=f"feed.list:{group.id}",
        back=f"meeting.list:{group.id}:0",
        once=bool(urls),
    )
