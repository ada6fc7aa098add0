"""What the library of WebAuthn does for us: makes options, verifies answers.

Only ``passkeys.py`` uses this module, and imports it when a passkey is asked for: the library
brings 140 modules (ASN.1, X.509, CBOR), a tenth of a second and 14 MiB.
"""

from dataclasses import dataclass
from typing import Any

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import parse_client_data_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from bot.domain.second_factors import Passkey

NAME = "Lotse"
REQUIRED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Ceremonies:
    """Makes and verifies for one site. Verifying raises whatever the library's parts raise."""

    host: str
    origin: str

    def to_add(self, challenge: bytes, user: bytes, known: list[Passkey]) -> str:
        """Return the options with which a browser makes a passkey, as JSON."""
        options = generate_registration_options(
            rp_id=self.host,
            rp_name=NAME,
            user_name=NAME,
            user_id=user,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=REQUIRED
            ),
            exclude_credentials=_described(known),
        )
        return options_to_json(options)

    def to_give(self, challenge: bytes, known: list[Passkey]) -> str:
        """Return the options with which a browser signs in, as JSON."""
        options = generate_authentication_options(
            rp_id=self.host,
            challenge=challenge,
            allow_credentials=_described(known),
            user_verification=REQUIRED,
        )
        return options_to_json(options)

    def added(self, answer: dict[str, Any], challenge: bytes) -> VerifiedRegistration:
        """Return what a browser made, if it is right."""
        return verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=self.host,
            expected_origin=self.origin,
            require_user_verification=True,
        )

    def given(
        self, answer: dict[str, Any], challenge: bytes, key: Passkey
    ) -> VerifiedAuthentication:
        """Return what a browser signed with ``key``, if it is right."""
        return verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=self.host,
            expected_origin=self.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )

    def challenge_in(self, answer: dict[str, Any]) -> bytes:
        """Return the challenge that a browser says it answers."""
        told = answer["response"]["clientDataJSON"]
        return parse_client_data_json(base64url_to_bytes(told)).challenge

    def credential_in(self, answer: dict[str, Any]) -> bytes:
        """Return the id of the passkey that a browser says it used."""
        return base64url_to_bytes(answer["rawId"])


def _described(known: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=key.credential_id) for key in known]
