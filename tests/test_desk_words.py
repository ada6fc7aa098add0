"""No word is lost: for every form of the desk with words to type, a dozen ways to lose them."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.sessions import Credentials
from handlers.desk.pages import PAGES
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import offers, places
from storage.engine.database import Unavailable
from storage.engine.troubles import Trouble
from storage.groups import groups
from storage.people import grants, sessions
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import OURS, AtDesk, at_desk

WORDS = "Was ich gerade geschrieben habe – 100 % neu"
WRONG = {"phone": "kein Telefon", "most": "viele"}
"""A wrong value of a field of each form."""
FIELDS = {"/desk/district": "hours", "/desk/groups": "text_de"}
"""The field that is typed into, where it is not the description."""


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


@dataclass
class Typing:
    """Somebody who has opened a form and typed into it; ``form`` is what they would send."""

    site: Site
    desk: AtDesk
    path: str
    form: dict[str, object]

    @property
    def field(self) -> str:
        return field_of(self.path)

    @property
    def is_of_offers(self) -> bool:
        return "/offers/" in self.path

    async def save(self, **more: object) -> None:
        await self.desk.send(self.path, self.form | more)

    async def signs_in_again(self) -> None:
        """In the same browser, by a link: the old session is replaced."""
        secret = OURS.secret()
        async with self.site.conversation.database.write() as store:
            await sessions.begin(store, self.desk.person.id, secret, "", self.site.moment)
        address = self.desk.cookie.partition(".")[0]
        credentials = Credentials(address, secret)
        cookie = OURS.of_credentials(credentials, self.site.moment)
        self.desk.cookie = OURS.value(cookie)

    async def is_kept(self) -> bool:
        """Whether the words are in the form when it is opened, or stored."""
        await self.desk.get(self.path)
        if self.desk.status != 200:
            return False
        shown = [self.desk.form("base")[self.field]]
        numbers = _other_drafts(self.desk)
        for number in numbers:
            await self.desk.get(f"{self.path}?draft={number}")
            shown.append(self.desk.form("base")[self.field])
        return [WORDS] in shown


def field_of(path: str) -> str:
    return next((FIELDS[page] for page in FIELDS if path.startswith(page)), "description")


def _other_drafts(desk: AtDesk) -> list[str]:
    return re.findall(r'href="\?draft=([\w-]{16})"', desk.page)


async def idle(typing: Typing) -> None:
    """The session ended by itself meanwhile; then the form is a day old."""
    typing.site.moment += timedelta(hours=26)
    await typing.save()
    assert typing.desk.status == 403
    assert "is kept" in typing.desk.text
    await typing.signs_in_again()


async def signed_out_elsewhere(typing: Typing) -> None:
    async with typing.site.conversation.database.write() as store:
        await sessions.end_others(store, typing.desk.person.id, 0, typing.site.moment)
    await typing.save()
    assert typing.desk.status == 403
    await typing.signs_in_again()


async def conflict(typing: Typing) -> None:
    """Somebody else stored the same field before."""
    if typing.path.endswith("new"):
        return await refused(typing)
    other = await at_desk(typing.site)
    await other.fill(typing.path, **{typing.field: f"Von jemand anders {typing.site.moment}"})
    await typing.save()
    assert "changed meanwhile" in typing.desk.text
    return None


async def refused(typing: Typing) -> None:
    """Another field is wrong."""
    await typing.save(**WRONG)


async def refused_and_reloaded(typing: Typing) -> None:
    await typing.save(**WRONG, act="")
    await typing.desk.get(typing.path)
    await typing.desk.get(typing.path)


async def refused_and_back(typing: Typing) -> None:
    """Back to the page as it was opened, and another word of it stored."""
    await typing.save(**WRONG)
    await typing.desk.get("/desk")


async def without_a_right(typing: Typing) -> None:
    """A form that the rule refuses: the owner is not theirs."""
    if not typing.is_of_offers:
        return await refused(typing)
    async with typing.site.conversation.database.write() as store:
        for grant in await grants.of_person(store, typing.desk.person.id):
            await store.execute(
                update(t.grants)
                .where(t.grants.c.id == grant.id)
                .values(role="editor", organisation_id=1)
            )
    await typing.save(organisation="Jemand anders")
    return None


async def kept_while_typing(typing: Typing) -> None:
    """The script keeps it every few seconds; then the browser dies."""
    await typing.save(act="draft")
    assert typing.desk.status == 204


async def two_tabs(typing: Typing) -> None:
    """Another page of the same form is kept later, and then a third one."""
    await typing.save(act="draft")
    for words in ("Im zweiten Fenster", "Im dritten Fenster"):
        await typing.desk.get(typing.path)
        other = typing.desk.form("base") | {typing.field: words, "origin": ""}
        await typing.desk.send(typing.path, other | {"act": "draft"})


async def two_tabs_that_go_on_with_one_draft(typing: Typing) -> None:
    await typing.save(act="draft")
    await typing.desk.get(typing.path)
    one = typing.desk.form("base")
    await typing.desk.get(typing.path)
    two = typing.desk.form("base") | {typing.field: "Im zweiten Fenster"}
    await typing.desk.send(typing.path, two | {"act": "draft"})
    await typing.desk.send(typing.path, one | {"act": "draft"})


async def restarted(typing: Typing) -> None:
    """The server starts anew between two of its answers: nothing of it is in memory."""
    await typing.save(**WRONG)
    site = typing.site
    async with opened(site.conversation) as again:
        again.moment, typing.desk.site = site.moment, again
        assert await typing.is_kept()
    typing.desk.site = site


async def with_a_notice(typing: Typing) -> None:
    """Something is undone in another page meanwhile."""
    await typing.save(act="draft")
    await typing.desk.get("/desk/offers")
    await typing.desk.send("/desk/undo/999", typing.desk.form("csrf"))


async def tidied(typing: Typing) -> None:
    """A week passes with the form open."""
    await typing.save(act="draft")
    typing.site.moment += timedelta(days=7)
    await typing.signs_in_again()


async def sent_twice(typing: Typing) -> None:
    await typing.save(**WRONG)
    await typing.save(**WRONG)


async def too_long(typing: Typing) -> None:
    """100,000 letters are pasted into another field."""
    await typing.save(title="x" * 100_000)


WAYS: tuple[Callable[[Typing], Awaitable[None]], ...] = (
    idle, signed_out_elsewhere, conflict, refused, refused_and_reloaded, refused_and_back,
    without_a_right, kept_while_typing, two_tabs, two_tabs_that_go_on_with_one_draft, restarted,
    with_a_notice, tidied, sent_twice, too_long,
)  # fmt: skip


async def _typing(site: Site, path: str) -> Typing:
    desk = await at_desk(site)
    await desk.get(path)
    form = desk.form("base") | {field_of(path): WORDS}
    if path.endswith("new"):
        form |= {"title": "Neu", "organisation": "Verein"}
    return Typing(site, desk, path, form)


async def _paths(site: Site) -> list[str]:
    """The address of every page with a form whose words are kept."""
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        offer_id = (await offers.of_district(store, district.id))[0].id
        group_id = (await groups.of_district(store, district.id))[0].id
    kept = [page.path for page in PAGES if page.keeps]
    assert len(kept) >= 2
    return [
        path.replace(r"{id:[1-9]\d{0,17}}", str(group_id if "/groups/" in path else offer_id))
        for path in kept
    ]


async def test_no_word_is_lost_in_any_way_in_any_form(site: Site) -> None:
    lost = []
    for path in await _paths(site):
        for way in WAYS:
            site.moment = max(site.moment, NOW)
            typing = await _typing(site, path)
            await way(typing)
            if not await typing.is_kept():
                lost.append(f"{path}: {way.__name__}: {typing.desk.text[-120:]}")
    assert not lost


async def test_a_draft_goes_when_it_is_stored_or_discarded(site: Site) -> None:
    for path in await _paths(site):
        typing = await _typing(site, path)
        await refused(typing)
        await typing.desk.send(path, typing.desk.form("base") | {"act": "discard"})
        assert "The draft is deleted." in typing.desk.text
        assert not await typing.is_kept()
        typing = await _typing(site, path)
        await kept_while_typing(typing)
        await typing.save()
        async with site.conversation.database.read() as store:
            mine = t.desk_draft.c.person_id == typing.desk.person.id
            assert not (await store.execute(select(t.desk_draft.c.id).where(mine))).all()


async def test_drafts_are_sealed_and_only_their_authors(site: Site) -> None:
    path = (await _paths(site))[0]
    typing = await _typing(site, path)
    await kept_while_typing(typing)
    async with site.conversation.database.read() as store:
        stored = b"".join((await store.execute(select(t.desk_draft.c.sealed))).scalars())
    assert stored
    assert WORDS.encode() not in stored
    other = await at_desk(site)
    await other.get(f"{path}?draft={typing.form['number'][0]}")
    assert WORDS not in other.text


async def test_a_stolen_cookie_of_long_ago_keeps_nothing(site: Site) -> None:
    """A session that was ended a day ago adds no draft, and reads none."""
    path = (await _paths(site))[0]
    typing = await _typing(site, path)
    async with site.conversation.database.write() as store:
        await sessions.end_others(store, typing.desk.person.id, 0, site.moment)
    site.moment += timedelta(days=1)
    await typing.save()
    assert typing.desk.status == 403
    assert "is kept" not in typing.desk.text
    async with site.conversation.database.read() as store:
        assert not (await store.execute(select(t.desk_draft.c.id))).all()


async def test_when_the_database_is_away_the_words_are_still_on_the_page(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing could be kept: the page of the refusal holds it, and sends it again."""
    typing = await _typing(site, (await _paths(site))[1])
    database = site.conversation.database

    def away() -> None:
        raise Unavailable(Trouble.SLOW)

    with monkeypatch.context() as patch:
        patch.setattr(database, "write", away)
        await typing.save()
        assert typing.desk.status == 503
    again = typing.desk.form("base")
    assert again[typing.field] == [WORDS]
    await typing.desk.send(typing.path, again)
    assert await typing.is_kept()


async def test_who_is_too_fast_sends_it_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    typing = await _typing(site, (await _paths(site))[1])
    with monkeypatch.context() as patch:
        patch.setattr("handlers.web.gate.Gate.wait", lambda *_: 7)
        await typing.save()
    assert (typing.desk.status, typing.desk.headers["Retry-After"]) == (429, "7")
    again = typing.desk.form("base")
    await typing.desk.send(typing.path, again)
    assert await typing.is_kept()
