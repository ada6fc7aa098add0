"""Environment of the process: settings, clock, logs. Light, so that the command line is fast."""

import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from bot import config_reader
from bot.config import OLD_KEYS, Config

PACKAGED = Path(__file__).with_name("config.toml")
"""Default settings in an installed package."""
_OF_PRODUCTION = ("LOTSE_SECRET_KEY", OLD_KEYS, "LOTSE_DATABASE_URL", "LOTSE_DATABASE_PATH")
ROOT = Path(__file__).resolve().parent.parent


def now() -> datetime:
    """Return the current time in UTC; the only clock."""
    return datetime.now(UTC)


def load_config(environment: dict[str, str] | None = None) -> Config:
    """Read ``config.toml`` of the working directory, else the project's own. Raises ConfigError."""
    here, own = Path("config.toml"), ROOT / "config.toml"
    text = next(path for path in (here, PACKAGED, own) if path.exists()).read_text("utf-8")
    return config_reader.load(text, dict(os.environ) if environment is None else environment)


def environment_of_try() -> dict[str, str]:
    """Return the environment without database and keys: ``lotse try`` has its own."""
    return {name: text for name, text in os.environ.items() if name not in _OF_PRODUCTION}


def database_url(config: Config) -> str:
    """Return the URL of the database; without LOTSE_DATABASE_URL that of the SQLite file."""
    return config.database_url or f"sqlite:///{config.database.path}"


def quiet_logs(level: str) -> None:
    """Configure the log. Libraries that log parameters or addresses log warnings only."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
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
