"""Acts that need a right, and what the audit log says about each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class Act(StrEnum):
    """Every act that needs a right and leaves one line in the audit log.

    Most are named like the press or the expected text that does it, some like a command.
    """

    MESSAGE_RELEASE = "message.release"
    MESSAGE_TEST = "message.test"
    MESSAGE_REOPEN = "message.reopen"
    MESSAGE_END = "message.end"
    MESSAGE_CORRECT = "message.correct"
    MESSAGE_WITHDRAW = "message.withdraw"
    MESSAGE_DELETE = "message.delete"
    CAMPAIGN_PAUSE = "campaign.pause"
    CAMPAIGN_RESUME = "campaign.resume"
    CAMPAIGN_CANCEL = "campaign.cancel"
    OFFER_CONFIRM = "report.confirm"
    OFFER_CORRECT = "report.correct"
    OFFER_CLOSE = "report.close"
    OFFER_ADD = "offer.add"
    OFFER_CHANGE = "offer.change"
    OFFER_BULK = "offer.bulk"
    OFFER_MERGE = "offer.merge"
    OFFER_LINK = "offer.link"
    OFFER_OWNER = "offer.owner"
    OFFER_DECLINE = "offer.decline"
    UNDO = "undo"
    INBOX = "inbox"
    MATERIAL_PUBLISH = "material.publish"
    MATERIAL_DELETE = "material.delete"
    GROUP_FOUND = "group.new"
    GROUP_SET = "group.set"
    GROUP_TEXT = "group.text"
    GROUP_SIZE = "group.size"
    GROUP_NAME = "group.name"
    GROUP_ARCHIVE = "group.archive"
    GROUP_INVITE = "group.invite"
    GROUP_UNINVITE = "group.uninvite"
    CHAT_CODE = "chat.code"
    CHAT_CONNECT = "connect"
    CHAT_DISCONNECT = "chat.disconnect"
    MEMBER_ACCEPT = "member.accept"
    MEMBER_REFUSE = "member.refuse"
    MEMBER_ROLE = "member.role"
    MEMBER_REMOVE = "member.remove"
    SEAT_CHANGE = "seat.change"
    SEAT_SET = "seat.set"
    RESULT_PUBLISH = "result.publish"
    RESULT_OFFER = "result.offer"
    RESULT_MEASURE = "result.measure"
    RESULT_DELETE = "result.delete"
    HELP_CLOSE = "helping.close"
    HELP_CIRCLE = "helping.circle"
    QUESTION_ANSWER = "question.answer"
    QUESTION_DONE = "question.done"
    QUESTION_TRANSLATE = "question.translate"
    SAVED_ANSWER = "saved-answer"
    INVITE = "invite"
    GRANT = "grant"
    REVOKE = "revoke"
    END_GRANT = "grant.end"
    HAND_OVER = "hand-over"
    IMPORT = "import"
    IMPORT_UNDO = "undo-import"
    MEASURE_ADD = "measure.add"
    MEASURE_CHANGE = "measure.change"
    MEASURE_REVIEW = "measure.review"
    MEASURE_EVIDENCE = "measure.evidence"
    MEASURE_IMPORT = "measures.import"
    NEED_TOPIC = "need.topic"
    REPORT_TEXT = "report.text"
    INDICATOR = "indicator"
    LETTERHEAD = "letterhead"
    REPORT_RELEASE = "report.release"
    DISTRICT = "district"
    STATION_CHANGE = "station.change"
    SECOND_FACTOR = "second-factor"
    ACCOUNT = "account"
    FORGET = "forget"


class Origin(StrEnum):
    """Where something was done: in the chat, at the desk, on the command line, by a link.

    The command line knows no person, and so does the link of an organisation to its offer.
    """

    CHAT = "chat"
    DESK = "desk"
    CONSOLE = "console"
    OWNER = "owner"


Facts = Mapping[str, str | int | bool | None]
"""What is said of a thing before or after an act: ids, states, titles of what is public."""


@dataclass(frozen=True, slots=True)
class Audit:
    """One line of the audit log.

    ``person_id`` None is a stranger, somebody who was forgotten since, or the command line.
    ``outcome`` is "done", or the problem with which it was refused; then ``count`` is how often
    that happened on one day, the last time at ``at``. ``subject`` is a thing such as "offer 17",
    ``district_id`` the district that it is about, None where that is not known.
    """

    at: datetime
    person_id: int | None
    action: str
    outcome: str
    subject: str = ""
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)
    origin: Origin = Origin.CHAT
    count: int = 1
    district_id: int | None = None


DISTRICT = "district"
"""What stands before the id of a district in a subject, and the fact that holds one."""


def districts_in(lines: Iterable[Audit]) -> set[int]:
    """Return the ids of the districts that lines are about, or speak of."""
    ids: set[int] = set()
    for line in lines:
        ids |= {_id(_of_subject(line)), *(_id(facts.get(DISTRICT)) for facts in _sides(line))}
    return ids - {0}


def with_districts(line: Audit, names: Mapping[int, str]) -> Audit:
    """Return a line with names of districts where it has ids; one that is gone keeps its id."""
    name = names.get(_id(_of_subject(line)))
    before, after = (_named(facts, names) for facts in _sides(line))
    subject = f"{DISTRICT} {name}" if name else line.subject
    return replace(line, subject=subject, before=before, after=after)


def _named(facts: Facts, names: Mapping[int, str]) -> Facts:
    name = names.get(_id(facts.get(DISTRICT)))
    return {**facts, DISTRICT: name} if name else facts


def _sides(line: Audit) -> tuple[Facts, Facts]:
    return line.before, line.after


def _of_subject(line: Audit) -> str:
    """Return the id of a district that a line is about, "" for another thing."""
    words, _, row_id = line.subject.partition(" ")
    return row_id if words == DISTRICT else ""


def _id(value: object) -> int:
    """Return an id of the database, 0 for anything else."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
