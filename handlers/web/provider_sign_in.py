"""Signing in at an identity provider of an office: to come in, to accept an invitation, to add it.

Each provider in the settings has addresses of its own: an answer that another one leads back with
arrives at the wrong one (RFC 9700, 4.4.2).

Who somebody is says the provider's name and what it knows them by, never an address of theirs.
"""

import re
from collections.abc import Collection
from dataclasses import replace

from aiohttp import web

from bot.config_oidc import IdentityProvider
from bot.domain.accounts import Account, Identity
from bot.domain.audits import Act, Origin
from bot.domain.people import Person
from bot.domain.second_factors import Owed
from bot.domain.sessions import NO_VISIT
from bot.rules import grants as grant_rules
from bot.rules.accounts import NotSignedIn
from bot.rules.desk import HOME, address_here
from bot.rules.problems import Problem, Refusal
from bot.rules.starts import Start, start_payload
from bot.screens.people import operator_lines
from bot.screens.problems import words
from bot.ui import NOTHING
from handlers.dialogue.invitations import accept
from handlers.dialogue.turn import Turn
from handlers.web.front import Front
from handlers.web.gate import is_foreign
from handlers.web.oidc import Provider
from handlers.web.oidc_states import Started, States, new_browser, started
from handlers.web.posts import redirect
from handlers.web.rendering import Pages
from handlers.web.sessions import address_of, hints_of
from handlers.web.sign_in import WAYS, SignIn, html_answer
from handlers.web.visits import Visitor
from handlers.workflows import granting
from handlers.workflows.services import path_to
from storage.catalogue import places
from storage.engine.store import Store
from storage.people import accounts, audits, invitations, people
from storage.people import sessions as stored

SECURITY = f"{HOME}/security"
ACTION = SUBJECT = "sign-in"
"""What lines of the audit log are about, and what refusals are counted as."""
_TOKEN = re.compile(r"[0-9a-f]{32}", re.ASCII)


class ProviderSignIn:
    """Serves the two addresses of a provider: where somebody leaves, and where they come back."""

    def __init__(
        self, front: Front, sign_in: SignIn, pages: Pages, settings: IdentityProvider
    ) -> None:
        self._settings = settings
        self._front = front
        self._sign_in = sign_in
        self._pages = pages
        self._services = front.conversation.services
        self.path = path_to(settings.key)
        back = f"{self._services.base_url}{self.path}/back"
        self._provider = Provider(settings.oidc, settings.secret, back)
        self._database = front.conversation.database
        self._states = States(self._services.seal)

    def routes(self) -> list[web.RouteDef]:
        """Return where people leave, and where they come back."""
        return [web.get(self.path, self.start), web.get(f"{self.path}/back", self.back)]

    async def close(self) -> None:
        """Close the connections to the provider."""
        await self._provider.close()

    async def start(self, request: web.Request) -> web.Response:
        """Lead somebody to the provider; nothing is stored."""
        invitation = _invitation(request)
        if invitation and is_foreign(request):
            payload = start_payload(Start(invitation=invitation))
            return redirect(f"/chat?start={payload}")  # they shall see first what it is for
        try:
            begun = await self._begun(request, invitation)
            state = self._states.close(begun)
            address = await self._provider.address(state, begun.nonce, begun.verifier)
        except NotSignedIn as error:
            return self._sign_in.refused(request) or await self._failed(request, error)
        response = redirect(address)
        self._front.sessions.remember_browser(request, response, begun.browser)
        return response

    async def back(self, request: web.Request) -> web.Response:
        """Sign in whom the provider leads back; each answer of it counts once."""
        if refused := self._sign_in.refused(request):
            return refused
        try:
            begun = await self._finished(request)
            identity = await self._identity(request, begun)
            visitor = await self._front.visits.of(request)
            async with self._database.write() as store:
                return await self._let_in(store, request, visitor, begun, identity)
        except NotSignedIn as error:
            return await self._failed(request, error)

    async def _begun(self, request: web.Request, invitation: str) -> Started:
        """Return what begins here. Raises NotSignedIn for an account that may not be added."""
        now, back = self._front.now(), address_here(request.query.get("back", ""))
        browser = self._front.sessions.browser_of(request) or new_browser()
        key = self._settings.key
        if "add" not in request.query:
            return started(browser, now, provider=key, invitation=invitation, back=back)
        session_id = self._states.adds(request.query["add"], now)
        visitor = await self._front.visits.of(request)
        if not session_id or visitor.visit.session_id != session_id:
            raise NotSignedIn(Problem.PROVIDER_AGAIN, "adding")
        return started(browser, now, provider=key, session_id=session_id)

    async def _finished(self, request: web.Request) -> Started:
        """Return what was begun, and spend it. Raises NotSignedIn."""
        state, now = request.query.get("state", ""), self._front.now()
        browser = self._front.sessions.browser_of(request)
        begun = self._states.open(state, browser, now, self._settings.key)
        async with self._database.write() as store:
            await self._states.spend(store, state, now)
        return begun

    async def _identity(self, request: web.Request, begun: Started) -> Identity:
        """Return who signed in at the provider. Raises NotSignedIn."""
        await self._provider.must_name_itself(request.query.get("iss"))
        if "error" in request.query:
            raise NotSignedIn(Problem.PROVIDER_DENIED, "denied")
        code = request.query.get("code", "")
        return await self._provider.identity(code, begun.verifier, begun.nonce, self._front.now())

    async def _let_in(
        self,
        store: Store,
        request: web.Request,
        visitor: Visitor,
        begun: Started,
        identity: Identity,
    ) -> web.Response:
        """Do what was begun for, in one transaction. Raises NotSignedIn, and nothing is changed."""
        account = await accounts.by_identity(store, identity)
        if begun.session_id:
            return await self._add(store, visitor, begun, identity, account)
        if begun.invitation:
            person_id = await self._accept(store, request, visitor, begun, identity, account)
        elif account is None:
            raise NotSignedIn(Problem.ACCOUNT_UNKNOWN, "unknown")
        else:
            person_id = account.person_id
        if account is not None:
            await accounts.used(store, account.id, self._front.now())
        credentials, owes = await self._sign_in.begin(
            store, request, person_id, factor_at=identity.factor_at
        )
        location = address_here(begun.back) if owes is Owed.NOTHING else WAYS[owes]
        return self._sign_in.signed_in(request, credentials, location)

    async def _accept(
        self,
        store: Store,
        request: web.Request,
        visitor: Visitor,
        begun: Started,
        identity: Identity,
        account: Account | None,
    ) -> int:
        """Accept an invitation to a desk and return who did; an unknown account is theirs then."""
        now = self._front.now()
        invitation = await invitations.found(store, begun.invitation, now)
        if invitation is None or invitation.role not in grant_rules.DESK:
            raise NotSignedIn(Problem.INVITATION_GONE, Problem.INVITATION_GONE)
        district = await places.district(store, invitation.district_id)
        self._must_be_for([district.slug] if district else [])
        turn = await self._turn(store, request, visitor, account)
        try:
            await accept(turn, begun.invitation)
        except Refusal as refusal:
            raise NotSignedIn(refusal.problem, refusal.problem) from refusal
        person_id = turn.person.id
        if account is None:
            await self._bind(store, turn.person, identity, invitation.district_id)
        await stored.end_others(store, person_id, 0, now)
        return person_id

    async def _turn(
        self, store: Store, request: web.Request, visitor: Visitor, account: Account | None
    ) -> Turn:
        """Return a turn of whom an account belongs to, else of whom the browser belongs to.

        Nobody gets an account by accident: who has rights adds it at the desk.
        """
        now, sessions = self._front.now(), self._front.sessions
        address = address_of(visitor.session or sessions.new(now).address)
        if account is not None:
            person = await people.by_id(store, account.person_id)
        else:
            person = await people.at(store, address, lock=True)
            if person is not None and (person.granted or visitor.secret):
                raise NotSignedIn(Problem.SOMEBODY_HERE, Problem.SOMEBODY_HERE)
        tr = self._sign_in.tr(request)
        if person is None:
            person = await people.meet(store, address, Person(language=tr.language.code), now)
        visit = replace(NO_VISIT, device=visitor.visit.device)
        acting = grant_rules.acting(person, now)
        return Turn(self._services, acting, address, tr, store, now, hints_of(request, visit))

    async def _add(
        self,
        store: Store,
        visitor: Visitor,
        begun: Started,
        identity: Identity,
        account: Account | None,
    ) -> web.Response:
        """Add an account to whom the session belongs in which that was begun."""
        session = await stored.by_id(store, begun.session_id)
        is_same = visitor.visit.session_id == begun.session_id and visitor.visit.is_signed_in
        person = await people.by_id(store, session.person_id) if session and is_same else None
        if person is None:
            raise NotSignedIn(Problem.PROVIDER_AGAIN, "adding")
        if account is None or account.person_id != person.id:
            acting = grant_rules.acting(person, self._front.now())
            self._must_be_for(await granting.desk_slugs(store, acting))
            await self._bind(store, person, identity, grant_rules.working_desk(acting) or None)
        return redirect(f"{SECURITY}?said=done")

    def _must_be_for(self, slugs: Collection[str]) -> None:
        """Refuse to add an account of a provider that the settings give to other districts."""
        if not self._settings.is_for(slugs):
            raise NotSignedIn(Problem.ACCOUNT_UNKNOWN, "district")

    async def _bind(
        self, store: Store, person: Person, identity: Identity, district_id: int | None
    ) -> None:
        """Let an account sign a person in from now on; that leaves a line in the audit log."""
        now = self._front.now()
        if not await accounts.bind(store, person.id, identity, now):
            raise NotSignedIn(Problem.ACCOUNT_TAKEN, Problem.ACCOUNT_TAKEN)
        after = {"account": self._provider.name}
        entry = audits.Entry(Act.ACCOUNT, SUBJECT, {}, after, district_id)
        await audits.note(store, person, entry, now, Origin.DESK)

    async def _failed(self, request: web.Request, error: NotSignedIn) -> web.Response:
        """Say why nobody was signed in, and which other way there is; it is counted."""
        self._front.conversation.refused[error.problem] += 1
        now = self._front.now()
        async with self._database.write() as store:
            await audits.count_refusal(store, Person(language="de"), ACTION, error.reason, now)
        tr, operator = self._sign_in.tr(request), self._services.config.operator
        is_unknown = error.problem is Problem.ACCOUNT_UNKNOWN
        office = operator_lines(tr, operator.name, operator.contact) if is_unknown else [NOTHING]
        text = tr.lines(words(tr, error.problem), *office)
        page = self._pages.public("no_sign_in.html", tr, text=text)
        return html_answer(page, 503 if error.problem is Problem.PROVIDER_DOWN else 403)


def _invitation(request: web.Request) -> str:
    """Return the token of the invitation that is to be accepted, "" for none."""
    token = request.query.get("invitation", "")
    return token if _TOKEN.fullmatch(token) else ""
