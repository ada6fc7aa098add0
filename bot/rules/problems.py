"""Reasons for which a rule refuses something, and the exception that carries them."""

from enum import StrEnum


class Problem(StrEnum):
    """Why something was not done. ``bot/screens/problems.py`` has the sentences for people."""

    UNKNOWN_BUTTON = "unknown_button"
    LISTING_EXPIRED = "listing_expired"
    OFFER_GONE = "offer_gone"
    PLACE_UNKNOWN = "place_unknown"
    NOT_ALLOWED = "not_allowed"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    NOTHING_STORED = "nothing_stored"
    TOO_MANY = "too_many"
    NO_DATE = "no_date"
    PRIVATE = "private"
    NOT_YOURS = "not_yours"
    INVITATION_GONE = "invitation_gone"
    NO_SESSION = "no_session"
    BUSY = "busy"
    NO_GERMAN = "no_german"
    LONG_TEXT = "long_text"
    NO_EMAIL = "no_email"
    NO_DEVICE = "no_device"
    EMAIL_LETTERS = "email_letters"
    MANY_LINKS = "many_links"
    BY_ITSELF = "by_itself"
    MARKUP = "markup"
    PLACEHOLDER = "placeholder"
    IN_THE_PAST = "in_the_past"
    NO_SUCH_TIME = "no_such_time"
    NEVER = "never"
    END_BEFORE_START = "end_before_start"
    WRONG_WEEKDAY = "wrong_weekday"
    TOO_OFTEN = "too_often"
    NOBODY = "nobody"
    NEEDS_SECOND = "needs_second"
    FILE_KIND = "file_kind"
    LARGE_FILE = "large_file"
    FILE_COMES = "file_comes"
    OTHER_DISTRICT = "other_district"
    IN_ALREADY = "in_already"
    ASKED_ALREADY = "asked_already"
    INVITED_ONLY = "invited_only"
    VOLUNTEERS_ONLY = "volunteers_only"
    GROUP_FULL = "group_full"
    LAST_LEAD = "last_lead"
    NO_NAME = "no_name"
    GROUP_KNOWN = "group_known"
    NO_TITLE = "no_title"
    NO_NUMBER = "no_number"
    NO_MEETING = "no_meeting"
    MEETING_OVER = "meeting_over"
    MEETING_CANCELLED = "meeting_cancelled"
    CHANGED_MEANWHILE = "changed_meanwhile"
    NO_RULE = "no_rule"
    COMES_ALREADY = "comes_already"
    LONG_TOPIC = "long_topic"
    NO_TASK = "no_task"
    PROPOSED_ALREADY = "proposed_already"
    NO_TOWN = "no_town"
    TOO_MUCH_HELP = "too_much_help"
    HELP_TAKEN = "help_taken"
    NO_CONTACT = "no_contact"
    ONLY_IN_GROUPS = "only_in_groups"
    NOT_YET = "not_yet"
    NO_FILE = "no_file"
    OLD_PAGE = "old_page"
    TAKEN_ALREADY = "taken_already"
    NOBODY_TO_ASK = "nobody_to_ask"
    LAST_COORDINATOR = "last_coordinator"
    SIGN_IN = "sign_in"
    SIGNED_OUT = "signed_out"
    TOO_MANY_LINKS = "too_many_links"
    TOO_FAST = "too_fast"
    TOO_SLOW = "too_slow"
    TOWN_BUSY = "town_busy"
    TOWN_TOO_FAST = "town_too_fast"
    MANY_CALENDARS = "many_calendars"
    NOTHING_TO_CHANGE = "nothing_to_change"
    NOTHING_CHOSEN = "nothing_chosen"
    LIST_MOVED = "list_moved"
    WRONG_COUNT = "wrong_count"
    FIELDS_WRONG = "fields_wrong"
    MEASURE_NUMBER = "measure_number"
    MEASURE_TITLE = "measure_title"
    MEASURE_TEXT = "measure_text"
    MEASURE_TARGET = "measure_target"
    MEASURE_AMOUNT = "measure_amount"
    MEASURE_COSTS = "measure_costs"
    MEASURE_DATES = "measure_dates"
    MEASURE_FIELD = "measure_field"
    MEASURE_OWNERS = "measure_owners"
    MEASURE_PARENT = "measure_parent"
    MEASURE_KNOWN = "measure_known"
    OWNER_LEFT = "owner_left"
    LONG_REVIEW = "long_review"
    REVIEWED_ALREADY = "reviewed_already"
    INDICATOR_KNOWN = "indicator_known"
    INDICATORS_FULL = "indicators_full"
    NO_SOURCE = "no_source"
    NO_PERIOD = "no_period"
    PERIOD_FUTURE = "period_future"
    NO_EVIDENCE = "no_evidence"
    REPORT_RELEASED = "report_released"


NOTED = frozenset(
    (
        Problem.UNKNOWN_BUTTON,
        Problem.NOT_ALLOWED,
        Problem.PRIVATE,
        Problem.NOT_YOURS,
        Problem.INVITATION_GONE,
        Problem.OTHER_DISTRICT,
        Problem.INVITED_ONLY,
        Problem.VOLUNTEERS_ONLY,
    )
)
"""Problems that may be an attempt to get access; they are written to the audit log without text."""


class Refusal(Exception):
    """Raised by a rule that does not allow something; ``problem`` is the reason."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)
