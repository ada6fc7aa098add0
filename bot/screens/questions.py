"""What may be typed into the box of a screen, and where "Back" leads from a refused text."""

from dataclasses import dataclass

from bot.i18n import Translator, mark
from bot.ui import Html


@dataclass(frozen=True, slots=True)
class Question:
    """``placeholder`` stands in the empty box.

    ``back`` is the press that leads to the screen before; "{0}" is the first argument of the route.
    """

    placeholder: str
    back: str


SEARCH = mark("What are you looking for?")
_TEXT, _TIME, _FILE = mark("Write the text"), mark("Day and time"), mark("Choose a file")
_NAME, _CONTACT = mark("Your name"), mark("Name and phone number")
_NUMBER = mark("A number")
QUESTIONS = {
    "place.name": Question(mark("Your town"), "district.list:0"),
    "place.asked": Question(mark("Your town"), "district.list:0"),
    "search.ask": Question(SEARCH, "home:0"),
    "level.ask": Question(SEARCH, "level.start"),
    "occupation.ask": Question(mark("Your job"), "station.list:0"),
    "meeting.plan": Question(mark("Day, time and title"), "meeting.list:{0}:0"),
    "meeting.time": Question(_TIME, "meeting.edit:{0}"),
    "meeting.place": Question(_TEXT, "meeting.edit:{0}"),
    "meeting.most": Question(_NUMBER, "meeting.edit:{0}"),
    "series.days": Question(_TEXT, "series.edit:{0}"),
    "series.place": Question(_TEXT, "series.edit:{0}"),
    "series.most": Question(_NUMBER, "series.edit:{0}"),
    "topic.propose": Question(_TEXT, "topic.list:{0}:0"),
    "result.decision": Question(_TEXT, "result.list:{0}:0"),
    "result.task": Question(_TEXT, "result.list:{0}:0"),
    "result.minutes": Question(_TEXT, "result.list:{0}:0"),
    "review.words": Question(_TEXT, "review.show:{0}:{1}"),
    "review.spent": Question(_NUMBER, "review.show:{0}:{1}"),
    "review.next": Question(_TEXT, "review.show:{0}:{1}"),
    "station.wrong": Question(_TEXT, "home:0"),
    "helping.take": Question(_CONTACT, "helping.show:{0}"),
    "helping.agree": Question(_CONTACT, "helping.show:{0}"),
    "helping.reach": Question(mark("Phone or e-mail"), "helping.show:{0}"),
    "enquiry.ask": Question(mark("Your question"), "human"),
    "enquiry.offer": Question(_TEXT, "home:0"),
    "enquiry.translate": Question(_TEXT, "home:0"),
    "enquiry.reply": Question(_TEXT, "enquiry.show:{0}:0"),
    "call.time": Question(_TIME, "call.show:{0}"),
    "certificate.name": Question(_NAME, "meeting.show:{0}"),
    "report.correct": Question(_TEXT, "report.show:{0}"),
    "material.new": Question(_TEXT, "home:0"),
    "material.file": Question(_FILE, "material.show:{0}"),
    "group.join": Question(_NAME, "group.show:{0}"),
    "group.new": Question(mark("Name of the group"), "group.list:0"),
    "group.text": Question(_TEXT, "group.texts:{0}:0"),
    "group.name": Question(mark("Name of the group"), "group.lead:{0}"),
    "group.size": Question(_NUMBER, "group.edit:{0}"),
    "invitation.accept": Question(_NAME, "home:0"),
    "member.refuse": Question(_TEXT, "member.request:{0}"),
    "email.show": Question(mark("Your e-mail address"), "pause.show"),
    "device.ask": Question(mark("Your e-mail address"), "home:0"),
    "message.text": Question(_TEXT, "message.show:{0}"),
    "message.time": Question(_TIME, "message.show:{0}"),
    "message.file": Question(_FILE, "message.kinds:{0}"),
    "message.correct": Question(_TEXT, "message.show:{0}"),
}
"""Every route that a text or file can answer; a test compares them with ``ROUTES``."""


def placeholder(tr: Translator, expects: str) -> Html:
    """Return what may be typed where ``expects`` is answered; "" is a search."""
    question = QUESTIONS.get(_name_of(expects))
    return tr(question.placeholder if question else SEARCH)


def back_of(expects: str) -> str:
    """Return the press that leads away from a question; "" where nothing is asked."""
    question = QUESTIONS.get(_name_of(expects))
    return question.back.format(*expects.split(":")[1:]) if question else ""


def _name_of(expects: str) -> str:
    return expects.partition(":")[0]
