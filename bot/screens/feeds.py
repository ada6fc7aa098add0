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
            tr("Your calendar can add the meetings by itself. For this it needs a secret address."),
        ),
        tr.lines(
            tr("This is your address. Keep it secret. We show it only once."),
            *map(links.link, urls),
        )
        if urls
        else NOTHING,
        tr.lines(tr("Your addresses: {n}. Old ones work until you turn them off.", n=known))
        if known
        else NOTHING,
    )
    buttons = [
        Button(tr("For this group"), press("feed.add", group.id, "group")),
        Button(tr("For all my groups"), press("feed.add", group.id, "all")),
        *([Button(tr("Turn off all addresses"), press("feed.stop", group.id))] if known else []),
    ]
    return Screen(
        body,
        in_rows(buttons, 1),
        at=f"feed.list:{group.id}",
        back=f"meeting.list:{group.id}:0",
        once=bool(urls),
    )
