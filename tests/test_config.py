"""Settings: all mistakes at once, each with its key, the reason and an example."""

from pathlib import Path

import pytest

from bot.config import OLD_KEYS, SECRETS, SECTIONS, Config, ConfigError
from bot.config_reader import load
from bot.config_sections import Web
from bot.environment import (
    IN_FILES,
    ROOT,
    environment_of_try,
    load_config,
    with_secrets_of_files,
)
from bot.setting_checks import is_public_url


def test_the_committed_file_is_complete_and_right() -> None:
    text = (ROOT / "config.toml").read_text("utf-8")
    assert load(text, {}) == Config() == load("", {})
    from dataclasses import fields

    for name, section in SECTIONS.items():
        assert f"[{name}]" in text
        for item in fields(section):
            assert f"\n{item.name} = " in text, f"{name}.{item.name} is not in config.toml"


def test_five_mistakes_are_told_at_once() -> None:
    text = (
        '[web]\nport = 99999\npublic_url = "lotse.example"\ncolour = "red"\n'
        '[log]\nlevel = "LOUD"\n'
        "[nothing]\nx = 1\n"
    )
    with pytest.raises(ConfigError) as error:
        load(
            text,
            {
                "LOTSE_SECRET_KEY": "short",
                "LOTSE_RETENTION_PEOPLE_WEEKS": "many",
                "LOTSE_TYPO": "1",
            },
        )
    keys = {mistake.key for mistake in error.value.mistakes}
    assert keys == {
        "web.port",
        "web.public_url",
        "web.colour",
        "log.level",
        "nothing.x",
        "LOTSE_SECRET_KEY",
        "LOTSE_RETENTION_PEOPLE_WEEKS",
        "LOTSE_TYPO",
    }
    assert all(mistake.reason and mistake.example for mistake in error.value.mistakes)


def test_the_environment_wins() -> None:
    config = load(
        "[web]\nport = 1\n",
        {"LOTSE_WEB_PORT": "2", "LOTSE_WEB_EMBED_ON": "https://a.example, https://b.example"},
    )
    assert config.web.port == 2
    assert config.web.embed_on == ("https://a.example", "https://b.example")


@pytest.mark.parametrize(
    "text",
    ["[web", "web = 1", "[web]\nport = '8080'", "[web]\nport = true", "[web]\nembed_on = 'x'"],
)
def test_wrong_types_and_broken_files(text: str) -> None:
    with pytest.raises(ConfigError):
        load(text, {})


def test_secrets_are_not_shown() -> None:
    key, url = "ab" * 32, "postgresql://lotse:password@db/lotse"
    shown = repr(load("", {"LOTSE_SECRET_KEY": key, "LOTSE_DATABASE_URL": url}))
    assert key not in shown
    assert "password" not in shown


@pytest.mark.parametrize("name", [*SECRETS, OLD_KEYS])
def test_every_secret_may_be_in_a_file(name: str, tmp_path: Path) -> None:
    values = {
        "LOTSE_SECRET_KEY": "ab" * 32,
        "LOTSE_OLD_SECRET_KEYS": "cd" * 32,
        "LOTSE_DATABASE_URL": "postgresql://lotse:password@db/lotse",
        "LOTSE_TELEGRAM_TOKEN": "1:AAE",
        "LOTSE_EMAIL_PASSWORD": "p w",
        "LOTSE_OIDC_SECRET": "s p",
    }
    file = tmp_path / "secret"
    file.write_text(f"{values[name]}\n")
    assert load_config({f"{name}_FILE": str(file)}) == load_config({name: values[name]})
    with pytest.raises(ConfigError) as error:
        load_config({f"{name}_FILE": str(file), name: values[name]})
    assert [mistake.key for mistake in error.value.mistakes] == [f"{name}_FILE"]
    assert values[name] not in str(error.value)
    assert load_config({f"{name}_FILE": str(file), name: ""}) == load_config({name: values[name]})
    file.write_text("\n")
    assert load_config({f"{name}_FILE": str(file)}) == load_config({}), "empty sets nothing"
    file.write_bytes(b"\xff\xfe")
    wrong = {
        f"{name}_FILE": str(file),
        f"{OLD_KEYS if name != OLD_KEYS else SECRETS[0]}_FILE": str(tmp_path / "none"),
    }
    with pytest.raises(ConfigError) as error:
        load_config(wrong)
    assert {mistake.key for mistake in error.value.mistakes} == set(wrong)


def test_a_trial_reads_no_secret_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in IN_FILES:
        monkeypatch.setenv(name, "/nowhere")
    left = environment_of_try()
    assert {name for name in IN_FILES if name in left} == {
        "LOTSE_TELEGRAM_TOKEN_FILE",
        "LOTSE_EMAIL_PASSWORD_FILE",
        "LOTSE_OIDC_SECRET_FILE",
    }


def test_a_provider_is_described_whole_or_not_at_all() -> None:
    url = '[web]\npublic_url = "https://lotse.example"\n'
    whole = {"issuer": "https://sso.example/a", "client_id": "lotse", "name": "Kreis"}
    wrong = []
    for keys, more, expected in (
        ((), url, set()),
        (("issuer", "client_id", "name"), url, set()),
        (("issuer", "client_id", "name"), "", {"web.public_url"}),
        (("issuer",), url, {"oidc.client_id", "oidc.name"}),
        (("issuer", "name"), url, {"oidc.client_id"}),
        (("client_id",), url, {"oidc.issuer"}),
        (("client_id", "name"), url, {"oidc.issuer"}),
    ):
        lines = "".join(f'{key} = "{whole[key]}"\n' for key in keys)
        found = mistakes_of(f"{more}[oidc]\n{lines}")
        if found != expected:
            wrong.append((keys, more, found))
    for issuer in (
        *("http://sso.example", "sso.example", "https://", "https://a@sso.example"),
        *("https://sso.example/?x=1", "https://sso.example/#x", "http://localhost:80"),
        *("ftp://sso.example", "https://sso.example:99999", "https://[", "https://sö.example"),
        *("http://127.0.0.1.evil.example", "javascript:alert(1)"),
    ):
        text = f'{url}[oidc]\nissuer = "{issuer}"\nclient_id = "x"\nname = "y"\n'
        if mistakes_of(text) != {"oidc.issuer"}:
            wrong.append((issuer, mistakes_of(text)))
    assert not wrong
    here = f'{url}[oidc]\nissuer = "http://127.0.0.1:8080"\nclient_id = "x"\nname = "y"\n'
    assert mistakes_of(here) == set(), "for tests"


SECTION = """[web]
public_url = "https://lotse.example"
[oidc.enz]
issuer = "https://sso.enz.example"
client_id = "lotse"
name = "Enzkreis"
districts = ["enz"]
"""


def test_several_providers_each_with_its_secret(tmp_path: Path) -> None:
    """In the file or in the environment alone; the secret of one opens no other."""
    (tmp_path / "secret").write_text("of calw\n")
    environment = {
        "LOTSE_OIDC_ISSUER": "https://sso.kreis.example",
        "LOTSE_OIDC_CLIENT_ID": "lotse",
        "LOTSE_OIDC_NAME": "Kreis",
        "LOTSE_OIDC_SECRET": "of the first",
        "LOTSE_OIDC_ENZ_SECRET": "of enz",
        "LOTSE_OIDC_CALW_ISSUER": "https://sso.calw.example",
        "LOTSE_OIDC_CALW_CLIENT_ID": "lotse",
        "LOTSE_OIDC_CALW_NAME": "Landkreis Calw",
        "LOTSE_OIDC_CALW_SECRET_FILE": str(tmp_path / "secret"),
    }
    config = load(SECTION, with_secrets_of_files(environment))
    found = [(each.key, each.oidc.name, each.secret) for each in config.providers]
    assert found == [
        ("", "Kreis", "of the first"),
        ("enz", "Enzkreis", "of enz"),
        ("calw", "Landkreis Calw", "of calw"),
    ]
    assert not [secret for *_, secret in found if secret in repr(config)]
    _, enz, calw = config.providers
    assert [enz.is_for(["enz"]), enz.is_for(["x"]), enz.is_for([]), calw.is_for([])] == [
        True,
        False,
        False,
        True,
    ]


def test_what_is_wrong_with_one_of_several_providers() -> None:
    same = SECTION.replace("oidc.enz", "oidc.calw")
    cases = {
        "": set(),
        "colour = 'red'": {"oidc.enz.colour"},
        same.partition("\n[")[2].join(["[", ""]): {"oidc.calw.issuer", "oidc.calw.name"},
        "[oidc.back]": {"oidc.back"},
        "[oidc.Kreis-Amt]": {"oidc.Kreis-Amt"},
        "[oidc.calw]\nclient_id = 'x'": {"oidc.calw.issuer"},
        "[oidc.calw]\nissuer = 'https://x.example'": {"oidc.calw.client_id", "oidc.calw.name"},
        "[oidc.calw]\nissuer = 'http://x.example'": {"oidc.calw.issuer"},
        "[oidc.calw]\nissuer = 1": {"oidc.calw.issuer"},
        "[oidc.calw.more]\nissuer = 1": {"oidc.calw.more"},
    }
    wrong = {more: mistakes_of(SECTION + more) for more in cases}
    assert wrong == cases
    assert mistakes_of(SECTION.replace("public_url", "host")) >= {"web.public_url"}
    with pytest.raises(ConfigError) as error:
        load(SECTION, {"LOTSE_OIDC_CALW_SECRET": "x", "LOTSE_OIDC_ENZ_COLOUR": "x"})
    assert {mistake.key for mistake in error.value.mistakes} == {
        "LOTSE_OIDC_CALW_SECRET",
        "LOTSE_OIDC_ENZ_COLOUR",
    }


def mistakes_of(text: str) -> set[str]:
    try:
        load(text, {})
    except ConfigError as error:
        return {mistake.key for mistake in error.mistakes}
    return set()


def test_the_public_address_is_written_as_browsers_write_it() -> None:
    """Else cookies are not Secure, or no passkey of a browser is ever the right one."""
    wrong = []
    for typed, written in (
        ("", ""),
        ("https://Lotse.Example", "https://lotse.example"),
        ("HTTPS://lotse.example:443/", "https://lotse.example"),
        ("http://lotse.example:80", "http://lotse.example"),
        ("https://lotse.example:8443", "https://lotse.example:8443"),
        ("https://Lotsen.Bücher.example:443", "https://lotsen.xn--bcher-kva.example"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ):
        web = Web(public_url=typed)
        if web.ascii_url != written or web.is_secure != written.startswith("https"):
            wrong.append((typed, web.ascii_url, web.is_secure))
    assert not wrong
    for typed in (
        "https://a@lotse.example",
        "https://lotse.example?x",
        "https://lotse.example:port",
    ):
        assert not is_public_url(typed), typed
