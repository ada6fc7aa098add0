"""Environment of the process: settings, clock, logs. Light, so that the command line is fast."""

import logging
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot import config_reader
from bot.config import OLD_KEYS, SECRETS, Config, ConfigError, Mistake
from bot.log_lines import formatter

PACKAGED = Path(__file__).with_name("config.toml")
"""Default settings in an installed package."""
IN_FILES = tuple(f"{name}_FILE" for name in (*SECRETS, OLD_KEYS))
"""Variables that name a file with a secret, as systemd, Docker and Kubernetes hand them over."""
_OF_PROVIDER = re.compile(r"LOTSE_OIDC_[A-Z0-9]+_SECRET_FILE", re.ASCII)
"""Variables that name a file with the secret of one of several identity providers."""
_OF_PRODUCTION = ("LOTSE_SECRET_KEY", OLD_KEYS, "LOTSE_DATABASE_URL", "LOTSE_DATABASE_PATH")
ROOT = Path(__file__).resolve().parent.parent


def now() -> datetime:
    """Return the current time in UTC; the only clock."""
    return datetime.now(UTC)


def load_config(environment: dict[str, str] | None = None) -> Config:
    """Read ``config.toml`` of the working directory, else the project's own. Raises ConfigError."""
    here, own = Path("config.toml"), ROOT / "config.toml"
    text = next(path for path in (here, PACKAGED, own) if path.exists()).read_text("utf-8")
    given = dict(os.environ) if environment is None else environment
    return config_reader.load(text, with_secrets_of_files(given))


def with_secrets_of_files(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with the secrets that are in files; an empty file sets nothing.

    Raises ConfigError with all files that cannot be read, and all secrets given in both ways.
    """
    in_files = [*IN_FILES, *sorted(filter(_OF_PROVIDER.fullmatch, environment))]
    values = {name: text for name, text in environment.items() if name not in in_files}
    mistakes = []
    for variable in in_files:
        name, path = variable.removesuffix("_FILE"), environment.get(variable, "")
        if path and values.get(name):
            mistakes.append(Mistake(variable, f"{name} is set too: set one of them", path))
        elif path:
            try:
                values[name] = Path(path).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError, ValueError) as error:
                reason = f"the file cannot be read ({type(error).__name__})"
                mistakes.append(Mistake(variable, reason, "/run/secrets/secret_key"))
    if mistakes:
        raise ConfigError(mistakes)
    return values


def environment_of_try() -> dict[str, str]:
    """Return the environment without database and keys: ``lotse try`` has its own."""
    left_out = {*_OF_PRODUCTION, *(f"{name}_FILE" for name in _OF_PRODUCTION)}
    return {name: text for name, text in os.environ.items() if name not in left_out}


def database_url(config: Config) -> str:
    """Return the URL of the database; without LOTSE_DATABASE_URL that of the SQLite file."""
    return config.database_url or f"sqlite:///{config.database.path}"


def quiet_logs(level: str, shape: str = "line") -> None:
    """Configure the log as lines or "json". Libraries that log addresses log warnings only."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(shape))
    logging.basicConfig(level=level, handlers=[handler])
    for name in (
        "aiosqlite",
        "sqlalchemy",
        "psycopg",
        "aiohttp",
        "apscheduler",
        "alembic",
        "asyncio",
        "telegram",
    ):
        logging.getLogger(name).setLevel(logging.WARNING)
