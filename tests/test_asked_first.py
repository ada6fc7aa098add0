"""What reaches others and cannot be undone is asked before it is done; all else says its way back.

A new press that changes something fails here until it asks, or says how it is undone.
"""

import pytest

from bot.domain.people import Address
from bot.ui import Press, meant
from handlers.desk.pages import PAGES
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Pressed
from handlers.dialogue.turn import Hints
from storage.people import audits
from tests.harness.databases import NOW
from tests.test_rights import person, staged, undone, wanted

OWN = (
    "language.set district.list district.set town.list town.set invitation.accept "
    "search.words search.language offer.save offer.unsave offer.report watch.add "
    "watch.delete level.keep level.delete station.keep station.delete occupation.ask "
    "interest.toggle quiet.hours quiet.sundays reminder.toggle pause.start pause.end "
    "mute.toggle device.end device.end_others device.sign_out device.link desk.open "
    "device.mail email.show email.stop inbox.open group.join group.leave "
    "meeting.answer certificate.ask stand_in.ask feed.add feed.stop skill.toggle "
    "enquiry.translate enquiry.pass helping.send helping.take helping.pass "
    "helping.agree helping.decline helping.give_back helping.reach office.set "
    "chat.code group.invite message.test"
)
"""Concerns what is the presser's own: their place, settings, answers, help, links."""
ASKS_FOR_WORDS = (
    "enquiry.ask enquiry.offer enquiry.reply material.new material.file "
    "report.correct member.refuse meeting.plan meeting.set series.edit series.set "
    "series.dates topic.propose review.words review.spent review.next result.new "
    "call.kind call.language group.new group.text group.name group.size message.new "
    "message.about message.text message.time message.file message.correct"
)
"""Only shows what is to be typed or chosen next: that is done, not this."""
UNSEEN = (
    "material.set message.aim message.at_once message.move message.kind "
    "message.no_file message.never_twice"
)
"""Changes a draft, which nobody else reads before it is released."""
ASKED_BY = {
    "data.delete": "data.forget",
    "enquiry.remove": "enquiry.delete",
    "member.refuse_now": "member.refuse",
}
"""Press → the press whose screen asks before it."""
UNDONE_BY = {
    "material.publish": "offers.row",
    "report.confirm": "offers.row",
    "report.close": "offers.row",
    "member.accept": "member.remove",
    "member.role": "member.role",
    "attendance.toggle": "attendance.toggle",
    "topic.toggle": "topic.toggle",
    "need.topic": "topic.delete",
    "series.move": "series.set",
    "review.keep": "review.set",
    "review.set": "review.set",
    "station.holds": "station.wrong",
    "station.wrong": "station.holds",
    "result.owner": "result.owner",
    "result.toggle": "result.toggle",
    "result.offer": "report.close",
    "result.measure": "inbox",
    "chat.disconnect": "chat.code",
    "group.set": "group.set",
    "seat.set": "seat.set",
    "message.release": "message.withdraw",
    "campaign.pause": "campaign.resume",
    "campaign.resume": "campaign.pause",
    "message.reopen": "message.release",
}
"""Press → the press, or the page of the desk, that takes it back.

The screen with ``message.release`` says how many people get it, in which languages and when.
"""
FINAL = {
    "material.delete:{k}",
    "member.remove:{x}",
    "meeting.cancel:{m}",
    "series.cancel:{m}",
    "topic.delete:{t}:{m}",
    "result.publish:{r}:everybody",
    "result.delete:{r}",
    "helping.circle:{y}:{z}",
    "helping.close:{y}",
    "campaign.cancel:{c}",
    "message.end:{e}",
    "message.withdraw:{e}",
}
"""Presses that ask first."""


def test_every_press_that_changes_something_asks_or_has_a_way_back() -> None:
    changing = {name for name, route in ROUTES.presses.items() if route.writes}
    asking = {name for name, route in ROUTES.presses.items() if route.asks}
    written = [name for names in (OWN, ASKS_FOR_WORDS, UNSEEN) for name in names.split()]
    named = [*written, *ASKED_BY, *UNDONE_BY, *asking]
    assert sorted(named) == sorted(changing)
    assert {press.partition(":")[0] for press in FINAL} == asking
    back = {*ASKED_BY.values(), *UNDONE_BY.values()}
    assert back <= {*ROUTES.presses, *(page.name for page in PAGES)}


@pytest.mark.every_database
async def test_what_cannot_be_undone_is_done_only_after_a_yes(conversation: Conversation) -> None:
    scene = await staged(conversation)
    office = await person(conversation, "coordinator")
    await wanted(conversation, None)
    wrong = []
    for press in sorted(FINAL):
        asked = press.format(**vars(scene))
        looked = await conversation.look(office, asked, NOW, Hints(("en",)))
        yes = [b.action.data for b in looked.buttons if isinstance(b.action, Press) and b.answers]
        before, after = await _noted(conversation, office, asked)
        done = (await _noted(conversation, office, *yes))[1] if len(yes) == 1 else 0
        if yes != [meant(asked)] or not ROUTES.reads_only(asked) or ROUTES.reads_only(yes[0]):
            wrong.append((press, yes))
        elif after != before or not (done > before or press in NOT_IN_THE_LOG):
            wrong.append((press, before, after, done))
        elif not looked.back or not ROUTES.reads_only(looked.back):
            wrong.append((press, "no way back"))
    assert not wrong


NOT_IN_THE_LOG = {"meeting.cancel:{m}", "series.cancel:{m}", "topic.delete:{t}:{m}"}
"""Acts in a group, which its members are told of."""


async def _noted(conversation: Conversation, address: Address, press: str) -> tuple[int, int]:
    """Press and roll back; return how many acts were noted before and after it."""
    async with conversation.database.write() as store, undone(store):
        before = await audits.count(store)
        await conversation.answer(store, address, Pressed(press), NOW, Hints(("en",)))
        return before, await audits.count(store)


def test_only_what_asks_first_has_a_yes() -> None:
    assert ROUTES.name_of("home!:0") == ROUTES.name_of("topic.delete!!:1:2") == ""
    assert ROUTES.name_of("untopic!:1:2") == "topic.delete"
    assert ROUTES.does("home:0") == "home:0"
    assert (
        ROUTES.does("topic.delete:1:2")
        == "topic.delete!:1:2"
        == ROUTES.does(meant("topic.delete:1:2"))
    )
