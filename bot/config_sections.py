"""The sections of the settings, each setting with its default, an example and its check."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.setting import setting
from bot.setting_checks import (
    ascii_host,
    is_contact,
    is_network,
    is_origin,
    is_public_url,
    is_sender,
    is_url,
    positive,
)

USUAL_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Web:
    """The web server: its address here and for the public, and the sites that may embed the chat.

    ``port`` 0 lets the system choose. ``public_url`` is "" on one's own machine. ``embed_on`` are
    origins (scheme, host and port). ``trusted_proxies`` are addresses or networks whose
    X-Forwarded-For is believed, so that limits hold for each client. ``streams`` is the maximum
    number of open pages that get screens by themselves. ``rate_limits`` is "off" only where
    something in front of us limits what clients do. ``second_factor_in`` are the slugs of the
    districts that demand a second factor of everybody at their desk, "*" all; elsewhere it is
    demanded of those who have set one up.
    """

    host: str = setting("127.0.0.1", '"127.0.0.1"', bool, "must not be empty")
    port: int = setting(8080, "8080", lambda port: 0 <= port < 65536, "must be from 0 to 65535")
    public_url: str = setting(
        "", '"https://lotse.example.org"', is_public_url, "must begin with http:// or https://"
    )
    embed_on: tuple[str, ...] = setting(
        [],
        '["https://www.landkreis.example"]',
        lambda urls: all(map(is_origin, urls)),
        "must be origins",
    )
    trusted_proxies: tuple[str, ...] = setting(
        ["127.0.0.1", "::1"],
        '["127.0.0.1", "10.0.0.0/8"]',
        lambda texts: all(map(is_network, texts)),
        "must be addresses or networks",
    )
    streams: int = setting(2000, "2000", positive, "must be above 0")
    rate_limits: str = setting(
        "on", '"on"', lambda word: word in ("on", "off"), 'must be "on" or "off"'
    )
    second_factor_in: tuple[str, ...] = setting(
        [], '["waldshut"]', lambda slugs: all(slugs), "must be names of districts"
    )

    @property
    def is_secure(self) -> bool:
        """Whether browsers keep our cookies for https alone."""
        return self.ascii_url.startswith("https://")

    @property
    def ascii_url(self) -> str:
        """The public address without a slash at its end, as browsers write it (RFC 6454, IDNA).

        Passkeys and the office's identity provider compare it with what a browser says.
        """
        parts = urlsplit(self.public_url)
        if not parts.hostname:
            return ""
        host = ascii_host(parts.hostname)
        host = f"[{host}]" if ":" in host else host
        is_usual = parts.port in (None, USUAL_PORTS.get(parts.scheme))
        place = host if is_usual else f"{host}:{parts.port}"
        return parts._replace(netloc=place).geturl().rstrip("/")


@dataclass(frozen=True)
class Telegram:
    """Telegram, used when LOTSE_TELEGRAM_TOKEN is set.

    ``rate`` is the maximum number of messages a second in all, ``unasked_rate`` of those that
    nobody asked for; both stay below the 30 a second of Telegram ("Bots FAQ", broadcasting).
    ``parallel`` is the maximum number of messages on their way at the same time. ``rate_limits`` is
    "off" only where chats are measured, not served.
    """

    api: str = setting(
        "https://api.telegram.org",
        '"https://api.telegram.org"',
        lambda url: bool(url) and is_url(url),
        "must be a URL",
    )
    mode: str = setting(
        "polling",
        '"polling"',
        lambda mode: mode in ("polling", "webhook"),
        'must be "polling" or "webhook"',
    )
    rate: int = setting(28, "28", positive, "must be above 0")
    unasked_rate: int = setting(25, "25", positive, "must be above 0")
    parallel: int = setting(8, "8", positive, "must be above 0")
    rate_limits: str = setting(
        "on", '"on"', lambda word: word in ("on", "off"), 'must be "on" or "off"'
    )


@dataclass(frozen=True)
class Email:
    """The mail server, used when ``sender`` is set. The password is LOTSE_EMAIL_PASSWORD."""

    host: str = setting("127.0.0.1", '"mail.landkreis.example"', bool, "must not be empty")
    port: int = setting(587, "587", lambda port: 0 < port < 65536, "must be from 1 to 65535")
    security: str = setting(
        "starttls",
        '"starttls"',
        lambda name: name in ("starttls", "tls", "none"),
        'must be "starttls", "tls" or "none"',
    )
    user: str = setting("", '"lotse"')
    sender: str = setting(
        "",
        '"lotse@landkreis.example"',
        is_sender,
        "must be an e-mail address with a to z, digits and signs before the @",
    )

    @property
    def ascii_sender(self) -> str:
        """The sender with its domain as it is written in mails (IDNA)."""
        local, at, domain = self.sender.rpartition("@")
        return f"{local}{at}{ascii_host(domain)}"


@dataclass(frozen=True)
class Push:
    """Notifications of browsers, possible where ``contact`` or an https address of ours is known.

    ``contact`` is whom the push services of browsers write to, "" is ``web.public_url``.
    ``pretended`` is a push service on this machine, for tests: all others must be public.
    """

    contact: str = setting(
        "",
        '"mailto:lotse@landkreis.example"',
        is_contact,
        "must begin with mailto: or https://",
    )
    pretended: str = setting(
        "",
        '"http://127.0.0.1:9000"',
        lambda url: not url or bool(re.fullmatch(r"http://127\.0\.0\.1:[0-9]{1,5}", url, re.ASCII)),
        "must be on this machine",
    )


@dataclass(frozen=True)
class Operator:
    """The office that runs the service, as people read it; "" where it is not given."""

    name: str = setting("", '"Landkreis Waldshut"')
    contact: str = setting("", '"lotse@landkreis.example"')


@dataclass(frozen=True)
class Retention:
    """How long data is kept after it was last needed. Offers expire after ``offers_days``."""

    people_weeks: int = setting(52, "52", positive, "must be above 0")
    strangers_hours: int = setting(24, "24", positive, "must be above 0")
    dialogue_hours: int = setting(24, "24", positive, "must be above 0")
    reports_days: int = setting(180, "180", positive, "must be above 0")
    inbox_days: int = setting(3, "3", positive, "must be above 0")
    deliveries_days: int = setting(30, "30", positive, "must be above 0")
    offers_days: int = setting(365, "365", positive, "must be above 0")
    groups_days: int = setting(1095, "1095", positive, "must be above 0")
    wishes_days: int = setting(365, "365", positive, "must be above 0")
    calendars_days: int = setting(180, "180", positive, "must be above 0")
    missed_weeks: int = setting(104, "104", positive, "must be above 0")
    backup_days: int = setting(30, "30", positive, "must be above 0")
    questions_days: int = setting(30, "30", positive, "must be above 0")


@dataclass(frozen=True)
class Questions:
    """Questions to the office: ``answer_days`` is when people may expect an answer."""

    answer_days: int = setting(3, "3", positive, "must be above 0")


@dataclass(frozen=True)
class Levels:
    """The ladder of German courses, and the stations to a job.

    ``ladders`` and ``pathways``: folders with files of districts, "" for none.
    """

    ladders: str = setting("", '"/etc/lotse/ladders"')
    pathways: str = setting("", '"/etc/lotse/pathways"')


@dataclass(frozen=True)
class Log:
    """The log: ``level`` is the lowest level of what is written, ``format`` text or JSON lines."""

    level: str = setting(
        "INFO",
        '"INFO"',
        lambda name: name in ("DEBUG", "INFO", "WARNING", "ERROR"),
        "must be DEBUG, INFO, WARNING or ERROR",
    )
    format: str = setting(
        "line", '"line"', lambda name: name in ("line", "json"), 'must be "line" or "json"'
    )


@dataclass(frozen=True)
class Metrics:
    """Where Prometheus asks for metrics: an address that no proxy passes on. ``port`` 0 is off."""

    host: str = setting("127.0.0.1", '"127.0.0.1"', bool, "must not be empty")
    port: int = setting(9464, "9464", lambda port: 0 <= port < 65536, "must be from 0 to 65535")


@dataclass(frozen=True)
class Search:
    """The search. ``meaning``: "auto" compares what texts mean, where an encoder is installed."""

    meaning: str = setting(
        "auto", '"auto"', lambda mode: mode in ("auto", "off"), 'must be "auto" or "off"'
    )


@dataclass(frozen=True)
class Database:
    """The database: ``path`` of the SQLite file, used without LOTSE_DATABASE_URL.

    ``pool`` is the maximum number of connections. ``erasures`` is the list of who was erased, by
    keyed digests, for backups; "" is beside the SQLite file, and no list with PostgreSQL.
    """

    path: str = setting("var/lotse.sqlite", '"var/lotse.sqlite"', bool, "must not be empty")
    pool: int = setting(10, "10", positive, "must be above 0")
    erasures: str = setting("", '"/srv/lotse/erased.txt"')
