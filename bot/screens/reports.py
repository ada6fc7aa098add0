"""Reports about offers, for coordinators."""

from collections.abc import Sequence

from bot.domain.offers import Offer
from bot.domain.reports import Report
from bot.i18n import Translator, mark
from bot.screens.facts import title
from bot.ui import Button, Html, Screen, in_rows, press

KINDS = {
    "phone": mark("Phone number is wrong"),
    "times": mark("Times are wrong"),
    "place": mark("Address is wrong"),
    "full": mark("No places left"),
    "wrong": mark("Something is wrong"),
    "closed": mark("It has ended or closed"),
    "proposed": mark("Suggested by a group"),
}


def reports(tr: Translator, open_reports: Sequence[tuple[Report, Offer]]) -> Screen:
    """Return the oldest open reports; pressing one shows the offer."""
    if not open_reports:
        return Screen(tr.lines(tr("Nothing to check.")), at="report.list", back="home:0")
    buttons = [
        Button(
            tr("{kind}: {title}", kind=tr(KINDS[report.kind]), title=title(tr, offer, 60)),
            press("report.show", offer.id),
        )
        for report, offer in open_reports
    ]
    return Screen(
        tr.lines(tr("<b>To check</b>")),
        in_rows(buttons, 1),
        at="report.list",
        back="home:0",
    )


def review(tr: Translator, offer: Offer, facts: Sequence[Html]) -> Screen:
    """Ask whether a reported offer is still right."""
    text = tr.paragraphs(
        tr.lines(tr.bold(title(tr, offer, 60))),
        tr.lines(*facts),
        tr.lines(tr("Is this still correct?")),
    )
    buttons = [
        Button(tr("Yes, it is correct"), press("report.confirm", offer.id), answers="yes"),
        Button(tr("Something has changed"), press("report.correct", offer.id), answers="no"),
        Button(tr("It has ended: hide it"), press("report.close", offer.id)),
    ]
    return Screen(text, in_rows(buttons, 1), at=f"report.show:{offer.id}", back="report.list")


def changed(tr: Translator, offer: Offer, german: str) -> Screen:
    """Ask for the new German text, and show the current one so that it can be copied."""
    body = tr.paragraphs(
        tr.lines(
            tr.bold(title(tr, offer, 60)),
            tr(
                "Please write the new German text. The other languages will be marked as out of "
                "date."
            ),
        ),
        tr.lines(*(tr.value(line) for line in german.split("\n") if line)),
    )
    return Screen(body, back=f"report.show:{offer.id}")
