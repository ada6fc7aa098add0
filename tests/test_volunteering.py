"""What a volunteer takes part in stands on one screen: meeting, help, tasks, messages."""

from datetime import timedelta

import pytest

from bot.domain.groups import Standing
from handlers.dialogue.conversation import Conversation
from storage.groups import memberships
from tests.harness.circles import finds, number_of, person_of
from tests.harness.databases import NOW
from tests.test_announcing import delivered, somebody
from tests.test_helping import YOUR_CONTACT, asked, helpers, newcomer
from tests.test_meetings import NAME, member_of, planned

BUTTON, TASK = "📌 What I do here", "Vermieter anschreiben"


@pytest.mark.every_database
async def test_a_volunteer_sees_what_is_theirs(channel: Conversation) -> None:
    asks, (helps,) = await newcomer(channel), await helpers(channel, "sam")
    other = await member_of(channel, "other", "en")
    group_id = await number_of(channel, NAME)
    async with channel.database.write() as store:
        person_id = await person_of(channel, helps)
        await memberships.enter(store, group_id, person_id, Standing.MEMBER, "Sam", NOW)
    await helps.open()
    await helps.goes(
        (f"[{BUTTON}]", "No meeting is planned.", "You have no open task.", "!help", "!Your")
    )
    lead = await planned(channel)
    await finds(lead, f"[{NAME}]")
    await lead.goes(
        ("[Ergebnisse: 0]", ""),
        ("[➕ 🔧 Aufgabe]", ""),
        (f"30.11.2026 {TASK}", "[Sam]"),
        ("[Sam]", ""),
    )
    await asked(asks)
    await delivered(channel)
    await helps.open()
    await helps.goes(
        (
            f"[{BUTTON}]",
            "Your next meeting:\nWohnungssuche",
            NAME,
            "1 request for help waits for your answer.",
            f"{TASK} (due: Mon, 30 Nov 2026)",
        ),
        ("[Tue, 24 Nov 2026: Wohnungssuche]", "Wohnungssuche"),
    )
    await helps.look("home.own:0")
    await helps.goes(("[🗣 Interpreting]", "[✅ I can help]"), ("[✅ I can help]", ""))
    await helps.goes((YOUR_CONTACT, ""))
    await helps.look("home.own:0")
    assert "You help with 1 request." in helps.shown
    assert "waits for your answer" not in helps.shown
    assert YOUR_CONTACT not in helps.shown
    await helps.goes((f"[🔧 Task: {TASK}]", f"{TASK}"))
    await helps.look("meeting.show:1")
    await helps.goes(("[❌ I cannot come]", ""))
    await helps.look("home.own:0")
    assert "No meeting is planned." in helps.shown, "they said no to it"
    await other.look("home.own:0")
    assert "Wohnungssuche" in other.shown
    assert TASK not in other.shown
    other.now = NOW + timedelta(days=5)
    await other.look("home.own:0")
    assert "Wohnungssuche" not in other.shown, "it is over"


async def test_messages_that_were_read_are_there_and_others_see_no_button(
    conversation: Conversation,
) -> None:
    (helps,) = await helpers(conversation, "sam")
    await asked(await newcomer(conversation))
    await delivered(conversation)
    for _ in range(2):
        await helps.look("home.own:0")
        await helps.goes(("[📬 Messages for you]", "News from your group"))
        await helps.press("News from your group")
        assert "Somebody needs help" in helps.shown
    await helps.open()
    assert "📬 New" not in helps.shown, "it was read"
    stranger = await somebody(conversation, "stranger", "en")
    await stranger.open()
    assert BUTTON not in stranger.shown
