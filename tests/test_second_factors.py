"""The second factor at the desk: codes of an app, recovery codes, when it is asked for."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape

import pyotp
import pytest
from sqlalchemy import select, update

from bot.config_sections import Web
from bot.domain.audits import Act, Origin
from bot.domain.second_factors import Passkey
from bot.domain.sessions import Credentials
from bot.rules import second_factors as rules
from bot.rules.problems import Problem
from bot.screens.problem_words import WORDS
from handlers.desk.pages import PAGES
from handlers.dialogue.conversation import Conversation
from handlers.web.visits import Visits
from storage import schema as t
from storage.people import audits, passkeys, second_factors, sessions, sign_ins
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW, SEAL
from tests.harness.desk import OURS, AtDesk, at_desk, path_of
from tests.test_grants import Console

SECURITY, FACTOR = "/desk/security", "/desk/second-factor"
LATER = timedelta(minutes=2)


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


@dataclass
class App:
    """The app on somebody's phone."""

    site: Site
    secret: str

    def code(self, by: float = 0) -> str:
        """What it shows at the moment; ``by`` are seconds by which its clock is wrong."""
        return pyotp.TOTP(self.secret).at(self.site.moment + timedelta(seconds=by))


async def send(desk: AtDesk, path: str, **fields: str) -> AtDesk:
    """Send a form of the desk with a number of its own."""
    session = desk.cookie.partition(".")[0]
    form = {"csrf": OURS.csrf(session), "number": OURS.form_number(), **fields}
    return await desk.send(path, form)


async def begun(desk: AtDesk) -> App:
    await send(desk, SECURITY, act="start")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", desk.page)
    assert secret
    return App(desk.site, secret[1].replace(" ", ""))


async def set_up(desk: AtDesk) -> App:
    """Somebody sets up an app; two minutes later its codes are other ones."""
    app = await begun(desk)
    await send(desk, SECURITY, act="confirm", code=app.code())
    assert "Turned on." in desk.text
    desk.site.moment += LATER
    return app


async def codes_of(desk: AtDesk, **more: str) -> list[str]:
    await send(desk, SECURITY, act="codes", **more)
    return re.findall(r"<li><code>([A-Z2-7-]+)</code>", desk.page)


async def signed_in_again(desk: AtDesk) -> AtDesk:
    """The same person in another browser, by a one-time link only."""
    secret = OURS.secret()
    async with desk.site.conversation.database.write() as store:
        await sessions.begin(store, desk.person.id, secret, "", desk.site.moment)
    credentials = Credentials(desk.cookie.partition(".")[0], secret)
    cookie = OURS.value(OURS.of_credentials(credentials, desk.site.moment))
    return replace(desk, cookie=cookie, page="")


async def is_in(desk: AtDesk) -> bool:
    await desk.get("/desk/offers")
    return desk.status == 200


def says(desk: AtDesk, problem: Problem) -> bool:
    return unescape(WORDS[problem]) in desk.text


@pytest.mark.every_database
async def test_who_set_up_an_app_is_asked_for_its_code_after_a_link(site: Site) -> None:
    desk = await at_desk(site)
    assert await is_in(desk), "nobody is asked who has none"
    earlier = await signed_in_again(desk)
    app = await set_up(desk)
    assert await is_in(desk)
    for other in (earlier, await signed_in_again(desk)):
        assert not await is_in(other)
        assert other.location == f"{FACTOR}?back=%2Fdesk%2Foffers"
        await other.get(other.location)
        assert "Deutschkurs" not in other.text
        await send(other, FACTOR, code="000000", back="/desk/offers")
        assert says(other, Problem.WRONG_CODE)
        assert not await is_in(other)
        await send(other, FACTOR, code=app.code(), back="/desk/offers")
        assert other.status == 200
        assert other.location == "/desk/offers"
        assert await is_in(other)
        site.moment += LATER


async def test_a_session_that_owes_it_opens_no_other_page_and_sends_no_form(site: Site) -> None:
    """Every page and form of the desk, so that a new one is tried, too."""
    desk = await at_desk(site)
    await set_up(desk)
    other, wrong = await signed_in_again(desk), []
    async with site.conversation.database.read() as store:
        before = (await store.execute(select(t.offer.c.id, t.offer.c.version))).all()
        offer_id = before[0].id
    for page in PAGES:
        path = path_of(page, offer_id)
        if page.look:
            await other.get(path)
            if other.status == 200 and page.name != "second_factor":
                wrong.append(f"{page.name} is shown")
        if page.hear and page.name != "second_factor":
            await send(other, path, act="close", id=str(offer_id), title="x", step="do")
            if not other.location.startswith(FACTOR):
                wrong.append(f"{page.name}: {other.location}")
    async with site.conversation.database.read() as store:
        after = (await store.execute(select(t.offer.c.id, t.offer.c.version))).all()
    assert not wrong
    assert after == before


async def test_what_was_typed_is_kept_when_the_second_factor_is_missing(site: Site) -> None:
    desk = await at_desk(site)
    async with site.conversation.database.read() as store:
        here = select(t.offer.c.id).where(t.offer.c.district_id == desk.person.district_id)
        offer_id = (await store.execute(here.limit(1))).scalar_one()
    path = f"/desk/offers/{offer_id}"
    other = await signed_in_again(desk)
    await other.get(path)
    form = other.form("base") | {"description": "Gerade erst geschrieben"}
    app = await set_up(desk)
    await other.send(path, form)
    await send(other, FACTOR, code=app.code(), back=path)
    assert other.form("base")["description"] == ["Gerade erst geschrieben"]


async def test_the_chat_opens_no_right_either(site: Site) -> None:
    desk = await at_desk(site)
    await set_up(desk)
    other = await signed_in_again(desk)
    browser = site.browser()
    browser.cookie = other.cookie
    await browser.look("report.list:0")
    assert WORDS[Problem.SECOND_FACTOR] in browser.shown
    async with site.conversation.database.read() as store:
        assert await second_factors.has_any(store, desk.person.id)
    cookie = OURS.of_credentials(
        Credentials(other.cookie.split(".")[0], other.cookie.split(".")[1]), NOW
    )
    visits = Visits(site.conversation.database, OURS, site.now)
    assert not await visits.may_listen(cookie), "no screen comes by itself"


@pytest.mark.every_database
async def test_a_code_works_once_also_if_two_come_at_once(site: Site) -> None:
    desk = await at_desk(site)
    app = await set_up(desk)
    both = [await signed_in_again(desk), await signed_in_again(desk)]
    code = app.code()
    await asyncio.gather(*(send(other, FACTOR, code=code) for other in both))
    assert sorted([await is_in(other) for other in both]) == [False, True]
    third = await signed_in_again(desk)
    await send(third, FACTOR, code=code)
    assert says(third, Problem.WRONG_CODE)
    await send(third, FACTOR, code=app.code(-30))
    assert says(third, Problem.WRONG_CODE), "an older one neither"


async def test_the_code_that_confirmed_the_app_does_not_sign_in(site: Site) -> None:
    desk = await at_desk(site)
    app = await begun(desk)
    code = app.code()
    await send(desk, SECURITY, act="confirm", code=code)
    other = await signed_in_again(desk)
    await send(other, FACTOR, code=code)
    assert not await is_in(other)


async def test_a_clock_may_be_wrong_by_one_step(site: Site) -> None:
    desk = await at_desk(site)
    app = await set_up(desk)
    site.moment = datetime.fromtimestamp(int(site.moment.timestamp()) // 30 * 30, NOW.tzinfo)
    wrong = []
    for seconds, is_right in ((-60, False), (-30, True), (0, True), (30, True), (60, False)):
        other = await signed_in_again(desk)
        await send(other, FACTOR, code=app.code(seconds))
        if await is_in(other) != is_right:
            wrong.append(seconds)
        site.moment += timedelta(minutes=5)
    assert not wrong


@pytest.mark.every_database
async def test_guesses_end_after_ten_and_a_recovery_code_still_works(site: Site) -> None:
    desk = await at_desk(site)
    app = await set_up(desk)
    recovery = (await codes_of(desk))[0]
    other = await signed_in_again(desk)
    for guess in range(rules.MOST_FAILURES):
        await send(other, FACTOR, code=f"{guess:06}")
        assert says(other, Problem.WRONG_CODE)
    await send(other, FACTOR, code=app.code())
    assert says(other, Problem.TOO_MANY_CODES), "a right one is not looked at any more"
    again = await signed_in_again(desk)
    await send(again, FACTOR, code=app.code())
    assert says(again, Problem.TOO_MANY_CODES), "nor from another session"
    await send(other, FACTOR, code=recovery)
    assert await is_in(other)
    site.moment += rules.FAILING
    await send(again, FACTOR, code=app.code())
    assert await is_in(again)


@pytest.mark.every_database
async def test_recovery_codes_work_once_each_and_are_stored_nowhere(site: Site) -> None:
    desk = await at_desk(site)
    app = await set_up(desk)
    codes = await codes_of(desk)
    assert len(set(codes)) == rules.CODES
    await desk.get(SECURITY)
    assert not any(code in desk.page for code in codes), "shown once"
    both = [await signed_in_again(desk), await signed_in_again(desk)]
    typed = f" {codes[0].lower().replace('-', ' ')} "
    await asyncio.gather(*(send(other, FACTOR, code=typed) for other in both))
    assert sorted([await is_in(other) for other in both]) == [False, True]
    await desk.get(SECURITY)
    assert "9 recovery codes left" in desk.text
    async with site.conversation.database.read() as store:
        stored = repr((await store.execute(select(t.recovery_code))).all())
        secret = (await store.execute(select(t.authenticator.c.sealed))).scalar_one()
    assert not any(code.replace("-", "") in stored for code in codes)
    assert app.secret.encode() not in secret
    assert SEAL.open("totp", secret) == app.secret


async def test_new_recovery_codes_and_turning_off_need_a_fresh_code(site: Site) -> None:
    """An open browser is not enough, nor is one that gave its code long ago."""
    desk = await at_desk(site)
    app = await set_up(desk)
    old = await codes_of(desk)
    site.moment += timedelta(minutes=3)
    for act in ("codes", "off"):
        for code in ("", "123456", "nonsense ٣٤", old[0][:-1]):
            await send(desk, SECURITY, act=act, code=code)
            assert says(desk, Problem.WRONG_CODE), (act, code)
    new = await codes_of(desk, code=app.code())
    assert len(new) == rules.CODES
    assert not set(new) & set(old)
    other = await signed_in_again(desk)
    await send(other, FACTOR, code=old[1])
    assert not await is_in(other)
    site.moment += LATER
    await send(desk, SECURITY, act="off", code=app.code())
    assert await is_in(other)
    async with site.conversation.database.read() as store:
        assert not (await store.execute(select(t.recovery_code))).all()


async def test_a_press_for_recovery_codes_that_comes_twice_shows_codes_that_work(
    site: Site,
) -> None:
    desk = await at_desk(site)
    await set_up(desk)
    site.moment -= LATER
    session = desk.cookie.partition(".")[0]
    form = {"csrf": OURS.csrf(session), "number": OURS.form_number(), "act": "codes"}
    await desk.send(SECURITY, form)
    await desk.send(SECURITY, form)
    last = re.findall(r"<li><code>([A-Z2-7-]+)</code>", desk.page)
    other = await signed_in_again(desk)
    await send(other, FACTOR, code=last[0])
    assert await is_in(other)


async def test_the_way_back_and_the_second_time(site: Site) -> None:
    """Beginning again gives another secret, an old one is not shown, nothing counts unconfirmed."""
    desk = await at_desk(site)
    first = await begun(desk)
    second = await begun(desk)
    assert first.secret != second.secret
    await send(desk, SECURITY, act="confirm", code=first.code())
    assert says(desk, Problem.WRONG_CODE)
    assert await is_in(await signed_in_again(desk)), "unconfirmed, it is not asked for"
    site.moment += rules.SET_UP_WITHIN
    await desk.get(SECURITY)
    assert rules.spaced(second.secret) not in desk.page
    await send(desk, SECURITY, act="confirm", code=second.code())
    assert says(desk, Problem.CHANGED_MEANWHILE)
    await set_up(desk)
    await send(desk, SECURITY, act="start")
    assert "Turned on." in desk.text


async def test_digits_of_other_scripts_and_spaces_are_taken(site: Site) -> None:
    desk = await at_desk(site)
    app = await begun(desk)
    arabic = app.code().translate({48 + digit: 0x660 + digit for digit in range(10)})
    await send(desk, SECURITY, act="confirm", code=f"{arabic[:3]} {arabic[3:]}")
    assert "Turned on." in desk.text


async def test_nonsense_is_a_wrong_code(site: Site) -> None:
    desk = await at_desk(site)
    await set_up(desk)
    other = await signed_in_again(desk)
    for code in ("", " ", "x" * 100_00, "²" * 6, "𝟙𝟚𝟛", "\u202e123456", "'; --", "½" * 6):
        await send(other, FACTOR, code=code)
        assert other.status == 200, code
        assert not await is_in(other)
    await send(other, FACTOR, code="000000", back="https://evil.example/desk")
    await send(other, FACTOR, back="//evil.example", credential="{}")
    assert "evil" not in other.location


@pytest.mark.parametrize("districts", [("waldshut",), ("*",)])
async def test_a_district_may_demand_it_of_everybody(
    conversation: Conversation, districts: tuple[str, ...]
) -> None:
    services = conversation.services
    config = replace(services.config, web=Web(second_factor_in=districts))
    conversation.services = replace(services, config=config)
    async with opened(conversation) as site:
        desk, elsewhere = await at_desk(site), await at_desk(site, slug="konstanz")
        assert not await is_in(desk)
        assert desk.location == SECURITY
        await desk.get(FACTOR)
        assert desk.location == SECURITY, "there is no code to give yet"
        assert await is_in(elsewhere) == ("*" not in districts)
        await desk.get(SECURITY)
        assert "Your district asks for a second factor." in desk.text
        await set_up(desk)
        assert await is_in(desk)


async def test_a_link_leads_to_the_page_that_asks(site: Site) -> None:
    desk = await at_desk(site)
    await set_up(desk)
    async with site.conversation.database.write() as store:
        token = await sign_ins.ask(store, desk.person.id, site.moment, by_mail=False)
    answer = await site.client.post(f"/sign-in/{token}", allow_redirects=False)
    assert answer.headers["Location"] == FACTOR


async def test_every_change_leaves_a_line_without_secrets(site: Site) -> None:
    desk = await at_desk(site)
    app = await set_up(desk)
    codes = await codes_of(desk)
    other = await signed_in_again(desk)
    await send(other, FACTOR, code=codes[0])
    await send(desk, SECURITY, act="off", code=app.code())
    async with site.conversation.database.read() as store:
        lines = await audits.latest(store, 4, acts_only=True)
    told = [(line.before, line.after) for line in reversed(lines)]
    assert {line.action for line in lines} == {Act.SECOND_FACTOR}
    assert told == [
        ({"app": False}, {"app": True}),
        ({"recovery_codes": 0}, {"recovery_codes": 10, "new": True}),
        ({"recovery_codes": 10}, {"recovery_codes": 9}),
        ({"app": True, "recovery_codes": 9}, {"app": False, "recovery_codes": 0}),
    ]


async def test_a_secret_of_another_key_asks_for_a_recovery_code(site: Site) -> None:
    """What cannot be opened lets nobody in, and locks nobody out who kept the codes."""
    desk = await at_desk(site)
    app = await set_up(desk)
    codes = await codes_of(desk)
    async with site.conversation.database.write() as store:
        await store.execute(update(t.authenticator).values(sealed=b"x" * 40))
    other = await signed_in_again(desk)
    await send(other, FACTOR, code=app.code())
    assert not await is_in(other)
    await send(other, FACTOR, code=codes[0])
    assert await is_in(other)


@pytest.mark.every_database
async def test_the_session_gets_another_secret_with_the_second_factor(site: Site) -> None:
    """Whoever knew the cookie before (session fixation) is not in: at every way to give one."""
    desk, wrong = await at_desk(site), []

    async def given(way: str, browser: AtDesk, path: str, **form: str) -> None:
        thief = replace(browser)
        await send(browser, path, **form)
        if not await is_in(browser):
            wrong.append(f"{way}: not in")
        if browser.cookie == thief.cookie or await is_in(thief):
            wrong.append(f"{way}: whoever knew the cookie is in")
        if browser.cookie.partition(".")[0] != thief.cookie.partition(".")[0]:
            wrong.append(f"{way}: forms of other tabs are refused")

    app = await begun(desk)
    await given("set up", desk, SECURITY, act="confirm", code=app.code())
    recovery = (await codes_of(desk))[0]
    site.moment += LATER
    for way, code in (("code", app.code()), ("recovery code", recovery)):
        await given(way, await signed_in_again(desk), FACTOR, code=code, back="/desk/offers")
    assert not wrong


@pytest.mark.every_database
async def test_a_code_that_is_sent_twice_locks_nobody_out(site: Site) -> None:
    """The first answer was lost, or both come at once: the browser has the old cookie."""
    desk = await at_desk(site)
    app = await set_up(desk)
    for at_once in (False, True):
        other = await signed_in_again(desk)
        await other.get(FACTOR)
        form = other.form("code") | {"code": app.code(), "back": "/desk/offers"}
        twice = [replace(other), replace(other)]
        if at_once:
            await asyncio.gather(*(one.send(FACTOR, form, follows=False) for one in twice))
        else:
            for one in twice:
                await one.send(FACTOR, form, follows=False)
        assert {one.location for one in twice} == {"/desk/offers"}
        assert twice[0].cookie == twice[1].cookie != other.cookie
        assert [await is_in(one) for one in twice] == [True, True]
        assert not await is_in(other)
        thief = replace(other, page="")
        await thief.send(FACTOR, form | {"number": OURS.form_number()}, follows=False)
        assert thief.cookie == other.cookie, "with another form it gives nothing"
        site.moment += LATER


@pytest.mark.every_database
async def test_who_lost_everything_starts_again_by_the_command_line(site: Site) -> None:
    """``lotse grants --reset-second-factor``: all of theirs goes, nobody else's, with one line."""
    desk, colleague = await at_desk(site), await at_desk(site)
    console = Console(site.conversation)
    await set_up(desk)
    await codes_of(desk)
    theirs = await set_up(colleague)
    async with site.conversation.database.write() as store:
        key = Passkey(
            id=0,
            person_id=desk.person.id,
            credential_id=b"id",
            public_key=b"key",
            sign_count=0,
            device="",
            created_at=site.moment,
            used_at=None,
        )
        await passkeys.add(store, key)
    number, console.now = str(desk.person.id), site.moment
    assert await console.run("grants", "--reset-second-factor", number) == 0
    assert len(console.lines) == 1
    assert number in console.lines[0]
    assert not await is_in(desk), "their sessions end"
    assert await is_in(colleague)
    again = await signed_in_again(desk)
    assert await is_in(again), "and a link is enough, until they set one up"
    async with site.conversation.database.read() as store:
        (line,) = await audits.latest(store, 1)
        assert not await second_factors.has_any(store, desk.person.id)
        assert (await second_factors.recovery_codes(store, desk.person.id)).left == 0
        assert await second_factors.has_any(store, colleague.person.id)
    assert (line.action, line.subject) == (Act.SECOND_FACTOR, f"person {number}")
    assert (line.before, line.after) == ({"rows": 12}, {"rows": 0})
    assert (line.origin, line.person_id) == (Origin.CONSOLE, None)
    other = await signed_in_again(colleague)
    await send(other, FACTOR, code=theirs.code())
    assert await is_in(other)
    assert await console.run("grants", "--reset-second-factor", number) == 0, "the second time"
    assert await console.run("grants", "--reset-second-factor", "999999") == 1
    async with site.conversation.database.read() as store:
        lines = await audits.latest(store, 9, acts_only=True)
    assert [line.before for line in lines if line.origin is Origin.CONSOLE] == [{}, {"rows": 12}]
