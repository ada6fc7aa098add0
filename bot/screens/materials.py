"""The info pool: documents of coordinators, such as forms and leaflets."""

from collections.abc import Sequence

from bot.domain.attachments import Attachment
from bot.domain.listings import Listing
from bot.domain.offers import Offer, text_in
from bot.i18n import Translator, mark
from bot.screens.facts import TARGETS
from bot.screens.facts import title as title_of
from bot.screens.frame import leaf
from bot.screens.irreversible import question
from bot.ui import NOTHING, Button, Screen, in_rows, press

PAGE = 6
DOCUMENTS = Listing("d").code
"""Code of the listing of all documents."""
ASKED = {
    "field": mark("Which topic is the document about?"),
    "language": mark("Which language is the document in?"),
    "target": mark("Who is it for? Press to choose. Press again to undo."),
}


def new(tr: Translator, office: str = "") -> Screen:
    """Ask for the title; ``office`` is the name of the district for people who can choose one."""
    body = tr.lines(
        tr.bold(office) if office else NOTHING,
        tr("What is the document called? Please write its German title."),
    )
    return Screen(body, back=f"offer.list:{DOCUMENTS}")


def material(tr: Translator, offer: Offer, file: Attachment | None, field: str) -> Screen:
    """Return a draft, which nobody sees yet; ``field`` is the name of its field, "" means none."""
    details = offer.details
    body = tr.paragraphs(
        tr.lines(tr.bold(text_in(details.texts, "de").title), tr("Draft. Nobody can see it yet.")),
        tr.lines(
            tr("Document: {name}", name=file.name)
            if file
            else tr("The document is still missing."),
            tr("Topic: {field}", field=field) if field else NOTHING,
            tr("Language: {language}", language=tr.listed(map(tr.language_name, details.languages)))
            if details.languages
            else NOTHING,
            tr(
                "For: {people}",
                people=tr.listed([str(tr(TARGETS[target])) for target in sorted(details.targets)]),
            )
            if details.targets
            else NOTHING,
        ),
    )
    buttons = [
        Button(tr("📎 Send the document"), press("material.file", offer.id)),
        Button(tr("Topic"), press("material.choices", offer.id, "field", 0)),
        Button(tr("Language"), press("material.choices", offer.id, "language", 0)),
        Button(tr("For whom"), press("material.choices", offer.id, "target", 0)),
        *([Button(tr("✅ Publish"), press("material.publish", offer.id))] if file else []),
        Button(tr("Delete"), press("material.delete", offer.id)),
    ]
    return Screen(
        body, in_rows(buttons, 2), at=f"material.show:{offer.id}", back=f"offer.list:{DOCUMENTS}"
    )


def choices(
    tr: Translator, offer: Offer, part: str, choices: Sequence[tuple[str, str, bool]], page: int
) -> Screen:
    """Return the choices of a property: value, label, whether it is chosen."""
    shown, arrows = leaf(tr, choices, page, PAGE, f"material.choices:{offer.id}:{part}")
    buttons = [
        Button(
            tr(label) if part == "target" else tr.value(label),
            press("material.set", offer.id, part, value, page),
            chosen,
        )
        for value, label, chosen in shown
    ]
    body = tr.lines(tr.bold(text_in(offer.details.texts, "de").title), tr(ASKED[part]))
    return Screen(
        body,
        in_rows(buttons, 2),
        arrows,
        at=f"material.choices:{offer.id}:{part}:{page}",
        back=f"material.show:{offer.id}",
    )


def send(tr: Translator, offer: Offer) -> Screen:
    body = tr.lines(
        tr.bold(text_in(offer.details.texts, "de").title),
        tr("Please send the document: a PDF, a picture or a text document, at most 5 MB."),
    )
    return Screen(body, back=f"material.show:{offer.id}", takes_file=True)


def ask_drop(tr: Translator, offer: Offer) -> Screen:
    """Ask whether a draft is to be deleted with its document."""
    name, back = tr.bold(title_of(tr, offer, 100)), f"material.show:{offer.id}"
    return question(tr, f"material.delete:{offer.id}", back, name, tr("Delete"))
