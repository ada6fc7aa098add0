"""Messages at the desk: written, planned, sent, followed, taken back, by the chat's rules."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.domain.announcements import Announcement, State
from bot.rules.problems import Problem
from handlers.delivery.messages import load_messages, screen_of
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.desk.messages import TABS
from storage.messaging import announcements, received
from storage.people import people
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.test_announcing import delivered, somebody
from tests.test_desk import words

GERMAN = "Die Sprechstunde fällt am Freitag aus."
UKRAINIAN = "У п'ятницю прийому немає."
NEW = "/desk/messages/new"
pytestmark = pytest.mark.asyncio


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def readers(site: Site, *languages: str, slug: str = "waldshut") -> list[int]:
    """People of a district who read these languages; return their ids."""
    found = []
    for position, language in enumerate(languages):
        talk = await somebody(site.conversation, f"{language}{position}", language, slug=slug)
        async with site.conversation.database.read() as store:
            person = await people.at(store, talk.address)
        assert person
        found.append(person.id)
    return found


async def write(desk: AtDesk, **values: object) -> int:
    """A new message is saved; return its id."""
    await desk.fill(NEW, **{"text_de": GERMAN, "act": "save", **values})
    assert "Your changes are saved." in desk.text, desk.text[:600]
    return int(re.findall(r"/desk/messages/(\d+)", desk.location)[0])


async def stored(site: Site, announcement_id: int) -> Announcement:
    async with site.conversation.database.read() as store:
        found = await announcements.by_id(store, announcement_id)
    assert found
    return found


async def receivers(site: Site, announcement_id: int) -> list[int]:
    """Ids of the people who have a delivery of it."""
    query = (
        select(t.delivery.c.person_id)
        .join(t.campaign, t.campaign.c.id == t.delivery.c.campaign_id)
        .where(t.campaign.c.announcement_id == announcement_id)
        .order_by(t.delivery.c.person_id)
    )
    async with site.conversation.database.read() as store:
        return list((await store.execute(query)).scalars())


async def act(desk: AtDesk, announcement_id: int, name: str, **more: object) -> AtDesk:
    """Press a button of the page of a message."""
    path = f"/desk/messages/{announcement_id}"
    await desk.get(path)
    return await desk.send(path, desk.form("csrf") | {"act": name, **more})


async def tabs(desk: AtDesk) -> dict[str, int]:
    """The numbers beside the tabs."""
    await desk.get("/desk/messages")
    found = re.findall(r'tab=(\w+)"[^>]*>[^<]*<span class="count">(\d+)', desk.page)
    return {name: int(count) for name, count in found}


@pytest.mark.every_database
async def test_a_message_is_written_looked_at_and_sent(site: Site) -> None:
    ids = await readers(site, "uk", "uk", "de", "ar")
    desk = await at_desk(site)
    number = await write(desk, text_uk=UKRAINIAN, languages=["uk", "de"])
    assert await tabs(desk) == dict.fromkeys(TABS, 0) | {"drafts": 1}
    await desk.get(f"/desk/messages/{number}")
    assert GERMAN in desk.text
    assert UKRAINIAN in desk.text
    await desk.send(f"/desk/messages/{number}", desk.form("base") | {"act": "release"})
    assert "Approved for sending." in desk.text
    assert await receivers(site, number) == ids[:3]
    assert (await tabs(desk))["running"] == 1
    await delivered(site.conversation)
    assert await tabs(desk) == dict.fromkeys(TABS, 0) | {"sent": 1}


async def test_what_changed_since_it_was_looked_at_is_saved_and_not_sent(site: Site) -> None:
    await readers(site, "de")
    desk = await at_desk(site)
    number = await write(desk)
    await desk.get(f"/desk/messages/{number}")
    form = desk.form("base") | {"act": "release", "text_de": "Etwas anderes"}
    await desk.send(f"/desk/messages/{number}", form)
    announcement = await stored(site, number)
    assert announcement.state is State.DRAFT
    assert announcement.texts["de"] == "Etwas anderes"
    assert "Nothing is sent yet" in desk.text
    assert not await receivers(site, number)


async def test_from_more_than_a_hundred_the_number_is_typed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await readers(site, "de", "de")
    monkeypatch.setattr("handlers.desk.messages.form.TYPE_ABOVE", 1)
    desk = await at_desk(site)
    number = await write(desk)
    path, count = f"/desk/messages/{number}", None
    for typed in ("", "1", "three"):
        await desk.get(path)
        count = re.findall(r"type the number (\d+)", desk.text)[0]
        await desk.send(path, desk.form("base") | {"act": "release", "count": typed})
        assert words(Problem.WRONG_COUNT) in desk.text
    await desk.get(path)
    await desk.send(path, desk.form("base") | {"act": "release", "count": count})
    assert "Approved for sending." in desk.text


async def test_above_500_a_second_coordinator_releases_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await readers(site, "de", "de")
    monkeypatch.setattr("bot.rules.announcements.SECOND_PERSON", 1)
    desk, other = await at_desk(site), await at_desk(site)
    number = await write(desk)
    path = f"/desk/messages/{number}"
    await act(desk, number, "release", **desk.form("base"))
    assert (await stored(site, number)).state is State.ASKED
    await desk.get(path)
    assert "Waiting for a second coordinator." in desk.text
    assert 'value="release"' not in desk.page
    await desk.send(path, desk.form("base") | {"act": "release"})
    assert words(Problem.NEEDS_SECOND) in desk.text
    await other.get(path)
    await other.send(path, other.form("base") | {"act": "release"})
    assert "Approved for sending." in other.text
    assert await receivers(site, number)


async def test_words_for_a_time_are_said_back_and_skipped_holidays_named(site: Site) -> None:
    desk = await at_desk(site)
    number = await write(desk, when="erster Freitag im Monat 18 Uhr")
    await desk.get(f"/desk/messages/{number}")
    assert (await stored(site, number)).times.rule
    dates = re.findall(r"<li>([^<]*18:00[^<]*)</li>", desk.page)
    assert len(dates) == 5
    assert "Skipped:" in desk.text
    rule = (await stored(site, number)).times
    await desk.send(f"/desk/messages/{number}", desk.form("base") | {"act": "save"})
    assert (await stored(site, number)).times == rule
    await desk.fill(f"/desk/messages/{number}", move="next", act="save")
    assert "ONHOLIDAY" in (await stored(site, number)).times.rule
    await desk.fill(f"/desk/messages/{number}", keep="", act="save")
    assert (await stored(site, number)).times.start is None


async def test_wrong_cells_are_marked_and_everything_typed_is_kept(site: Site) -> None:
    desk = await at_desk(site)
    wrong = {
        "text_de": "",
        "text_uk": "Hallo <b>alle</b>",
        "when": "am Sankt-Nimmerleins-Tag",
        "municipalities": ["99999999"],
        "kind": "digest",
        "act": "save",
    }
    await desk.fill(NEW, **wrong)
    for name, problem in (
        ("text_de", Problem.NO_GERMAN),
        ("text_uk", Problem.MARKUP),
        ("when", Problem.NO_SUCH_TIME),
        ("municipalities", Problem.CHOICE_GONE),
        ("kind", Problem.CHOICE_GONE),
    ):
        assert f'href="#{name}"' in desk.page
        assert (
            words(problem).partition("{")[0].partition("&lt;")[0].partition("<")[0] in desk.text
        ), name
    assert desk.form("base")["text_uk"] == ["Hallo <b>alle</b>"]
    assert desk.form("base")["when"] == ["am Sankt-Nimmerleins-Tag"]
    async with site.conversation.database.read() as store:
        written = t.announcement.c.kind == "information"
        count = select(func.count()).select_from(t.announcement).where(written)
        assert (await store.execute(count)).scalar_one() == 0


async def test_links_are_checked_and_gaps_shown(site: Site) -> None:
    await readers(site, "uk", "uk", "uk", "uk", "uk", "fa")
    desk = await at_desk(site)
    text = "Hier: https://www.landkreis-waldshut.de/a und htp://kaputt und https://rathaus."
    number = await write(desk, text_de=text, text_uk="Тут: https://www.landkreis-waldshut.de/a")
    await desk.get(f"/desk/messages/{number}")
    assert "this link does not work: htp://kaputt, https://rathaus" in desk.text
    assert "this link is missing: htp://kaputt, https://rathaus" in desk.text
    assert "German one: fewer than 5" in desk.text
    assert re.search(r'for="text_uk">[^<]*<span class="count">People: \W*5\W*</span>', desk.page)


async def test_who_is_left_out_is_said_below_five_without_a_number(site: Site) -> None:
    ids = await readers(site, *["de"] * 12)
    async with site.conversation.database.write() as store:
        for person_id in ids[:7]:
            await store.execute(
                update(t.address).where(t.address.c.person_id == person_id).values(suspended_at=NOW)
            )
        await store.execute(
            update(t.person).where(t.person.c.id.in_(ids[7:9])).values(stopped=["information"])
        )
    desk = await at_desk(site)
    number = await write(desk)
    await desk.get(f"/desk/messages/{number}?part=1")
    assert "Not reachable: 7" in desk.text
    assert "Do not want these messages now: fewer than 5" in desk.text
    await desk.get(f"/desk/messages/{number}")
    await desk.send(
        f"/desk/messages/{number}", desk.form("base") | {"act": "save", "languages": "fa"}
    )
    await desk.get(f"/desk/messages/{number}?part=1")
    assert words(Problem.NOBODY) in desk.text


async def test_a_planned_one_can_be_changed_until_a_minute_before(site: Site) -> None:
    await readers(site, "de")
    desk = await at_desk(site)
    local = NOW.astimezone() + timedelta(days=2)
    number = await write(desk, at=f"{local:%Y-%m-%d}T18:00")
    await act(desk, number, "release", **desk.form("base"))
    planned = await stored(site, number)
    assert (planned.state, (await tabs(desk))["planned"]) == (State.RELEASED, 1)
    assert planned.next_at
    await act(desk, number, "reopen")
    assert (await stored(site, number)).state is State.DRAFT
    await desk.get(f"/desk/messages/{number}")
    await desk.send(
        f"/desk/messages/{number}", desk.form("base") | {"act": "save", "text_de": "Neu"}
    )
    await desk.get(f"/desk/messages/{number}")
    await desk.send(f"/desk/messages/{number}", desk.form("base") | {"act": "release"})
    again = await stored(site, number)
    assert (again.state, again.texts["de"], again.next_at) == (
        State.RELEASED,
        "Neu",
        planned.next_at,
    )
    site.moment = planned.next_at - timedelta(seconds=70)
    fresh = await at_desk(site)
    await fresh.get(f"/desk/messages/{number}")
    late = fresh.form("csrf") | {"act": "reopen"}
    assert 'value="reopen"' in fresh.page
    site.moment = planned.next_at - timedelta(seconds=59)
    await fresh.send(f"/desk/messages/{number}", late)
    assert words(Problem.CHANGED_MEANWHILE) in fresh.text
    assert 'value="reopen"' not in fresh.page
    assert (await stored(site, number)).state is State.RELEASED


async def test_a_running_one_is_followed_paused_stopped_and_taken_back(site: Site) -> None:
    await readers(site, "uk", "uk", "de", "de", "de", "de", "de")
    desk = await at_desk(site)
    number = await write(desk, text_uk=UKRAINIAN)
    await act(desk, number, "release", **desk.form("base"))
    path = f"/desk/messages/{number}"
    await desk.get(f"{path}?part=1")
    assert 'data-pause="2"' in desk.page
    assert "Still to send: 8" in desk.text
    assert "Finished." not in desk.text
    await act(desk, number, "pause")
    await desk.get(f"{path}?part=1")
    assert 'data-pause="0"' in desk.page
    assert (await tabs(desk))["running"] == 1
    await act(desk, number, "resume")
    await delivered(site.conversation)
    await desk.get(f"{path}?part=1")
    assert 'data-pause="0"' in desk.page
    assert "Sending is complete." in desk.text
    assert re.search(r"Ukrainian\s+fewer than 5\s+0\s+0", desk.text), desk.text
    assert re.search(r"Web chat\s+8\s+0\s+0", desk.text), desk.text
    await act(desk, number, "withdraw")
    assert "8 messages. This cannot be undone." in desk.text
    await desk.send(path, desk.form("sure"))
    assert words(Problem.CHANGED_MEANWHILE) not in desk.text
    async with site.conversation.database.read() as store:
        states = (await store.execute(select(t.delivery.c.state).distinct())).scalars().all()
    assert states == ["withdrawn"]


async def test_numbers_below_five_are_told_nowhere_of_a_message(site: Site) -> None:
    """The lines above the tables, the list and the tables say the same."""
    await readers(site, "uk", "de")
    desk = await at_desk(site)
    number = await write(desk, text_uk=UKRAINIAN)
    await act(desk, number, "release", **desk.form("base"))
    for path in (f"/desk/messages/{number}?part=1", "/desk/messages?tab=running"):
        await desk.get(path)
        assert "Still to send: fewer than 5" in desk.text
        assert not re.search(r": [1-4]\b", desk.text)


async def test_stopping_asks_first_and_what_is_not_sent_stays_unsent(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await readers(site, "de", "de")
    monkeypatch.setattr("handlers.desk.messages.page.TYPE_ABOVE", 2)
    desk = await at_desk(site)
    number = await write(desk)
    await act(desk, number, "release", **desk.form("base"))
    path = f"/desk/messages/{number}"
    await act(desk, number, "stop")
    assert "3 messages. This cannot be undone." in desk.text
    form = desk.form("sure")
    await desk.send(path, form | {"count": "2"})
    assert words(Problem.WRONG_COUNT) in desk.text
    await desk.get(f"{path}?sure=stop")
    await desk.send(path, desk.form("sure") | {"count": "3"})
    await desk.get(f"{path}?part=1")
    assert "Stopped." in desk.text
    assert "Stopped: fewer than 5" in desk.text


async def test_what_was_typed_while_a_colleague_released_it_is_kept_for_a_copy(site: Site) -> None:
    await readers(site, "de")
    desk, other = await at_desk(site), await at_desk(site)
    number = await write(desk)
    path = f"/desk/messages/{number}"
    await desk.get(path)
    typed = desk.form("base") | {"act": "save", "text_de": "Zu spät geschrieben"}
    await act(other, number, "release", **(await other.get(path)).form("base"))
    await desk.send(path, typed)
    assert words(Problem.CHANGED_MEANWHILE) in desk.text
    assert (await stored(site, number)).texts["de"] == GERMAN
    link = re.findall(r'href="(/desk/messages/new\?copy=\d+&amp;typed=[^"]+)"', desk.page)[0]
    await desk.get(link.replace("&amp;", "&"))
    assert desk.form("base")["text_de"] == ["Zu spät geschrieben"]


async def test_a_file_stays_when_other_cells_are_refused_and_none_of_others_is_taken(
    site: Site,
) -> None:
    desk = await at_desk(site)
    await desk.get(NEW)
    form = desk.form("base") | {"text_de": "", "act": "save", "attachment": "1"}
    await desk.upload(NEW, form, {"Plan.pdf": b"%PDF-1.4 Plan"}, "file")
    assert "Plan.pdf" in desk.text
    await desk.send(NEW, desk.form("base") | {"text_de": GERMAN, "act": "save"})
    number = int(re.findall(r"/desk/messages/(\d+)", desk.location)[0])
    file_id = (await stored(site, number)).attachment_id
    assert file_id
    other = await at_desk(site)
    foreign = await write(other, attachment=str(file_id))
    assert (await stored(site, foreign)).attachment_id is None
    await other.get(NEW)
    await other.upload(NEW, other.form("base") | {"act": "save"}, {"virus.exe": b"MZ"}, "file")
    assert words(Problem.FILE_KIND) in other.text
    huge = b"%PDF-" + b"x" * 50 * 1024 * 1024
    form = other.form("base") | {"act": "save", "text_de": "Neben einer großen Datei"}
    await other.upload(NEW, form, {"gross.pdf": huge}, "file")
    assert words(Problem.LARGE_FILE) in other.text
    assert other.form("base")["text_de"] == ["Neben einer großen Datei"]
    copy = await desk.get(f"{NEW}?copy={number}")
    await copy.send(f"{NEW}?copy={number}", copy.form("base") | {"act": "save"})
    number = int(re.findall(r"/desk/messages/(\d+)", desk.location)[0])
    assert (await stored(site, number)).attachment_id == file_id


async def test_a_message_of_another_district_cannot_be_opened_or_copied(site: Site) -> None:
    desk, other = await at_desk(site), await at_desk(site, slug="konstanz")
    number = await write(other)
    for path in (f"/desk/messages/{number}", f"{NEW}?copy={number}"):
        await desk.get(path)
        assert (desk.status, GERMAN in desk.text) == (403, False)


async def test_a_test_goes_through_the_ledger_to_its_author_alone(site: Site) -> None:
    await readers(site, "de", "uk")
    desk = await at_desk(site)
    await desk.fill(NEW, text_de=GERMAN, text_uk=UKRAINIAN, act="test")
    assert "The test is on its way to you." in desk.text
    number = int(re.findall(r"/desk/messages/(\d+)", desk.location)[0])
    announcement = await stored(site, number)
    assert announcement.state is State.DRAFT
    async with site.conversation.database.read() as store:
        query = select(t.delivery.c.person_id, t.delivery.c.event)
        sent = (await store.execute(query)).all()
    assert [row.person_id for row in sent] == [desk.person.id] * 2
    await delivered(site.conversation)
    async with site.conversation.database.write() as store:
        rows = await received.of_person(store, desk.person.id, 10)
        shown = []
        for row in rows:
            delivery = await received.read(store, desk.person.id, row[0], NOW)
            assert delivery
            (message,) = await load_messages(
                store, [delivery], [], site.conversation.services.pathways
            )
            tr = site.conversation.services.translator("en")
            shown.append(screen_of(message, NOW, tr).text)
    assert len(shown) == 2
    assert all("Test. Only you get this." in text for text in shown)
    assert GERMAN in shown[0] + shown[1]
    assert "немає" in shown[0] + shown[1]
    async with site.conversation.database.write() as store:
        stops = update(t.person).where(t.person.c.id == desk.person.id)
        await store.execute(stops.values(stopped=["group"]))
    await act(desk, number, "test", **desk.form("base"))
    assert words(Problem.TEST_UNREACHABLE) in desk.text


async def test_a_sent_text_is_corrected_with_the_old_one_beside_it(site: Site) -> None:
    await readers(site, "de")
    desk = await at_desk(site)
    number = await write(desk, text_uk=UKRAINIAN)
    await act(desk, number, "release", **desk.form("base"))
    await delivered(site.conversation)
    path = f"/desk/messages/{number}/correct"
    await desk.get(path)
    assert desk.page.count(GERMAN) == 2
    late = desk.form("base")
    await desk.send(path, late | {"text_de": "Die Sprechstunde ist am Montag."})
    assert "The text is corrected." in desk.text
    texts = (await stored(site, number)).texts
    assert texts == {"de": "Die Sprechstunde ist am Montag.", "uk": UKRAINIAN}
    await desk.get(path)
    await desk.send(path, desk.form("base"))
    assert words(Problem.NOTHING_TO_CHANGE) in desk.text
    other = await at_desk(site)
    await other.get(path)
    stale = other.form("base") | {"base": late["base"], "text_de": "Überschrieben"}
    await other.send(path, stale)
    assert words(Problem.CHANGED_MEANWHILE) in other.text
    assert other.form("base")["text_de"] == ["Überschrieben"]
    assert (await stored(site, number)).texts == texts
