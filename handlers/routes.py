"""The table of contents: what every command, press and expected text leads to."""

from handlers import announcements, emails, home, invitations, listings, notices, offers, people, places, privacy, reports, settings, watches, welcome
from handlers.routing import Route, Routes, listing, number, page, token, word

ROUTES = Routes(
    presses={
        # the beginning
        "languages": Route(welcome.languages),
        "speak": Route(welcome.speak, word, writes=True),
        "about": Route(welcome.about, page),
        "home": Route(home.home, page),
        # places
        "districts": Route(places.districts, page, writes=True),
        "district": Route(places.district, number, writes=True),
        "towns": Route(places.towns, page, writes=True),
        "town": Route(places.town, number, writes=True),
        "where": Route(places.where),
        # invitations
        "invited": Route(invitations.invited, token),
        "accept": Route(invitations.accept, token, writes=True),
        # looking for offers
        "list": Route(listings.show, listing),
        "filters": Route(listings.filters, listing),
        "level": Route(listings.levels, listing),
        "search": Route(people.type_words),
        "switch": Route(listings.switch, word, writes=True),
        # one offer
        "offer": Route(offers.card, number, listing),
        "details": Route(offers.details, number, page, listing),
        "save": Route(offers.save, number, listing, writes=True),
        "drop": Route(offers.drop, number, listing, writes=True),
        "calendar": Route(offers.calendar, number, listing),
        "share": Route(offers.share, number, listing),
        "wrong": Route(offers.wrong, number, listing),
        "report": Route(offers.report, number, word, listing, writes=True),
        # wishes
        "watch": Route(watches.watch, listing, writes=True),
        "watches": Route(watches.watches, page),
        "unwatch": Route(watches.unwatch, number, writes=True),
        # settings
        "settings": Route(settings.settings),
        "interests": Route(settings.interests, page),
        "interest": Route(settings.interest, number, page, writes=True),
        "quiet": Route(settings.quiet),
        "hours": Route(settings.hours, word, writes=True),
        "sundays": Route(settings.sundays, writes=True),
        "pause": Route(settings.pause),
        "rest": Route(settings.rest, page, writes=True),
        "wake": Route(settings.wake, writes=True),
        "mutes": Route(settings.mutes),
        "mute": Route(settings.mute, word, writes=True),
        # one's own data
        "privacy": Route(privacy.privacy),
        "mydata": Route(privacy.my_data),
        "forget": Route(privacy.ask),
        "forgetyes": Route(privacy.forget, writes=True),
        # people
        "human": Route(people.human),
        "help": Route(people.help_),
        # coordinators
        "reports": Route(reports.reports),
        "review": Route(reports.review, number),
        "confirm": Route(reports.confirm, number, writes=True),
        "close": Route(reports.close, number, writes=True),
        # messages by e-mail
        "email": Route(emails.emails, writes=True),
        "noemail": Route(emails.stop, writes=True),
        # what came unasked
        "inbox": Route(notices.inbox, page),
        "open": Route(notices.open_, number, writes=True),
        # announcements
        "messages": Route(announcements.messages),
        "compose": Route(announcements.compose, writes=True),
        "message": Route(announcements.message, number),
        "texts": Route(announcements.texts, number, page),
        "write": Route(announcements.write, number, word, writes=True),
        "whom": Route(announcements.whom, number),
        "aims": Route(announcements.aims, number, word, page),
        "aim": Route(announcements.aim, number, word, word, writes=True),
        "when": Route(announcements.when, number, writes=True),
        "atonce": Route(announcements.at_once, number, writes=True),
        "kinds": Route(announcements.kinds, number),
        "kind": Route(announcements.kind, number, word, writes=True),
        "sight": Route(announcements.sight, number),
        "release": Route(announcements.release, number, number, writes=True),
        "hold": Route(announcements.hold, number, writes=True),
        "resume": Route(announcements.resume, number, writes=True),
        "cancel": Route(announcements.cancel, number, writes=True),
        "end": Route(announcements.end, number, writes=True),
        "amends": Route(announcements.amends, number, page),
        "amend": Route(announcements.amend, number, word, writes=True),
        "withdraw": Route(announcements.withdraw, number, writes=True),
    },
    commands={
        "start": Route(welcome.start, str, writes=True),
        "help": Route(people.help_),
        "offers": Route(listings.every),
        "search": Route(people.search, str, writes=True),
        "saved": Route(listings.saved),
        "settings": Route(settings.settings),
        "language": Route(welcome.languages),
        "privacy": Route(privacy.privacy),
        "mydata": Route(privacy.my_data),
        "forget": Route(privacy.ask),
        "stop": Route(settings.stop, writes=True),
        "announce": Route(announcements.messages),
    },
    expected={
        "place": places.typed,
        "email": emails.typed,
        "words": announcements.typed_words,
        "time": announcements.typed_time,
        "corrected": announcements.typed_correction,
    },
    typed=listings.search,
    located=places.located,
    unreadable=people.unreadable,
    in_groups=frozenset(
        (
            *("start", "help", "offers", "search", "language", "languages", "speak", "about", "home", "human"),
            *("districts", "district", "towns", "town", "list", "filters", "level", "offer", "details", "calendar", "share"),
        )
    ),
)
