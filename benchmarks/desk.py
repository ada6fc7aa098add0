"""Pages of the desk at 5,000 offers, 20,000 people and 500 groups, on both databases.

What offers mean is computed in the background for minutes after such an import, on a core of its
own; no page of the desk needs it, and it is off, so that pages are as on all later days. All offers
are changed at once, while a list is asked for. At last Django's admin shows the same
table in the same database, if Django can be installed.
"""

import asyncio
import gzip
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CalledProcessError

import aiohttp
from sqlalchemy import insert

from benchmarks import admin_peer, catalogue
from benchmarks.processes import say, started
from bot.domain.grants import Right, Role
from bot.domain.groups import Group, Kind
from bot.domain.people import Person
from bot.domain.sessions import Credentials
from handlers.web.sessions import Sessions, address_of
from storage import schema as t
from storage.catalogue import places
from storage.engine.database import Database
from storage.groups import groups
from storage.people import grants, people, sessions
from tests.harness.databases import KEY, SEAL
from tests.harness.desk import Forms
from tests.harness.server import environment, free_port

OFFERS, PEOPLE, GROUPS, REQUESTS = 5_000, 20_000, 500, 100
PAGES = {
    "inbox": "/desk",
    "offers": "/desk/offers",
    "offers, searched": "/desk/offers?q=Deutsch",
    "offers, filtered and sorted": "/desk/offers?state=published&sort=title",
    "form of an offer": "/desk/offers/{n}",
    "measures": "/desk/measures",
    "messages": "/desk/messages",
    "groups": "/desk/groups",
    "calendar": "/desk/groups/calendar",
    "people": "/desk/people",
    "translations": "/desk/translations",
    "questions": "/desk/questions",
    "log": "/desk/log",
}


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one page, and the bytes of its body as they travel."""

    p50: float
    p95: float
    size: int = 0


async def fill(database: Database, now: datetime) -> str:
    """Add people and groups to the offers; return the cookie of a coordinator who is signed in."""
    own = Sessions(SEAL, secure=False)
    cookie, secret = own.new(now), own.secret()
    async with database.write() as store:
        district = await places.district_named(store, catalogue.DISTRICT)
        assert district
        for number in range(GROUPS):
            words = {"de": "Wir helfen beim Ankommen."}
            group = Group(
                0, district.id, Kind.WORKING_GROUP, f"Arbeitsgruppe {number}", texts=words
            )
            await groups.put(store, group)
        person = Person(
            language="de",
            language_chosen=True,
            district_id=district.id,
            consent_version=1,
            consent_at=now,
        )
        coordinator = await people.meet(store, address_of(cookie.address), person, now)
        await grants.give(store, coordinator.id, Right(Role.COORDINATOR, district.id), now)
        await sessions.begin(store, coordinator.id, secret, "", now)
        row = await store.row(t.person.select().where(t.person.c.id == coordinator.id))
        assert row
        copied = {name: value for name, value in row.items() if name != "id"}
        languages = ("uk", "ar", "de", "tr", "fa")
        many = [copied | {"language": languages[number % 5]} for number in range(PEOPLE)]
        await store.execute(insert(t.person), many)
    credentials = Credentials(cookie.address, secret)
    return own.value(own.of_credentials(credentials, now))


async def asked(
    session: aiohttp.ClientSession, path: str, numbers: Sequence[int] = range(1, OFFERS + 1)
) -> Times:
    """Ask for a page of which ``numbers`` are the ids, again and again."""
    times, body = [], b""
    for number in range(REQUESTS):
        body, taken = await _body(session, path.format(n=numbers[number % len(numbers)]))
        times.append(taken)
    return times_of(times, len(gzip.compress(body)))


async def _body(session: aiohttp.ClientSession, path: str) -> tuple[bytes, float]:
    """Return a page, and how many milliseconds it took."""
    began = time.perf_counter()
    async with session.get(path) as answer:
        body = await answer.read()
        assert answer.status == 200, (path, answer.status)
    return body, (time.perf_counter() - began) * 1000


def times_of(times: list[float], size: int = 0) -> Times:
    """Return what milliseconds come to; ``size`` is in bytes."""
    cuts = statistics.quantiles(times, n=100)
    return Times(cuts[49], cuts[94], size)


async def first_load(session: aiohttp.ClientSession, path: str) -> int:
    """Return the compressed bytes of a page with all files that it loads."""
    async with session.get(path) as answer:
        page = await answer.text()
    total = len(gzip.compress(page.encode()))
    for address in set(re.findall(r'(?:href|src)="(/static/[^"]+|/desk/static/[^"]+)"', page)):
        async with session.get(address) as answer:
            total += len(gzip.compress(await answer.read()))
    return total


async def change_all(session: aiohttp.ClientSession) -> tuple[float, Times]:
    """Confirm all offers at once; return the seconds, and the times of a list meanwhile."""
    meanwhile: list[float] = []
    looking = asyncio.create_task(_look(session, meanwhile))
    began = time.perf_counter()
    async with session.get("/desk/offers") as answer:
        form = form_of(await answer.text(), "csrf")
    chosen = {"csrf": form["csrf"], "act": "confirm", "all": "1"}
    async with session.post("/desk/offers", data=chosen) as answer:
        form = form_of(await answer.text(), "frozen")
    async with session.post("/desk/offers", data=form | {"count": str(OFFERS)}) as answer:
        assert "said=done" in str(answer.url), answer.url
    seconds = time.perf_counter() - began
    looking.cancel()
    return seconds, times_of(meanwhile)


async def _look(session: aiohttp.ClientSession, times: list[float]) -> None:
    while True:
        began = time.perf_counter()
        async with session.get("/desk/offers?q=Deutsch") as answer:
            await answer.read()
        times.append((time.perf_counter() - began) * 1000)


def form_of(page: str, holding: str) -> dict[str, str]:
    """Return the fields of the first form that has a field of this name."""
    form = next(form for form in Forms(page).forms if holding in form)
    return {name: values[0] for name, values in form.items()}


@contextmanager
def desk(url: str) -> Iterator[str]:
    """Serve the desk; yield its address."""
    port = free_port()
    ours = {
        "LOTSE_DATABASE_URL": url,
        "LOTSE_WEB_PORT": str(port),
        "LOTSE_METRICS_PORT": "0",
        "LOTSE_SECRET_KEY": KEY,
        "LOTSE_WEB_RATE_LIMITS": "off",
        "LOTSE_SEARCH_MEANING": "off",
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        started([sys.executable, "-m", "bot", "run"], port, cwd=folder, env=environment(**ours)),
    ):
        yield f"http://127.0.0.1:{port}"


async def pages(name: str, url: str, cookie: str) -> None:
    say(f"\n{name}: {OFFERS} offers, {PEOPLE} people, {GROUPS} groups")
    say(f"{'':28}{'p50 ms':>9}{'p95 ms':>9}{'KiB':>7}")
    with desk(url) as base:
        async with aiohttp.ClientSession(base, headers={"Cookie": f"lotse={cookie}"}) as session:
            for page, path in PAGES.items():
                times = await asked(session, path)
                say(f"{page:28}{times.p50:>9.1f}{times.p95:>9.1f}{times.size / 1024:>7.1f}")
            say(f"first load: {await first_load(session, '/desk/offers') / 1024:.1f} KiB")
            idle = await asked(session, "/desk/offers?q=Deutsch")
            seconds, busy = await change_all(session)
            say(
                f"{OFFERS} offers confirmed in {seconds:.1f} s, a list meanwhile p95 "
                f"{busy.p95:.0f} ms, {busy.p95 / idle.p95:.1f} of idle"
            )


async def beside(folder: Path, url: str, ours: str, python: Path) -> None:
    """Ask us and Django's admin in turn, so that both have the same machine; ``ours`` is a cookie.

    Say how long a page takes there, and how often our time that is.
    """
    port, cookie = free_port(), folder / f"{url[:6]}.cookie"
    say(f"{'Django admin':28}{'p50 ms':>9}{'p95 ms':>9}{'KiB':>7}{'p50, p95 of ours':>20}")
    with started(admin_peer.command(python, url, port, cookie), port), desk(url) as base:
        own, theirs = {"Cookie": f"lotse={ours}"}, {"Cookie": cookie.read_text()}
        async with (
            aiohttp.ClientSession(base, headers=own) as us,
            aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=theirs) as them,
        ):
            for page, path in admin_peer.PAGES.items():
                await _compared(page, (us, PAGES[page]), (them, path))


async def _compared(page: str, *asked_in_turn: tuple[aiohttp.ClientSession, str]) -> None:
    times: tuple[list[float], ...] = ([], [])
    size = 0
    for number in range(REQUESTS):
        for (session, path), found in zip(asked_in_turn, times, strict=True):
            body, taken = await _body(session, path.format(n=number % OFFERS + 1))
            size = len(gzip.compress(body))
            found.append(taken)
    ours, theirs = times_of(times[0]), times_of(times[1], size)
    shown = f"{theirs.p50:>9.1f}{theirs.p95:>9.1f}{theirs.size / 1024:>7.1f}"
    say(f"{page:28}{shown}{f'{theirs.p50 / ours.p50:.1f}, {theirs.p95 / ours.p95:.1f}':>20}")


def _django(folder: Path) -> Path | None:
    """Return the Python of an environment with Django, None without a package index."""
    try:
        return admin_peer.prepared(folder)
    except (CalledProcessError, OSError) as error:
        say(f"no peer, because Django cannot be installed: {error}")
        return None


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        python = _django(Path(folder) / "django")
        for name, url in catalogue.databases(Path(folder)).items():
            database, _ = await catalogue.filled(url, OFFERS)
            cookie = await fill(database, datetime.now(UTC))
            await catalogue.look_at_tables(database)
            await database.close()
            await pages(name, url, cookie)
            if python:
                await beside(Path(folder), url, cookie, python)
