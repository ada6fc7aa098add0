"""Calendars under a secret address that update themselves, to what their owner may see now."""

from collections.abc import Callable
from datetime import datetime, timedelta

from aiohttp import web

from handlers.dialogue.conversation import Conversation
from storage.groups import feeds, groups, meetings

KEPT = timedelta(days=90)
"""Time that past meetings stay in it."""


class Calendars:
    def __init__(self, conversation: Conversation, now: Callable[[], datetime]) -> None:
        self._database = conversation.database
        self._seal = conversation.services.seal
        self._now = now

    async def give(self, request: web.Request) -> web.Response:
        """An address that was stopped is like one that never was."""
        now = self._now()
        async with self._database.read() as store:
            feed = await feeds.found(store, request.match_info["token"])
            if feed is None:
                raise web.HTTPNotFound
            subscribed = await meetings.to_subscribe(store, *feed, now - KEPT)
            named = await groups.by_ids(store, {meeting.group_id for meeting in subscribed})
        names = {group.name for group in named.values()}
        name = names.pop() if feed[1] and names else "Lotse"
        from handlers.files.calendars import feed_file  # a twentieth of the start

        body = feed_file(name, [(meeting, named[meeting.group_id]) for meeting in subscribed], now)
        return web.Response(
            body=body,
            content_type="text/calendar",
            charset="utf-8",
            headers={"Cache-Control": "private, no-store"},
        )
