"""No word is lost in the short forms beside the one of a page, nor in forms that keep nothing."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.domain.desk import Waiting
from bot.domain.meetings import Meeting
from bot.domain.places import District
from bot.rules.problems import Problem
from handlers.desk.pages import PAGES
from handlers.dialogue.conversation import Conversation
from storage.catalogue import places
from storage.desk import inbox
from storage.engine.store import Store
from storage.groups import groups, meetings
from storage.people import sessions
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, Forms, at_desk, offers_here, path_of
from tests.test_desk import report, words
from tests.test_desk_words import Typing

TYPED = "Neudorf am Rhein"


@dataclass(frozen=True)
class Short:
    """A short form: the typed field, the button, what is refused, and what can be stored."""

    page: str
    field: str
    act: str
    wrong: dict[str, str]
    right: dict[str, str]


FORMS = (
    Short("district", "town", "town", {"postcodes": "7976"}, {"postcodes": "79761"}),
    Short("district", "topic", "topic", {"topic": f"{TYPED} {'x' * 200}"}, {"emoji": "🎈"}),
    Short("district", "poster", "poster", {"language": "xx"}, {"language": "de"}),
    Short("groups", "title", "", {"title": f"{TYPED} {'x' * 200}"}, {}),
    Short("groups.meeting", "topic", "topic", {"topic": f"{TYPED} {'x' * 5000}"}, {}),
    Short("inbox", "note", "snooze", {"day": "bald"}, {"day": "31.12."}),
)
"""Every short form whose words are kept; a field of ``Page.words`` that is missing fails below."""
BESIDE = {"postcodes", "emoji"}
"""Fields beside those."""


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def _district(store: Store) -> District:
    district = await places.district_named(store, "waldshut")
    assert district
    return district


async def _paths(site: Site) -> dict[str, str]:
    """The address of each page with short forms."""
    await report(site, (await offers_here(site))[0].id)
    async with site.conversation.database.write() as store:
        district = await _district(store)
        group_id = (await groups.of_district(store, district.id))[0].id
        start = (NOW + timedelta(days=90)).replace(tzinfo=None)
        meeting = Meeting(0, group_id, "Treffen", start, "Europe/Berlin")
        meeting_id = await meetings.add(store, meeting)
    pages = {page.name: page for page in PAGES if page.words}
    assert {name for page in pages.values() for name in page.words} - BESIDE == {
        form.field for form in FORMS
    }
    return {name: path_of(page, meeting_id) for name, page in pages.items()}


def _form(desk: AtDesk, form: Short) -> dict[str, list[str]]:
    """The short form on the page."""
    return next(sent for sent in Forms(desk.page).forms if {form.field, "short"} <= set(sent))


async def _opened(site: Site, desk: AtDesk, path: str, form: Short) -> Typing:
    """Somebody who has typed into a short form."""
    await desk.get(path)
    sent = _form(desk, form) | {form.field: TYPED, "act": form.act}
    return Typing(site, desk, path, dict(sent), None)  # type: ignore[arg-type]


async def refused(typing: Typing, form: Short) -> None:
    await typing.save(**form.wrong)
    assert "said=" not in typing.desk.location


async def refused_twice(typing: Typing, form: Short) -> None:
    await refused(typing, form)
    await refused(typing, form)


async def signed_out(typing: Typing, form: Short) -> None:
    async with typing.site.conversation.database.write() as store:
        await sessions.end_others(store, typing.desk.person.id, 0, typing.site.moment)
    await typing.save(**form.right | {form.field: TYPED})
    assert typing.desk.status == 403
    assert "is kept" in typing.desk.text
    await typing.signs_in_again()


async def kept_while_typing(typing: Typing, form: Short) -> None:
    await typing.save(act="draft")
    assert typing.desk.status == 204


async def kept_in_two_tabs(typing: Typing, form: Short) -> None:
    """Only the other form of the page is kept again."""
    await kept_while_typing(typing, form)
    await typing.desk.get(typing.path)
    others = [sent for sent in Forms(typing.desk.page).forms if "csrf" in sent]
    await typing.desk.send(typing.path, others[-1] | {"act": "draft", "short": "1"})


WAYS: tuple[Callable[[Typing, Short], Awaitable[None]], ...] = (
    refused, refused_twice, signed_out, kept_while_typing, kept_in_two_tabs,
)  # fmt: skip


async def test_no_word_is_lost_in_a_short_form(site: Site) -> None:
    paths, lost = await _paths(site), []
    desk = await at_desk(site)
    for form in FORMS:
        for way in WAYS:
            typing = await _opened(site, desk, paths[form.page], form)
            await way(typing, form)
            await desk.get("/desk")
            address = re.search(r'not saved yet\. <a href="([^"]+)"', desk.page)
            await desk.get(address[1] if address else typing.path)
            shown = _form(desk, form)[form.field][0]
            if not shown.startswith(TYPED) or "It is not saved yet." not in desk.text:
                lost.append(f"{form}: {way.__name__}: {desk.text[:160]}")
            await typing.desk.send(typing.path, desk.form("short") | {"act": "discard"})
            assert not _form(await desk.get(typing.path), form)[form.field][0].strip()
    assert not lost, "\n".join(lost)


async def test_what_is_stored_is_no_draft_any_more(site: Site) -> None:
    paths = await _paths(site)
    desk = await at_desk(site)
    for form in FORMS:
        typing = await _opened(site, desk, paths[form.page], form)
        await kept_while_typing(typing, form)
        await typing.save(**form.right)
        assert "problem=" not in desk.location, form
        assert "It is not saved yet." not in (await desk.get(typing.path)).text, form


async def test_a_note_is_stored_with_every_button_and_never_overwrites_unseen(site: Site) -> None:
    await _paths(site)
    desk, other = await at_desk(site), await at_desk(site)
    form = (await desk.get("/desk?kind=report")).form("note")
    other_form = (await other.get("/desk?kind=report")).form("note")
    await desk.send("/desk", form | {"note": TYPED, "act": "assign", "person": ""})
    assert TYPED in desk.text
    await other.send("/desk", other_form | {"act": "assign"})
    assert TYPED in other.text
    await other.send("/desk", other_form | {"note": "Meine Notiz", "act": "note"})
    assert words(Problem.CHANGED_MEANWHILE) in other.text
    assert TYPED in other.text
    assert other.form("note")["note"] == ["Meine Notiz"]
    await other.send("/desk", other.form("note") | {"day": "bald", "act": "snooze"})
    assert words(Problem.NO_DAY) in other.text
    await other.send("/desk", other.form("note") | {"act": "note"})
    async with site.conversation.database.read() as store:
        marks = await inbox.marks(store, (await _district(store)).id)
    assert [mark.note for (kind, _), mark in marks.items() if kind == Waiting.REPORT] == [
        "Meine Notiz"
    ]


async def test_what_cannot_be_kept_is_sent_again_after_signing_in(site: Site) -> None:
    """Addresses of people are never stored, so they wait in the page that says how to sign in."""
    desk = await at_desk(site)
    async with site.conversation.database.read() as store:
        group_id = (await groups.of_district(store, (await _district(store)).id))[0].id
    path = f"/desk/groups/{group_id}"
    await desk.get(path)
    sent = desk.form("people") | {"people": "Lina <lina@example.org>", "act": "invite"}
    typing = Typing(site, desk, path, dict(sent), None)  # type: ignore[arg-type]
    async with site.conversation.database.write() as store:
        await sessions.end_others(store, desk.person.id, 0, site.moment)
    await typing.save()
    assert desk.status == 403
    again = desk.form("people")
    await typing.signs_in_again()
    await desk.send(path, again)
    assert "lina@example.org" in desk.text
