"""What the statuses, courses, papers and offices of the ladder are called."""

from bot.domain.ladder import Bring, Giver, Status
from bot.i18n import mark

STATUSES = {
    Status.JOBCENTER: mark("Money from the Jobcenter"),
    Status.PERMIT: mark("Residence permit"),
    Status.ASYLUM: mark("Asylum not decided yet"),
    Status.TOLERATED: mark("I have a Duldung"),
    Status.EU: mark("EU citizen or German"),
    Status.UNKNOWN: mark("I do not know"),
}
KINDS = {
    "placement_test": mark("Placement test"),
    "literacy": mark("Integration course: reading and writing"),
    "second_script": mark("Integration course: Latin letters"),
    "literacy_open": mark("Open course: reading and writing"),
    "integration": mark("Integration course"),
    "repeat": mark("Repeating part of the integration course"),
    "job_a2": mark("Job language course A2"),
    "job_b1": mark("Job language course B1"),
    "intensive": mark("Fast integration course"),
    "women_parents": mark("Integration course for women or parents"),
    "youth": mark("Integration course for young adults"),
    "job_b2": mark("Job language course B2"),
    "job_subject": mark("Language course for a group of jobs"),
    "job_trainee": mark("Language course during vocational training"),
    "job_recognition": mark("Language course for the recognition of a profession"),
    "job_c1": mark("Job language course C1"),
    "job_c2": mark("Job language course C2"),
    "orientation": mark("Course about life in Germany"),
    "first_steps": mark("First orientation course"),
    "open_beginner": mark("Open German course A1 to A2"),
    "open_advanced": mark("Open German course B1 to C1"),
    "volunteer_course": mark("German with volunteers"),
    "school": mark("School"),
    "language_cafe": mark("Language café"),
    "online": mark("German online"),
}
"""Names of our kinds in the reader's language; a district's own kinds have their German name."""
NEEDS = {
    "entitlement": mark("permission for the integration course"),
    "job_entitlement": mark("permission for the job language course"),
    "placement": mark("Placement test"),
    "certificate_a2": mark("A2 certificate"),
    "certificate_b1": mark("B1 certificate"),
    "certificate_b2": mark("B2 certificate"),
    "certificate_c1": mark("C1 certificate"),
    "recognition": mark("letter from the recognition office"),
    "contract": mark("contract of work or training"),
}
GIVERS = {
    Giver.JOBCENTER: mark("Jobcenter"),
    Giver.FOREIGNERS_OFFICE: mark("immigration office (Ausländerbehörde)"),
    Giver.BAMF: mark("Federal Office for Migration (BAMF)"),
    Giver.EMPLOYMENT_AGENCY: mark("employment agency (Agentur für Arbeit)"),
    Giver.ADVICE: mark("migration advice (Migrationsberatung)"),
    Giver.PROVIDER: mark("language school that runs the course"),
    Giver.TEST_CENTRE: mark("language test centre"),
    Giver.RECOGNITION_OFFICE: mark("recognition office (Anerkennungsstelle)"),
    Giver.EMPLOYER: mark("employer"),
}
BRINGS = {
    Bring.ID: mark("passport or ID card"),
    Bring.PERMIT: mark("residence document"),
    Bring.LETTER: mark("official letters"),
    Bring.ENTITLEMENT: mark("permission for the course"),
    Bring.CERTIFICATE: mark("certificates"),
    Bring.DIPLOMA: mark("diploma"),
    Bring.CONTRACT: mark("contract"),
    Bring.CV: mark("CV"),
}
