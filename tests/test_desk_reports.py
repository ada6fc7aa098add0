"""The report at the desk: what is missing, the preview, the release, its files, its texts."""

import re
from collections.abc import AsyncIterator, Callable
from html import unescape
from io import BytesIO
from subprocess import CalledProcessError

import docx
import openpyxl
import orjson
import pytest
from pypdf import PdfReader

from bot.domain.council_reports import CouncilReport, ReportFile
from bot.domain.grants import Role
from bot.domain.half_years import HalfYear
from bot.rules.people import week
from bot.rules.problems import Problem
from bot.screens.council_reports import document
from bot.screens.problem_words import WORDS
from bot.screens.report_blocks import Table
from handlers.dialogue.conversation import Conversation
from handlers.files import report_files as made_files
from handlers.files.report_pdf import MissingParts
from handlers.workflows.report_files import make_asked
from storage.catalogue import misses, places
from storage.measures import council_reports, measures, report_files
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, Forms, at_desk
from tests.harness.plans import COURSES, numbered

PERIOD = HalfYear(2026, 2)
PATH = "/desk/report/2026-H2"
EVIL = "<script>alert(1)</script> {{ 7*7 }} \u202eevil"


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def released(site: Site) -> list[CouncilReport]:
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        return await council_reports.versions(store, district.id, PERIOD)


async def planned(site: Site, *details) -> int:
    """Store measures; return how many the district has."""
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        for one in details:
            await measures.add(store, district.id, one, NOW)
        return len(await measures.of_district(store, district.id))


async def file(site: Site, desk: AtDesk, path: str) -> bytes:
    answer = await site.client.get(path, headers={"Cookie": f"lotse={desk.cookie}"})
    assert answer.status == 200, await answer.text()
    return await answer.read()


async def asked(desk: AtDesk, suffix: str, path: str = PATH, **more: object) -> str:
    """Ask for a file of the version that a page shows, and return the address of its page."""
    await desk.get(path)
    await desk.send(f"{PATH}/files", desk.form("version") | {"as": suffix} | more)
    return desk.location


async def made(site: Site, desk: AtDesk, suffix: str) -> bytes:
    """Return a file that is ready."""
    page = await asked(desk, suffix)
    assert "The file is ready." in desk.text
    return await file(site, desk, f"{page}?as=file")


@pytest.mark.every_database
async def test_a_report_is_released_once_by_number_and_corrected_as_a_version(site: Site) -> None:
    desk = await at_desk(site)
    count = await planned(site, COURSES)
    await desk.get("/desk/report")
    assert "Second half of 2026" in desk.text
    await desk.get(PATH)
    assert "Measures without an answer" in desk.text
    await desk.fill(PATH, "frozen", count=str(count + 1))
    assert WORDS[Problem.WRONG_COUNT] in desk.text
    await desk.get(PATH)
    form = desk.form("frozen")
    count = await planned(site, numbered("2.6"))
    await desk.send(PATH, form | {"count": str(count)})
    assert WORDS[Problem.LIST_MOVED] in desk.text
    assert await released(site) == []
    await desk.fill(PATH, "frozen", count=str(count))
    assert "The report is released." in desk.text
    first = await released(site)
    assert [(r.version, r.author_id) for r in first] == [(1, desk.person.id)]
    await planned(site, numbered("2.7"))
    await desk.fill(f"{PATH}?version=draft", "frozen", count=str(count + 1))
    assert "please say what has changed" in desk.text, desk.text[:900]
    await desk.fill(
        f"{PATH}?version=draft", "frozen", count=str(count + 1), reason="Eine Maßnahme fehlte."
    )
    assert [r.version for r in await released(site)] == [1, 2]
    assert (await released(site))[0] == first[0]
    assert "Eine Maßnahme fehlte." in desk.text
    await desk.fill(f"{PATH}?version=draft", "frozen", count=str(count + 1), reason="Noch einmal")
    assert WORDS[Problem.NOTHING_TO_CHANGE] in desk.text
    await desk.get(f"{PATH}?version=1")
    assert "2.6" in desk.text
    assert "2.7 " not in desk.text


async def test_the_preview_has_every_number_of_every_table_and_its_files_too(site: Site) -> None:
    """In German and English; each chart says in words what it shows."""
    desk = await at_desk(site)
    count = await planned(site, COURSES, numbered("2.6", field=""))
    await desk.fill(PATH, "frozen", count=str(count))
    snapshot = orjson.loads((await released(site))[0].snapshot)
    wrong = []
    for language in ("de", "en"):
        reader = await at_desk(site, Role.READER, language=language)
        await reader.get(PATH)
        report = document(site.conversation.services.translators[language], snapshot)
        for table in (block for block in report.blocks if isinstance(block, Table)):
            words = re.sub(r"\s+", " ", " ".join((*table.header, *sum(table.rows, ()))))
            if words not in reader.text:
                wrong.append((language, table.title))
        if "2026-H2" in reader.text or "2026" not in report.subtitle:
            wrong.append((language, "a half-year that is not in words"))
        assert (
            len(re.findall(r'<svg direction="ltr" role="img" aria-label="[^"]{10,}"', reader.page))
            >= 1
        )
        sent_to = [action for action in Forms(reader.page).actions if action.startswith(PATH)]
        assert sent_to == [f"{PATH}/files"], "a reader releases nothing"
    assert not wrong
    told = orjson.loads(await file(site, desk, f"{PATH}?as=json"))
    assert told["version"] == 1
    assert not {"hidden", "told"} & {*told}
    for suffix in ("xlsx", "docx", "pdf"):
        await asked(desk, suffix)
    assert await make_asked(site.conversation.database, site.conversation.services, NOW) == 3
    book = openpyxl.load_workbook(BytesIO(await made(site, desk, "xlsx")))
    assert [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)][:1] == ["2.5"]
    word = docx.Document(BytesIO(await made(site, desk, "docx")))
    assert any("Mehr Sprachkurse am Abend" in p.text for p in word.paragraphs)
    pdf = PdfReader(BytesIO(await made(site, desk, "pdf")))
    assert "Mehr Sprachkurse am Abend" in "".join(page.extract_text() for page in pdf.pages)


async def test_a_need_becomes_a_measure_with_one_press(site: Site) -> None:
    desk, reader = await at_desk(site), await at_desk(site, Role.READER)
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        for concept, times in (("housing", 31), ("pets", 4)):
            await misses.count(store, week(NOW), district.id, "ar", [concept], times=times)
    await desk.get(PATH)
    links = re.findall(r'href="(/desk/measures/new\?[^"]+)"', desk.page)
    assert links == ["/desk/measures/new?need=housing&amp;draft=none"], "what may be told"
    await desk.get(unescape(links[0]))
    form = desk.form("base")
    assert (form["title"], form["plan_origin"]) == (["Wohnen"], ["recommendation"])
    await desk.send("/desk/measures/new", form | {"plan_number": "9.1"})
    assert "9.1" in desk.text
    await reader.get(PATH)
    assert "/desk/measures/new" not in reader.page
    for nonsense in ("<script>", "A" * 99, "../x", ""):
        await desk.get(f"/desk/measures/new?need={nonsense}&draft=none")
        assert (desk.status, desk.form("base")["title"]) == (200, [""])


async def test_texts_of_the_office_are_shown_as_words_and_kept_for_the_next_report(
    site: Site,
) -> None:
    desk, other = await at_desk(site), await at_desk(site)
    await desk.fill(f"{PATH}/texts", text_overview=EVIL)
    assert "{{ 7*7 }}" in desk.text
    assert "<script>alert" not in desk.page
    await desk.get("/desk/report/2027-H1/texts")
    assert desk.status == 403, "it has not begun"
    await desk.get(f"{PATH}/texts")
    await other.fill(f"{PATH}/texts", text_overview="Von anderen", text_needs="Auch neu")
    await desk.send(f"{PATH}/texts", desk.form("base") | {"text_overview": "Von mir"})
    assert "Von anderen" in desk.text
    assert desk.form("base")["text_overview"] == ["Von mir"]
    await desk.send(f"{PATH}/texts", desk.form("base"))
    assert "Von mir" in desk.text
    assert "Auch neu" in desk.text


async def test_nonsense_in_the_address_shows_the_report(site: Site) -> None:
    desk, wrong = await at_desk(site), []
    for query in ("version=99", "version=-1", "as=exe", "as=", "version=draft&as=.."):
        await desk.get(f"{PATH}?{query}")
        if desk.status != 200:
            wrong.append((query, desk.status))
    for path, status in (("/desk/report/2026-H3", 404), ("/desk/report/2099-H2", 403)):
        await desk.get(path)
        if desk.status != status:
            wrong.append((path, desk.status))
    assert not wrong


@pytest.mark.every_database
async def test_a_file_waits_is_made_once_and_taken_by_whoever_reads_the_report(site: Site) -> None:
    """Two presses are one file; a process that ends in the middle leaves it to the next one."""
    desk, reader = await at_desk(site), await at_desk(site, Role.READER)
    database, services = site.conversation.database, site.conversation.services
    await planned(site, COURSES)
    page = await asked(reader, "xlsx")
    assert "data-progress" in reader.page
    assert await asked(desk, "xlsx") == page
    assert page != await asked(desk, "docx")
    file_id = int(page.rpartition("/")[2])
    async with database.write() as store:
        begun = await report_files.begin(store, file_id)
    assert begun is not None
    assert await make_asked(database, services, NOW) == 2
    assert await make_asked(database, services, NOW) == 0
    await reader.get(page)
    assert "data-progress" not in reader.page
    book = openpyxl.load_workbook(BytesIO(await file(site, reader, f"{page}?as=file")))
    assert "2.5" in {row[0].value for row in book.worksheets[0].iter_rows(min_row=2)}
    assert await asked(desk, "xlsx") != page, "a draft may have changed since"
    other = await at_desk(site, slug="konstanz")
    for path in (page, page.replace("H2", "H1"), f"{page}?as=file", f"{PATH}/files/999999"):
        await other.get(path)
        assert other.status == 404, path


@pytest.mark.logs_errors
async def test_a_file_that_cannot_be_made_says_why_and_may_be_asked_for_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts that are missing, a process that fails, and one that takes ours with it each time."""
    desk, wrong = await at_desk(site), []
    database, services = site.conversation.database, site.conversation.services

    def fails(error: Exception) -> Callable[..., bytes]:
        def rendered(*_: object) -> bytes:
            raise error

        return rendered

    for error, problem in (
        (MissingParts("typst"), Problem.NO_PDF),
        (CalledProcessError(1, "typst"), Problem.FILE_FAILED),
        (MemoryError(), Problem.FILE_FAILED),
    ):
        page = await asked(desk, "pdf")
        with monkeypatch.context() as patched:
            patched.setattr(made_files, "rendered", fails(error))
            await make_asked(database, services, NOW)
        await desk.get(page)
        if WORDS[problem] not in desk.text:
            wrong.append((error, desk.text[-300:]))
        await desk.send(f"{PATH}/files", desk.form("version") | {"as": "pdf"})
        if desk.location == page or "data-progress" not in desk.page:
            wrong.append((error, "cannot be asked for again"))
    assert not wrong
    page = desk.location
    for _ in range(3):
        async with database.write() as store:
            assert await report_files.begin(store, int(page.rpartition("/")[2]))
    assert await make_asked(database, services, NOW) == 0
    await desk.get(page)
    assert WORDS[Problem.FILE_FAILED] in desk.text


async def test_no_file_of_nonsense_is_made_and_not_too_many_at_once(site: Site) -> None:
    desk, wrong = await at_desk(site), []
    for bad in (
        {"as": "exe"}, {"as": ""}, {"as": "json"}, {"version": "7"}, {"version": "9999"},
    ):  # fmt: skip
        await asked(desk, "pdf", **bad)
        if 'role="alert"' not in desk.page:
            wrong.append(bad)
    assert not wrong
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        every = [
            ReportFile(0, district.id, PERIOD, version, "pdf", "de", NOW)
            for version in range(report_files.MOST_WAITING)
        ]
        ids = [await report_files.ask(store, wanted) for wanted in every]
    assert len(set(ids)) == report_files.MOST_WAITING
    await asked(desk, "pdf")
    assert WORDS[Problem.TOO_FAST] in desk.text
