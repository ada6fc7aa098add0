"""Queues: rows that wait until somebody works on them, one after the other."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class QueueName(StrEnum):
    """Every queue. A row that fails is kept, counted and shown under this name."""

    TELEGRAM = "telegram"
    """Updates of Telegram, and the replies to them."""
    DELIVERIES = "deliveries"
    """Messages that nobody asked for: announcements, news of groups, digests, e-mails."""
    CORRECTIONS = "corrections"
    """Messages that arrived and are replaced or deleted."""
    CONFIRMATIONS = "confirmations"
    """E-mail addresses to which a link of confirmation is to be sent."""
    SIGN_INS = "sign_ins"
    """Links to sign in that are to be sent by e-mail."""
    DESK_MAILS = "desk_mails"
    """People who get the daily mail about what waits at the desk."""
    FILES = "files"
    """Files that are still at Telegram."""
    ANNOUNCEMENTS = "announcements"
    """Announcements whose date has come; those that the service makes, too."""
    SERIES = "series"
    """Meetings that recur, to be planned further."""
    MEETINGS = "meetings"
    """Meetings to remind of."""
    TASKS = "tasks"
    """Tasks to remind of."""
    REVIEWS = "reviews"
    """Measures whose owners are asked for a review."""
    STATIONS = "stations"
    """Stations to a job, whether they still hold."""
    AGENDAS = "agendas"
    """Meetings of steering groups whose agenda is to be prepared."""
    HELP = "help"
    """Help requests to hand over to the office."""
    SEATS = "seats"
    """Groups with vacant seats."""
    ABSENCES = "absences"
    """Memberships of people who were not seen for long."""
    DISTRICTS = "districts"
    """Districts that lack announcements of the service."""
    WATCHES = "watches"
    """Watches that are compared with new offers."""
    DIGESTS = "digests"
    """People who get a digest of what is new in their fields."""
    IMPORTS = "imports"
    """Imports that were confirmed at the desk."""
    REPORT_FILES = "report_files"
    """Files of reports that somebody asked for at the desk."""
    MEANING = "meaning"
    """Offers whose vectors are to be made."""
    INDEX = "index"
    """Offers that are to be indexed with other search words."""


@dataclass(frozen=True, slots=True)
class FailedItem:
    """A row that failed: ``item_id`` is its id, ``reason`` the name of the error.

    ``retry_at`` is when it is tried again, None means never. ``failed_at`` is the first failure.
    """

    queue: str
    item_id: int
    reason: str
    attempts: int
    failed_at: datetime
    retry_at: datetime | None
