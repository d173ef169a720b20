"""Everything the server knows; one object a process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from standin.accounting import SECRET_HEADERS, Ledger
from standin.composing import Answers
from standin.faults import Script
from standin.fields import Fields, undocumented
from standin.google_caches import CachedContents
from standin.google_identity import Identity
from standin.prefixes import PrefixCache

if TYPE_CHECKING:
    from starlette.requests import Request


class Backend:
    """What requests are answered from, and what is kept of them."""

    def __init__(self) -> None:
        self.identity = Identity()
        self.answers = Answers()
        self.reset()

    def reset(self) -> None:
        """Back to the start: no script, no counts, nothing cached. Tokens issued stay good."""
        self.ledger = Ledger()
        self.prefixes = PrefixCache()
        self.caches = CachedContents()
        self.script = Script()

    async def record(
        self, request: Request, protocol: str, operation: str, fields: Fields | None = None
    ) -> Any:
        """Keep the request, and what it holds that is not documented.

        Args:
            request: The request.
            protocol: ``google`` or ``openai``.
            operation: What it asks for.
            fields: The documented fields of its body; None when it has none.

        Returns:
            Its JSON body, None when there is none.
        """
        raw = await request.body()
        body = json.loads(raw) if raw and fields is not None else None
        self.ledger.operations[operation] += 1
        self.ledger.requests.append(
            {
                "protocol": protocol,
                "operation": operation,
                "method": request.method,
                "path": request.url.path,
                "query": dict(request.query_params),
                "headers": {
                    name: value
                    for name, value in request.headers.items()
                    if name not in SECRET_HEADERS
                },
                "body": body,
            }
        )
        self.ledger.violations += [
            {"protocol": protocol, "operation": operation, "field": path}
            for path in undocumented(body, fields or {})
        ]
        return body
