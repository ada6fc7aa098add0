"""A call for helpers, and what somebody can help with."""

from collections.abc import Mapping, Sequence

from bot.domain.groups import Group
from bot.domain.helping import Help, HelpRequest
from bot.domain.people import Person
from bot.i18n import Language, Translator
from bot.rules.helping import EVENINGS, SPEAKS
from bot.screens import helping
from bot.screens.examples import DAY_AND_TIME
from bot.screens.frame import leaf
from bot.ui import Button, Html, Screen, in_rows, press


def languages(
    tr: Translator, group_id: int, languages: Mapping[str, Language], page: int
) -> Screen:
    """Ask which language a lead needs."""
    codes = [code for code in languages if code not in ("de", "de-simple")]
    shown, arrows = leaf(tr, codes, page, helping.PAGE, f"call.languages:{group_id}")
    buttons = [
        Button(
            tr.value(languages[code].name), press("call.language", group_id, Help.INTERPRET, code)
        )
        for code in shown
    ]
    return Screen(
        tr.lines(tr("Which language?")),
        in_rows(buttons, 2),
        arrows,
        at=f"call.languages:{group_id}:{page}",
        back=f"call.show:{group_id}",
    )


def call_when(tr: Translator, group: Group) -> Screen:
    body = tr.lines(
        tr.bold(group.name),
        tr("When? Write a day and a time, for example: {example}", example=DAY_AND_TIME),
    )
    return Screen(body, back=f"call.show:{group.id}")


def called(
    tr: Translator, request: HelpRequest, group: Group, names: Sequence[str], asked_: int
) -> Screen:
    """Return the names of people who can help, for the lead."""
    body = tr.paragraphs(
        tr.lines(tr.bold(group.name), *helping.facts(tr, request, None)),
        tr.lines(
            tr.plural("We have asked {n} person.", "We have asked {n} people.", asked_),
            tr("These people can help: {names}", names=tr.listed(names))
            if names
            else tr("Nobody has said yes yet."),
        ),
    )
    return Screen(body, at=f"helping.show:{request.id}", back=f"group.lead:{group.id}")


def skills(tr: Translator) -> Screen:
    """Return the skills of a volunteer, in three parts."""
    buttons = [
        Button(tr(words), press("skill.list", part, 0)) for part, words in helping.PARTS.items()
    ]
    body = tr.lines(
        tr("<b>I can help</b>"),
        tr("Leads of your groups can ask you. They see your name only if you say yes."),
    )
    return Screen(body, in_rows(buttons, 1), at="skill.parts", back="group.list:0")


def chosen(
    tr: Translator,
    person: Person,
    part: str,
    codes: Sequence[str],
    languages_: Mapping[str, Language],
    page: int,
) -> Screen:
    shown, arrows = leaf(tr, codes, page, helping.PAGE, f"skill.list:{part}")
    buttons = [
        Button(
            skill(tr, code, languages_),
            press("skill.toggle", part, code, page),
            code in person.skills,
        )
        for code in shown
    ]
    body = tr.lines(tr(helping.PARTS[part]), tr("Press to choose. Press again to undo."))
    return Screen(
        body, in_rows(buttons, 2), arrows, at=f"skill.list:{part}:{page}", back="skill.parts"
    )


def skill(tr: Translator, code: str, languages_: Mapping[str, Language]) -> Html:
    """Return a skill in words: a kind of help, a language, or a day of the week."""
    if code.startswith(SPEAKS):
        return tr.value(languages_[code.removeprefix(SPEAKS)].name)
    return (
        tr.value(tr.weekday(EVENINGS.index(code)))
        if code in EVENINGS
        else tr(helping.KINDS[Help(code)])
    )
