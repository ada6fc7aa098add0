"""No word is lost: for every form of the desk with words to type, a dozen ways to lose them."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle, islice

import pytest
from sqlalchemy import select, update

from bot.domain.announcements import Announcement, State
from bot.domain.enquiries import Enquiry
from bot.domain.meetings import Meeting
from bot.domain.people import Address, Person
from bot.domain.sessions import Credentials
from handlers.desk.page import Page
from handlers.desk.pages import PAGES
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import offers, places
from storage.engine.database import Unavailable
from storage.engine.store import Store
from storage.engine.troubles import Trouble
from storage.groups import groups, meetings, seats
from storage.measures import measures
from storage.messaging import announcements
from storage.people import enquiries, grants, people, sessions
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import OURS, AtDesk, at_desk, path_of
from tests.harness.plans import COURSES

WORDS = "Was ich gerade geschrieben habe – 100 % neu"
DESCRIPTION = "description"
WHEN = ("when", "kein Zeitpunkt")


@dataclass(frozen=True)
class Kind:
    """A form: the field that is typed into, and fields that a server refuses or needs beside it.

    ``long`` is another field for words. ``barred`` is what somebody without the right may not say;
    None means that they do not see the form again at all. ``stored`` is what the field takes, and
    ``theirs`` what somebody else stores in it.
    """

    field: str = DESCRIPTION
    wrong: tuple[str, str] = ("phone", "kein Telefon")
    needs: tuple[tuple[str, str], ...] = ()
    long: str = "title"
    barred: tuple[str, str] | None = ("organisation", "Jemand anders")
    stored: str = WORDS
    theirs: str = "Von jemand anders {0}"


KINDS = {
    "offers.new": Kind(needs=(("title", "Neu"), ("organisation", "Verein"))),
    "offers.form": Kind(),
    "offers.row": Kind(
        "phone", ("email", "kein"), long="email", barred=None, stored="07751 1", theirs="07751 {0}"
    ),
    "measures.new": Kind(
        wrong=("target", "viele"),
        needs=(("plan_number", "66"), ("title", "Neu"), ("target", "1"), ("unit", "Kurs")),
    ),
    "measures.form": Kind(wrong=("target", "viele")),
    "measures.review": Kind("words_{m}", ("actual_{m}", "viele")),
    "report.indicators": Kind(
        "source",
        ("value", "viele"),
        (("name", "Neu"), ("value", "7"), ("as_of", "1.11.2026")),
        "unit",
        None,
    ),
    "report.texts": Kind("text_overview", ("text_needs", "x" * 6001)),
    "messages.new": Kind("text_de", WHEN, long="text_uk", barred=None),
    "messages.page": Kind("text_de", WHEN, long="text_uk", barred=None),
    "messages.correct": Kind("text_de", ("text_uk", "<b>"), long="text_uk", barred=None),
    "questions.page": Kind("answer", ("language", "xx"), long="language", barred=None),
    "questions.answers.new": Kind("words", ("language", "xx"), (("title", "Schule"),), barred=None),
    "groups.group": Kind("text_de", ("most", "viele"), barred=None),
    "groups.meeting": Kind("place", WHEN, long="when", barred=None),
    "groups.meeting.new": Kind(
        "place", WHEN, (("title", "Neu"), ("when", "24.12.2027 18:00")), barred=None
    ),
    "groups.results": Kind("words", ("due", "bald"), (("kind", "task"),), long="due", barred=None),
    "groups.seats": Kind("label_{s}", ("term_{s}", "bald"), long="label_new1", barred=None),
    "courses.stations.new": Kind(
        "what", ("weeks", "viele"), (("name", "Neu"), ("givers", "advice")), "name", None
    ),
    "courses.stations.form": Kind("what", ("weeks", "viele"), long="name", barred=None),
    "district": Kind("hours", ("phone", "kein Telefon"), barred=None),
    "translations.text": Kind(wrong=("title", "x" * 600), barred=None),
    "import.mistakes": Kind("", ("", ""), barred=None),
}
"""By the name of the page; a new form fails below until it is here."""


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
    kind: Kind

    @property
    def wrong(self) -> dict[str, object]:
        """What the server refuses."""
        return dict([self.kind.wrong])

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
        shown = [self.desk.form("base").get(self.kind.field)]
        numbers = _other_drafts(self.desk)
        for number in numbers:
            await self.desk.get(f"{self.path}?draft={number}")
            shown.append(self.desk.form("base").get(self.kind.field))
        return [WORDS] in shown


def _other_drafts(desk: AtDesk) -> list[str]:
    return re.findall(r'draft=([\w-]{16})"', desk.page)


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
    if typing.path.endswith(("new", "/results")):  # what is added disturbs nobody
        return await refused(typing)
    if typing.path.startswith("/desk/import"):  # nobody else sees what somebody prepares
        await typing.desk.fill(typing.path, **{typing.kind.field: "Im zweiten Fenster"})
        return await typing.save()
    other = await at_desk(typing.site)
    theirs = typing.kind.theirs.format(other.person.id)
    await other.fill(typing.path, **dict(typing.kind.needs) | {typing.kind.field: theirs})
    await typing.save()
    said = "changed meanwhile|has already answered|has just changed|changed this"
    assert re.search(said, typing.desk.text, re.IGNORECASE)
    return None


async def refused(typing: Typing) -> None:
    """Another field is wrong."""
    await typing.save(**typing.wrong)


async def refused_and_reloaded(typing: Typing) -> None:
    await typing.save(**typing.wrong, act="")
    await typing.desk.get(typing.path)
    await typing.desk.get(typing.path)


async def refused_and_back(typing: Typing) -> None:
    """Back to the page as it was opened, and another word of it stored."""
    await typing.save(**typing.wrong)
    await typing.desk.get("/desk")


async def without_a_right(typing: Typing) -> None:
    """A form that the rule refuses: the owner is not theirs."""
    if typing.kind.barred is None:
        return await refused(typing)
    async with typing.site.conversation.database.write() as store:
        for grant in await grants.of_person(store, typing.desk.person.id):
            await store.execute(
                update(t.grants)
                .where(t.grants.c.id == grant.id)
                .values(role="editor", organisation_id=1)
            )
    await typing.save(**dict([typing.kind.barred]))
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
        other = typing.desk.form("base") | {typing.kind.field: words, "origin": ""}
        await typing.desk.send(typing.path, other | {"act": "draft"})


async def two_tabs_that_go_on_with_one_draft(typing: Typing) -> None:
    await typing.save(act="draft")
    await typing.desk.get(typing.path)
    one = typing.desk.form("base")
    await typing.desk.get(typing.path)
    two = typing.desk.form("base") | {typing.kind.field: "Im zweiten Fenster"}
    await typing.desk.send(typing.path, two | {"act": "draft"})
    await typing.desk.send(typing.path, one | {"act": "draft"})


async def restarted(typing: Typing) -> None:
    """The server starts anew between two of its answers: nothing of it is in memory."""
    await typing.save(**typing.wrong)
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
    await typing.save(**typing.wrong)
    await typing.save(**typing.wrong)


async def too_long(typing: Typing) -> None:
    """100,000 letters are pasted into another field."""
    await typing.save(**{typing.kind.long: "x" * 100_000})


Way = Callable[[Typing], Awaitable[None]]
OF_A_FORM: tuple[Way, ...] = (
    conflict, refused, without_a_right, kept_while_typing, two_tabs, too_long,
)  # fmt: skip
"""What a page itself decides: what it refuses, and how it shows what is kept."""
OF_ALL: tuple[Way, ...] = (
    idle, signed_out_elsewhere, refused_and_reloaded, refused_and_back,
    two_tabs_that_go_on_with_one_draft, restarted, with_a_notice, tidied, sent_twice,
)  # fmt: skip
"""What happens before a page is asked, or to the drafts of all pages alike."""
IN_TURN = 2
"""Ways of these for each form."""


async def _typing(site: Site, path: str, kind: Kind) -> Typing:
    desk = await at_desk(site)
    if path.startswith("/desk/import"):
        return await _correcting(site, desk, kind)
    await desk.get(path)
    form = desk.form("base") | {kind.field: WORDS} | dict(kind.needs)
    return Typing(site, desk, path, form, kind)


async def _correcting(site: Site, desk: AtDesk, kind: Kind) -> Typing:
    """Somebody who corrects the phone number of a list that they import."""
    await desk.get("/desk/import")
    files = {"a.csv": "Titel;Telefon\nKurs;7762 80990".encode("utf-8-sig")}
    await desk.upload("/desk/import", desk.form("source"), files)
    path = desk.location.replace("/columns", "/mistakes")
    await desk.get(path)
    field = next(name for name in desk.form("base") if name.startswith("cell."))
    form = desk.form("base") | {field: WORDS}
    return Typing(site, desk, path, form, replace(kind, field=field, wrong=(field, WORDS)))


async def _paths(site: Site) -> dict[str, Kind]:
    """The address of every page with a form whose words are kept, and what is typed there."""
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        offer_id = (await offers.of_district(store, district.id))[0].id
        plan = await measures.of_district(store, district.id)
        measure = plan[0] if plan else await measures.add(store, district.id, COURSES, NOW)
        draft = Announcement(0, district.id, texts={"de": "Alt"})
        sent = Announcement(0, district.id, texts={"de": "Alt", "uk": "Старе"}, state=State.ENDED)
        group_id = (await groups.of_district(store, district.id))[0].id
        seat_id = (await seats.of_group(store, group_id))[0].id
        rows = {
            "offers.form": offer_id,
            "courses.stations.form": 6,
            "offers.row": offer_id,
            "translations.text": offer_id,
            "measures.form": measure.id,
            "groups.group": group_id,
            "groups.seats": group_id,
            "groups.results": group_id,
            "groups.meeting": await _meeting(store, group_id),
            "groups.meeting.new": group_id,
            "questions.page": await _question(store, district.id),
            "messages.page": await announcements.add(store, draft, NOW),
            "messages.correct": await announcements.add(store, sent, NOW),
        }
    kept = [page for page in PAGES if page.keeps]
    assert {page.name for page in kept} == set(KINDS)
    ids = {"m": measure.id, "s": seat_id}
    return {path_of(page, rows.get(page.name, 0)): _kind(page, ids) for page in kept}


async def _meeting(store: Store, group_id: int) -> int:
    """A meeting of a group that is planned."""
    start = (NOW + timedelta(days=90)).replace(tzinfo=None)
    return await meetings.add(store, Meeting(0, group_id, "Treffen", start, "Europe/Berlin"))


async def _question(store: Store, district_id: int) -> int:
    """A question to the office."""
    enquiry = Enquiry(0, district_id, await any_person(store), "uk", NOW, NOW)
    return await enquiries.add(store, enquiry, "Wo ist die Schule?")


async def any_person(store: Store) -> int:
    """Somebody who is stored."""
    address = Address("web", "asks the office")
    return (await people.meet(store, address, Person(language="uk"), NOW)).id


def _kind(page: Page, ids: dict[str, int]) -> Kind:
    kind = KINDS[page.name]
    (field, value) = kind.wrong
    named = (field.format(**ids), value)
    return replace(kind, field=kind.field.format(**ids), wrong=named)


async def test_no_word_is_lost_in_any_way_in_any_form(site: Site) -> None:
    """Those of all forms in turn: each of them with every fourth or fifth form."""
    lost, others = [], cycle(OF_ALL)
    for path, kind in (await _paths(site)).items():
        for way in (*OF_A_FORM, *islice(others, IN_TURN)):
            site.moment = max(site.moment, NOW)
            typing = await _typing(site, path, kind)
            await way(typing)
            if not await typing.is_kept():
                lost.append(f"{path}: {way.__name__}: {typing.desk.text[-120:]}")
    assert not lost


async def test_a_draft_goes_when_it_is_stored_or_discarded(site: Site) -> None:
    for path, kind in (await _paths(site)).items():
        if path.startswith("/desk/import"):
            continue
        typing = await _typing(site, path, kind)
        await refused(typing)
        await typing.desk.send(path, typing.desk.form("base") | {"act": "discard"})
        assert "The draft is deleted." in typing.desk.text
        assert not await typing.is_kept()
        typing = await _typing(site, path, kind)
        await kept_while_typing(typing)
        await typing.save(**{kind.field: kind.stored})
        async with site.conversation.database.read() as store:
            mine = t.desk_draft.c.person_id == typing.desk.person.id
            assert not (await store.execute(select(t.desk_draft.c.id).where(mine))).all()


async def test_a_kept_correction_goes_when_it_is_stored_or_discarded(site: Site) -> None:
    typing = await _typing(site, "/desk/import", KINDS["import.mistakes"])
    await kept_while_typing(typing)
    await typing.desk.get(typing.path)
    await typing.desk.send(typing.path, typing.desk.form("base") | {"act": "discard"})
    assert "The draft is deleted." in typing.desk.text
    assert not await typing.is_kept()
    await kept_while_typing(typing)
    await typing.save(act="save")
    assert await typing.is_kept(), "it is a correction of the file now, and still wrong"
    async with site.conversation.database.read() as store:
        mine = t.desk_draft.c.person_id == typing.desk.person.id
        assert not (await store.execute(select(t.desk_draft.c.id).where(mine))).all()


async def test_drafts_are_sealed_and_only_their_authors(site: Site) -> None:
    path, kind = next(iter((await _paths(site)).items()))
    typing = await _typing(site, path, kind)
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
    path, kind = next(iter((await _paths(site)).items()))
    typing = await _typing(site, path, kind)
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
    typing = await _typing(site, *list((await _paths(site)).items())[1])
    database = site.conversation.database

    def away() -> None:
        raise Unavailable(Trouble.SLOW)

    with monkeypatch.context() as patch:
        patch.setattr(database, "write", away)
        await typing.save()
        assert typing.desk.status == 503
    again = typing.desk.form("base")
    assert again[typing.kind.field] == [WORDS]
    await typing.desk.send(typing.path, again)
    assert await typing.is_kept()


async def test_who_is_too_fast_sends_it_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    typing = await _typing(site, *list((await _paths(site)).items())[1])
    with monkeypatch.context() as patch:
        patch.setattr("handlers.web.gate.Gate.wait", lambda *_: 7)
        await typing.save()
    assert (typing.desk.status, typing.desk.headers["Retry-After"]) == (429, "7")
    again = typing.desk.form("base")
    await typing.desk.send(typing.path, again)
    assert await typing.is_kept()
