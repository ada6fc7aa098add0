"""What the pages of the desk show, made at the desk in a browser; and the address of each page."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.async_api import FilePayload, Page, expect

from handlers.desk.pages import PAGES
from tests.harness.desk import path_of
from tests.harness.server import Running

SAVE, SEND = "button[name=act][value=save]", "button[name=act][value=release]"
OF_A_GROUP = ("groups.group", "groups.seats", "groups.results", "groups.meeting.new")
LOOKED_AT = [page for page in PAGES if page.look]


@dataclass(frozen=True)
class Everything:
    """The addresses of all pages, and the cookies of who made what they show."""

    addresses: list[str]
    cookies: list[Any]


async def offer_ids(page: Page, server: Running) -> list[str]:
    """The ids of the first offers of the table."""
    await page.goto(f"{server.address}/desk/offers")
    links = page.locator("tbody th a")
    hrefs = await links.evaluate_all("links => links.slice(0, 6).map(link => link.href)")
    return [href.rpartition("/")[2] for href in hrefs]


async def first_group(page: Page, server: Running) -> str:
    """The id of the first group of the table."""
    await page.goto(f"{server.address}/desk/groups")
    href = await page.locator("tbody th a").first.get_attribute("href") or ""
    return href.rpartition("/")[2]


async def meeting(page: Page, server: Running, group_id: str) -> str:
    """The id of a meeting of a group that is planned at the desk."""
    await page.goto(f"{server.address}/desk/groups/{group_id}/meetings/new")
    await page.fill("#title", "Café")
    await page.fill("#when", "jeden Dienstag 18:00")
    await page.click("button.strong")
    await expect(page.locator(".strip.good")).to_be_visible()
    return page.url.partition("?")[0].rpartition("/")[2]


async def question(page: Page, server: Running) -> str:
    """The id of a question that the coordinator asks their own office in the chat."""
    links = page.locator("tbody th a")
    await page.goto(f"{server.address}/desk/questions")
    if not await links.count():
        await page.goto(f"{server.address}/chat?at=human")
        await page.locator("button[value='enquiry.ask']").click()
        await expect(page.locator("button[value='enquiry.ask']")).to_have_count(0)
        await page.fill("#text", "Wo melde ich mein Kind in der Schule an?")
        await page.press("#text", "Enter")
        await page.locator("[href*='enquiry.show']").first.wait_for()
        await page.goto(f"{server.address}/desk/questions")
    return (await links.first.get_attribute("href") or "").rpartition("/")[2]


async def measure(page: Page, server: Running) -> str:
    """The id of a measure, with its history."""
    await page.goto(f"{server.address}/desk/measures/new")
    await page.fill("#plan_number", f"9.{secrets.randbelow(100_000)}")
    await page.fill("#title", "Sprachkurse am Abend")
    await page.fill("#target", "4")
    await page.fill("#unit", "Kurse")
    await page.locator("button.strong").first.click()
    await expect(page.locator(".strip.good")).to_be_visible()
    return page.url.partition("?")[0].rpartition("/")[2]


async def imports(page: Page, server: Running) -> tuple[str, str]:
    """The ids of a list with a mistake that is being brought in, and of an import of the past."""
    await page.goto(f"{server.address}/desk/import")
    run = await page.locator("a[href^='/desk/import/runs/']").first.get_attribute("href") or ""
    await page.fill("#source", "Liste")
    file = FilePayload(
        name="liste.csv", mimeType="text/csv", buffer=b"Titel;Telefon\nKurs;7762 80990"
    )
    await page.set_input_files("#files", file)
    await page.locator("form:has(#files) button.strong").click()
    await expect(page).to_have_url(re.compile(r"/desk/import/\d+/"))
    return page.url.split("/")[5], run.rpartition("/")[2]


async def plan(page: Page, server: Running) -> str:
    """The id of a table of measures that is being looked at."""
    await page.goto(f"{server.address}/desk/measures/import")
    table = b"Nr.;Titel;Zielwert;Einheit\n97;Kurs;1;Kurs"
    file = FilePayload(name="plan.csv", mimeType="text/csv", buffer=table)
    await page.set_input_files("#files", file)
    await page.locator("form:has(#files) button.strong").click()
    await expect(page).to_have_url(re.compile(r"/desk/measures/import/\d+"))
    return page.url.rpartition("/")[2]


async def report_file(page: Page, server: Running) -> str:
    """The id of a file of a report that was asked for."""
    await page.goto(f"{server.address}/desk/report/2026-H2?version=draft")
    await page.click("button[name=as][value=xlsx]")
    await expect(page).to_have_url(re.compile(r"/desk/report/2026-H2/files/\d+"))
    return page.url.rpartition("/")[2]


async def suggested(page: Page, server: Running, offer_id: str) -> tuple[str, str]:
    """The id of what an organisation suggests for its offer by its link, and the link."""
    await page.goto(f"{server.address}/desk/offers/{offer_id}/link")
    await page.click("button[value=make]")
    link = await page.input_value("#url")
    path = link[link.index("/desk/organisation/") :]
    await page.goto(f"{server.address}{path}")
    await page.fill("#price", f"{secrets.randbelow(1000)} €")
    await page.click("button[value=suggest]")
    await expect(page.locator(".strip.good")).to_be_visible()
    await page.goto(f"{server.address}/desk?kind=owner")
    found = page.locator("a[href^='/desk/offers/suggested/']").first
    return (await found.get_attribute("href") or "").rpartition("/")[2], path


async def rows(page: Page, server: Running) -> dict[str, str]:
    """What the page of a thing shows, by the name of the page."""
    measure_id, (draft_id, run_id) = await measure(page, server), await imports(page, server)
    ids, group_id = await offer_ids(page, server), await first_group(page, server)
    suggestion_id, organisation = await suggested(page, server, ids[2])
    steps = ("draft", "columns", "mistakes", "preview")
    return {
        "other offer": ids[-1],
        "offers.suggested": suggestion_id,
        "organisation": organisation,
        "people.right": "1",
        "groups.meeting": await meeting(page, server, group_id),
        **dict.fromkeys(OF_A_GROUP, group_id),
        "questions.page": await question(page, server),
        "measures.form": measure_id,
        "courses.stations.form": "3",
        "measures.history": measure_id,
        "measures.evidence": measure_id,
        "measures.import.file": await plan(page, server),
        "report.file": await report_file(page, server),
        **{f"import.{step}": draft_id for step in steps},
        "import.run": run_id,
    }


def addresses(
    server: Running, offer_id: str, message_ids: Sequence[str], row_of: Mapping[str, str]
) -> list[str]:
    """Every page of the desk, with some states of theirs that look different."""
    row_of = {"messages.page": message_ids[0], "messages.correct": message_ids[-1], **row_of}
    paths = [path_of(page, row_of.get(page.name, offer_id)) for page in LOOKED_AT]
    paths += [f"/desk/messages/{message_id}" for message_id in message_ids]
    more = ["/desk/messages?tab=sent", f"/desk/messages/{message_ids[-1]}?sure=withdraw"]
    more += ["/desk/offers?view=closed", "/desk/offers?all=1&state=published", "/desk/offers?q=zzz"]
    more += [f"/desk/offers/{offer_id}/merge?with={row_of['other offer']}"]
    more += [row_of["organisation"], f"/desk/groups/meetings/{row_of['groups.meeting']}?list=1"]
    return [f"{server.address}{path}" for path in [*paths, *more]]


async def changed_offer(page: Page, server: Running) -> str:
    """An offer has a history, a draft with a mistake, and something that can be undone."""
    offer_id = (await offer_ids(page, server))[0]
    await page.goto(f"{server.address}/desk/offers/{offer_id}")
    await page.fill("#phone", "07751 86-1")
    await page.click("button.strong:has-text('Save'), button.strong:has-text('Speichern')")
    await page.fill("#phone", "kein Telefon")
    await page.click("button.strong:has-text('Save'), button.strong:has-text('Speichern')")
    await expect(page.locator("#phone-mistake")).to_be_visible()
    return offer_id


async def messages_of_all_kinds(page: Page, server: Running) -> list[str]:
    """A draft, one with what was typed since, one that is planned, and one that was sent."""
    found = []
    for when in ("", "dienstags 18 Uhr", "erster Freitag im Monat 18 Uhr", ""):
        await page.goto(f"{server.address}/desk/messages/new")
        await page.fill("#text_de", "Mehr: https://rathaus")
        await page.fill("#when", when)
        await page.click(SAVE)
        await expect(page.locator(".strip.good")).to_be_visible()
        found.append(re.sub(r"\D", "", page.url.partition("?")[0].rpartition("/")[2]))
    for message_id in found[2:]:
        await page.goto(f"{server.address}/desk/messages/{message_id}")
        await page.click(SEND)
        await expect(page.locator("#progress")).to_be_visible()
    await page.goto(f"{server.address}/desk/messages/{found[1]}")
    await page.fill("#when", "gestern")
    await page.click(SAVE)
    await expect(page.locator("#when-mistake")).to_be_visible()
    return found


async def make_everything(page: Page, server: Running) -> Everything:
    """Make what the pages show, as the coordinator of a page."""
    offer_id = await changed_offer(page, server)
    message_ids = await messages_of_all_kinds(page, server)
    found = addresses(server, offer_id, message_ids, await rows(page, server))
    return Everything(found, await page.context.cookies())
