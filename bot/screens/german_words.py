"""German words of offices, explained in the reader's language."""

from collections.abc import Mapping, Sequence

from bot.i18n import Translator, mark
from bot.rules.german_words import name_of
from bot.screens.frame import leaf
from bot.ui import Button, Html, Press, Screen, press

PAGE = 12
"""Words of one page."""
MEANINGS: Mapping[str, str] = {
    "residence_title": mark("General word for papers that let you stay in Germany."),
    "permit": mark("With this paper you may stay in Germany for a limited time."),
    "permanent": mark("With this paper you may stay in Germany without a time limit."),
    "asylum": mark("You have asked for asylum. You may stay until the decision."),
    "arrival": mark("The first paper for people who ask for asylum."),
    "tolerated": mark(
        "You have to leave Germany, but not at the moment. This is not a residence permit."
    ),
    "fiction": mark("You have asked for a residence paper. This paper is valid until the answer."),
    "visa": mark("With this paper you may enter Germany."),
    "opportunity": mark(
        "A permit for 18 months for people who have had a Duldung for years. In this time you "
        "prepare for a longer permit."
    ),
    "temporary": mark("The right to stay for people who have fled the war in Ukraine."),
    "protected": mark("You may stay because you are in danger in your own country."),
    "eu": mark("People from EU countries may live and work in Germany without a permit."),
    "residence_rule": mark("The office has decided where you have to live."),
    "family": mark("Your husband, wife or children come to you in Germany."),
    "citizenship": mark("You become a German citizen."),
    "work_permit": mark("The permission to work. It is written in your residence paper."),
    "foreigners_office": mark("The office for residence papers."),
    "bamf": mark("The federal office that decides on asylum and pays for integration courses."),
    "jobcenter": mark(
        "The office that pays for rent and food if you have too little money. It also helps you "
        "find work."
    ),
    "employment_agency": mark(
        "The office for work and vocational training. It pays if you lose your job."
    ),
    "social_office": mark(
        "The office that pays if you cannot work, are old or have asked for asylum."
    ),
    "district_office": mark("The main office of the district."),
    "town_hall": mark("The main office of a town."),
    "citizens_office": mark("Here you register your address and get papers."),
    "youth_office": mark("The office that helps children, young people and parents."),
    "health_office": mark("The office for health, tests and vaccinations."),
    "registry": mark("The office for births, weddings and deaths."),
    "decision": mark("A letter in which an office tells you its decision."),
    "objection": mark(
        "A letter in which you say that a decision is wrong. You often have one month for it."
    ),
    "application": mark("A form with which you ask an office for something."),
    "deadline": mark("The last day on which you can do something."),
    "appointment": mark("The day and time when you have to be there."),
    "proxy": mark("A paper that says: this person may act for you."),
    "certified_copy": mark("A stamp that says: this copy is the same as the original."),
    "registration": mark("A paper that says where you live."),
    "tax_number": mark("Your number for taxes. Your employer needs it."),
    "asylum_money": mark("The law on money and doctors for people who have asked for asylum."),
    "child_benefit": mark("Money every month for each child."),
    "child_supplement": mark("More money for children if their parents earn little."),
    "parents_money": mark("Money for parents who stay at home with their baby."),
    "child_support": mark("Money for a child if one parent pays nothing."),
    "education_money": mark("Money for school things, lunch, trips and clubs of children."),
    "rent_money": mark("Money for the rent if you work and earn little."),
    "housing_permit": mark("With this paper you can rent a flat with a low rent."),
    "social_flat": mark("A flat with a low rent. You need a Wohnberechtigungsschein for it."),
    "landlord_paper": mark(
        "A paper from the person who rents the flat to you. You need it to register your address."
    ),
    "lease": mark("The contract for a flat."),
    "deposit": mark(
        "Money that you pay before you move in. You get it back when you move out if nothing is "
        "broken."
    ),
    "extra_costs": mark("Costs on top of the rent, for example for heating, water and waste."),
    "health_insurance": mark("It pays for doctors, medicine and hospitals."),
    "family_doctor": mark("The doctor you see first when you are ill."),
    "vaccination_book": mark("A small book with all your vaccinations."),
    "pregnancy_advice": mark("Free advice before and after a birth. It is confidential."),
    "nursery": mark("A place where small children play and learn during the day."),
    "after_school": mark("A place for schoolchildren after school."),
    "german_class": mark("A school class for children who are still learning German."),
    "integration_course": mark("A German course with lessons about life in Germany."),
    "job_course": mark("A German course for work."),
    "placement": mark("A test that shows which German course is right for you."),
    "entitlement": mark("A paper that lets you take a course."),
    "adult_school": mark("A school for adults with many courses."),
    "training": mark(
        "You learn an occupation for two or three years, at work and at school. You are paid."
    ),
    "vocational_school": mark("The school for people in vocational training."),
    "internship": mark("You try out a job for a short time."),
    "minijob": mark("A small job with low pay and hardly any taxes."),
    "recognition": mark("This office checks what your certificates are worth in Germany."),
    "cv": mark("A page about your schools and jobs. Employers want to read it."),
    "social_insurance": mark("Insurance for illness, old age, care and unemployment."),
    "migration_advice": mark("Free advice for people who have come to Germany."),
    "volunteers": mark("Work for other people without pay."),
    "club": mark("People meet for sport, music or to help others. Everybody can join."),
}
"""What each word of ``bot/rules/german_words.py`` means."""


def explained(tr: Translator, codes: Sequence[str]) -> list[Html]:
    """Return a line a word: the word in German, and what it means."""
    return [tr("{kind}: {title}", kind=name_of(code), title=tr(MEANINGS[code])) for code in codes]


def words(
    tr: Translator, codes: Sequence[str], page: int, route: str, back: str, *, is_all: bool
) -> Screen:
    """Return a page of words; ``route`` shows its neighbours. ``is_all``: these are all of them."""
    shown, arrows = leaf(tr, codes, page, PAGE, route)
    all_of_them = Button(tr("All German words"), press("german_words.list", 0))
    return Screen(
        tr.paragraphs(tr.lines(tr("<b>German words</b>")), tr.lines(*explained(tr, shown))),
        () if is_all else ((all_of_them,),),
        arrows,
        at=f"{route}:{page}",
        back=back,
    )


def words_button(tr: Translator, action: Press) -> Button:
    """Return the button that explains German words."""
    return Button(tr("❓ German words"), action)
