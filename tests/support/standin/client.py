"""Scripting and asking a stand-in that runs, by its control endpoints."""

from __future__ import annotations

import http.client
import json
import urllib.parse
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from standin.names import API_KEY, LOCATION, PROJECT

if TYPE_CHECKING:
    from pathlib import Path

CONTROL_SECONDS = 60.0


class StandInClient:
    """A stand-in at an address; `standin.server.StandIn` starts one.

    Attributes:
        url: The address, without a slash at its end.
        project: The Google project there is.
        location: The location the environment names; any is answered.
        api_key: The one OpenAI key that is good.
    """

    project = PROJECT
    location = LOCATION
    api_key = API_KEY

    def __init__(self, url: str) -> None:
        self.url = url

    def script(
        self,
        rules: list[dict[str, Any]] | None = None,
        latency: dict[str, Any] | None = None,
    ) -> None:
        """Replace the script: faults by rule (`standin.faults.Rule`), and latency by content type.

        Args:
            rules: ``{"content_type": "flashcards", "step": "draft", "model": None, "faults":
                ["rate_limit:2", None], "repeat": False, "operation": "generate"}``; all but
                ``faults`` may be left out. Faults are consumed call by call, for each content type
                by itself; ``repeat`` has the last one for ever. A prompt without a task is of the
                content type ``none``. ``plant:KIND:PERCENT`` plants defects into so many of an
                answer's items (`standin.planting`).
            latency: Seconds by content type, ``*`` for the rest, or ``{"lognormal": [mu, sigma],
                "seed": 1}``. Counted from a call's arrival.

        Raises:
            ValueError: A rule or latency that is none.
        """
        self._ask("POST", "script", {"rules": rules or [], "latency": latency or {}})

    def stats(self) -> dict[str, Any]:
        """The counts since the last reset.

        ``calls`` to a model in all; ``by_protocol``, ``by_content_type``, ``by_model``,
        ``by_status`` and ``faults`` map a name to calls (for a status see
        `standin.accounting.Call`); ``by_step`` is a list of rows with ``content_type``, ``step``,
        ``protocol``, ``status`` and ``calls``. ``input_tokens``, of them ``cached_tokens`` and
        ``uncached_tokens``, and ``output_tokens`` are of the calls that were answered;
        ``in_flight`` and ``most_in_flight`` count calls at once. ``operations`` maps what requests
        of any kind asked for to their number, ``violations`` lists the fields no provider
        documents, ``caches`` the explicit ones alive, ``kept_tokens`` what making all of them took.
        """
        return self._ask("GET", "stats")

    def requests(self) -> list[dict[str, Any]]:
        """The requests since the last reset, without their secrets, in their order."""
        return self._ask("GET", "requests")

    def planted(self) -> list[dict[str, str]]:
        """The defects planted since the last reset.

        Each with ``content_type``, ``step``, ``path``, ``kind`` and ``signature``, by which the
        item is known again (`standin.planting.signatures`).
        """
        return self._ask("GET", "planted")

    def reset(self) -> None:
        """Forget script, counts, requests and caches; tokens issued stay good."""
        self._ask("POST", "reset", {})

    def warm_up(self) -> None:
        """Have what composes answers loaded, so that the first answer is not slower."""
        self._ask("POST", "warm_up", {})

    def google_environment(self, folder: Path) -> dict[str, str]:
        """What Google's client needs to find the stand-in; the service account goes to ``folder``.

        google-genai reads the base address; it needs project and location as arguments then, which
        Pydantic AI gives.
        """
        path = folder / "service-account.json"
        path.write_text(json.dumps(self._ask("GET", "service_account")))
        return {
            "GOOGLE_APPLICATION_CREDENTIALS": str(path),
            "GOOGLE_CLOUD_PROJECT": self.project,
            "GOOGLE_CLOUD_LOCATION": self.location,
            "GOOGLE_VERTEX_BASE_URL": self.url,
        }

    def openai_environment(self) -> dict[str, str]:
        """What OpenAI's client needs to find the stand-in."""
        return {"OPENAI_API_KEY": self.api_key, "OPENAI_BASE_URL": f"{self.url}/v1"}

    def ollama_environment(self) -> dict[str, str]:
        """What Pydantic AI's Ollama provider needs; no key is asked for there."""
        return {"OLLAMA_BASE_URL": f"{self.url}/keyless/v1"}

    def _ask(self, method: str, name: str, body: dict[str, Any] | None = None) -> Any:
        address = urllib.parse.urlsplit(self.url)
        connection = http.client.HTTPConnection(address.netloc, timeout=CONTROL_SECONDS)
        try:
            connection.request(
                method, f"/_control/{name}", None if body is None else json.dumps(body)
            )
            answer = connection.getresponse()
            given = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != HTTPStatus.OK:
            raise ValueError(given["error"])
        return given
