"""Questions to the office, as the person who asks sees them."""

from collections.abc import Mapping, Sequence

from bot.domain.enquiries import Enquiry, EnquiryMessage, EnquiryState
from bot.domain.listings import Listing
from bot.domain.offers import Offer
from bot.i18n import Translator, mark
from bot.screens.facts import title
from bot.screens.frame import leaf, paging
from bot.text import one_line, shortened
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

PAGE = 5
"""Questions of one page."""
ROOM = 2500
"""Characters of one page of a conversation, if it has more than one message."""
LONGEST_LABEL = 40
"""Characters of a question on a button."""
STATES: Mapping[EnquiryState, str] = {
    EnquiryState.OPEN: mark("Waiting"),
    EnquiryState.ANSWERED: mark("Answered"),
    EnquiryState.DONE: mark("Finished"),
}
UNREADABLE = mark("This text cannot be read any more.")


def ask_button(tr: Translator) -> Button:
    """Return the button that leads to a question to the office."""
    return Button(tr("💬 Ask the office"), press("enquiry.ask"))


def ask(tr: Translator, district: str, kept_days: int, answer_days: int, own: int) -> Screen:
    """Ask for a question, and say who reads it, for how long, and when an answer comes.

    ``own`` is the number of questions that the person has asked already.
    """
    body = tr.paragraphs(
        tr.lines(
            tr("<b>Ask the office</b>"),
            tr("Please write your question in your language. Then we send it."),
        ),
        tr.lines(
            tr.plural(
                "The office of {district} reads your question. We delete it {n} day after the "
                "answer.",
                "The office of {district} reads your question. We delete it {n} days after the "
                "answer.",
                kept_days,
                district=district,
            ),
            tr("The office does not see your name or your phone number."),
            tr("A volunteer may translate it. The volunteer does not see who you are."),
            expected(tr, answer_days),
        ),
    )
    mine = [Button(tr("My questions: {n}", n=own), press("enquiry.list", 0))] if own else []
    return Screen(body, in_rows(mine, 1), back="human")


def ask_about(tr: Translator, offer: Offer, listing: Listing, answer_days: int) -> Screen:
    """Ask what is wrong with an offer; its office reads it as a question, and can answer."""
    body = tr.paragraphs(
        tr.lines(
            tr.bold(title(tr, offer, 120)),
            tr("What is wrong? Please write it. The office will look at it."),
        ),
        tr.lines(
            tr("The office does not see your name or your phone number."),
            expected(tr, answer_days),
        ),
    )
    return Screen(body, back=f"offer.wrong:{offer.id}:{listing.code}")


def expected(tr: Translator, answer_days: int) -> Html:
    """Return when an answer may be expected."""
    return tr.plural(
        "The office usually answers within {n} day.",
        "The office usually answers within {n} days.",
        answer_days,
    )


def sent(tr: Translator, enquiry_id: int, answer_days: int, *, in_chat: bool) -> Screen:
    """Return the confirmation; ``in_chat``: the answer comes into this chat by itself."""
    body = tr.lines(
        tr("Your question is with the office now."),
        expected(tr, answer_days),
        tr("You will get the answer here, in this chat.") if in_chat else NOTHING,
    )
    buttons = [Button(tr("Open"), press("enquiry.show", enquiry_id, 0))]
    return Screen(body, in_rows(buttons, 1), back="enquiry.list:0")


def mine(
    tr: Translator, enquiries: Sequence[Enquiry], words: Mapping[int, str | None], page: int
) -> Screen:
    """Return one's own questions; ``words`` are what they begin with, by id."""
    shown, arrows = leaf(tr, enquiries, page, PAGE, "enquiry.list")
    buttons = [
        Button(
            tr(
                "{kind}: {title}",
                kind=tr(STATES[enquiry.state]),
                title=_label(tr, words.get(enquiry.id)),
            ),
            press("enquiry.show", enquiry.id, 0),
        )
        for enquiry in shown
    ]
    body = tr.lines(
        tr("<b>My questions</b>"),
        NOTHING if enquiries else tr("You have not asked anything yet."),
    )
    return Screen(
        body,
        in_rows([*buttons, ask_button(tr)], 1),
        arrows,
        at=f"enquiry.list:{page}",
        back="human",
    )


def _label(tr: Translator, words: str | None) -> Html:
    return tr.value(shortened(one_line(words), LONGEST_LABEL)) if words else tr(UNREADABLE)


def conversation(
    tr: Translator, enquiry: Enquiry, messages: Sequence[EnquiryMessage], page: int
) -> Screen:
    """Return what both sides wrote; page 0 has the newest."""
    leaves = in_leaves(messages)
    page = min(page, len(leaves) - 1)
    newer = press("enquiry.show", enquiry.id, page - 1) if page else None
    older = press("enquiry.show", enquiry.id, page + 1) if page + 1 < len(leaves) else None
    body = tr.paragraphs(
        *(_said(tr, message) for message in leaves[page]),
        tr.lines(_state(tr, enquiry)),
    )
    buttons = [
        Button(tr("✏️ Write to the office"), press("enquiry.reply", enquiry.id)),
        Button(tr("🗑 Delete my question"), press("enquiry.delete", enquiry.id)),
    ]
    return Screen(
        body,
        in_rows(buttons, 1),
        paging(tr, newer, older),
        at=f"enquiry.show:{enquiry.id}:{page}",
        back="enquiry.list:0",
    )


def in_leaves(messages: Sequence[EnquiryMessage]) -> list[list[EnquiryMessage]]:
    """Cut a conversation into pages of at most ``ROOM`` characters, the newest page first.

    A message is never cut; there is at least one page.
    """
    leaves: list[list[EnquiryMessage]] = [[]]
    for message in reversed(messages):
        size = sum(map(_size, leaves[-1]))
        if leaves[-1] and size + _size(message) > ROOM:
            leaves.append([])
        leaves[-1].insert(0, message)
    return leaves


def _size(message: EnquiryMessage) -> int:
    """Return how many characters a message takes with its translation."""
    translated = message.translation.words if message.translation else ""
    return len(message.words or "") + len(translated or "")


def _said(tr: Translator, message: EnquiryMessage) -> Html:
    who = tr("The office:") if message.by_office else tr("You:")
    words = tr.value(message.words) if message.words else tr(UNREADABLE)
    return tr.lines(Html(f"<b>{who}</b>"), words, *_translated(tr, message))


def _translated(tr: Translator, message: EnquiryMessage) -> list[Html]:
    """Return the translation of an answer, if there is one."""
    words = message.translation.words if message.translation else None
    if not words or not message.by_office:
        return []
    return [tr("A volunteer has translated it:"), tr.value(words)]


def _state(tr: Translator, enquiry: Enquiry) -> Html:
    if enquiry.state is EnquiryState.OPEN:
        return tr("The office has not answered yet.")
    return tr("The office has closed this question.") if _is_done(enquiry) else NOTHING


def _is_done(enquiry: Enquiry) -> bool:
    return enquiry.state is EnquiryState.DONE


def reply(tr: Translator, enquiry_id: int) -> Screen:
    """Ask for what the person wants to write further."""
    body = tr.lines(
        tr("Please write what you want to tell or ask the office."),
        tr("The office does not see your name or your phone number."),
    )
    return Screen(body, back=f"enquiry.show:{enquiry_id}:0")


def delete(tr: Translator, enquiry_id: int) -> Screen:
    """Ask whether a question is to be deleted."""
    body = tr.lines(
        tr("Do you want to delete this question and its answers? This cannot be undone.")
    )
    buttons = [Button(tr("Yes, delete it"), press("enquiry.remove", enquiry_id), answers="yes")]
    return Screen(
        body,
        in_rows(buttons, 1),
        at=f"enquiry.delete:{enquiry_id}",
        back=f"enquiry.show:{enquiry_id}:0",
    )
