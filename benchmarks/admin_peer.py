"""Django's admin over our table of offers: what an office would get without us.

``prepared`` makes an environment with Django and a server. There this file runs as a script,
``admin_peer.py DATABASE_URL PORT COOKIE_FILE``, and knows nothing of this project but the columns.
"""

import subprocess
import sys
import venv
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

PACKAGES = ("django>=5.2,<5.3", "waitress>=3,<4", "psycopg[binary]>=3.2,<4")
PAGES = {
    "offers": "/admin/admin_peer/offer/",
    "offers, searched": "/admin/admin_peer/offer/?q=Deutsch",
    "offers, filtered and sorted": "/admin/admin_peer/offer/?state__exact=published&o=1",
    "form of an offer": "/admin/admin_peer/offer/{n}/change/",
}
"""The addresses of the pages that our desk has too, by the names that they have there."""
APPS = ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")
LABEL = "admin_peer"
"""This file is an app of Django: its folder is where the script is."""
CONTEXT = (
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
)


def prepared(folder: Path) -> Path:
    """Make an environment with Django; return its Python. Raises CalledProcessError offline."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return python


def command(python: Path, url: str, port: int, cookie: Path) -> list[str]:
    """Return the command that serves the admin, and writes the cookie of who is signed in."""
    return [str(python), __file__, url, str(port), str(cookie)]


def serve(url: str, port: int, cookie: Path) -> None:
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="0f" * 32,
        ROOT_URLCONF="admin_peer_urls",
        ALLOWED_HOSTS=["*"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATABASES={"default": _database(f"sqlite:///{cookie}.sqlite"), "desk": _database(url)},
        DATABASE_ROUTERS=[Router()],
        INSTALLED_APPS=[*(f"django.contrib.{name}" for name in APPS), LABEL],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": CONTEXT},
            }
        ],
        USE_TZ=True,
        STATIC_URL="/static/",
    )
    django.setup()
    _register()
    _route()
    cookie.write_text(_signed_in())
    from django.core.wsgi import get_wsgi_application
    from waitress import serve as wait

    wait(get_wsgi_application(), host="127.0.0.1", port=port, threads=4)


class Router:
    """Our tables are in our database, Django's own in a file beside the cookie."""

    def db_for_read(self, model, **_):
        return "desk" if model._meta.app_label == LABEL else "default"

    db_for_write = db_for_read


def _database(url: str) -> dict[str, object]:
    """Return Django's settings of a database; connections are kept, as ours are."""
    parts = urlsplit(url)
    if parts.scheme.startswith("sqlite"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.partition(":///")[2]}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": parts.username or "postgres",
        "HOST": parse_qs(parts.query).get("host", [parts.hostname or ""])[0],
        "CONN_MAX_AGE": None,
    }


def _register() -> None:
    """Declare the columns that our list shows, and make the list and the form of them."""
    from django.contrib import admin
    from django.db import models

    class Named(models.Model):
        name = models.CharField(max_length=300)

        class Meta:
            abstract = True

        def __str__(self):
            return self.name

    def unmanaged(table):
        return type("Meta", (), {"app_label": LABEL, "managed": False, "db_table": table})

    def declared(name, base, table, **columns):
        parts = {"__module__": __name__, "Meta": unmanaged(table), **columns}
        return type(name, (base,), parts)

    def link(model, **options):
        return models.ForeignKey(model, models.DO_NOTHING, **options)

    organisation = declared("Organisation", Named, "organisation")
    town = declared("Municipality", Named, "municipality")
    offer = declared(
        "Offer",
        models.Model,
        "offer",
        organisation=link(organisation),
        municipality=link(town, null=True, blank=True),
        state=models.CharField(max_length=20, choices=[(s, s) for s in ("published", "closed")]),
        phone=models.CharField(max_length=60, blank=True),
        email=models.CharField(max_length=200, blank=True),
        url=models.CharField(max_length=1000, blank=True),
        address=models.CharField(max_length=500, blank=True),
        price=models.CharField(max_length=200, blank=True),
        expires_at=models.DateField(),
        confirmed_at=models.DateTimeField(),
        title_key=models.CharField(max_length=200, editable=False),
    )
    text = declared(
        "OfferText",
        models.Model,
        "offer_text",
        pk=models.CompositePrimaryKey("offer_id", "language"),
        offer=link(offer, related_name="texts"),
        language=models.CharField(max_length=12),
        title=models.CharField(max_length=500),
        state=models.CharField(max_length=12),
    )
    assert text

    class OfferAdmin(admin.ModelAdmin):
        list_display = (
            *("german_title", "organisation", "municipality", "state", "languages", "phone"),
            *("email", "expires_at", "confirmed_at"),
        )
        list_filter = ("state", "municipality")
        list_select_related = ("organisation", "municipality")
        list_per_page = 25
        search_fields = ("texts__title", "organisation__name")
        ordering = ("title_key", "id")
        show_facets = admin.ShowFacets.ALWAYS

        def get_queryset(self, request):
            return super().get_queryset(request).prefetch_related("texts")

        @admin.display(ordering="title_key")
        def german_title(self, row):
            return next((text.title for text in row.texts.all() if text.language == "de"), "")

        def languages(self, row):
            return " ".join(sorted(f"{text.language} {text.state}" for text in row.texts.all()))

    admin.site.register(offer, OfferAdmin)


def _route() -> None:
    """Make the module with the addresses, which Django imports by its name."""
    from django.contrib import admin
    from django.urls import path

    urls = ModuleType("admin_peer_urls")
    vars(urls)["urlpatterns"] = [path("admin/", admin.site.urls)]
    sys.modules[urls.__name__] = urls


def _signed_in() -> str:
    """Make Django's own tables and a superuser; return the cookie of their session."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    User.objects.create_superuser("office", password="office")
    browser = Client()
    browser.login(username="office", password="office")
    return f"sessionid={browser.cookies['sessionid'].value}"


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
