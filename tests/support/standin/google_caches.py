"""Vertex AI's explicit context caches: ``cachedContents`` with their time to live."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from standin.fields import CACHED_CONTENT
from standin.google_content import joined, sent_texts, user_texts
from standin.google_errors import google_error, invalid_argument
from standin.google_guard import let_through
from standin.names import PROJECT_NUMBER
from standin.prefixes import tokens_of
from standin.replies import ProviderError
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from standin.backend import Backend
    from starlette.requests import Request
    from starlette.responses import Response

MINIMUM_TOKENS = 2048
DEFAULT_TTL_SECONDS = 3600.0


@dataclass(slots=True)
class CachedContent:
    """One explicit cache."""

    name: str
    body: dict[str, Any]
    created: dt.datetime
    expires: dt.datetime

    @property
    def model(self) -> str:
        """The last part of the model's resource name."""
        return str(self.body["model"]).rpartition("/")[2]

    @property
    def sent(self) -> list[str]:
        """The texts the model reads from it."""
        return sent_texts(self.body)

    @property
    def prompt(self) -> list[str]:
        """The user's texts in it."""
        return user_texts(self.body)

    @property
    def tokens(self) -> int:
        """What it holds."""
        return tokens_of(joined(self.sent))

    def resource(self) -> dict[str, Any]:
        """As Google shows it: without its contents."""
        shown = {"name": self.name, "model": self.body["model"]}
        if "displayName" in self.body:
            shown["displayName"] = self.body["displayName"]
        return {
            **shown,
            "createTime": _written(self.created),
            "updateTime": _written(self.created),
            "expireTime": _written(self.expires),
            "usageMetadata": {
                "totalTokenCount": self.tokens,
                "textCount": sum(map(len, self.sent)),
            },
        }


class CachedContents:
    """The caches that have not expired.

    Attributes:
        kept_tokens: Of all that were ever made: what is paid for once, when they are made.
    """

    def __init__(self) -> None:
        self.kept_tokens = 0
        self._caches: dict[str, CachedContent] = {}
        self._ids = itertools.count(4_560_000_000_000_000_001)

    def create(self, location: str, body: dict[str, Any]) -> CachedContent:
        """Make one.

        Raises:
            ProviderError: It holds too little.
        """
        name = f"projects/{PROJECT_NUMBER}/locations/{location}/cachedContents/{next(self._ids)}"
        now = _now()
        made = CachedContent(name, body, now, _expiry(body, now))
        if made.tokens < MINIMUM_TOKENS:
            raise invalid_argument(
                f"The cached content is of {made.tokens} tokens. The minimum token count to start "
                f"caching is {MINIMUM_TOKENS}."
            )
        self._caches[name] = made
        self.kept_tokens += made.tokens
        return made

    def get(self, name: str) -> CachedContent:
        """The cache of this name; only its last part counts.

        Raises:
            ProviderError: Unknown, deleted or expired.
        """
        number = name.rpartition("/")[2]
        for cache in self.live():
            if cache.name.rpartition("/")[2] == number:
                return cache
        raise google_error(404, "NOT_FOUND", f"Not found: cached content metadata for {number}.")

    def live(self) -> list[CachedContent]:
        """Those that have not expired."""
        now = _now()
        self._caches = {name: each for name, each in self._caches.items() if each.expires > now}
        return list(self._caches.values())

    def delete(self, name: str) -> None:
        """Delete it. Raises as `get`."""
        cache = self.get(name)
        del self._caches[cache.name]

    def extend(self, name: str, body: dict[str, Any]) -> CachedContent:
        """Give it another expiry. Raises as `get`."""
        cache = self.get(name)
        cache.expires = _expiry(body, _now())
        return cache


async def endpoint(request: Request) -> Response:
    """Create and list (without an id), get, patch and delete (with one)."""
    backend: Backend = request.app.state.backend
    operation = f"cache_{request.method.lower()}"
    body = await backend.record(request, "google", operation, CACHED_CONTENT)
    try:
        let_through(request, "cache")
        return JSONResponse(_done(backend.caches, request, body))
    except ProviderError as error:
        return error.response


def _done(caches: CachedContents, request: Request, body: dict[str, Any]) -> dict[str, Any]:
    name = request.path_params.get("cache")
    match request.method:
        case "POST":
            return caches.create(request.path_params["location"], body).resource()
        case "PATCH":
            return caches.extend(str(name), body).resource()
        case "DELETE":
            caches.delete(str(name))
            return {}
        case _ if name is None:
            return {"cachedContents": [each.resource() for each in caches.live()]}
        case _:
            return caches.get(name).resource()


def _expiry(body: dict[str, Any], now: dt.datetime) -> dt.datetime:
    if "expireTime" in body:
        return dt.datetime.fromisoformat(body["expireTime"])
    seconds = float(str(body.get("ttl", f"{DEFAULT_TTL_SECONDS}s")).removesuffix("s"))
    return now + dt.timedelta(seconds=seconds)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _written(moment: dt.datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
