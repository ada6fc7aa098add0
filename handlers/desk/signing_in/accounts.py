"""Accounts at the identity provider of an office: which sign somebody in, added and deleted."""

from collections.abc import Collection
from urllib.parse import urlsplit

from bot.domain.audits import Act, Facts
from bot.domain.grants import Grant
from bot.rules.desk import HOME
from bot.rules.problems import Problem, Refusal
from handlers.desk import lists
from handlers.desk.page import Answer, DeskRequest, Done
from handlers.web.oidc_states import States
from handlers.workflows import granting
from handlers.workflows.services import Services
from storage.people import accounts as stored
from storage.people import sessions

SECURITY = f"{HOME}/security"
SUBJECT = "sign-in"


async def values(desk: DeskRequest, *, can_add: bool) -> dict[str, object]:
    """Return what the page of the ways to sign in shows of accounts.

    ``can_add``: the session is one in which the ways to sign in may be changed. Adding is a link,
    because the pages of the desk send no form to other sites; nobody else can make that link.
    """
    turn = desk.turn
    known = await stored.of_person(desk.store, turn.person.id)
    proof = States(desk.store.seal).to_add(turn.visit.session_id, turn.now) if can_add else ""
    named = [(account, name_of(turn.services, account.issuer)) for account in known]
    links = turn.services.account_links(
        await granting.desk_slugs(desk.store, turn.person), add=proof
    )
    taken = [name for _, name in named]
    return {
        "accounts": named,
        "providers": [link for link in links if link.name not in taken],
        "can_add_account": can_add,
    }


def name_of(services: Services, issuer: str) -> str:
    """Return what people call a provider; of one that is not in the settings any more, its host."""
    known = {provider.oidc.issuer: provider.oidc.name for provider in services.config.providers}
    return known.get(issuer) or urlsplit(issuer).hostname or issuer


def names(services: Services, issuers: Collection[str]) -> str:
    """Return what people call providers, in one text."""
    return ", ".join(name_of(services, issuer) for issuer in issuers)


async def unbind(desk: DeskRequest) -> Answer:
    """Delete an account of the person who is at the desk."""
    await _delete(desk, desk.turn.person.id, SUBJECT, {})
    return Done(f"{SECURITY}?said=done")


async def unbind_of(desk: DeskRequest, grant: Grant) -> None:
    """Delete an account of a colleague, and end their sessions: they sign in by a link then."""
    person_id = grant.person_id
    await _delete(desk, person_id, granting.subject_of(grant), {"person": person_id})
    kept_id = desk.turn.visit.session_id if person_id == desk.turn.person.id else 0
    await sessions.end_others(desk.store, person_id, kept_id, desk.turn.now)


async def _delete(desk: DeskRequest, person_id: int, subject: str, facts: Facts) -> None:
    """Delete the account that the form names; that leaves a line in the audit log."""
    account_id = lists.number(desk.sent("account")) or 0
    known = {account.id: account for account in await stored.of_person(desk.store, person_id)}
    account = known.get(account_id)
    if account is None or not await stored.unbind(desk.store, person_id, account_id):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    before = {**facts, "account": name_of(desk.turn.services, account.issuer)}
    await desk.turn.audit(Act.ACCOUNT, subject, before, facts)
