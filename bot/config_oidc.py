"""The section of the identity providers of offices."""

from collections.abc import Collection
from dataclasses import dataclass, field

from bot.setting import setting
from bot.setting_checks import is_issuer


@dataclass(frozen=True)
class Oidc:
    """The identity provider of an office (OpenID Connect), used when ``issuer`` is set.

    ``issuer`` is as the provider writes it, ``name`` is what people call it. ``second_factor`` are
    values of ``amr`` or ``acr`` that say that it asked for a second factor: then we do not.
    ``districts`` are the slugs of those at whose desks its accounts may be added; empty means all.
    The secret is LOTSE_OIDC_SECRET, "" for a client without one.
    """

    issuer: str = setting(
        "",
        '"https://sso.landkreis.example/realms/office"',
        is_issuer,
        "must begin with https://",
    )
    client_id: str = setting("", '"lotse"')
    name: str = setting("", '"Landkreis Waldshut"', lambda name: len(name) <= 40, "is too long")
    second_factor: tuple[str, ...] = setting(
        [], '["mfa", "otp"]', lambda values: all(values), "must be values of amr or acr"
    )
    districts: tuple[str, ...] = setting(
        [], '["waldshut"]', lambda slugs: all(slugs), "must be names of districts"
    )


@dataclass(frozen=True)
class IdentityProvider:
    """One of the identity providers in the settings; ``key`` "" is that of ``[oidc]`` itself."""

    key: str
    oidc: Oidc
    secret: str = field(default="", repr=False)

    @property
    def section(self) -> str:
        """The name of its section in the settings."""
        return f"oidc.{self.key}" if self.key else "oidc"

    def is_for(self, slugs: Collection[str]) -> bool:
        """Return whether an account there may be added by somebody of these districts."""
        return not self.oidc.districts or not set(slugs).isdisjoint(self.oidc.districts)
