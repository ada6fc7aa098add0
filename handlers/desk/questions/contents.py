"""The pages of the desk about questions to the office, and who may use them."""

from bot.i18n import mark
from handlers.desk.page import COORDINATORS, ROW, Page
from handlers.desk.questions import answers as saved_answers
from handlers.desk.questions import listing as questions
from handlers.desk.questions import page as question

PAGES: tuple[Page, ...] = (
    Page(
        name="questions",
        path=question.QUESTIONS,
        look=questions.table,
        readers=COORDINATORS,
        label=mark("Questions to the office"),
    ),
    Page(
        name="questions.answers",
        path=saved_answers.ANSWERS,
        look=saved_answers.table,
        hear=saved_answers.drop,
        readers=COORDINATORS,
        writers=COORDINATORS,
    ),
    Page(
        name="questions.answers.new",
        path=f"{saved_answers.ANSWERS}/new",
        look=saved_answers.show_new,
        hear=saved_answers.hear_new,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=saved_answers.form_of,
    ),
    Page(
        name="questions.page",
        path=f"{question.QUESTIONS}/{ROW}",
        look=question.show,
        hear=question.hear,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=question.form_of,
    ),
)
