"""Words of the pages of measures at the desk that stand in tables, forms and filters."""

from collections.abc import Mapping

from bot.domain.evidence import EvidenceKind
from bot.domain.measures import MeasureOrigin
from bot.i18n import mark
from bot.screens import council_papers

COLUMNS: Mapping[str, str] = {
    "number": mark("Number in the plan"),
    "plan_number": mark("Number in the plan"),
    "title": mark("Title"),
    "goal": mark("Goal"),
    "description": mark("Description"),
    "field": mark("Topic"),
    "state": mark("Status"),
    "target": mark("Target"),
    "unit": mark("What is counted"),
    "cost_from": mark("Planned, at least"),
    "cost_to": mark("Planned, at most"),
    "cost_source": mark("Paid by"),
    "start": mark("Starts on"),
    "due": mark("Until"),
    "organisation": mark("Organisation"),
    "owner": mark("In charge"),
    "owner_group": mark("Group in charge"),
    "owner_grant": mark("Colleague in charge"),
    "public": mark("Show to everybody"),
    "origin": mark("Origin"),
    "plan_origin": mark("Origin"),
    "parent": mark("Part of measure"),
}
"""Name of a column of measures, in the list, in the form and in the history."""
ORIGINS: Mapping[MeasureOrigin, str] = {
    MeasureOrigin.PLAN: mark("Plan"),
    MeasureOrigin.RESULT: mark("Result of a group"),
    MeasureOrigin.RECOMMENDATION: mark("Recommendation"),
}
VIEWS: Mapping[str, str] = {
    "late": mark("late"),
    "unanswered": mark("No answer"),
    "without_owner": mark("Nobody in charge"),
}
"""Views of the plan that an office needs often."""
REVIEW: Mapping[str, str] = {
    "state": mark("Status"),
    "actual": mark("Reached"),
    "spent": mark("Spent in euros"),
    "words": mark("What happened"),
    "next": mark("What next"),
}
"""Name of a field of a review."""
TEXT_PARTS: Mapping[str, str] = {
    "overview": mark("Overview"),
    "measures": mark("Measures"),
    "needs": mark("Needs"),
    "stations": mark("People at the stations to a job"),
    "activity": mark("What happened"),
    "reach": mark("Reach by language"),
    "indicators": mark("Numbers about the district"),
    **council_papers.PARTS,
}
"""Parts of the report in which the office may write, beside one for each field of action."""
EVIDENCE: Mapping[EvidenceKind, str] = {
    EvidenceKind.OFFERS: mark("Offers"),
    EvidenceKind.MEETINGS: mark("Meetings"),
    EvidenceKind.TRAININGS: mark("Training days"),
    EvidenceKind.RESULTS: mark("Decisions of groups"),
    EvidenceKind.MESSAGES: mark("Messages"),
    EvidenceKind.HELP: mark("Requests for help"),
    EvidenceKind.MISSES: mark("Searches without a result"),
    EvidenceKind.DOCUMENTS: mark("Documents"),
}
"""Name of what is counted for a measure."""
ONLY: Mapping[str, str] = {
    "field": mark("Topic"),
    "municipality": mark("Town"),
    "organisation": mark("Organisation"),
    "group": mark("Name of the group"),
    "target": mark("For whom"),
    "level_from": mark("German level from"),
    "level_to": mark("German level to"),
    "language": mark("Language"),
    "concept": mark("Asked for and not found"),
}
"""Name of a part of a rule that says what is counted."""
