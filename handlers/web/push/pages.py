"""Notifications of a browser: switched on and off by a button, asked about by ``push.js``."""

from aiohttp import web

from bot.domain.people import Person
from bot.domain.push import PushKey
from bot.rules import people as people_rules
from bot.rules.limits import Act
from bot.rules.problems import Problem, Refusal
from bot.rules.push import is_point, mark_of, subscription_of
from bot.screens.problems import problem
from handlers.web.front import Front
from handlers.web.posts import Fields, posted
from handlers.web.push.encryption import check_keys
from handlers.web.push.vapid import new_key
from handlers.web.rendering import Pages
from handlers.web.sessions import address_of, hints_of
from handlers.web.visits import Visitor
from storage.engine.store import Store
from storage.people import people, push_keys, push_subscriptions


class Push:
    """Serves ``/chat/push``. Whose browser it is says the cookie, as everywhere in the chat."""

    def __init__(self, front: Front, pages: Pages) -> None:
        self._front = front
        self._pages = pages
        self._database = front.conversation.database
        self._pretended = front.conversation.services.config.push.pretended

    async def state(self, request: web.Request) -> web.Response:
        """Return the key that a browser needs, and whether it is notified; nothing is changed.

        It names itself by a digest of its endpoint, so no address is in a log.
        """
        visitor = await self._front.visits.of(request, uses=False)
        self._must_be_on()
        mark, is_on = request.query.get("mark", ""), False
        may = await self._may(visitor)
        async with self._database.read() as store:
            key = await push_keys.current(store)
            person = await people.at(store, address_of(visitor.session)) if may else None
            if person:
                devices = await push_subscriptions.of_person(store, person.id)
                is_on = mark in [mark_of(device.subscription.endpoint) for device in devices]
        return web.json_response({"key": key.public if key else "", "on": is_on})

    async def hear(self, request: web.Request) -> web.Response:
        """Handle the button: give the key, notify this browser, or stop that.

        What cannot be done is said in a sentence, with status 400, 403 or 429.
        """
        form = await posted(request)
        visitor = await self._front.visits.of(request)  # a session may end while a form comes
        self._must_be_on()
        if not self._front.sessions.is_ours(visitor.session, _field(form, "csrf")):
            return await self._refused(request, visitor, Problem.NO_SESSION, 403)
        if wait := self._front.gate.wait(request, visitor, (Act.REQUEST,)):
            response = await self._refused(request, visitor, Problem.TOO_FAST, 429)
            response.headers["Retry-After"] = str(wait)
            return response
        try:
            return await self._handled(visitor, form)
        except Refusal as refusal:
            status = 403 if refusal.problem is Problem.NOT_ALLOWED else 400
            return await self._refused(request, visitor, refusal.problem, status)

    async def _handled(self, visitor: Visitor, form: Fields) -> web.Response:
        """Do one of three things in one transaction. Raises Refusal."""
        may = await self._may(visitor)
        async with self._database.write() as store:
            address = address_of(visitor.session)
            person = await people.at(store, address, lock=True) if may else None
            if person is None:
                raise Refusal(Problem.NOT_ALLOWED)
            people_rules.may_keep(person)
            match _field(form, "what"):
                case "on":
                    await self._add(store, person, visitor, form)
                case "off":
                    await push_subscriptions.stop(store, person.id, _field(form, "endpoint"))
                case _:
                    return web.json_response({"key": (await self._key(store)).public})
        return web.Response(status=204)

    async def _add(self, store: Store, person: Person, visitor: Visitor, form: Fields) -> None:
        """Notify this browser. Raises Refusal for what is no address of a browser."""
        subscription = subscription_of(
            _field(form, "endpoint"),
            _field(form, "p256dh"),
            _field(form, "auth"),
            pretended=self._pretended,
        )
        check_keys(subscription)
        key = _field(form, "key")
        key_id = await push_keys.id_of(store, key) if is_point(key) else None
        if key_id is None:
            raise Refusal(Problem.NO_DEVICE)
        await push_subscriptions.add(
            store,
            person.id,
            subscription,
            key_id=key_id,
            session_id=visitor.visit.session_id,
            device=visitor.visit.device,
            now=self._front.now(),
        )

    async def _key(self, store: Store) -> PushKey:
        """Return the key that browsers get, made by the first who asks."""
        known = await push_keys.current(store)
        return known or await push_keys.add(store, *new_key(), self._front.now())

    async def _may(self, visitor: Visitor) -> bool:
        """Return whether a browser may act for its person: not if they have to sign in again."""
        cookie = visitor.cookie
        return cookie is not None and await self._front.visits.may_listen(cookie)

    def _must_be_on(self) -> None:
        """Raise HTTPNotFound where nobody can be notified."""
        if not self._front.conversation.services.push_contact:
            raise web.HTTPNotFound

    async def _refused(
        self, request: web.Request, visitor: Visitor, reason: Problem, status: int
    ) -> web.Response:
        """Say in the person's language what cannot be done."""
        conversation = self._front.conversation
        async with self._database.read() as store:
            person = await people.at(store, address_of(visitor.session))
        language = person.language if person else conversation.guessed(hints_of(request))
        tr = conversation.services.translator(language)
        page = self._pages.public("page.html", tr, text=problem(tr, reason).text)
        return web.Response(text=page, content_type="text/html", status=status)


def _field(form: Fields, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
