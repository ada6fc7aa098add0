"""The words of what comes on the agenda of a steering group by itself."""

from bot.domain.measures import measure_text
from bot.i18n import Translator, visible
from bot.rules.results import LONGEST_TOPIC
from bot.rules.steering import Point, PointKind
from bot.text import shortened
from bot.ui import Html


def words(tr: Translator, point: Point) -> str:
    """Return the topic of a point, as plain text."""
    return shortened(visible(_sentence(tr, point)), LONGEST_TOPIC)


def need_topic(tr: Translator, concept: str) -> str:
    """Return the topic of a need that the office puts on the agenda of a group, as plain text.

    It has no number: the same need has the same words, so that it is there once.
    """
    sentence = tr("Asked for and not found: {need}", need=tr.concept_name(concept))
    return shortened(visible(sentence), LONGEST_TOPIC)


def station_topic(tr: Translator, concept: str) -> str:
    """Return the topic of what people at stations to a job search for, as plain text.

    It is no need by itself: there may be offers about it.
    """
    sentence = tr("Searched for at a station to a job: {need}", need=tr.concept_name(concept))
    return shortened(visible(sentence), LONGEST_TOPIC)


def _sentence(tr: Translator, point: Point) -> Html:
    if point.measure is None and not point.concept:
        return _more(tr, point)
    if point.measure is None:
        return tr("Asked for more often: {need}", need=tr.concept_name(point.concept))
    measure_number = point.measure.details.number
    title = measure_text(point.measure.details.texts, tr.language.code).title
    if point.kind is PointKind.LATE:
        return tr("Measure {number} is late: {title}", number=measure_number, title=title)
    return tr("Measure {number} has no answer: {title}", number=measure_number, title=title)


def _more(tr: Translator, point: Point) -> Html:
    match point.kind:
        case PointKind.LATE:
            return tr("More measures that are late: {n}", n=point.more)
        case PointKind.UNANSWERED:
            return tr("More measures without an answer: {n}", n=point.more)
        case PointKind.NEED:
            return tr("More needs that have grown: {n}", n=point.more)
