"""Privacy: the data of a person, and their deletion."""

from collections.abc import Sequence

from bot.i18n import Ltr, Translator
from bot.screens.own_data import Part
from bot.ui import NOTHING, Button, Document, Html, Screen, in_rows, press


def privacy(tr: Translator, operator: str, contact: str, weeks: int) -> Screen:
    """Return what is kept, for how long, and whom to ask; ``weeks`` is the retention time."""
    text = tr.paragraphs(
        tr.lines(
            tr("<b>Your data</b>"),
            tr(
                "We keep your language, your town, your topics, what you save and the week of "
                "your last visit."
            ),
            tr("We keep what you searched for, but only for one day."),
        ),
        tr.lines(*_never(tr)),
        tr.lines(*_ends(tr, operator, contact, weeks)),
    )
    buttons = [
        Button(tr("Show my data"), press("data.show")),
        Button(tr("Delete everything"), press("data.forget")),
    ]
    return Screen(text, in_rows(buttons, 1), at="privacy", back="settings")


def before(tr: Translator, operator: str, contact: str, weeks: int) -> Screen:
    """Return what somebody reads who has not agreed to anything yet."""
    text = tr.paragraphs(
        tr.lines(
            tr("<b>What we keep</b>"),
            tr("Lotse is free. It only gives information. It makes no decisions about you."),
            tr(
                "We keep your language, your town and what you save. You do not need to give "
                "your name or phone number."
            ),
            tr(
                "You can delete everything at any time: in the settings, or with {command}.",
                command=Ltr("/forget"),
            ),
        ),
        tr.lines(*_never(tr)),
        tr.lines(*_ends(tr, operator, contact, weeks)),
    )
    return Screen(text, at="privacy", back="about:0")


def my_data(tr: Translator, parts: Sequence[Part], file: Document) -> Screen:
    """Return what is held, a line for each part of which there is something.

    ``file`` has everything, with our codes.
    """
    lines = [_line(tr, part) for part in parts if part.value]
    text = tr.lines(
        tr("<b>This is what we keep about you:</b>"), *lines, tr("The file contains everything.")
    )
    return Screen(
        text,
        ((Button(tr("Delete everything"), press("data.forget")),),),
        at="data.show",
        back="privacy",
        documents=(file,),
    )


def _line(tr: Translator, part: Part) -> Html:
    if not part.label:
        return tr.value(part.value)
    return tr("{name}: {value}", name=tr(part.label), value=part.value)


def _never(tr: Translator) -> list[Html]:
    return [
        tr("We never keep your location."),
        tr(
            "We keep what you write or send only where we ask for it: for a group, for help "
            "or for the office."
        ),
        tr(
            "We keep a name or a phone number only if you give one for a group or for help. "
            "We delete it afterwards."
        ),
    ]


def _ends(tr: Translator, operator: str, contact: str, weeks: int) -> list[Html]:
    return [
        tr.plural(
            "If you do not use Lotse for {n} week, we delete everything.",
            "If you do not use Lotse for {n} weeks, we delete everything.",
            weeks,
        ),
        tr("Run by: {operator}", operator=operator),
        tr("Questions about your data: {contact}", contact=contact) if contact else NOTHING,
    ]


def nothing_held(tr: Translator) -> Screen:
    return Screen(tr.lines(tr("We keep nothing about you.")))


def forget(tr: Translator) -> Screen:
    """Ask whether to delete everything."""
    text = tr.lines(
        tr("Do you want us to delete everything we keep about you? This cannot be undone.")
    )
    return Screen(
        text,
        ((Button(tr("Yes, delete everything"), press("data.delete"), answers="yes"),),),
        at="data.forget",
        back="privacy",
    )


def forgotten(tr: Translator) -> Screen:
    text = tr.lines(tr("Everything is deleted. You can start again at any time."))
    return Screen(text, ((Button(tr("Start again"), press("language.list")),),), bare=True)
