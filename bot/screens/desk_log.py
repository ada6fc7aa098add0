"""Words of the audit log at the desk: what was done, with what, what it was before and after."""

from collections.abc import Mapping

from bot.domain.audits import Act
from bot.domain.grants import Role
from bot.domain.groups import Standing
from bot.domain.offers import State
from bot.domain.translations import TranslationState
from bot.i18n import mark
from bot.screens.desk import COLUMNS, STATES
from bot.screens.groups import STANDINGS
from bot.screens.own_data import ROLES
from bot.screens.translations import STATES as TRANSLATION_STATES

LOGGED: Mapping[Act, str] = {
    Act.MESSAGE_RELEASE: mark("✅ Send"),
    Act.MESSAGE_TEST: mark("Test to me"),
    Act.MESSAGE_REOPEN: mark("Change before it is sent"),
    Act.MESSAGE_END: mark("Stop these messages"),
    Act.MESSAGE_CORRECT: mark("✏️ Correct the text"),
    Act.MESSAGE_WITHDRAW: mark("🗑 Delete for everybody"),
    Act.MESSAGE_DELETE: mark("Delete"),
    Act.CAMPAIGN_PAUSE: mark("⏸ Pause"),
    Act.CAMPAIGN_RESUME: mark("▶️ Continue"),
    Act.CAMPAIGN_CANCEL: mark("❌ Stop sending"),
    Act.OFFER_CONFIRM: mark("Still correct"),
    Act.OFFER_CORRECT: mark("✏️ Change it"),
    Act.OFFER_CLOSE: mark("Close"),
    Act.OFFER_ADD: mark("New offer"),
    Act.OFFER_CHANGE: mark("Change"),
    Act.OFFER_BULK: mark("With the chosen offers"),
    Act.OFFER_MERGE: mark("Merge two offers"),
    Act.OFFER_LINK: mark("Link for the organisation"),
    Act.OFFER_OWNER: mark("Confirmed by the organisation"),
    Act.OFFER_DECLINE: mark("Suggestion declined"),
    Act.UNDO: mark("Undo"),
    Act.INBOX: mark("Inbox"),
    Act.MATERIAL_PUBLISH: mark("✅ Publish"),
    Act.MATERIAL_DELETE: mark("Remove the file"),
    Act.GROUP_FOUND: mark("➕ New group"),
    Act.GROUP_SET: mark("Change the group"),
    Act.GROUP_TEXT: mark("Description"),
    Act.GROUP_SIZE: mark("Number of places"),
    Act.GROUP_NAME: mark("Name of the group"),
    Act.GROUP_ARCHIVE: mark("Archive the group"),
    Act.GROUP_INVITE: mark("Invite somebody"),
    Act.GROUP_UNINVITE: mark("Withdraw an invitation"),
    Act.CHAT_CODE: mark("Create a code"),
    Act.CHAT_CONNECT: mark("Connect a Telegram group"),
    Act.CHAT_DISCONNECT: mark("Disconnect"),
    Act.MEMBER_ACCEPT: mark("Accept"),
    Act.MEMBER_REFUSE: mark("Decline"),
    Act.MEMBER_ROLE: mark("Role"),
    Act.MEMBER_REMOVE: mark("Remove from the group"),
    Act.SEAT_CHANGE: mark("Change the seats"),
    Act.SEAT_SET: mark("Seats"),
    Act.RESULT_PUBLISH: mark("Show to everybody"),
    Act.RESULT_OFFER: mark("Suggest as an offer"),
    Act.RESULT_MEASURE: mark("Suggest as a measure"),
    Act.RESULT_DELETE: mark("Delete the result"),
    Act.HELP_CLOSE: mark("Close the request"),
    Act.HELP_CIRCLE: mark("Ask a helper circle"),
    Act.QUESTION_ANSWER: mark("Answer a question"),
    Act.QUESTION_DONE: mark("Close the question"),
    Act.QUESTION_TRANSLATE: mark("Have it translated"),
    Act.SAVED_ANSWER: mark("Saved answers"),
    Act.INVITE: mark("Make a link"),
    Act.GRANT: mark("Accept an invitation"),
    Act.REVOKE: mark("Remove this role"),
    Act.END_GRANT: mark("Set the last day"),
    Act.HAND_OVER: mark("Hand over"),
    Act.IMPORT: mark("Import"),
    Act.IMPORT_UNDO: mark("Undo the import"),
    Act.MEASURE_IMPORT: mark("Import of measures"),
    Act.MEASURE_ADD: mark("New measure"),
    Act.MEASURE_CHANGE: mark("Measures"),
    Act.MEASURE_REVIEW: mark("Reviews"),
    Act.MEASURE_EVIDENCE: mark("Evidence"),
    Act.NEED_TOPIC: mark("Put on the agenda"),
    Act.REPORT_TEXT: mark("Overview"),
    Act.INDICATOR: mark("Numbers about the district"),
    Act.LETTERHEAD: mark("Letterhead"),
    Act.REPORT_RELEASE: mark("Integration report"),
    Act.SECOND_FACTOR: mark("Second factor"),
    Act.ACCOUNT: mark("Account for signing in"),
    Act.DISTRICT: mark("District"),
    Act.STATION_CHANGE: mark("Stations to a job"),
    Act.FORGET: mark("Delete everything"),
}
"""What was done; an emoji of a button is left out there."""
THINGS: Mapping[str, str] = {
    "offer": mark("Offers"),
    "announcement": mark("Messages"),
    "measure": mark("Measures"),
    "campaign": mark("Messages sent"),
    "group": mark("Groups"),
    "membership": mark("Members"),
    "seat": mark("Seats"),
    "result": mark("Decisions of groups"),
    "help request": mark("Requests for help"),
    "question": mark("Questions to the office"),
    "saved answer": mark("Saved answers"),
    "grant": mark("People"),
    "invitation": mark("Invite somebody"),
    "district": mark("District"),
}
"""What stands before the id of a thing in the log → what such things are called."""
FACTS: Mapping[str, str] = {
    **{name: COLUMNS[name] for name in ("title", "state", "organisation", "expires_at", "phone")},
    "role": mark("Role"),
    "account": mark("Account for signing in"),
    "district": mark("District"),
    "standing": mark("Role"),
    "ends_at": COLUMNS["expires_at"],
    "count": mark("How many"),
    "people": mark("People"),
    "language": mark("Language"),
    "name": mark("Name of the group"),
    "texts": mark("Texts"),
    "text_state": COLUMNS["text_state"],
    "kind": mark("Type"),
    "joining": mark("How to join"),
    "most": mark("Number of places"),
    "contact": mark("Contact"),
    "town": mark("Town"),
    "topic": mark("Topic"),
    "station": mark("Station"),
    "merged": mark("Merged with offer number"),
}
"""Fact → its label; others are shown by their name."""
VALUES: Mapping[str, Mapping[str, str]] = {
    "role": {role.value: ROLES[role] for role in Role},
    "standing": {standing.value: STANDINGS[standing] for standing in Standing},
    "state": {state.value: STATES[state] for state in State},
    "text_state": {state.value: TRANSLATION_STATES[state] for state in TranslationState},
}
"""Fact → value → what it is called."""
UNSEEN = frozenset(("person", "chat", "membership"))
"""Facts that are not shown: the ids of people."""
