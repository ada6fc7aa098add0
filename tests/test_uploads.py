"""Bodies of requests: of how many parts, how many bytes at once, how many that do not come."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry, Counter

from bot.rules.desk import LONGEST_FORM
from bot.rules.problems import Problem
from bot.screens.problem_words import WORDS
from handlers.desk.pages import PAGES
from handlers.dialogue.conversation import Conversation
from handlers.web import gate
from handlers.web.connections import SlowBody, bodies_in_time
from handlers.web.posts import close_files
from handlers.web.uploads import MOST_PARTS, Room, uploaded
from tests.harness.browsers import Site, opened
from tests.harness.desk import at_desk, path_of
from tests.harness.fortress import Target, first_status, slow_body

IMPORT = "/desk/import"
MOST = 300_000
"""Bytes that all forms hold at once in these tests."""
PART = '--x\r\nContent-Disposition: form-data; name="a"%s\r\n\r\n%s\r\n'
MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.fixture
async def site(conversation: Conversation, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    monkeypatch.setattr(gate, "MOST_HELD", MOST)
    monkeypatch.setattr(gate, "MOST_HELD_IN_CHAT", MOST)
    async with opened(conversation) as running:
        yield running


def parts(count: int, more: str = "", said: str = "") -> bytes:
    return (PART % (more, said) * count + "--x--\r\n").encode("utf-8", "surrogateescape")


async def test_a_form_of_many_parts_is_refused_whoever_sends_it(site: Site) -> None:
    """41,120 empty parts, two megabytes, took 22 seconds of a processor.

    Every page is sent each kind of part, each by somebody else, and everybody sends each kind.
    """
    desk, browser = await at_desk(site), await site.browser().look()
    senders = {"nobody": "", "signed in": desk.cookie, "in the chat": browser.cookie}
    kinds = ("", '; filename=""', '; filename="a.csv"')
    wrong = []
    for turn, path in enumerate((IMPORT, "/desk/letterhead", "/desk/messages/new", "/chat")):
        for (who, cookie), more in zip(senders.items(), (kinds * 2)[turn % 3 :], strict=False):
            headers = MULTIPART | ({"Cookie": f"lotse={cookie}"} if cookie else {})
            body = parts(MOST_PARTS + 1, more)
            answer = await site.client.post(path, data=body, headers=headers)
            if answer.status not in (404, 413):
                wrong.append((path, who, more, answer.status))
    assert not wrong


async def test_a_file_too_large_to_be_read_to_its_end_is_called_a_file(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page that takes files; it said that the text is too long, and to search otherwise."""
    monkeypatch.setattr("handlers.web.uploads.MOST_DRAINED", 0)
    desk, wrong = await at_desk(site), []
    for page in PAGES:
        if page.longest > LONGEST_FORM and page.hear:
            path = path_of(page, 1)
            for more, words in (('; filename="a.xlsx"', "file is too large"), ("", "too long")):
                body, sent = (
                    parts(1, more, "x" * 20),
                    MULTIPART | {"Cookie": f"lotse={desk.cookie}", "Accept-Language": "en"},
                )
                answer = await site.client.post(path, data=body, headers=sent)
                if answer.status != 413 or words not in await answer.text():
                    wrong.append((page.name, more, answer.status))
    assert not wrong


async def test_without_room_for_a_file_what_was_typed_is_sent_again(site: Site) -> None:
    desk = await at_desk(site)
    await desk.get(IMPORT)
    form = desk.form("source") | {"source": "Meine Liste"}
    await desk.upload(IMPORT, form, {"b.csv": b"y" * (MOST + 1)})
    assert desk.status == 503
    assert WORDS[Problem.BUSY] in desk.text
    assert 'value="Meine Liste"' in desk.page
    assert "no_room" not in desk.page
    await desk.upload(IMPORT, desk.form("source"), {"b.csv": b"title\nKurs\n"})
    assert desk.status == 200
    browser = await site.browser().look()
    body = parts(1, '; filename="a.pdf"', "%PDF-" + "x" * MOST)
    for cookie, status in ((f"lotse={browser.cookie}", 503), ("any=one", 413), ("", 413)):
        headers = MULTIPART | {"Cookie": cookie}
        assert (await site.client.post("/chat", data=body, headers=headers)).status == status


class Waiting:
    """A server that holds what was sent until a test lets it go."""

    def __init__(self, most: int) -> None:
        self.room, self.least = Room(most), most
        self.may_go, self.held = asyncio.Event(), asyncio.Queue[int]()

    async def hear(self, request: web.Request) -> web.Response:
        fields = await uploaded(request, self.room, longest=50_000, longest_text=1_000)
        self.least = min(self.least, self.room.left)
        self.held.put_nowait(len(fields))
        await self.may_go.wait()
        close_files(fields)
        return web.Response(text=" ".join(name for name, _ in fields.items()))


@pytest.fixture
async def waiting() -> AsyncIterator[tuple[Waiting, TestClient]]:
    server, app = Waiting(100_000), web.Application()
    app.router.add_post("/", server.hear)
    async with TestClient(TestServer(app)) as client:
        yield server, client


async def test_all_files_together_take_no_more_than_there_is_room(
    waiting: tuple[Waiting, TestClient],
) -> None:
    """And what was taken is free again, whatever came and however it ended."""
    server, client = waiting
    body = parts(2, '; filename="a.csv"', "x" * 20_000)
    sent = [asyncio.ensure_future(client.post("/", data=body, headers=MULTIPART)) for _ in range(9)]
    for _ in sent:
        await server.held.get()
    server.may_go.set()
    said = [await (await answer).text() for answer in sent]
    names = " ".join(said).split()
    assert (names.count("a"), names.count("no_room")) == (5, 13)
    assert server.least >= 0
    file, wrong = '; filename="a"', []
    for name, content in {
        "cut in the middle": body[: len(body) // 2],
        "cut in the headers": body[:20_100],
        "too large": parts(1, file, "x" * 60_000),
        "a large text": parts(1, "", "x" * 2_000),
        "a large text and a file": parts(1, "", "x" * 2_000)[:-5] + parts(1, file, "x" * 9_000),
        "half a character": parts(1, file, "x" * 9_000)[:-5] + parts(1, "", "\udcff"),
        "of a charset": parts(1, '; filename="a\udcff.csv"', "x" * 9_000),
        "without a name": parts(1, file, "x" * 9_000).replace(b'name="a";', b""),
        "endless": parts(1, file, "x" * 600_000),
    }.items():
        answer = await client.post("/", data=content, headers=MULTIPART)
        if answer.status not in (200, 400, 413) or server.room.left != 100_000:
            wrong.append((name, answer.status, server.room.left))
    assert not wrong


async def test_of_too_many_who_wait_for_their_body_the_oldest_goes() -> None:
    """Each body that does not come holds memory; those that come are never cut off."""
    refused = Counter("refused", "", ["what"], registry=CollectorRegistry())

    async def hear(request: web.Request) -> web.Response:
        try:
            return web.Response(text=str(len(await request.post())))
        except SlowBody:
            return web.Response(status=408)

    app = web.Application(middlewares=[bodies_in_time(refused, 3600, most=3)])
    app.router.add_post("/chat", hear)
    async with TestClient(TestServer(app)) as client:
        target = Target("127.0.0.1", client.port or 0)
        slow = [await slow_body(target) for _ in range(3)]
        for _ in range(5):
            assert (await client.post("/chat", data={"text": "Kurs"})).status == 200
        more = [await slow_body(target) for _ in range(2)]
        assert [await first_status(reader) for reader, _ in slow[:2]] == [408, 408]
        reader, writer = slow[2]
        writer.write(b"x" * 995)
        assert await first_status(reader) == 200
        for _, writer in (*slow, *more):
            writer.close()
    assert refused.labels("body")._value.get() == 2
