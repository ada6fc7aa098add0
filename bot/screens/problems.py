"""Problems as sentences for people."""

from bot.i18n import Translator, mark
from bot.rules.problems import Problem
from bot.ui import Button, Screen, press

WORDS = {
    Problem.UNKNOWN_BUTTON: mark(
        "This button does not work any more. Please start again from home."
    ),
    Problem.LISTING_EXPIRED: mark(
        "We keep what you searched for only for one day. Please type it again."
    ),
    Problem.OFFER_GONE: mark("This offer is no longer there."),
    Problem.PLACE_UNKNOWN: mark(
        "We do not know this place. Please type the name of your town again, or your postcode."
    ),
    Problem.NOT_ALLOWED: mark("You may not do this."),
    Problem.TOO_LONG: mark("This text is too long. Please write it shorter: what do you look for?"),
    Problem.EMPTY: mark(
        "We could not read anything. Please type a word, for example: German course."
    ),
    Problem.NOTHING_STORED: mark(
        "Please press Home and choose your place first. Then we can keep this for you."
    ),
    Problem.TOO_MANY: mark("You have saved very many already. Please delete some first."),
    Problem.NO_DATE: mark("This offer has no date for your calendar."),
    Problem.PRIVATE: mark(
        "This is personal. Please write to me in our own chat, not in the group."
    ),
    Problem.NOT_YOURS: mark("These buttons belong to somebody else. Type /offers to get your own."),
    Problem.INVITATION_GONE: mark(
        "This invitation was used already or is too old. Please ask the office for a new one."
    ),
    Problem.NO_SESSION: mark(
        "Your browser did not keep our cookie. Please allow it and try again. "
        "It holds only a random number."
    ),
    Problem.BUSY: mark(
        "We cannot save anything just now. Nothing is lost. Please try again in a few minutes."
    ),
    Problem.NO_GERMAN: mark(
        "Please write the German text first. Everybody without a text in their language gets it."
    ),
    Problem.LONG_TEXT: mark("This text is too long. Please write at most 3000 characters."),
    Problem.NO_EMAIL: mark("This is no e-mail address. Please type it like this: name@example.org"),
    Problem.EMAIL_LETTERS: mark(
        "Our mail server cannot write to this address: it has letters before the @ "
        "that are not from a to z. Please type another address."
    ),
    Problem.MANY_LINKS: mark("You have asked for five e-mails today. Please try again tomorrow."),
    Problem.BY_ITSELF: mark(
        "Lotse sends these messages by itself. They cannot be changed or stopped here. "
        "Everybody can stop them for themselves: Settings, Pause."
    ),
    Problem.MARKUP: mark(
        "Please write the text without tags such as <b>. It is shown as you type it."
    ),
    Problem.PLACEHOLDER: mark(
        "Something is still to be filled in: a bracket, dots or XX. Please write the whole text."
    ),
    Problem.IN_THE_PAST: mark("This time is past. Please choose a later one."),
    Problem.NO_SUCH_TIME: mark(
        "We do not understand this time, or it does not exist. "
        "Please write for example: 24.11.2026 18:00"
    ),
    Problem.END_BEFORE_START: mark(
        "The end is before the start. If it is on the next day, please add: next day"
    ),
    Problem.WRONG_WEEKDAY: mark(
        "This date is on another day of the week. Please type the day or the date again."
    ),
    Problem.NEVER: mark("There is no such date. Please choose another rule."),
    Problem.TOO_OFTEN: mark("That would be too often. Once a day is the most."),
    Problem.NOBODY_TO_ASK: mark("Nobody in this group can be asked. Please choose another one."),
    Problem.NOBODY: mark("Nobody would get this message. Please choose other people."),
    Problem.NEEDS_SECOND: mark(
        "More than 500 people would get this. A second coordinator has to confirm it."
    ),
    Problem.FILE_KIND: mark(
        "We cannot take this file. Please send a PDF, a picture or a text document."
    ),
    Problem.LARGE_FILE: mark("This file is too large. It may have at most 5 MB."),
    Problem.FILE_COMES: mark("The file is still on its way to us. Please try again in a moment."),
    Problem.OTHER_DISTRICT: mark("This group is in another district."),
    Problem.IN_ALREADY: mark("You are in this group already."),
    Problem.ASKED_ALREADY: mark("You have asked already. A lead will answer."),
    Problem.INVITED_ONLY: mark("Please ask a lead or the office for an invitation."),
    Problem.VOLUNTEERS_ONLY: mark(
        "This group is for volunteers. Please ask the office if you want to help."
    ),
    Problem.GROUP_FULL: mark("All places are taken."),
    Problem.LAST_LEAD: mark("You are the only lead. Please make somebody else lead first."),
    Problem.NO_NAME: mark(
        "Please type a name with at most 40 letters, without e-mail address or phone number."
    ),
    Problem.GROUP_KNOWN: mark("There is a group of this name already."),
    Problem.NO_TITLE: mark("Please type a name with at most 120 letters."),
    Problem.NO_NUMBER: mark("Please type a number from 0 to 9999."),
    Problem.NO_MEETING: mark(
        "We need a day, a time and a title. Please type for example: 24.11.2026 18:00 Wohnungssuche"
    ),
    Problem.MEETING_OVER: mark("This meeting is over."),
    Problem.MEETING_CANCELLED: mark("This meeting was cancelled."),
    Problem.CHANGED_MEANWHILE: mark(
        "Somebody else changed this meanwhile. Please look at it again."
    ),
    Problem.NO_RULE: mark(
        "We do not understand this. Please write for example: jeden Mittwoch 19:00"
    ),
    Problem.COMES_ALREADY: mark("This person comes already."),
    Problem.LONG_TOPIC: mark("Please type one sentence with at most 200 characters."),
    Problem.NO_TASK: mark(
        "We need a day and what is to be done. "
        "Please type for example: 30.11.2026 Vermieter anschreiben"
    ),
    Problem.PROPOSED_ALREADY: mark("This was proposed already."),
    Problem.NO_TOWN: mark("Please choose your town first. Then we can ask the volunteers there."),
    Problem.TOO_MUCH_HELP: mark(
        "You have asked for help three times already. Please wait until something is done."
    ),
    Problem.HELP_TAKEN: mark("Somebody else helps already, or it is done. Thank you!"),
    Problem.NO_CONTACT: mark("Please type a name and a phone number, at most 120 characters."),
    Problem.ONLY_IN_GROUPS: mark("Please send this in your Telegram group, not here."),
    Problem.NO_FILE: mark("The document is still missing."),
    Problem.OLD_PAGE: mark(
        "This page is too old. Nothing was changed, and your text is still here. "
        "Please press the button again that led you to the question."
    ),
    Problem.TAKEN_ALREADY: mark(
        "We have your first answer already. Changing the message does not change it. "
        "Please press the button again and type it anew."
    ),
    Problem.LAST_COORDINATOR: mark(
        "This is the only coordinator of the district. Please invite another one first."
    ),
    Problem.NOT_YET: mark("This is possible when the meeting has begun."),
    Problem.SIGN_IN: mark("For this you have to sign in again. It protects the data of others."),
    Problem.SIGNED_OUT: mark("You are signed out on this device."),
    Problem.TOO_MANY_LINKS: mark("You asked for a link already. Please use it, or wait a while."),
    Problem.TOO_FAST: mark("That was very often in a short time. Please wait a minute."),
    Problem.TOO_SLOW: mark("This took too long to arrive. Please try again."),
    Problem.TOWN_BUSY: mark(
        "Many people in your town ask for help just now. Please try again in an hour."
    ),
    Problem.MANY_CALENDARS: mark(
        "You have many calendar addresses already. Please stop them first."
    ),
}


def problem(tr: Translator, reason: Problem) -> Screen:
    """Return the sentence of a problem; who has to sign in again finds the way below it."""
    rows = ((Button(tr("Sign in"), press("device.ask")),),) if reason is Problem.SIGN_IN else ()
    return Screen(tr.lines(tr(WORDS[reason])), rows)
