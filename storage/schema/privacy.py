"""What every column holds: the one table by which data is shown, ended and erased.

``TABLES`` names each column of each table once. ``storage/retention.py`` makes its rules from
``Age``, and with them its metric; ``storage/people/people.py`` erases by ``Holding``, for
``/forget`` as for the retention; ``storage/people/own_data.py`` reads ``/mydata`` by ``Holding``;
a restored backup forgets whom ``erasure`` names. A test fails for a column that is not here, for a
way to a person that is not, and for a kind that no rule ends.

Four classes: ``plain`` tells nothing about a person (codes of ours, and what an office or a group
publishes); ``personal`` belongs to somebody; ``sealed`` too, and is encrypted with a key that is
not in the database; ``secret`` is a keyed digest, or what only a machine can use.

What people write in the name of the office or of a group for others (an announcement, an offer, the
title of a meeting, the review of a measure) is its publication: plain, with an author who can go.
What they write down for a group (results, topics, files) goes with them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

AS_LONG_AS_THE_PERSON = "people"
"""The rule that ends rows which live as long as their person does."""


class Classified(StrEnum):
    """The class of a column."""

    PLAIN = "plain"
    PERSONAL = "personal"
    SEALED = "sealed"
    SECRET = "secret"  # noqa: S105


class Erased(StrEnum):
    """What happens to a holding when its person is erased.

    ``WITH_ROW``: the row is deleted (ON DELETE CASCADE). ``EMPTIED``: the row belongs to others and
    stays, the columns of the holding become NULL.
    """

    WITH_ROW = "with_row"
    EMPTIED = "emptied"


@dataclass(frozen=True, slots=True)
class Holding:
    """What a row holds about one person, whom the column ``whose`` leads to.

    ``whose`` refers to ``person`` or ``membership``; "" is somebody whom the row does not tell.
    ``shown`` is the part of /mydata, "" none; it also has the columns ``reads``, which the person
    knows, but which are somebody else's. ``sealed`` maps a column to the purpose it is sealed for,
    or to the column that names it.
    """

    whose: str
    shown: str
    personal: str = ""
    sealed: Mapping[str, str] = field(default_factory=dict)
    erased: Erased = Erased.WITH_ROW
    reads: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, ``whose`` first if it is one."""
        whose = [self.whose] if self.whose else []
        return tuple(dict.fromkeys([*whose, *self.personal.split(), *self.sealed]))


@dataclass(frozen=True, slots=True)
class Age:
    """Rows end when the moment in ``column`` is older than ``limit``, a field of ``Limits``."""

    kind: str
    column: str
    limit: str


@dataclass(frozen=True, slots=True)
class Table:
    """The classes of the columns of one table, and what ends its rows.

    ``kept`` are the kinds of the rules of the retention that end rows, or empty what they hold, by
    more than their age; a table without any and without ``ages`` is kept as long as the service.
    """

    plain: str = ""
    keyed: str = ""
    holdings: tuple[Holding, ...] = ()
    ages: tuple[Age, ...] = ()
    kept: tuple[str, ...] = ()

    def classes(self) -> Iterator[tuple[str, Classified]]:
        """Yield each column with its class, as often as it is named."""
        for name in self.plain.split():
            yield name, Classified.PLAIN
        for name in self.keyed.split():
            yield name, Classified.SECRET
        for holding in self.holdings:
            for name in holding.columns:
                yield name, Classified.SEALED if name in holding.sealed else Classified.PERSONAL


def _own(shown: str, personal: str = "", whose: str = "person_id") -> tuple[Holding, ...]:
    return (Holding(whose, shown, personal),)


PERSONS = (AS_LONG_AS_THE_PERSON,)
TABLES: Mapping[str, Table] = {
    # people
    "person": Table(
        holdings=_own(
            "person",
            "is_group language language_chosen district_id municipality_id quiet_start quiet_end "
            "quiet_sundays paused_until stopped reminders consent_version consent_at created_at "
            "week_seen",
            whose="id",
        ),
        kept=PERSONS,
    ),
    "person_interest": Table(holdings=_own("interests", "field_id"), kept=PERSONS),
    "person_skill": Table(holdings=_own("skills", "skill"), kept=PERSONS),
    "person_level": Table(holdings=_own("level", "levels assessed_on"), kept=PERSONS),
    "person_station": Table(holdings=_own("station", "number"), kept=PERSONS),
    "station_week": Table(plain="week district_id number arrivals", kept=("station_weeks",)),
    "station_search": Table(
        plain="week district_id number concept count", kept=("station_searches",)
    ),
    "address": Table(
        plain="id",
        keyed="digest",
        holdings=(
            Holding(
                "person_id",
                "addresses",
                "channel suspended_at menu link_sent confirmed signed_at",
                {"sealed": "channel"},
            ),
        ),
        kept=(*PERSONS, "emails"),
    ),
    "email_link": Table(
        plain="id address_id asked_at sent_at",
        keyed="digest",
        holdings=(Holding("person_id", "links", erased=Erased.EMPTIED),),
        kept=("email_links",),
    ),
    "failed_item": Table(
        plain="queue item_id reason attempts failed_at retry_at", kept=("failed_items",)
    ),
    "erasure": Table(
        keyed="digest", plain="erased_at", ages=(Age("erasures", "erased_at", "backups"),)
    ),
    "grants": Table(
        plain="id",
        holdings=(
            Holding(
                "person_id",
                "grants",
                "role district_id organisation_id language given_at ends_at state chosen",
            ),
            Holding("given_by", "", erased=Erased.EMPTIED),
        ),
        kept=PERSONS,
    ),
    "session": Table(
        plain="id",
        keyed="digest",
        holdings=_own("devices", "device created_at used_at ended_at factor_at"),
        kept=(*PERSONS, "sessions"),
    ),
    "authenticator": Table(
        plain="id",
        holdings=(
            Holding(
                "person_id",
                "authenticators",
                "created_at confirmed_at last_step failures failing_since",
            ),
            # Who reads the secret could make the codes: nobody is shown it again.
            Holding("", "", sealed={"sealed": "totp"}),
        ),
        kept=PERSONS,
    ),
    "recovery_code": Table(
        plain="id",
        keyed="digest",
        holdings=_own("recovery_codes", "made_at spent_at"),
        kept=PERSONS,
    ),
    "passkey": Table(
        plain="id",
        keyed="credential public_key sign_count",
        holdings=_own("passkeys", "device created_at used_at"),
        kept=PERSONS,
    ),
    "account": Table(
        plain="id",
        keyed="digest",
        holdings=(
            Holding("person_id", "accounts", "issuer bound_at used_at", {"sealed": "account"}),
        ),
        kept=PERSONS,
    ),
    "push_key": Table(
        plain="id public made_at",
        holdings=(Holding("", "", sealed={"sealed": "push key"}),),
        kept=("push_keys",),
    ),
    "push_subscription": Table(
        plain="id push_key_id session_id",
        keyed="digest",
        holdings=(
            Holding(
                "person_id",
                "notified",
                "device added_at",
                {"sealed": "push", "keys_sealed": "push keys"},
            ),
        ),
        kept=PERSONS,
    ),
    "sign_in": Table(
        plain="id",
        holdings=_own("sign_ins", "created_at sent_at spent_at"),
        kept=(*PERSONS, "sign-ins"),
    ),
    "dialogue": Table(
        holdings=_own("last_search", "number words updated_at counted"),
        ages=(Age("dialogues", "updated_at", "dialogues"),),
    ),
    "question": Table(
        holdings=_own("last_question", "expects answered message asked_at"),
        ages=(Age("questions", "asked_at", "dialogues"),),
    ),
    "form": Table(
        keyed="token said",
        plain="at handled_at",
        ages=(Age("forms", "handled_at", "dialogues"),),
    ),
    "saved_offer": Table(holdings=_own("saved_offers", "offer_id saved_at"), kept=PERSONS),
    "watch": Table(
        plain="id newest",
        holdings=_own("wishes", "words listing created_at"),
        ages=(Age("wishes", "created_at", "wishes"),),
        kept=PERSONS,
    ),
    "invitation": Table(
        plain="id district_id group_id organisation_id role language ends_at replaces_id "
        "expires_at spent_at",
        keyed="digest",
        holdings=(Holding("given_by", ""),),
        ages=(Age("invitations", "expires_at", "now"),),
    ),
    "audit": Table(
        plain="id district_id at action outcome subject before after origin day count",
        holdings=(Holding("person_id", "log", erased=Erased.EMPTIED),),
        ages=(Age("audits", "at", "reports"),),
    ),
    # the desk
    "desk_draft": Table(
        plain="id",
        keyed="number",
        holdings=(
            Holding("person_id", "drafts", "form base refused saved_at", {"sealed": "draft"}),
        ),
        ages=(Age("drafts", "saved_at", "reports"),),
        kept=PERSONS,
    ),
    "desk_mail": Table(holdings=_own("desk_mail", "day is_off"), kept=PERSONS),
    "desk_view": Table(
        plain="id",
        holdings=(Holding("person_id", "views", "district_id saved_at", {"sealed": "view"}),),
        kept=PERSONS,
    ),
    "desk_act": Table(
        plain="id",
        holdings=_own("desk_acts", "district_id name done_at count before undone_at"),
        ages=(Age("desk_acts", "done_at", "dialogues"),),
        kept=PERSONS,
    ),
    "import_draft": Table(
        plain="id district_id import_run_id version state",
        holdings=(
            Holding("person_id", "drafts", "saved_at", {"sealed": "import"}),
            # A list of an office: offers, and how to reach who makes them.
            Holding("", "", sealed={"files": "import_files"}),
        ),
        ages=(Age("import_drafts", "saved_at", "reports"),),
        kept=PERSONS,
    ),
    "station_change": Table(
        plain="id district_id number version changed_at cells",
        holdings=(Holding("person_id", "station_changes", erased=Erased.EMPTIED),),
    ),
    "station_check": Table(plain="district_id number period asked_at answer answered_at reason"),
    "import_source": Table(plain="id district_id source headings saved_at"),
    "offer_change": Table(
        plain="id offer_id desk_act_id origin version changed_at before after",
        holdings=(Holding("person_id", "changes", erased=Erased.EMPTIED),),
        ages=(Age("changes", "changed_at", "reports"),),
    ),
    "offer_link": Table(
        plain="id offer_id created_at expires_at",
        keyed="digest",
        ages=(Age("offer_links", "expires_at", "now"),),
    ),
    "offer_suggestion": Table(
        plain="id offer_id base created_at decided_at",
        holdings=(Holding("", "", sealed={"sealed": "suggestion"}),),
        ages=(Age("suggestions", "created_at", "reports"),),
    ),
    "inbox_mark": Table(
        plain="id district_id kind subject_id snoozed_until done_at marked_at",
        holdings=(
            Holding("person_id", "inbox", erased=Erased.EMPTIED),
            Holding("", "", sealed={"sealed": "note"}),
        ),
        ages=(Age("marks", "marked_at", "reports"),),
        kept=("enquiry_marks",),
    ),
    # groups
    "group": Table(
        plain="id district_id municipality_id field_id kind name texts joining most sample "
        "language vacancies_told_at archived_at",
        # A chat of many at Telegram, which is stored as a person and asks for no data.
        holdings=(Holding("chat_id", "", erased=Erased.EMPTIED),),
    ),
    "group_translation": Table(
        plain="group_id language german checked_at",
        holdings=(Holding("person_id", "changes", erased=Erased.EMPTIED),),
    ),
    "membership": Table(
        plain="id",
        holdings=(
            Holding("person_id", "groups", "group_id standing since asked_at", {"sealed": "name"}),
        ),
        kept=PERSONS,
    ),
    "remark": Table(
        plain="id",
        holdings=(
            Holding("person_id", "remarks", "written_at", {"sealed": "remark"}),
            Holding("reader_id", "remarks_got", reads="sealed written_at"),
        ),
        ages=(Age("remarks", "written_at", "deliveries"),),
        kept=PERSONS,
    ),
    "seat": Table(
        plain="id group_id position label from_group_id optional term_ends",
        holdings=(
            Holding("membership_id", "seats", erased=Erased.EMPTIED),
            Holding("deputy_id", "seats", erased=Erased.EMPTIED),
        ),
    ),
    "help_request": Table(
        plain="id district_id municipality_id group_id",
        holdings=(
            Holding(
                "person_id", "help", "kind language wanted state created_at", {"sealed": "contact"}
            ),
            Holding(
                "helper_id",
                "help_given",
                sealed={"helper_sealed": "contact"},
                erased=Erased.EMPTIED,
                reads="kind language wanted state created_at",
            ),
        ),
        ages=(Age("help", "created_at", "help"),),
        kept=(*PERSONS, "contacts"),
    ),
    "help_answer": Table(
        holdings=_own("help_answers", "help_request_id answer"), kept=(*PERSONS, "help")
    ),
    "help_tally": Table(
        plain="week district_id municipality_id language kind outcome count",
        kept=("help_tallies",),
    ),
    # questions to the office
    "enquiry": Table(
        plain="id district_id may_be_translated",
        holdings=_own("enquiries", "language state created_at since"),
        kept=(*PERSONS, "enquiries"),
    ),
    "enquiry_message": Table(
        plain="id enquiry_id",
        holdings=(
            Holding(
                "person_id", "enquiry_words", "by_office language written_at", {"sealed": "enquiry"}
            ),
        ),
        kept=(*PERSONS, "enquiries"),
    ),
    "enquiry_translation": Table(
        plain="id enquiry_message_id asked_at",
        holdings=(
            Holding("person_id", "enquiry_words", sealed={"sealed": "enquiry"}),
            Holding("helper_id", "translated", "taken_at", erased=Erased.EMPTIED),
        ),
        kept=(*PERSONS, "enquiries"),
    ),
    "saved_answer": Table(plain="id district_id title language words"),
    "series": Table(
        plain="id group_id title start rule zone land minutes place most planned_until"
    ),
    "meeting": Table(
        plain="id group_id series_id edited title start zone starts_at minutes place most state "
        "sequence reminded changed_at remind_at prepared_at",
        ages=(Age("meetings", "starts_at", "groups"),),
    ),
    "attendance": Table(
        plain="id",
        holdings=(
            Holding("person_id", "meetings", "meeting_id answer present since"),
            Holding("for_id", "", erased=Erased.EMPTIED),
        ),
        kept=(*PERSONS, "meetings"),
    ),
    "topic": Table(
        plain="id group_id meeting_id from_group_id position done",
        holdings=(
            Holding("person_id", "topics", "words added_at"),
            Holding("membership_id", "", erased=Erased.EMPTIED),
        ),
        ages=(Age("topics", "added_at", "groups"),),
        kept=PERSONS,
    ),
    "result": Table(
        plain="id group_id meeting_id attachment_id kind published done reminded proposed_at "
        "measure_id",
        holdings=(
            Holding("person_id", "results", "words due written_at"),
            Holding("owner_id", "tasks", erased=Erased.EMPTIED, reads="words due"),
        ),
        ages=(Age("results", "written_at", "groups"),),
        kept=PERSONS,
    ),
    "feed": Table(
        plain="id group_id",
        keyed="hashed",
        holdings=_own("calendars", "used_at"),
        ages=(Age("calendars", "used_at", "calendars"),),
        kept=PERSONS,
    ),
    # messages
    "attachment": Table(
        plain="id mime size remote added_at",
        holdings=_own("files", "name content"),
        kept=(*PERSONS, "attachments"),
    ),
    "announcement": Table(
        plain="id district_id kind state texts audience start rule zone land never_twice offer_id "
        "attachment_id version next_at changed_at",
        holdings=(Holding("person_id", "written", erased=Erased.EMPTIED),),
    ),
    "campaign": Table(
        plain="id announcement_id day due_at flight late newest counts", kept=("deliveries",)
    ),
    "delivery": Table(
        plain="id campaign_id part priority attempts owner possibly_twice amend reason",
        holdings=_own("messages", "state due_at channel message is_read offers event ended_at"),
        kept=(*PERSONS, "expired", "deliveries"),
    ),
    "inbox": Table(
        plain="id bot update_id state attempts owner possibly_twice received_at",
        keyed="chat album",
        holdings=(Holding("", "", sealed={"sealed": "inbox"}),),
        kept=("inbox",),
    ),
    # measures
    "measure": Table(
        plain="id district_id field_id organisation_id owner_grant_id owner_group_id parent_id "
        "number version texts target unit cost_from cost_to cost_source starts_on due_on state "
        "public origin",
    ),
    "measure_change": Table(
        plain="id measure_id version changed_at before after",
        holdings=(Holding("person_id", "measures", erased=Erased.EMPTIED),),
    ),
    "measure_review": Table(
        plain="id measure_id period number state actual spent words next_step written_at",
        holdings=(Holding("person_id", "measures", erased=Erased.EMPTIED),),
    ),
    "review_request": Table(plain="measure_id period step asked_at people"),
    "measure_evidence": Table(plain="id measure_id kind only"),
    "indicator": Table(plain="id district_id name unit"),
    "indicator_value": Table(plain="indicator_id period value source as_of"),
    "report_text": Table(plain="district_id period part words"),
    "letterhead": Table(plain="district_id name template logo changed_at"),
    "report_file": Table(
        plain="id district_id period version suffix language state reason tries content asked_at",
        ages=(Age("report_files", "asked_at", "dialogues"),),
    ),
    "council_report": Table(
        plain="id district_id period version snapshot digest reason released_at",
        holdings=(Holding("person_id", "measures", erased=Erased.EMPTIED),),
    ),
    # the catalogue
    "offer": Table(
        plain="id district_id organisation_id municipality_id field_id external_id state sample "
        "targets residence_statuses languages schedules age_from age_to level_from level_to free "
        "course_kind price way address phone email url starts_on register_by seats accessible "
        "childcare breadcrumb expires_at attachment_id indexed source version confirmed_at "
        "for_women for_children in_the_evening lowest_level highest_level title_key text_states "
        "times_text "
        "imported seen_in merged_into",
        holdings=_own("proposals"),
        kept=(*PERSONS, "offers"),
    ),
    "offer_titles": Table(plain="offer_id titles"),
    "offer_text": Table(plain="offer_id language title description next_steps state"),
    "offer_meaning": Table(plain="offer_id district_id model made_from digest kinds vectors"),
    "offer_term": Table(plain="district_id term offer_id weight"),
    "term_count": Table(plain="district_id term offers"),
    "district": Table(plain="id slug name land zone contact picture"),
    "picture": Table(plain="name content"),
    "municipality": Table(plain="id district_id name aliases postcodes latitude longitude"),
    "field": Table(plain="id district_id slug emoji position names"),
    "organisation": Table(plain="id district_id name picture"),
    "lexicon": Table(plain="language word meanings"),
    "search_word": Table(plain="language word concept added_at"),
    "missed": Table(
        plain="week district_id municipality_id language concept count unopened", kept=("missed",)
    ),
    "import_run": Table(plain="id district_id sources added made_at"),
    "import_change": Table(plain="id import_run_id offer_id external_id before version undone_at"),
    "report": Table(
        plain="id offer_id kind created_at", ages=(Age("reports", "created_at", "reports"),)
    ),
    "poster": Table(plain="name followed district_id"),
    "setting": Table(plain="name value"),
}
"""Every table of the schema."""


def holdings() -> Iterator[tuple[str, Holding]]:
    """Yield the name of a table and each of its holdings of somebody whom the row leads to."""
    for name, table in TABLES.items():
        for holding in table.holdings:
            if holding.whose:
                yield name, holding


def purposes(name: str) -> Mapping[str, str]:
    """Return the sealed columns of a table, each with the purpose or the column that names it."""
    return {
        column: purpose
        for holding in TABLES[name].holdings
        for column, purpose in holding.sealed.items()
    }


def shown() -> frozenset[str]:
    """Return the parts of /mydata."""
    return frozenset(holding.shown for _, holding in holdings() if holding.shown)
