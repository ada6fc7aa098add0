"""Whether a station to a job still holds: the question to who keeps it, and its answer."""

from bot.domain.announcements import Kind
from bot.domain.group_events.stations import StationAsked
from bot.domain.pathway import Station, StationAnswer
from bot.i18n import Ltr, Translator
from bot.screens.frame import no_more
from bot.screens.pathway import duration, has_words, name, things, what, who
from bot.ui import Button, Html, Screen, in_rows, press


def question(tr: Translator, event: StationAsked, station: Station | None) -> Screen:
    """Return the question with what people read today; one press confirms just that.

    None is a station that is gone.
    """
    heading = tr("🧭 <b>Is this station still right?</b>")
    if station is None:
        return Screen(tr.lines(heading, tr("This station no longer exists.")))
    at = (event.district_id, event.number, str(event.period))
    buttons = [
        Button(tr("✅ Yes, confirm"), press("station.holds", *at), answers="yes"),
        Button(tr("✏️ It has to change"), press("station.wrong", *at), answers="no"),
        no_more(tr, Kind.GROUP),
    ]
    return Screen(tr.lines(heading, *_stands(tr, station)), in_rows(buttons, 1))


def _stands(tr: Translator, station: Station) -> list[Html]:
    """Return what people read of a station; its number where only a file has its words."""
    if not has_words(station):
        return [tr("Station {n}", n=Ltr(str(station.number)))]
    return [
        name(tr, station),
        what(tr, station),
        who(tr, station),
        things(tr, station),
        duration(tr, station),
    ]


def answered(tr: Translator, station: Station, said: StationAnswer) -> Screen:
    """Thank for an answer."""
    title = name(tr, station)
    if said is StationAnswer.HOLDS:
        text = tr.lines(
            tr("✅ <b>Thank you. The station is confirmed.</b>"),
            title,
            tr("People read the date."),
        )
    else:
        text = tr.lines(
            tr("✅ <b>Thank you. The office sees that the station has to change.</b>"),
            title,
            tr("What is wrong? Please write it in one message. The office reads it."),
        )
    show = Button(tr("➡️ {title}", title=title), press("station.show", station.number))
    return Screen(text, in_rows([show], 1), back="home:0")


def explained(tr: Translator, station: Station) -> Screen:
    """Thank for what has to change."""
    text = tr.lines(
        tr("✅ <b>Thank you. The office reads what has to change.</b>"), name(tr, station)
    )
    return Screen(text, back="home:0")
