"""A reader says what is wrong with an offer: by a press, or to the office in their own words."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.grants import Role
from bot.domain.offers import text_in
from bot.rules.enquiries import LONGEST_QUESTION
from bot.rules.offers import REPORTS
from bot.screens.reports import KINDS
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage import schema as t
from storage.catalogue import offers, reports
from storage.people import enquiries
from tests.harness.browsers import Site, opened
from tests.harness.desk import at_desk
from tests.harness.talk import Talk
from tests.test_announcing import somebody
from tests.test_desk import offers_of


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


def test_whatever_can_be_wrong_has_words_and_fits_its_column() -> None:
    assert set(REPORTS) <= KINDS.keys()
    assert max(map(len, REPORTS)) <= t.report.c.kind.type.length


def _presses(talk: Talk) -> list[str]:
    return [str(getattr(button.action, "data", "")) for button in talk.screen.buttons]


async def test_every_mistake_is_one_press_and_the_office_reads_which(site: Site) -> None:
    reader, [offer, *_] = await somebody(site.conversation, "reads"), await offers_of(site)
    await reader.look(f"offer.wrong:{offer.id}:a...0")
    offered = [data for data in _presses(reader) if data.startswith("offer.report:")]
    for data in offered:
        await reader.hear(Pressed(data))
    async with site.conversation.database.read() as store:
        kinds = [report.kind for report in await reports.of_offer(store, offer.id)]
    assert kinds == [kind for kind in REPORTS if kind != "wrong"]
    desk = await at_desk(site, Role.COORDINATOR)
    await desk.get("/desk?kind=report")
    tr = site.conversation.services.translator(desk.person.language)
    assert [kind for kind in kinds if str(tr(KINDS[kind])) not in desk.text] == []


async def test_own_words_reach_the_office_of_the_offer_as_a_question(
    channel: Conversation,
) -> None:
    reader = await somebody(channel, "reads")
    await reader.look("offer.wrong:1:a...0")
    assert "enquiry.offer:1:a...0" in _presses(reader)
    await reader.hear(Pressed("enquiry.offer:1:a...0"))
    await reader.say("Die Tür ist zu <b>")
    [shown] = [data for data in _presses(reader) if data.startswith("enquiry.show:")]
    async with channel.database.read() as store:
        offer = await offers.by_id(store, 1)
        enquiry = await enquiries.by_id(store, int(shown.split(":")[1]))
        assert offer
        assert enquiry
        [message] = await enquiries.messages(store, enquiry.id)
    assert enquiry.district_id == offer.district_id
    assert message.words == f"{text_in(offer.details.texts, 'de').title} (#1):\nDie Tür ist zu <b>"


async def test_who_is_not_known_presses_instead_and_long_words_are_refused(
    conversation: Conversation,
) -> None:
    stranger = Talk(conversation, ("de",), "stranger")
    await stranger.look("offer.wrong:1:a...0")
    assert [d for d in _presses(stranger) if d.startswith("enquiry.")] == []
    assert "offer.report:1:wrong:a...0" in _presses(stranger)
    reader = await somebody(conversation, "reads")
    await reader.hear(Pressed("enquiry.offer:1:a...0"))
    await reader.say("x" * (LONGEST_QUESTION + 1))
    assert reader.screen.expects == "enquiry.offer:1"
    assert reader.screen.typed
