"""Who may call: a service account of the stand-in's own, and the tokens it was given."""

from __future__ import annotations

import secrets
import time
import urllib.parse
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from standin.connection import Dropped
from standin.google_errors import permission_denied, unauthenticated
from standin.names import ACCOUNT, PROJECT, PROJECT_NUMBER
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN_SECONDS = 3599
AUDIENCE = "https://oauth2.googleapis.com/token"
"""What Google's client signs for, wherever the key file's ``token_uri`` leads."""


class Identity:
    """The service account, and the access tokens issued for it."""

    def __init__(self) -> None:
        self._expires: dict[str, float] = {}

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def service_account(self, url: str) -> dict[str, str]:
        """The key file of the service account, for a stand-in at ``url``."""
        private = self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return {
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": "a7731",
            "private_key": private.decode(),
            "client_email": ACCOUNT,
            "client_id": "107731000000000000001",
            "token_uri": f"{url}/token",
        }

    def grant(self, assertion: str) -> str | None:
        """An access token for a signed assertion; None when it is not the account's."""
        # Late: google-auth is needed by this one call only.
        from google.auth import exceptions, jwt  # noqa: PLC0415 (late, see above)

        public = self._key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        try:
            claims: dict[str, Any] = jwt.decode(assertion, public, audience=AUDIENCE)
        except (ValueError, exceptions.GoogleAuthError):
            return None
        if claims.get("iss") != ACCOUNT:
            return None
        token = f"ya29.{secrets.token_urlsafe(40)}"
        self._expires[token] = time.monotonic() + TOKEN_SECONDS
        return token

    def check(self, request: Request) -> None:
        """Let a request to Vertex AI through.

        Raises:
            ProviderError: It carries no token of ours, or names another project.
        """
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or self._expires.get(token, 0.0) < time.monotonic():
            raise unauthenticated()
        if request.path_params["project"] not in (PROJECT, PROJECT_NUMBER):
            raise permission_denied(request.url.path.partition("/")[2].partition("/")[2])


async def token(request: Request) -> Response:
    """OAuth 2.0: an access token for a JWT bearer grant (RFC 7523)."""
    backend = request.app.state.backend
    await backend.record(request, "oauth", "token")
    form = dict(urllib.parse.parse_qsl((await request.body()).decode()))
    if fault := backend.script.next_fault("token"):
        if (seconds := fault.drop_seconds) is not None:
            return Dropped(request, seconds)
        status = int(fault.kind) if fault.kind.isdigit() else 429
        return JSONResponse({"error": "internal_failure"}, status)
    if form.get("grant_type") != JWT_GRANT:
        return _refused("unsupported_grant_type", "Invalid grant_type.")
    granted = backend.identity.grant(form.get("assertion", ""))
    if granted is None:
        return _refused("invalid_grant", "Invalid JWT Signature.")
    return JSONResponse(
        {"access_token": granted, "expires_in": TOKEN_SECONDS, "token_type": "Bearer"}
    )


def _refused(error: str, description: str) -> JSONResponse:
    return JSONResponse({"error": error, "error_description": description}, 400)
