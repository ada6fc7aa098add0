"""Decisions, tasks and minutes of a group at the desk, and the order of an agenda."""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.domain.groups import Group, Standing
from bot.domain.meetings import Meeting
from bot.domain.places import USUAL_ZONE
from bot.domain.results import Kind, Published, Result
from bot.rules.problems import Problem
from handlers.dialogue.conversation import Conversation
from storage.groups import agendas, meetings, memberships, results
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, Forms, at_desk
from tests.test_desk import EVIL, words
from tests.test_desk_groups import groups_of

PDF = b"%PDF-1.7\n" + b"0" * 100


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def page_of(site: Site) -> tuple[AtDesk, Group, str]:
    desk, group = await at_desk(site), (await groups_of(site))[0]
    return desk, group, f"/desk/groups/{group.id}/results"


async def stored(site: Site, group: Group) -> list[Result]:
    async with site.conversation.database.read() as store:
        return await results.of_group(store, group.id, tuple(Published), 50)


async def presses(desk: AtDesk, path: str, result_id: int, act: str, **more: str) -> str:
    await desk.get(path)
    forms = (form for form in Forms(desk.page).forms if form.get("id") == [str(result_id)])
    await desk.send(path, {**next(forms), "act": act, **more})
    return desk.text


@pytest.mark.every_database
async def test_decisions_tasks_and_minutes_are_written_at_the_desk(site: Site) -> None:
    """A coordinator who is in no group can do a task, and is a member then."""
    desk, group, path = await page_of(site)
    await desk.fill(path, kind="decision", words=f"Wir mieten {EVIL}")
    await desk.fill(path, kind="task", words="Vermieter anrufen", due="1.2.2027", member="me")
    await desk.fill(path, kind="task", words="Irgendwann", due="", member="")
    await desk.fill(path, kind="minutes", words="Anwesend: fünf\n\nEnde 20 Uhr")
    await desk.get(path)
    await desk.upload(path, desk.form("words") | {"kind": "minutes"}, {"a.pdf": PDF}, "file")
    file, minutes, late, task, decision = await stored(site, group)
    assert (decision.kind, task.kind, late.due, task.due) == (
        *(Kind.DECISION, Kind.TASK),
        *(None, date(2027, 2, 1)),
    )
    assert minutes.words == "Anwesend: fünf\n\nEnde 20 Uhr"
    assert (file.words, bool(file.attachment_id)) == ("a.pdf", True)
    assert "a.pdf" in desk.text
    async with site.conversation.database.read() as store:
        member = await memberships.member(store, group.id, desk.person.id)
    assert member is not None
    assert (member.standing, member.id) == (Standing.MEMBER, task.owner_id)
    assert EVIL not in desk.page
    assert {result.author_id for result in await stored(site, group)} == {desk.person.id}


@pytest.mark.every_database
async def test_a_result_is_done_shown_given_away_and_deleted_once_asked(site: Site) -> None:
    desk, group, path = await page_of(site)
    await desk.fill(path, kind="task", words="Raum buchen", due="1.2.2027")
    [task] = await stored(site, group)
    await presses(desk, path, task.id, "own", member="me")
    await presses(desk, path, task.id, "finish")
    await presses(desk, path, task.id, "publish", circle="everybody")
    [known] = await stored(site, group)
    assert (bool(known.owner_id), known.done, known.published) == (True, True, Published.EVERYBODY)
    await presses(desk, path, task.id, "publish", circle="group")
    assert words(Problem.UNKNOWN_BUTTON) in desk.text, "what was published stays published"
    await presses(desk, path, task.id, "remove")
    assert "This cannot be undone." in desk.text
    assert await stored(site, group)
    await desk.send(path, next(form for form in Forms(desk.page).forms if "sure" in form))
    assert not await stored(site, group)


async def test_what_is_wrong_stays_typed_and_other_groups_are_out_of_reach(site: Site) -> None:
    desk, group, path = await page_of(site)
    for typed in (
        {"kind": "task", "words": "Zu spät", "due": "1.2.2020"},
        {"kind": "task", "words": "Wann?", "due": "bald"},
        {"kind": "task", "words": "", "due": "1.2.2027"},
        {"kind": "decision", "words": "x" * 3001},
        {"kind": "unsinn", "words": "Etwas"},
    ):
        await desk.fill(path, **typed)
        assert (typed["words"] or 'class="field area wrong"') in desk.page
        assert 'class="mistake"' in desk.page
        await desk.send(path, desk.form("words") | {"act": "discard"})
    assert not await stored(site, group)
    other = (await groups_of(site))[1]
    await desk.fill(f"/desk/groups/{other.id}/results", kind="decision", words="Anderswo")
    [foreign] = await stored(site, other)
    await desk.get(path)
    await desk.send(path, desk.form("csrf") | {"act": "finish", "id": str(foreign.id)})
    assert words(Problem.UNKNOWN_BUTTON) in desk.text


@pytest.mark.every_database
async def test_an_agenda_is_arranged_at_the_desk(site: Site) -> None:
    desk, group, _ = await page_of(site)
    start = (NOW + timedelta(days=9)).replace(tzinfo=None)
    async with site.conversation.database.write() as store:
        meeting_id = await meetings.add(store, Meeting(0, group.id, "Rat", start, USUAL_ZONE))
    path, wrong = f"/desk/groups/meetings/{meeting_id}", []
    for topic in ("Eins", "Zwei", "Drei"):
        await desk.fill(path, "topic", topic=topic, act="topic")
    async with site.conversation.database.read() as store:
        meeting = await meetings.by_id(store, meeting_id)
        assert meeting
        one, two, three = [topic.id for topic in await agendas.of_meeting(store, meeting, NOW)]
    for topic_id, act, shown in (
        (three, "up", ["Eins", "Drei", "Zwei"]),
        (three, "up", ["Drei", "Eins", "Zwei"]),
        (three, "up", ["Drei", "Eins", "Zwei"]),
        (one, "down", ["Drei", "Zwei", "Eins"]),
        (two, "up", ["Zwei", "Drei", "Eins"]),
    ):
        await desk.get(path)
        await desk.send(path, desk.form("csrf") | {"act": act, "id": str(topic_id)})
        found = re.findall(r'<li><span dir="auto">(\w+)</span>', desk.page)
        wrong += [] if found == shown else [(act, found, shown)]
    await desk.fill(path, "topic", topic="Vier", act="topic")
    found = re.findall(r'<li><span dir="auto">(\w+)</span>', desk.page)
    assert found == ["Zwei", "Drei", "Eins", "Vier"], "a new one comes last"
    await desk.send(path, desk.form("csrf") | {"act": "up", "id": "999999"})
    assert words(Problem.UNKNOWN_BUTTON) in desk.text
    assert not wrong
