"""A group's decision becomes a measure: suggested in the chat, taken at the desk."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.groups import Standing
from bot.domain.measures import Measure, MeasureOrigin
from bot.domain.results import Kind, Published, Result
from bot.rules.problems import Problem
from bot.rules.results import may_become_measure
from bot.screens.problem_words import WORDS
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage.catalogue import places
from storage.groups import groups, results
from storage.measures import measures
from tests.harness.browsers import Site, opened
from tests.harness.circles import finds, lead_of
from tests.harness.databases import NOW
from tests.harness.desk import at_desk
from tests.harness.talk import Talk
from tests.refusals import refuses
from tests.test_meetings import NAME, member_of

DECISION = "Wir schreiben alle Vermieter an. <b>{{ 7*7 }}</b>"


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def suggested(conversation: Conversation) -> Talk:
    """A lead who has written down a decision and suggested it."""
    lead = await lead_of(conversation, NAME, language="en")
    await finds(lead, f"[{NAME}]")
    await lead.goes(
        ("[Results: 0]", "There are no results yet."),
        ("[➕ ✔️ Decision]", "What was decided?"),
        (DECISION, "Wir schreiben alle Vermieter an."),
        ("[Suggest as a measure]", "The office will get your suggestion."),
        ("[Suggest as a measure]", "This has already been suggested."),
    )
    return lead


async def plan(site: Site, slug: str = "waldshut") -> list[Measure]:
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, slug)
        assert district
        return await measures.of_district(store, district.id)


@pytest.mark.every_database
async def test_the_office_finds_a_suggested_decision_and_takes_it_once(site: Site) -> None:
    await suggested(site.conversation)
    desk, colleague = await at_desk(site), await at_desk(site)
    await desk.get("/desk")
    assert "Suggested measure" in desk.text
    assert "Wir schreiben alle Vermieter an." in desk.text
    path = "/desk/measures/new?result=1&draft=none"
    assert path.replace("&", "&amp;") in desk.page
    await desk.get(path)
    assert "A decision by" in desk.text
    form, other = desk.form("base"), (await colleague.get(path)).form("base")
    assert (form["result"], form["plan_origin"], form["owner_group"]) == (
        ["1"], ["result"], [NAME],
    )  # fmt: skip
    assert (form["title"], form["plan_number"]) == ([DECISION], ["1"]), "nothing must be typed"
    await desk.send("/desk/measures/new", form | {"plan_number": ""})
    assert await plan(site) == [], "a number is missing"
    again = desk.form("base")
    assert again["result"] == ["1"], "what it comes from is kept beside what was typed"
    await desk.send("/desk/measures/new", again | {"plan_number": "4.1"})
    (made,) = await plan(site)
    details = made.details
    assert (details.number, details.origin, details.owner_group) == (
        "4.1", MeasureOrigin.RESULT, NAME,
    )  # fmt: skip
    await desk.get("/desk")
    assert "Suggested measure" not in desk.text
    await colleague.send("/desk/measures/new", other | {"plan_number": "4.2"})
    assert WORDS[Problem.MEASURE_MADE] in colleague.text
    assert len(await plan(site)) == 1, "two at once make one measure"
    async with site.conversation.database.read() as store:
        stored = await results.by_id(store, 1)
    assert stored
    assert (stored.proposed_at is not None, stored.measure_id) == (True, made.id)


async def test_only_leads_suggest_and_only_their_district_takes(site: Site) -> None:
    lead = await suggested(site.conversation)
    member = await member_of(site.conversation, "member", "en", Standing.MEMBER)
    await member.hear(Pressed("result.measure:1"))
    assert "You are not allowed to do this." in member.shown
    await lead.hear(Pressed("result.measure:99"))
    assert WORDS[Problem.UNKNOWN_BUTTON].split(".")[0] in lead.shown
    elsewhere = await at_desk(site, slug="konstanz")
    await elsewhere.get("/desk")
    assert "Suggested measure" not in elsewhere.text
    wrong = []
    for value in ("1", "99", "-1", "1;", "²", "9" * 40, ""):
        await elsewhere.get(f"/desk/measures/new?result={value}&draft=none")
        if elsewhere.status != 200 or "Vermieter" in elsewhere.text:
            wrong.append((value, elsewhere.status))
    assert not wrong
    form = elsewhere.form("base") | {"plan_number": "1", "title": "Eigene", "result": "1"}
    await elsewhere.send("/desk/measures/new", form)
    async with site.conversation.database.read() as store:
        stored = await results.by_id(store, 1)
    assert stored
    assert stored.measure_id is None, "a forged number takes nothing of another district"


async def test_minutes_and_what_is_no_suggestion_stay_what_they_are(site: Site) -> None:
    with refuses(Problem.UNKNOWN_BUTTON):
        may_become_measure(Result(1, 1, Kind.MINUTES, "Protokoll"))
    may_become_measure(Result(1, 1, Kind.DECISION, "Beschluss"))
    with refuses(Problem.PROPOSED_ALREADY):
        may_become_measure(Result(1, 1, Kind.DECISION, "Beschluss", measure_id=3))
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        group = (await groups.of_district(store, district.id))[0]
        secret = Result(0, group.id, Kind.DECISION, "Intern", Published.GROUP)
        result_id = await results.add(store, secret, NOW)
    desk = await at_desk(site)
    await desk.get(f"/desk/measures/new?result={result_id}&draft=none")
    assert "Intern" not in desk.text, "the office sees what was suggested, nothing else"
