"""The jobs of an office and of its volunteers, in browsers: presses and typed fields are counted.

The table in ``docs/benchmarks.md`` says what each costs, and what it did in version 1c2cf21.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload

from tests.harness.at_work import AtWork, Office
from tests.harness.server import Hasty, Running, running

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("serial")]
BENCHMARKS = Path(__file__).parents[1] / "docs" / "benchmarks.md"
JOB = re.compile(r"^\| ([\w ']+) \| [^|]+ \| (\d+), (\d+) \|$", re.ASCII | re.MULTILINE)
"""A row of the table: the job, what it cost before, presses and typed fields now."""
SAVE = "main button.strong"
CIRCLE = "Helferkreis Bonndorf"
LIST = "Titel;Träger;Ort;Telefon\nYoga;VHS;Wer;7762 80990\nMalen;VHS;Wehr;07761 5510"
"""A list with two mistakes in its first row."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("jobs"), program=Hasty()) as started:
        yield started


def promised() -> Mapping[str, tuple[int, int]]:
    """Return what the table says: job → presses and typed fields."""
    rows = JOB.findall(BENCHMARKS.read_text("utf-8"))
    return {job: (int(presses), int(typed)) for job, presses, typed in rows}


async def joins(who: AtWork, name: str) -> None:
    """From home into a circle that is open for all."""
    await who.goes("group.list", "group.list:1")
    await who.presses(f"main a:has-text('{CIRCLE}')")
    await who.goes("group.join")
    await who.answers(name)
    await who.sees("Ihre Rolle")


async def helps(who: AtWork, newcomer: AtWork) -> None:
    with who.job("say when I can help"):
        await who.opens("/chat?at=home:0")
        await who.goes("group.list", "skill.parts", "skill.list:evenings", "skill.toggle")
        await who.sees("Drücken Sie noch einmal zum Abwählen.")
    await newcomer.goes("helping.ask", "helping.when:interpret", "helping.send")
    await newcomer.sees("Wir melden uns")
    await who.sees("Dolmetschen")  # the notice, which would take the place of the next page
    with who.job("see and take a help request"):
        await who.opens("/chat?at=home:0")
        await who.goes("home.own", "helping.show", "helping.take")
        await who.answers("Lina, 07751 12345")
        await who.sees("Sie haben Hilfe angeboten")


async def comes(who: AtWork) -> None:
    """Everything about a meeting that was planned at the desk."""
    await who.sees("eingeladen")
    with who.job("say whether I come"):
        await who.opens("/chat?at=home:0")
        await who.goes("home.own", "meeting.show", "meeting.answer")
        await who.sees("Sie haben gesagt: Ich komme.")
    meeting = who.page.url
    with who.job("propose a topic"):
        await who.goes("topic.list", "topic.propose")
        await who.answers("Wer macht Kuchen?")
        await who.sees("Wer macht Kuchen?")
    await who.page.goto(meeting)
    with who.job("subscribe a calendar"):
        await who.goes("meeting.calendar")
        await who.sees("lotse.ics")
    await who.page.goto(meeting)
    with who.job("send somebody in my place"):
        await who.presses("button[value^='meeting.answer'][value$=':no']")
        await who.goes("stand_in.list", "stand_in.")
        await who.sees("Olena")


async def reads(who: AtWork, elsewhere: AtWork) -> None:
    """Only where there are documents has home a button for them."""
    with elsewhere.job("find a document"):
        await elsewhere.opens("/chat?at=home:0")
        await elsewhere.goes("offer.list:d")
        await elsewhere.sees("Arbeitsblatt")
    with who.job("share an offer with a family"):
        await who.opens("/chat?at=home:0")
        await who.goes("offer.list:a", "offer.show", "offer.share")
        await who.sees("http")


async def plans(desk: AtWork) -> None:
    """A meeting and a document of the circle; how that is done is another job."""
    await desk.turns("/groups")
    await desk.presses(f"tbody a:has-text('{CIRCLE}')")
    await desk.presses("a[href$='/meetings/new']")
    await desk.types("#title", "Café")
    await desk.types("#when", "in 14 Tagen 18 Uhr")
    await desk.presses(SAVE)
    await desk.done()


async def asks(newcomer: AtWork) -> None:
    """A newcomer writes to the office."""
    await newcomer.opens("/chat?at=human")
    await newcomer.goes("enquiry.ask")
    await newcomer.answers("Wo melde ich mein Kind an?")
    await newcomer.goes("enquiry.show")
    await newcomer.sees("Wo melde ich mein Kind an?")


async def answers(desk: AtWork, newcomer: AtWork) -> None:
    await desk.opens("/desk")
    with desk.job("answer a newcomer's question"):
        await desk.presses(".queue a[href^='/desk/questions/']")
        await desk.types("#answer", "Bitte rufen Sie im Rathaus an.")
        await desk.presses(SAVE)
        await desk.done()
    await newcomer.page.reload()
    await newcomer.sees("Bitte rufen Sie im Rathaus an.")


async def works(desk: AtWork) -> None:
    """What is added, corrected, translated and closed at the desk."""
    with desk.job("add an offer"):
        await desk.turns("/offers", "/offers/new")
        await desk.types("#title", "Kleiderkammer")
        await desk.types("#organisation", "AWO Hochrhein")
        await desk.presses(SAVE)
        await desk.done()
    with desk.job("add a Ukrainian text"):
        await desk.presses("details:has(#title_uk) > summary")
        await desk.types("#title_uk", "Одяг")
        await desk.presses(SAVE)
        await desk.done()
    await desk.opens("/desk")
    with desk.job("correct a phone number"):
        await desk.turns("/offers")
        await desk.presses("tbody td:last-child a")
        await desk.types("#phone", "07751 86-78")
        await desk.presses("#edit button.strong")
        await desk.done()
    await desk.opens("/desk")
    with desk.job("close an offer"):
        await desk.turns("/offers")
        await desk.presses("tbody input[type=checkbox]")
        await desk.presses("button[name=act][value=close]")
        await desk.presses(SAVE)
        await desk.done()
    with desk.job("see what ends soon"):
        await desk.turns("/offers", "/offers?sort=title&view=ending")
    with desk.job("find doubles"):
        await desk.turns("/offers", "/offers?sort=title&view=doubles")


async def imports(desk: AtWork) -> None:
    with desk.job("import a list with mistakes"):
        await desk.turns("/import")
        await desk.types("#source", "VHS 2027")
        file = FilePayload(name="VHS.csv", mimeType="text/csv", buffer=LIST.encode())
        await desk.presses("#files")
        await desk.page.set_input_files("#files", file)
        await desk.presses(SAVE)
        await desk.presses("button[value=next]")
        await desk.presses("button[name^='propose']")
        await desk.presses("button[name^='propose']")
        await desk.presses("main a.strong")
        await desk.presses("button[value=run]")
        await desk.done()


async def tells(desk: AtWork) -> None:
    with desk.job("announce to two languages and two towns"):
        await desk.turns("/messages", "/messages/new")
        await desk.types("#text_de", "Am Dienstag ist zu.")
        await desk.presses("details:has(#text_uk) > summary")
        await desk.types("#text_uk", "У вівторок зачинено.")
        for field, value in (("languages", "uk"), ("languages", "de")):
            await desk.presses(f"input[name={field}][value={value}]")
        for label in ("Wehr", "Bad Säckingen"):
            await desk.presses(f"label:has(input[name=municipalities]):has-text('{label}')")
        await desk.types("#when", "dienstags 18 Uhr")
        await desk.presses("button[name=act][value=save]")
        await desk.done()


async def gathers(desk: AtWork) -> None:
    with desk.job("found a group with a series and invite"):
        await desk.turns("/groups")
        await desk.presses("summary:has-text('Neue Gruppe')")
        await desk.types("#title", "Café Ankommen")
        await desk.presses("form:has(#title) button")
        await desk.done()
        await desk.presses("a[href$='/meetings/new']")
        await desk.types("#title", "Café")
        await desk.types("#when", "jeden ersten Mittwoch im Monat 17-19 Uhr")
        await desk.presses(SAVE)
        await desk.done()
        await desk.presses(".path a[href^='/desk/groups/']:last-of-type")
        await desk.types("#people", "lina@example.org")
        await desk.presses("button[value=invite]")
        await desk.sees("lina@example.org")


async def looks(desk: AtWork) -> None:
    """What the office only looks up, and its own rights and district."""
    with desk.job("numbers for the council"):
        await desk.turns("/report", "/report/20")
        await desk.presses("button[name=as][value=xlsx]")
        await desk.page.wait_for_url(re.compile("/files/"))
    with desk.job("invite a colleague"):
        await desk.turns("/people")
        await desk.presses("summary:has-text('Jemanden einladen')")
        await desk.page.select_option("#role", label="Koordination")
        await desk.presses("form:has(#role) button")
        await desk.sees("Er funktioniert einmal")
    with desk.job("see which texts a language lacks"):
        await desk.turns("/translations", "/translations/uk")
    with desk.job("change the contact"):
        await desk.turns("/district")
        await desk.types("#phone", "07751 86-9")
        await desk.presses("form:has(#phone) button.strong")
        await desk.done()


async def test_every_job_costs_what_the_table_says(browser: Browser, server: Running) -> None:
    office = Office(browser, server)
    who, other = await office.somebody("volunteer"), await office.somebody("volunteer")
    newcomer, desk = await office.newcomer("Bonndorf"), await office.somebody("desk")
    office.nobody_sleeps()
    with who.job("join a circle"):
        await joins(who, "Lina")
    await joins(other, "Olena")
    await helps(who, newcomer)
    await plans(desk)
    await comes(who)
    await reads(who, await office.newcomer("Backnang"))
    await asks(newcomer)
    await answers(desk, newcomer)
    for jobs in (works, imports, tells, gathers, looks):
        await desk.opens("/desk")
        await jobs(desk)
    assert promised()
    assert office.costs == promised()
