"""Asking a Prefect server whether it is up, without importing Prefect."""

from __future__ import annotations

import http.client
from http import HTTPStatus

LOOPBACK = "127.0.0.1"


def local_api_url(port: int) -> str:
    """The API's address of a server of ours."""
    return f"http://{LOOPBACK}:{port}/api"


def ui_url(api_url: str) -> str:
    """The address of the pages that belong to an API's address."""
    return api_url.rstrip("/").removesuffix("/api")


def local_healthy(port: int, timeout_seconds: float) -> bool:
    """Whether the server on the port answers that it is well.

    Blocks for at most ``timeout_seconds``, which is also how long a server that is still
    starting lets the question wait. Goes around any configured proxy.
    """
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=timeout_seconds)
    try:
        connection.request("GET", "/api/health", headers={"Connection": "close"})
        response = connection.getresponse()
        return response.status == HTTPStatus.OK and response.read(64).strip() == b"true"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def external_problem(api_url: str, timeout_seconds: float) -> str | None:
    """What keeps the server at ``api_url`` from answering, or nothing when it answers.

    An answer that refuses access is an answer: the credentials are Prefect's to check.
    """
    # httpx and not http.client: the address may be https or behind a proxy, as Prefect's own
    # client, which is httpx too, would find it. Late, because only this case needs it.
    import httpx  # noqa: PLC0415

    try:
        response = httpx.get(
            f"{api_url.rstrip('/')}/health", timeout=timeout_seconds, follow_redirects=True
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return str(error) or type(error).__name__
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"it answered with status {response.status_code}"
    if response.status_code == HTTPStatus.NOT_FOUND:
        return "there is no Prefect API at this address"
    return None
