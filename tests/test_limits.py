"""Limits on the web: what one client and one session may do, and that others notice nothing."""

import asyncio
import logging
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.config_reader import load
from bot.config_sections import Web
from bot.rules.groups import MOST_FEEDS
from bot.rules.limits import (
    ACTS_BY_PRESS,
    OF_CLIENT,
    OF_SESSION,
    OF_TOWN,
    STREAMS_OF_SESSION,
    Act,
    Rate,
)
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.limits import Buckets, Client, Limits
from handlers.dialogue.routes import ROUTES
from handlers.web import connections
from handlers.web.connections import GuardedRunner, raise_open_files, room_for_streams
from handlers.web.limits import Addresses
from handlers.web.server import METRICS, web_app
from handlers.web.sessions import Sessions
from handlers.workflows.services import Services
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.people import sessions
from tests.harness import fortress
from tests.harness.browsers import Browser, Site, coordinator, opened
from tests.harness.circles import number_of
from tests.harness.databases import NOW, SEAL
from tests.harness.fortress import Target
from tests.harness.metrics import metrics_of
from tests.harness.patience import scaled
from tests.harness.server import free_port, lotse, running
from tests.test_meetings import NAME

SESSIONS = Sessions(SEAL, secure=False)
KIND = "That was too often in a short time."


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running_site:
        yield running_site


def test_a_bucket_gives_a_burst_and_then_one_at_a_time() -> None:
    now = 0.0
    buckets, rate = Buckets(lambda: now), Rate(3, 10)
    given = []
    for now in (0, 0, 0, 0, 9.9, 10, 10, 1000, 1000, 1000, 1000):  # noqa: B007
        wait = buckets.wait("a", rate)
        given.append(wait == 0)
        if not wait:
            buckets.take("a", rate)
    assert given == [True, True, True, False, False, True, False, True, True, True, False]
    assert buckets.wait("a", rate) == 10
    assert buckets.wait("b", rate) == 0


def test_buckets_are_bounded_and_the_flood_does_not_free_the_flooder() -> None:
    buckets, rate = Buckets(lambda: 0.0, most=100), Rate(1, 10)
    for number in range(1000):
        buckets.take("flooder", rate)
        buckets.take(f"other {number}", rate)
    assert len(buckets) == 100
    assert buckets.wait("flooder", rate) > 0


def test_nothing_is_counted_of_what_is_refused() -> None:
    asked = Limits(Buckets(lambda: 0.0))
    client, burst = Client("192.0.2.1", "me"), OF_SESSION[Act.HELP].burst
    assert [asked.wait(client, [Act.HELP]) > 0 for _ in range(burst + 2)] == (
        [False] * burst + [True] * 2
    )
    assert asked.refused == {Act.HELP: 2}
    assert asked.wait(replace(client, session="another"), [Act.HELP]) == 0
    off = Limits(Buckets(lambda: 0.0), is_on=False)
    assert not any(off.wait(client, [Act.HELP]) for _ in range(1000))


def test_every_act_has_a_limit_and_every_press_a_route() -> None:
    assert set(OF_CLIENT) | {Act.REQUEST} == set(Act)
    assert set(OF_SESSION) | {Act.NEW_SESSION} == set(Act)
    assert set(OF_TOWN) | {Act.NEW_SESSION, Act.REQUEST} == set(Act)
    assert not [name for name in ACTS_BY_PRESS if not ROUTES.name_of(name)]


def test_a_client_is_who_the_trusted_proxy_says() -> None:
    trusted = ("127.0.0.1", "10.0.0.0/8", "::1")
    wrong = []
    for peer, forwarded, client in (
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),
        ("127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7, 10.1.2.3"], "198.51.100.7"),
        ("127.0.0.1", ["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7:4711"], "198.51.100.7"),
        ("127.0.0.1", ["[2001:db8:1:2:3::4]:4711"], "2001:db8:1:2::/64"),
        ("127.0.0.1", ["2001:db8:1:2:ffff::"], "2001:db8:1:2::/64"),
        ("::1", ["::ffff:198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["nonsense"], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.7, unknown"], "127.0.0.1"),
        ("127.0.0.1", [", ,"], "127.0.0.1"),
        ("127.0.0.1", ["10.0.0.1, " * 1000 + "198.51.100.7"], "198.51.100.7"),
    ):
        headers = CIMultiDict([("X-Forwarded-For", text) for text in forwarded])
        request = make_mocked_request("GET", "/", headers=headers).clone(remote=peer)
        found = Addresses(trusted).of(request)
        if found != client:
            wrong.append((peer, forwarded, client, found))
    assert not wrong


def test_a_proxy_that_nobody_named_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    addresses = Addresses(("127.0.0.1",))
    for _ in range(3):
        request = make_mocked_request("GET", "/", headers={"X-Forwarded-For": "198.51.100.7"})
        addresses.of(request.clone(remote="192.0.2.1"))
    told = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert told == ["192.0.2.1 forwards requests and is not in web.trusted_proxies"]


async def test_over_the_limit_there_is_a_kind_sentence_on_a_screen(site: Site) -> None:
    """Each way to do too much, until it is refused; then another person may still do it."""
    wrong = []
    for number, (name, form) in enumerate(
        {
            "texts": {"text": "Deutschkurs"},
            "addresses": {"text": "somebody@web.example"},
            "help": {"press": "helping.send:form:soon"},
            "invitations": {"press": f"invitation.accept:{'0' * 32}"},
            "presses": {"press": "quiet.sundays"},
        }.items()
    ):
        browser = site.browser(**{"X-Forwarded-For": f"198.51.100.{number}"})
        await (await browser.look()).press("language.set:en")
        answered = await _until_refused(browser, form)
        refused = browser.copied()
        await refused.send(**form)
        other = site.browser(**{"X-Forwarded-For": "198.51.100.99"})
        await (await other.look()).send(**form)
        is_kind = KIND in refused.shown and "🏠 Home" in refused.shown
        if 429 not in answered or 500 in answered or not is_kind or other.status >= 400:
            wrong.append((name, set(answered), refused.shown, other.status))
        site.seconds += 36000
        await browser.send(**form)
        if browser.status >= 400:
            wrong.append((name, "later", browser.status))
    assert not wrong


async def _until_refused(browser: Browser, form: dict[str, str]) -> list[int]:
    """Send a form until it was refused three times, 300 times at most; return the statuses."""
    statuses: list[int] = []
    while len(statuses) < 300 and statuses.count(429) < 3:
        statuses.append((await browser.send(**form)).status)
    return statuses


async def test_a_script_keeps_what_was_typed(site: Site) -> None:
    browser = await site.browser().look()
    browser.headers["X-Lotse-Tab"] = "one"
    statuses = [(await browser.send(text="Kurs")).status for _ in range(40)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    assert KIND in browser.shown
    assert "🏠 Home" not in browser.shown


async def test_one_address_makes_few_sessions_and_others_make_theirs(site: Site) -> None:
    flooder = [
        (await site.browser(**{"X-Forwarded-For": "198.51.100.1"}).look()) for _ in range(200)
    ]
    made = [browser for browser in flooder if browser.cookie]
    assert len(made) == OF_CLIENT[Act.NEW_SESSION].burst
    last = flooder[-1]
    assert (last.status, KIND in last.shown) == (429, True)
    await last.send(text="x")
    assert last.status == 429
    other = await site.browser(**{"X-Forwarded-For": "198.51.100.2"}).look()
    assert (other.status, bool(other.cookie)) == (200, True)
    known = await made[0].press("language.set:en")
    assert known.status == 200
    text = await metrics_of(site.client)
    assert 'lotse_refused_total{what="new_session"} 141.0' in text


async def test_guesses_are_counted_and_slowed_when_they_are_only_opened(site: Site) -> None:
    browser = await site.browser().look()
    statuses = [(await browser.get(f"/chat?start=i-{number:032x}")).status for number in range(40)]
    assert statuses.count(429) >= 25
    count = statuses.count(200)
    text = await metrics_of(site.client)
    assert f'lotse_forbidden{{reason="invitation_gone"}} {float(count)}' in text
    codes = [
        (
            await site.browser(**{"X-Forwarded-For": "198.51.100.3"}).post(
                f"/sign-in/{number + 1}-{'0' * 32}"
            )
        ).status
        for number in range(40)
    ]
    assert set(codes) == {404, 429}


async def test_one_person_has_few_calendars(site: Site) -> None:
    group = await number_of(site.conversation, NAME)
    browser = await coordinator(site)
    shown = []
    for _ in range(MOST_FEEDS + 2):
        site.seconds += 3600
        shown.append((await browser.press(f"feed.add:{group}:all")).shown)
    assert [("many calendar addresses" in text) for text in shown] == (
        [False] * MOST_FEEDS + [True] * 2
    )


async def test_streams_are_for_signed_sessions_and_five_each(site: Site) -> None:
    browser = await site.browser().look()
    streams = [await browser.stream() for _ in range(STREAMS_OF_SESSION + 1)]
    assert [stream.status for stream in streams] == [200] * STREAMS_OF_SESSION + [429]
    for cookie in ("F" * 43, browser.cookie[:-1] + "!", ""):
        assert (await replace(browser, cookie=cookie).stream()).status == 204, cookie
    streams[0].close()
    for _ in range(100):
        if (again := await browser.stream()).status == 200:
            break
        await asyncio.sleep(0.05)
    assert again.status == 200


async def test_there_is_a_cap_of_streams_in_all(database: Database, services: Services) -> None:
    config = replace(services.config, web=Web(streams=3))
    async with opened(Conversation(database, replace(services, config=config))) as site:
        browsers = [await site.browser().look() for _ in range(4)]
        streams = [await browser.stream() for browser in browsers]
        assert [stream.status for stream in streams] == [200, 200, 200, 503]
        assert (await browsers[3].look()).status == 200
        text = await metrics_of(site.client)
        assert 'lotse_refused_total{what="stream"} 1.0' in text


async def test_a_device_that_was_signed_out_gets_no_more_screens(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.web.streams.KEEP_ALIVE", 0.05)
    browser = await coordinator(site)
    stream = await browser.stream()
    assert (await stream.content.readline()).startswith(b": here")
    async with site.conversation.database.write() as store:  # as another process does
        await sessions.end_others(store, 1, 0, NOW)
    await asyncio.wait_for(stream.content.read(), scaled(10))
    assert (await browser.stream()).status == 204


def test_half_of_the_open_files_are_for_streams() -> None:
    rooms = {files: room_for_streams(2000, files) for files in (100, 1024, 4200, 65536)}
    assert rooms == {100: 1, 1024: 412, 4200: 2000, 65536: 2000}


def test_open_files_are_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = {"now": (1024, 4096)}
    monkeypatch.setattr(resource, "getrlimit", lambda _: limit["now"])
    monkeypatch.setattr(resource, "setrlimit", lambda _, new: limit.update(now=new))
    assert raise_open_files() == 4096
    assert limit["now"] == (4096, 4096)
    limit["now"] = (1024, resource.RLIM_INFINITY)
    assert raise_open_files() == 65536
    limit["now"] = (100_000, 200_000)
    assert raise_open_files() == 100_000

    def refuses(_: int, __: tuple[int, int]) -> None:
        raise ValueError

    monkeypatch.setattr(resource, "setrlimit", refuses)
    limit["now"] = (1024, 4096)
    assert raise_open_files() == 1024


@asynccontextmanager
async def behind_guard(
    conversation: Conversation, headers: float
) -> AsyncIterator[tuple[Target, web.Application]]:
    """A real server of 50 connections, with times that a test can wait for."""
    app = web_app(conversation, lambda: NOW, body_seconds=0.5)
    runner = GuardedRunner(
        app, refused=app[METRICS].refused, most=50, shutdown_timeout=1, headers=headers, idle=60
    )
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield Target(*runner.addresses[0][:2]), app
    await runner.cleanup()


@pytest.fixture
async def guarded(conversation: Conversation) -> AsyncIterator[tuple[Target, web.Application]]:
    async with behind_guard(conversation, headers=0.5) as running_server:
        yield running_server


async def test_headers_that_do_not_come_end_the_connection(
    guarded: tuple[Target, web.Application],
) -> None:
    target, app = guarded
    connects = (fortress.half(target), target.connect(), target.connect())
    async with fortress.held(connects) as ((dripping, drips), (silent, _), (second, writer)):
        writer.write(fortress.request_of("/healthz"))
        assert await fortress.first_status(second) == 200
        writer.write(b"GET /healthz HTTP/1.1\r\nX-Second: ")
        dripping_on = asyncio.create_task(_drip(drips))
        assert await fortress.is_closed(dripping, 5)
        assert await fortress.is_closed(silent, 5)
        assert await fortress.is_closed(second, 5)
        dripping_on.cancel()
    assert app[METRICS].refused.labels("headers")._value.get() == 3


async def _drip(writer: asyncio.StreamWriter) -> None:
    """Send a letter of a header now and then."""
    while True:
        writer.write(b"x")
        await asyncio.sleep(0.1)


async def test_a_body_that_does_not_come_is_refused_in_words(
    guarded: tuple[Target, web.Application],
) -> None:
    target, app = guarded
    reader, writer = await fortress.slow_body(target)
    answer = await asyncio.wait_for(reader.read(), scaled(20))
    assert fortress.status_of(answer) == 408
    assert "noch einmal" in answer.decode() or "This took too long" in answer.decode()
    assert app[METRICS].refused.labels("body")._value.get() == 1
    writer.close()


async def test_too_many_connections_are_closed_and_silent_ones_go_first(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with behind_guard(conversation, headers=scaled(60)) as (target, app):
        refused = app[METRICS].refused.labels
        async with fortress.held(target.connect() for _ in range(60)) as opened_:
            closed = [await fortress.is_closed(reader, 3) for reader, _ in opened_[50:]]
            assert all(closed)
            assert refused("connection")._value.get() == 10
        monkeypatch.setattr(connections, "MOST_SILENT", 20)
        async with fortress.held(fortress.half(target) for _ in range(40)) as opened_:
            assert (await target.ask("/healthz"))[0] == 200
            closed = [await fortress.is_closed(reader, 3) for reader, _ in opened_[:20]]
            assert all(closed)


async def test_no_answer_names_versions_and_each_says_who_may_keep_it(
    guarded: tuple[Target, web.Application],
) -> None:
    target, _ = guarded
    wrong = []
    for path in (
        "/chat",
        "/o/1",
        "/o/99999999",
        "/nothing",
        "/sitemap.txt",
        "/robots.txt",
        "/favicon.ico",
        "/healthz",
        "/readyz",
        "/metrics",
        "/static/lotse.css",
        "/email/leave/1-0",
        "/sign-in/1-" + "0" * 32,
        "/calendar/" + "0" * 32 + ".ics",
        "/",
        "/chat/live",
        "/chat/sent",
        " nonsense",
    ):
        _, answer = await target.ask(path)
        head = answer.partition("\r\n\r\n")[0].lower()
        if "aiohttp" in head or "python" in head or "cache-control:" not in head:
            wrong.append((path, head))
    assert not wrong


async def test_behind_https_browsers_stay_there(database: Database, services: Services) -> None:
    secure = replace(services, base_url="https://lotse.example.org")
    async with opened(Conversation(database, secure)) as site:
        for path in ("/chat", "/nothing", "/healthz"):
            headers = (await site.client.get(path)).headers
            assert headers["Strict-Transport-Security"] == "max-age=31536000", path
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
    async with opened(Conversation(database, services)) as site:
        assert "Strict-Transport-Security" not in (await site.client.get("/chat")).headers


def test_wrong_proxies_are_refused_and_unsafe_cookies_are_told(tmp_path: Path) -> None:
    assert load("", {}).web.trusted_proxies == ("127.0.0.1", "::1")
    assert load("", {"LOTSE_WEB_TRUSTED_PROXIES": "10.0.0.0/8"}).web.trusted_proxies == (
        "10.0.0.0/8",
    )
    wrong = lotse(tmp_path, "check-config", LOTSE_WEB_TRUSTED_PROXIES="10.0.0.0/99 proxy")
    assert wrong.returncode == 2
    assert "LOTSE_WEB_TRUSTED_PROXIES: must be addresses or networks" in wrong.stderr
    reached = {"LOTSE_OPERATOR_CONTACT": "lotse@kreis.example"}
    assert "cookies are not Secure" in lotse(tmp_path, "check-config", **reached).stdout
    https = lotse(
        tmp_path, "check-config", **reached, LOTSE_WEB_PUBLIC_URL="https://lotse.example.org"
    )
    assert (https.returncode, "Secure" in https.stdout) == (0, False)


@pytest.mark.xdist_group("serial")
async def test_idle_streams_slow_clients_and_floods_leave_the_others_alone(tmp_path: Path) -> None:
    """1,100 streams, 200 half requests, 100 slow bodies, 300 new sessions; others see no change.

    How much slower others may be is measured by a benchmark; here it is a bound that holds on any
    machine.
    """
    key = "ab" * 32
    with running(
        tmp_path,
        "run",
        program=fortress.Impatient(),
        LOTSE_SECRET_KEY=key,
        LOTSE_WEB_STREAMS="1000",
        LOTSE_WEB_PORT=str(free_port()),
    ) as server:
        await _attacked(Target("127.0.0.1", int(server.address.rpartition(":")[2])), key)
        server.stop()
    assert len(server.printed) < 20_000, server.printed[-2000:]
    assert "Traceback" not in server.printed


async def _attacked(target: Target, key: str) -> None:
    signer = Sessions(Seal(key), secure=False)
    made = signer.new(NOW)
    headers = fortress.cookies(signer, made, 1100)
    mine = {"Cookie": fortress.signed(signer, made), "X_Forwarded_For": "192.0.2.77"}

    async def ask() -> int:
        return (await target.ask("/chat", **mine))[0]

    await fortress.times(ask, 10)
    idle = fortress.p95(await fortress.times(ask, 60))
    streams = (
        fortress.stream(target, cookie, f"198.51.100.{number % 250}")
        for number, cookie in enumerate(headers)
    )
    bodies = (fortress.slow_body(target) for _ in range(100))
    async with fortress.held([*streams, *bodies]) as opened_:
        flood = [await target.ask("/chat", X_Forwarded_For="203.0.113.5") for _ in range(300)]
        assert sorted({status for status, _ in flood}) == [200, 429]
        assert await fortress.statuses(opened_[:1100]) == {200: 1000, 503: 100}
        async with fortress.held(fortress.half(target) for _ in range(200)) as halves:
            attacked = fortress.p95(await fortress.times(ask, 60))
            for path in ("/healthz", "/readyz"):
                assert (await target.ask(path))[0] == 200, path
            assert all([await fortress.is_closed(reader, 20) for reader, _ in halves])
    assert attacked < 10 * idle + 0.1, f"{attacked:.3f} s, idle {idle:.3f} s"
