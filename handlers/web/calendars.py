"""Calendars to subscribe to: a secret address returns the meetings that its owner may see now."""

from collections.abc import Callable
from datetime import datetime, timedelta

from aiohttp import web

from handlers.dialogue.conversation import Conversation
from storage.engine import settings
from storage.groups import feeds, groups, meetings

KEPT = timedelta(days=90)
"""How long past meetings stay in a calendar."""


class Calendars:
    """Serves the calendars of people and groups."""

    def __init__(self, conversation: Conversation, now: Callable[[], datetime]) -> None:
        self._database = conversation.database
        self._seal = conversation.services.seal
        self._now = now

    async def give(self, request: web.Request) -> web.Response:
        """Return a calendar; 404 for an address that does not exist or was stopped."""
        now = self._now()
        async with self._database.read() as store:
            feed = await feeds.found(store, request.match_info["token"])
            if feed is None:
                raise web.HTTPNotFound
            subscribed = await meetings.to_subscribe(
                store, feed.person_id, feed.group_id, now - KEPT
            )
            installation = await settings.value(store, settings.INSTALLATION)
            by_id = await groups.by_ids(store, {meeting.group_id for meeting in subscribed})
        await self._note(feed, now)
        await self._renew(request.match_info["token"])
        names = {group.name for group in by_id.values()}
        name = names.pop() if feed.group_id and names else "Lotse"
        from handlers.files.calendars import feed_file  # a twentieth of the start

        entries = [(meeting, by_id[meeting.group_id]) for meeting in subscribed]
        body = feed_file(name, entries, now, installation)
        return web.Response(
            body=body,
            content_type="text/calendar",
            charset="utf-8",
            headers={"Cache-Control": "private, no-store"},
        )

    async def _note(self, feed: feeds.Subscription, now: datetime) -> None:
        """Remember that a calendar is used, about once a week."""
        if now - feed.used_at >= feeds.NOTED:
            async with self._database.write() as store:
                await feeds.used(store, feed.feed_id, now)

    async def _renew(self, token: str) -> None:
        """Let an address outlive the key under which it was made."""
        if self._seal.has_old_keys:
            async with self._database.write() as store:
                await feeds.renew(store, token)
