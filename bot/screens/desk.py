"""Words of the desk that stand in tables and lists; sentences of its pages are in its templates."""

from collections.abc import Mapping

from bot.domain.audits import Origin
from bot.domain.desk import Waiting
from bot.domain.offers import State, TextState, Way
from bot.i18n import mark
from bot.rules.weak_headings import WEEKDAYS

NOTICES: Mapping[str, str] = {
    "done": mark("Done."),
    "saved": mark("Your changes are saved."),
    "undone": mark("Undone."),
    "discarded": mark("The draft is deleted."),
    "added": mark("The offer is added."),
    "answers": mark("Your answers are kept. Please look at what would change, then import it."),
    "released": mark("The report is released."),
    "measure_added": mark("The measure is added."),
    "imported": mark("The import is stored."),
    "approved": mark("Approved for sending."),
    "asked": mark("More than 500 people would get this. A second coordinator has to confirm it."),
    "look": mark("Your changes are saved. Nothing is sent yet. Please check it and press Send."),
    "tested": mark("The test is on its way to you."),
    "corrected": mark("The text is corrected."),
    "answered": mark("Your answer is on its way. The person can write back."),
    "merged": mark("The two offers are merged."),
    "view_kept": mark("The view is saved."),
    "view_gone": mark("The view is deleted."),
}
"""What a page says above its content after something was done, by the name in its address."""
STATES: Mapping[State, str] = {
    State.DRAFT: mark("Draft"),
    State.PROPOSED: mark("Suggested"),
    State.PUBLISHED: mark("Published"),
    State.PAUSED: mark("Paused"),
    State.EXPIRED: mark("Expired"),
    State.CLOSED: mark("Closed"),
}
TEXT_STATES: Mapping[TextState, str] = {
    TextState.ORIGINAL: mark("Original"),
    TextState.CHECKED: mark("Checked"),
    TextState.UNCHECKED: mark("Not checked"),
    TextState.STALE: mark("Out of date"),
}
TEXT_MARKS: Mapping[TextState, str] = {
    TextState.ORIGINAL: "✓",
    TextState.CHECKED: "✓",
    TextState.UNCHECKED: "○",
    TextState.STALE: "!",
}
MISSING = "–"
"""Mark of a language without a text."""
WAYS: Mapping[Way, str] = {
    Way.ON_SITE: mark("On site"),
    Way.PHONE: mark("By phone"),
    Way.ONLINE: mark("Online"),
}
VIEWS: Mapping[str, str] = {
    "ending": mark("Ends within 30 days"),
    "unconfirmed": mark("Not confirmed for 6 months"),
    "without_uk": mark("Without Ukrainian"),
    "doubles": mark("Perhaps entered twice"),
    "reported": mark("Reported"),
    "closed": mark("Closed"),
}
"""Views of the list of offers that an office needs often."""
COLUMNS: Mapping[str, str] = {
    "title": mark("Title"),
    "organisation": mark("Organisation"),
    "municipality": mark("Town"),
    "field": mark("Topic"),
    "state": mark("Status"),
    "texts": mark("Texts"),
    "expires_at": mark("Ends on"),
    "confirmed_at": mark("Confirmed on"),
    "reports": mark("Reports"),
    "description": mark("Description"),
    "next_steps": mark("Next steps"),
    "target_groups": mark("For whom"),
    "residence_status": mark("Residence status"),
    "age_from": mark("Age from"),
    "age_to": mark("Age to"),
    "level_from": mark("German level from"),
    "level_to": mark("German level to"),
    "course_kind": mark("Kind of course"),
    "free": mark("Free"),
    "price": mark("Price"),
    "languages": mark("Languages spoken there"),
    "way": mark("How it takes place"),
    "start": mark("Starts on"),
    "deadline": mark("Register by"),
    "seats": mark("Places"),
    "times": mark("Times"),
    "phone": mark("Phone"),
    "email": mark("E-mail"),
    "url": mark("Web page"),
    "address": mark("Address"),
    "accessible": mark("Accessible"),
    "childcare": mark("Childcare"),
    "text_state": mark("State of the text"),
    "breadcrumb": mark("Path at the source"),
    "sample": mark("Sample"),
    "external_id": mark("Number in the list"),
    "source": mark("Source"),
    "postcode": mark("Postcode"),
    "attachment": mark("Document"),
    "on_day": mark("Day"),
    "on_date": mark("Date"),
    "rhythm": mark("How often"),
    "hour_from": mark("From"),
    "hour_to": mark("Until"),
    "day_from": mark("Starts on"),
    "day_to": mark("Ends on"),
    "area_code": mark("Area code"),
    "mobile": mark("Mobile phone"),
    "period": mark("Times"),
    "contact": mark("Contact"),
    "house_number": mark("House number"),
    "publish": mark("Publish"),
    **dict.fromkeys(WEEKDAYS, mark("Times")),
}
"""Name of a column of offers, in the list, in the form and in the history."""
WAITING: Mapping[Waiting, str] = {
    Waiting.REPORT: mark("Report"),
    Waiting.PROPOSAL: mark("Suggested offer"),
    Waiting.JOIN: mark("Request to join"),
    Waiting.HELP: mark("Help"),
    Waiting.QUESTION: mark("Question to the office"),
    Waiting.MESSAGE: mark("Message for a second person"),
    Waiting.CAMPAIGN: mark("Message not sent"),
    Waiting.SEAT: mark("Vacant seat"),
    Waiting.LEAD: mark("Group without a lead"),
    Waiting.ENDING: mark("Offer ends soon"),
    Waiting.UNCONFIRMED: mark("Offer not confirmed"),
    Waiting.OWNER: mark("Suggested by the organisation"),
    Waiting.MEASURE: mark("Suggested measure"),
    Waiting.TRANSLATION: mark("Translations"),
    Waiting.STATION: mark("Station has to change"),
    Waiting.IMPORT: mark("Not imported yet"),
}
"""Kind of what waits for the office."""
ORIGINS: Mapping[Origin, str] = {
    Origin.CHAT: mark("in the chat"),
    Origin.DESK: mark("at the desk"),
    Origin.CONSOLE: mark("by an import"),
    Origin.OWNER: mark("by a link of the organisation"),
}
ACTS: Mapping[str, str] = {
    "confirm": mark("Confirm"),
    "close": mark("Close"),
    "pause": mark("Pause it"),
    "publish": mark("Publish"),
    "expires": mark("Set the last day"),
    "change": mark("Change"),
    "merge": mark("Merge two offers"),
    "translate": mark("Translate"),
    "done": mark("Take off the list"),
    "archive": mark("Archive the group"),
    "bring_back": mark("Bring the group back"),
    "check": mark("Mark as checked"),
    "assign": mark("Assign"),
    "snooze": mark("Put off"),
    "end_grant": mark("Set the last day"),
    "revoke": mark("Remove this role"),
    "cancel": mark("❌ Cancel the meeting"),
    "set_state": mark("Set the status"),
    "set_owner": mark("Set who is in charge"),
    "delete_draft": mark("Delete"),
}
"""What can be done with rows of lists, and what can be undone."""
SIDES: Mapping[str, str] = {
    "kept": mark("This offer stays"),
    "other": mark("This offer is merged into it"),
    "both": mark("Both"),
}
"""Whose cell stands where two offers are merged."""
TABS: Mapping[str, str] = {
    "drafts": mark("Drafts"),
    "planned": mark("Planned"),
    "running": mark("Being sent"),
    "sent": mark("Sent"),
    "recurring": mark("Recurring"),
}
"""Tabs of the list of messages."""
STEERING: Mapping[str, str] = {
    "pause": mark("⏸ Pause"),
    "resume": mark("▶️ Continue"),
    "stop": mark("❌ Stop sending"),
    "reopen": mark("Change before it is sent"),
    "end": mark("No further dates"),
    "withdraw": mark("🗑 Delete for everybody"),
}
"""What can be done with a message that was released."""
CHANNELS: Mapping[str, str] = {
    "telegram": mark("Telegram"),
    "web": mark("Web chat"),
    "email": mark("E-mail"),
}
"""Channels in which messages arrive."""
