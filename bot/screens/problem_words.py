"""The sentence of each problem; ``bot.screens.problems`` puts values into it."""

from bot.i18n import mark
from bot.rules.problems import Problem

WORDS = {
    Problem.UNKNOWN_BUTTON: mark("This button no longer works. Please press Home."),
    Problem.LISTING_EXPIRED: mark(
        "We keep what you searched for, but only for one day. Please write it again."
    ),
    Problem.OFFER_GONE: mark("This offer no longer exists."),
    Problem.IMPORT_GONE: mark("This import no longer exists."),
    Problem.PLACE_UNKNOWN: mark(
        "We do not know this town. Please write its name again, or your postcode."
    ),
    Problem.NOT_ALLOWED: mark("You are not allowed to do this."),
    Problem.TOO_LONG: mark(
        "This text is too long. Please use fewer words: what are you looking for?"
    ),
    Problem.EMPTY: mark(
        "We could not read anything. Please write a word, for example: German course."
    ),
    Problem.NOTHING_STORED: mark(
        "Please press Home and choose your town first. Then we can save this for you."
    ),
    Problem.TOO_MANY: mark("This list is full. Please delete something first."),
    Problem.NO_DATE: mark("This offer has no date for your calendar."),
    Problem.PRIVATE: mark("This is private. Please write to Lotse directly, not in the group."),
    Problem.NOT_YOURS: mark(
        "These buttons belong to somebody else. Write {command} to get your own."
    ),
    Problem.INVITATION_GONE: mark(
        "This invitation has already been used or is too old. Please ask the office for a new one."
    ),
    Problem.NO_SESSION: mark(
        "Your browser did not save our cookie. Please allow it and try again. It "
        "contains only a random number."
    ),
    Problem.BUSY: mark(
        "We cannot save anything right now. Nothing is lost. Please try again in a few minutes."
    ),
    Problem.NO_GERMAN: mark(
        "Please write the German text first. People get it if there is no text in their language."
    ),
    Problem.LONG_TEXT: mark("This text is too long. Please write at most 3000 characters."),
    Problem.NO_DEVICE: mark("This device cannot get notifications. Please try another browser."),
    Problem.NO_EMAIL: mark("This is not an e-mail address. Please write it like this: {example}"),
    Problem.EMAIL_LETTERS: mark(
        "Our mail server cannot send to this address: some letters before the @ are not "
        "from a to z. Please write another address."
    ),
    Problem.MANY_LINKS: mark("You have asked for five e-mails today. Please try again tomorrow."),
    Problem.BY_ITSELF: mark(
        "Lotse sends these messages automatically. You cannot change or stop them here. "
        "People can turn them off in their own settings: Settings, Pause."
    ),
    Problem.MARKUP: mark(
        "Please write the text without tags such as {tag}. It is shown exactly as you write it."
    ),
    Problem.PLACEHOLDER: mark(
        "Something still needs to be filled in: a bracket, dots or XX. Please complete the text."
    ),
    Problem.NO_DAY: mark("Please write a day like this: 31.12.2027"),
    Problem.IN_THE_PAST: mark("This time has passed. Please choose a later one."),
    Problem.NO_SUCH_TIME: mark(
        "We do not understand this time, or it does not exist. Please write, for example: {example}"
    ),
    Problem.END_BEFORE_START: mark(
        "The end is before the start. If it is on the next day, please add: {example}"
    ),
    Problem.WRONG_WEEKDAY: mark(
        "This date is on another day of the week. Please write the day or the date again."
    ),
    Problem.NEVER: mark("There is no such date. Please write another one."),
    Problem.TOO_OFTEN: mark("That is too often. You can send at most once a day."),
    Problem.NOBODY_TO_ASK: mark("Nobody in this group can be asked. Please choose another one."),
    Problem.NOBODY: mark("Nobody would get this message. Please choose other people."),
    Problem.NEEDS_SECOND: mark(
        "More than 500 people would get this. A second coordinator has to confirm it."
    ),
    Problem.FILE_KIND: mark(
        "We cannot accept this file. Please send a PDF, a picture or a text document."
    ),
    Problem.LARGE_FILE: mark("This file is too large. It can be up to 5 MB."),
    Problem.FILE_COMES: mark("The file is still on its way to us. Please try again in a moment."),
    Problem.OTHER_DISTRICT: mark("This group is in another district."),
    Problem.IN_ALREADY: mark("You are already in this group."),
    Problem.ASKED_ALREADY: mark("You have already asked. A lead will answer."),
    Problem.INVITED_ONLY: mark("Please ask a lead or the office for an invitation."),
    Problem.VOLUNTEERS_ONLY: mark(
        "This group is for volunteers. Please ask the office if you want to help."
    ),
    Problem.GROUP_FULL: mark("All places are taken."),
    Problem.LAST_LEAD: mark("You are the only lead. Please make somebody else a lead first."),
    Problem.NO_NAME: mark(
        "Please write a name with at most 40 letters, without an e-mail address or phone number."
    ),
    Problem.GROUP_KNOWN: mark("There is already a group with this name."),
    Problem.MANY_INVITED: mark("You can invite at most 50 people at once."),
    Problem.GROUP_ARCHIVED: mark(
        "This group has ended. Please ask the office if you want to know more."
    ),
    Problem.GROUP_BUSY: mark(
        "In this group, a meeting is still planned or help is still wanted. Please end that first."
    ),
    Problem.NO_TITLE: mark("Please write a name with at most 120 letters."),
    Problem.NO_NUMBER: mark("Please write a number from 0 to 9999."),
    Problem.NO_MEETING: mark(
        "We need a day, a time and a title. Please write, for example: {example}"
    ),
    Problem.MEETING_OVER: mark("This meeting is over."),
    Problem.MEETING_CANCELLED: mark("This meeting was cancelled."),
    Problem.CHANGED_MEANWHILE: mark(
        "Somebody else has just changed this. Please look at it again."
    ),
    Problem.NO_RULE: mark("We do not understand this. Please write, for example: {example}"),
    Problem.COMES_ALREADY: mark("This person is already coming."),
    Problem.LONG_TOPIC: mark("Please write one sentence with at most 200 characters."),
    Problem.NO_TASK: mark("We need a day and a task. Please write, for example: {example}"),
    Problem.PROPOSED_ALREADY: mark("This has already been suggested."),
    Problem.NO_TOWN: mark("Please choose your town first. Then we can ask the volunteers there."),
    Problem.TOO_MUCH_HELP: mark(
        "You already have three open requests. Please wait until one is done."
    ),
    Problem.NO_DISTRICT: mark("Please choose your district first. Then you can ask its office."),
    Problem.MANY_QUESTIONS: mark(
        "You already have three open questions. Please wait for an answer, or delete one."
    ),
    Problem.OFFICE_BUSY: mark(
        "Many people are asking the office right now. Please try again in an hour."
    ),
    Problem.LONG_QUESTION: mark("This question is too long. Please write at most 1000 characters."),
    Problem.LONG_ANSWER: mark("This answer is too long. Please write at most 2000 characters."),
    Problem.LONG_THREAD: mark("This conversation is full. Please ask a new question."),
    Problem.NO_ANSWER_TEXT: mark("Please write a text first."),
    Problem.NO_TRANSLATOR: mark(
        "No volunteer has said that they speak this language. You can invite somebody under People."
    ),
    Problem.NO_ANSWER_TITLE: mark("Please write a title of at most 80 characters."),
    Problem.QUESTION_GONE: mark("This question no longer exists."),
    Problem.HELP_TAKEN: mark("Somebody else is already helping, or it is done. Thank you!"),
    Problem.NO_CONTACT: mark("Please write a name and a phone number, at most 120 characters."),
    Problem.ONLY_IN_GROUPS: mark("Please send this in your Telegram group, not here."),
    Problem.NO_FILE: mark("The document is still missing."),
    Problem.OLD_PAGE: mark(
        "This page is too old. Nothing has changed, and your text is still here. Please "
        "press the button that led to the question again."
    ),
    Problem.TAKEN_ALREADY: mark(
        "We already have your first answer. Changing your message does not change the "
        "answer. Please press the button again and write a new answer."
    ),
    Problem.LAST_COORDINATOR: mark(
        "This is the only coordinator of the district. Please invite another one first."
    ),
    Problem.NOT_YET: mark("This is only possible after the meeting has started."),
    Problem.SIGN_IN: mark("Please sign in again. This protects the data of other people."),
    Problem.SECOND_FACTOR: mark("Please also give your second factor. Then you can go on."),
    Problem.WRONG_CODE: mark("This code is wrong or has already been used. Please type a new one."),
    Problem.TOO_MANY_CODES: mark(
        "Too many wrong codes. Please wait an hour, or use a recovery code."
    ),
    Problem.PASSKEY_REFUSED: mark(
        "This passkey does not work here. Please try again, or sign in another way."
    ),
    Problem.PROVIDER_AGAIN: mark("This sign-in no longer works. Please begin again."),
    Problem.PROVIDER_DENIED: mark(
        "Signing in there did not work. Please try again, or get a link to sign in."
    ),
    Problem.PROVIDER_DOWN: mark(
        "The account service of your office does not answer. Please get a link to sign in, or "
        "try again later."
    ),
    Problem.PROVIDER_CLOCK: mark(
        "The clock of the account service is more than two minutes fast or slow. Please tell "
        "the office. You can get a link to sign in."
    ),
    Problem.PROVIDER_REFUSED: mark(
        "The answer from the account service is not valid, so you are not signed in. Please "
        "get a link to sign in, and tell the office."
    ),
    Problem.ACCOUNT_UNKNOWN: mark(
        "We do not know this account yet. Please ask the office for an invitation."
    ),
    Problem.ACCOUNT_TAKEN: mark(
        "This account is already used to sign in, or you have another account there. Please "
        "delete that one first."
    ),
    Problem.SOMEBODY_HERE: mark(
        "Somebody is already signed in here. Is it you? Then first add your account under "
        "Sign-in and security. If not, please sign out here first."
    ),
    Problem.SIGNED_OUT: mark("You are signed out on this device."),
    Problem.TOO_MANY_LINKS: mark(
        "You have already asked for a link. Please use it, or wait a while."
    ),
    Problem.TOO_FAST: mark("That was too often in a short time. Please wait a minute."),
    Problem.TOO_SLOW: mark("This took too long to arrive. Please try again."),
    Problem.TOWN_BUSY: mark(
        "Many people in your town are asking for help right now. Please try again in an hour."
    ),
    Problem.TOWN_TOO_FAST: mark(
        "Many people in your town are doing this right now. Please try again in a few minutes."
    ),
    Problem.MANY_CALENDARS: mark(
        "You already have many calendar addresses. Please turn some off first."
    ),
    Problem.NOTHING_TO_CHANGE: mark("There is nothing to change here."),
    Problem.NOTHING_CHOSEN: mark("Please tick at least one row first."),
    Problem.LINK_ENDED: mark(
        "This link does not work any more. Please ask the office for a new one."
    ),
    Problem.MANY_SUGGESTIONS: mark(
        "The office has to look at earlier suggestions first. Please send it again tomorrow."
    ),
    Problem.CANNOT_MERGE: mark("These two offers cannot be merged."),
    Problem.LIST_MOVED: mark(
        "The list has changed meanwhile. Nothing was done. Please look at it again."
    ),
    Problem.TEXT_STALE: mark(
        "The German text has changed since. Please open the translation and compare it first."
    ),
    Problem.WRONG_COUNT: mark("Nothing was done. Please type the number that is shown."),
    Problem.TEST_UNREACHABLE: mark(
        "The test cannot reach you. Please turn on news from your groups in Settings."
    ),
    Problem.CHOICE_GONE: mark("Something here can no longer be chosen. Please choose again."),
    Problem.FIELDS_WRONG: mark(
        "Nothing is saved yet, and nothing is lost. Please correct the marked fields."
    ),
    Problem.MEASURE_NUMBER: mark(
        "A measure needs a number from the plan, such as 2.5, with at most 20 letters and digits."
    ),
    Problem.MEASURE_TITLE: mark("A measure needs a title in German."),
    Problem.MEASURE_TEXT: mark("This text is too long for a measure."),
    Problem.MEASURE_TARGET: mark(
        "A measure needs a target: a number, and what is counted, for example: 40 places."
    ),
    Problem.MEASURE_AMOUNT: mark(
        "Please write a number, 0 or more, with at most two decimals, for example: 12000."
    ),
    Problem.MEASURE_COSTS: mark("The highest cost is below the lowest cost."),
    Problem.MEASURE_DATES: mark("The end of the measure is before its start."),
    Problem.MEASURE_FIELD: mark("This topic is not in the plan of this district."),
    Problem.MEASURE_OWNERS: mark(
        "Either a person or a group can be in charge, not both. Please choose one."
    ),
    Problem.MEASURE_PARENT: mark(
        "A measure can only be part of another measure of this district that is not part of it."
    ),
    Problem.MEASURE_GONE: mark("This measure no longer exists."),
    Problem.MEASURE_KNOWN: mark("There is already a measure with this number."),
    Problem.OWNER_LEFT: mark(
        "The person in charge of this measure no longer works here. Please choose somebody else."
    ),
    Problem.LONG_REVIEW: mark(
        "This text is too long. A review has at most 600 characters, a next step 300."
    ),
    Problem.REVIEWED_ALREADY: mark(
        "Somebody else has already answered for this half-year. Please look at it again."
    ),
    Problem.INDICATOR_KNOWN: mark("There is already a number with this name."),
    Problem.INDICATORS_FULL: mark(
        "There can be at most 12 numbers about a district. Please delete one first."
    ),
    Problem.NO_SOURCE: mark("Please say where this number is from."),
    Problem.NO_PERIOD: mark("Please write a half-year like this: 2026-H2"),
    Problem.PERIOD_FUTURE: mark("This day has not come yet."),
    Problem.NO_EVIDENCE: mark("This cannot be counted. Please choose from the list."),
    Problem.FILE_FAILED: mark("The file could not be made. Please start again."),
    Problem.FILE_GONE: mark("This file no longer exists. Please ask for it again."),
    Problem.NO_PDF: mark("A PDF cannot be made here. The other files can."),
    Problem.MEASURE_MADE: mark("The office has already made a measure from it."),
    Problem.NO_REPORT: mark("There is no public report for this half-year."),
    Problem.REPORT_BROKEN: mark("The stored report was changed after its release."),
    Problem.REPORT_RELEASED: mark(
        "This report is released and stays as it is. A correction is a new version: please say "
        "what has changed."
    ),
    Problem.TOWN_KNOWN: mark("There is already a town with this name."),
    Problem.NO_POSTCODE: mark("Please write postcodes with five digits, separated by commas."),
    Problem.TOPIC_KNOWN: mark("There is already a topic with this name."),
    Problem.NO_POSTER: mark("Please use only a to z, 0 to 9 and -, for example: rathaus"),
    Problem.POSTER_KNOWN: mark("Another district has a poster with this name."),
}
