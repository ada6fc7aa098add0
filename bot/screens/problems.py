"""What went wrong, in the person's words, with a way back."""

from bot.i18n import Translator, mark
from bot.rules.problems import Problem
from bot.ui import Screen

WORDS = {
    Problem.UNKNOWN_BUTTON: mark("This button does not work any more. Please start again from home."),
    Problem.LISTING_EXPIRED: mark("We keep what you searched for only for one day. Please type it again."),
    Problem.OFFER_GONE: mark("This offer is no longer there."),
    Problem.PLACE_UNKNOWN: mark("We do not know this place. Please type the name of your town again, or your postcode."),
    Problem.NOT_ALLOWED: mark("You may not do this."),
    Problem.TOO_LONG: mark("This text is too long. Please write it shorter: what do you look for?"),
    Problem.EMPTY: mark("We could not read anything. Please type a word, for example: German course."),
    Problem.NOTHING_STORED: mark("Please press Home and choose your place first. Then we can keep this for you."),
    Problem.TOO_MANY: mark("You have saved very many already. Please delete some first."),
    Problem.NO_DATE: mark("This offer has no date for your calendar."),
    Problem.PRIVATE: mark("This is personal. Please write to me in our own chat, not in the group."),
    Problem.NOT_YOURS: mark("These buttons belong to somebody else. Type /offers to get your own."),
    Problem.INVITATION_GONE: mark("This invitation was used already or is too old. Please ask the office for a new one."),
    Problem.NO_SESSION: mark("Your browser did not keep our cookie. Please allow it and try again. It holds only a random number."),
    Problem.BUSY: mark("We cannot save anything just now. Nothing is lost. Please try again in a few minutes."),
}


def problem(tr: Translator, reason: Problem) -> Screen:
    return Screen(tr.lines(tr(WORDS[reason])), placeholder=tr("Type what you look for"))
