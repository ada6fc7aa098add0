"""Words of times in other languages than German and English, as people write them in the chat."""

import re
from collections.abc import Iterator

from babel import Locale

_LANGUAGES = ("fr", "pl", "ro", "tr", "ru", "uk", "ar", "fa", "ps", "ku", "so", "ti", "es", "it")
"""Languages of which the names of weekdays and months are read (Unicode CLDR)."""
_PERSIAN_WEEKDAY = re.compile("(یک|دو|سه|چهار|پنج)[\u200c ]?(شنبه)(?:[\u200c ]?(ها))?")
_POLISH_ON = re.compile(r"\bwe (?=wtor)", re.IGNORECASE)
_FORMS = (
    "poniedziałki понедельникам понеділка понеділках пн lunea lundis اثنين",
    "wtorki вторникам вівторка вівторках вт marțea mardis ثلاثاء",
    "środę środy среду средам середу середи середах ср miercurea mercredis أربعاء",
    "czwartki четвергам четверга четвергах чт joia jeudis خميس",
    "piątki пятницу пятницам п'ятниця п'ятницю п'ятниці п'ятницях пт vinerea vendredis جمعة",
    "sobotę soboty субботу субботам суботу суботи суботах сб sâmbăta samedis sábados سبت",
    "niedzielę niedziele воскресеньям неділю неділі неділях нд вс duminica dimanches domingos أحد",
)
"""Forms of the names of weekdays that stand behind other words, or mean every week."""
_ALWAYS = (
    "poniedziałki понедельникам щопонеділка lunea lundis دوشنبهها",
    "wtorki вторникам щовівторка marțea mardis سهشنبهها",
    "środy средам щосереди miercurea mercredis چهارشنبهها",
    "czwartki четвергам щочетверга joia jeudis پنجشنبهها",
    "piątki пятницам щоп'ятниці vinerea vendredis جمعهها",
    "soboty субботам щосуботи sâmbăta samedis شنبهها",
    "niedziele воскресеньям щонеділі duminica dimanches یکشنبهها",
)
WORDS = {
    "EVERY": "chaque tous toutes każdy każda każdą fiecare her каждый каждую каждое каждые кожен"
    " кожного кожну кожної todos كل هر",
    "DAILY": "codziennie ежедневно щодня quotidiennement zilnic يوميا روزانه",
    "AND": "et i și şi ve и і та y و û iyo",
    "TO": "до au",
    "FROM": "с з від od dès",
    "OCLOCK": "heures heure часов часа час годині година годин godz godzina",
    "FILLER": "à le les los el o w la ora saat günü в во о об у по الساعة في ساعت روز يوم",
}
"""Words by the name of their kind."""
UNTIL = frozenset(("à", "по"))
"""Words that mean "until" between two days or two hours, and are filling elsewhere."""
LETTERS = "iwoyvàвоусзиі"
"""Words of one letter, which are abbreviations before a full stop."""
WEEKLY = "günleri أيام"
"""Words beside a weekday that mean every week."""
DAYS_AHEAD = {1: "demain завтра yarın jutro mâine غدا فردا"}


def weekdays() -> Iterator[tuple[str, int]]:
    """Yield names and forms of weekdays with their number, 0 is Monday."""
    for locale in map(Locale, _LANGUAGES):
        for form in ("format", "stand-alone"):
            yield from ((_key(name), day) for day, name in locale.days[form]["wide"].items())
    for forms in (_FORMS, _ALWAYS):
        yield from ((_key(name), day) for day, names in enumerate(forms) for name in names.split())


def months() -> Iterator[tuple[str, int]]:
    """Yield names of months with their number, 1 is January."""
    for locale in map(Locale, _LANGUAGES):
        for form in ("format", "stand-alone"):
            yield from ((_key(name), month) for month, name in locale.months[form]["wide"].items())


def always() -> Iterator[str]:
    """Yield the names of weekdays that mean every week by themselves."""
    yield from (_key(name) for names in _ALWAYS for name in names.split())


def _key(name: str) -> str:
    return joined(name).casefold()


def joined(text: str) -> str:
    """Return a text in which words that are written in several ways are one word.

    "سه شنبه" is Tuesday; its second half alone would be Saturday.
    """
    plain = _POLISH_ON.sub("", _PERSIAN_WEEKDAY.sub(r"\1\2\3", text))
    return plain.replace("п’я", "п'я").replace("пʼя", "п'я")
