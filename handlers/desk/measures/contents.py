"""The pages of the desk about measures and reports, and who may use them."""

from bot.i18n import mark
from bot.rules.desk import HOME
from handlers.desk.measures import (
    council_reports,
    evidence,
    indicator_import,
    indicators,
    letterheads,
    needs,
    report_files,
    report_texts,
)
from handlers.desk.measures import form as measure_form
from handlers.desk.measures import history as measure_history
from handlers.desk.measures import imports as measure_imports
from handlers.desk.measures import plan as measures
from handlers.desk.measures import reviews as measure_reviews
from handlers.desk.measures.bulk import BULK
from handlers.desk.page import ALL, COORDINATORS, PERIOD, ROW, WRITERS, Page

MEASURES = f"{HOME}/measures"
REPORTS = f"{HOME}/report"
PAGES: tuple[Page, ...] = (
    Page(
        name="measures", path=MEASURES, look=measures.table, label=mark("Measures"), bulk=BULK.bar
    ),
    BULK.page("measures.bulk"),
    Page(
        name="measures.new",
        path=f"{MEASURES}/new",
        look=measure_form.show_new,
        hear=measure_form.hear_new,
        readers=WRITERS,
        writers=WRITERS,
        keeps=measure_form.form_of,
    ),
    Page(
        name="measures.import",
        path=measure_imports.IMPORT,
        look=measure_imports.show,
        hear=measure_imports.send,
        prepare=measure_imports.prepare_sent,
        readers=COORDINATORS,
        writers=COORDINATORS,
        longest=measure_imports.LONGEST_UPLOAD,
    ),
    Page(
        name="measures.import.file",
        path=f"{measure_imports.IMPORT}/{ROW}",
        look=measure_imports.look,
        hear=measure_imports.hear,
        prepare=measure_imports.prepare_draft,
        readers=COORDINATORS,
        writers=COORDINATORS,
    ),
    Page(
        name="measures.form",
        path=f"{MEASURES}/{ROW}",
        look=measure_form.show,
        hear=measure_form.hear,
        writers=WRITERS,
        keeps=measure_form.form_of,
    ),
    Page(
        name="measures.history",
        path=f"{MEASURES}/{ROW}/history",
        look=measure_history.history,
        hear=measure_history.restore,
        writers=COORDINATORS,
    ),
    Page(
        name="measures.evidence",
        path=f"{MEASURES}/{ROW}/evidence",
        look=evidence.show,
        hear=evidence.hear,
        writers=COORDINATORS,
    ),
    Page(
        name="measures.review",
        path=f"{MEASURES}/review/{PERIOD}",
        look=measure_reviews.show,
        hear=measure_reviews.hear,
        readers=WRITERS,
        writers=WRITERS,
        keeps=measure_reviews.form_of,
    ),
    Page(
        name="report",
        path=REPORTS,
        look=council_reports.index,
        label=mark("Integration report"),
    ),
    Page(
        name="report.period",
        path=f"{REPORTS}/{PERIOD}",
        look=council_reports.show,
        hear=council_reports.hear,
        writers=COORDINATORS,
    ),
    Page(
        name="report.indicators",
        path=indicators.PAGE,
        look=indicators.show,
        hear=indicators.hear,
        prepare=indicator_import.prepare,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=indicators.form_of,
        longest=indicator_import.LONGEST_UPLOAD,
    ),
    Page(
        name="report.letterhead",
        path=letterheads.PAGE,
        look=letterheads.show,
        hear=letterheads.hear,
        prepare=letterheads.prepare,
        readers=COORDINATORS,
        writers=COORDINATORS,
        longest=letterheads.LONGEST_UPLOAD,
    ),
    Page(
        name="report.files",
        path=f"{REPORTS}/{PERIOD}/files",
        hear=report_files.ask,
        writers=ALL,
    ),
    Page(
        name="report.file",
        path=f"{REPORTS}/{PERIOD}/files/{ROW}",
        look=report_files.look,
    ),
    Page(
        name="report.needs",
        path=f"{REPORTS}/{PERIOD}/needs",
        hear=needs.hear,
        writers=COORDINATORS,
    ),
    Page(
        name="report.texts",
        path=f"{REPORTS}/{PERIOD}/texts",
        look=report_texts.show,
        hear=report_texts.hear,
        readers=WRITERS,
        writers=WRITERS,
        keeps=report_texts.form_of,
    ),
)
