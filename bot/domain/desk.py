"""The desk: forms that are being filled in, what waits for the office, what can be undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

Cells = Mapping[str, str]
"""Column of an office's table → what stands in it, as in an exported file."""


@dataclass(frozen=True, slots=True)
class FormDraft:
    """What a person typed into a form and did not store yet.

    ``form`` says what is filled in, such as "offer:17"; ``number`` is that of the page. ``base`` is
    the version of the thing when the person began. ``refused``: they wanted to store it.
    """

    form: str
    number: str
    base: int
    values: Cells
    refused: bool = False
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeskAct:
    """What was done at the desk. ``before`` is what undoing needs beside the history of offers."""

    id: int
    person_id: int
    district_id: int
    name: str
    done_at: datetime
    count: int
    before: Mapping[str, Any] = field(default_factory=dict)
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view of a list that somebody keeps: its name, and the address that shows it."""

    id: int
    name: str
    address: str

    @property
    def path(self) -> str:
        """The address of the list, without what is chosen in it."""
        return self.address.partition("?")[0]


class Waiting(StrEnum):
    """Kind of what waits for the office."""

    REPORT = "report"
    PROPOSAL = "proposal"
    JOIN = "join"
    HELP = "help"
    QUESTION = "question"
    MESSAGE = "message"
    CAMPAIGN = "campaign"
    SEAT = "seat"
    LEAD = "lead"
    ENDING = "ending"
    UNCONFIRMED = "unconfirmed"
    OWNER = "owner"
    MEASURE = "measure"
    TRANSLATION = "translation"
    STATION = "station"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class InboxItem:
    """Something that waits for the office since a moment.

    ``subject_id`` is the id of a report, a membership, a request for help, an enquiry, an
    announcement, a campaign, a seat, an offer, a suggestion for one, a result or an import, by
    ``kind``.
    ``target_id`` is the offer, group or announcement behind it, ``word`` what the words of the
    kind need. ``due`` None means that nothing ends. Translations that are out of date are one
    thing: the subject is the district, the word how many.
    """

    kind: Waiting
    subject_id: int
    target_id: int
    title: str
    since: datetime
    due: date | None = None
    word: str = ""
    municipality_id: int | None = None


@dataclass(frozen=True, slots=True)
class InboxMark:
    """What the office noted about something that waits; ``person_id`` takes care of it."""

    person_id: int | None = None
    snoozed_until: date | None = None
    note: str = ""
    done_at: datetime | None = None
