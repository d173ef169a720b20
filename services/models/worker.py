"""A process of its own for model calls: reads calls, makes them, writes what came of them.

Protocol: pickled values over standard input and output, one after the other. In: a `ModelCall`.
Out: its `Completion`, or the `CoursewrightError` it raised. The process ends with its input.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
import pickle
import sys
from typing import IO, TYPE_CHECKING

from core.content_type import composer
from core.errors import CoursewrightError
from services.models.calling import complete_here
from services.models.catalog import resolve_model
from services.nlp import warm_up

if TYPE_CHECKING:
    from core.artifact import Completion
    from services.models.catalog import Catalog


def serve(calls: IO[bytes], replies: IO[bytes], catalog: Catalog) -> None:
    """Make calls until there are no more."""
    while True:
        try:
            call = pickle.load(calls)  # noqa: S301 (from the process that started this one)
        except EOFError:
            return
        pickle.dump(_reply(call, catalog), replies)
        replies.flush()


def _reply(call: object, catalog: Catalog) -> Completion | CoursewrightError:
    try:
        return asyncio.run(complete_here(call, catalog))  # pyright: ignore[reportArgumentType]
    except CoursewrightError as error:
        return error


def main(model: str, reference: str) -> None:
    """Load a model and serve.

    Args:
        model: The model that will be called.
        reference: ``module:function`` that gives the content types by name. Named from outside,
            because a service does not know the prompts.
    """
    gc.disable()  # while importing, which makes much and drops little of it
    # What a library prints must not get among the replies.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr
    module, _, function = reference.partition(":")
    catalog: Catalog = getattr(importlib.import_module(module), function)
    resolve_model(model, catalog)
    warm_up()
    for content_type in catalog().values():
        if isinstance(content_type.compose, composer):
            content_type.compose.load()
    gc.freeze()
    gc.enable()
    with replies:
        serve(sys.stdin.buffer, replies, catalog)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
