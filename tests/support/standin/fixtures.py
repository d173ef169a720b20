"""Fixtures of tests that call a model over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from standin.server import StandIn

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.fixture(scope="module")
def running_standin() -> Generator[StandIn]:
    """The stand-in provider's process, one a module."""
    with StandIn() as running:
        yield running


@pytest.fixture
def standin(running_standin: StandIn) -> StandIn:
    """The stand-in provider, with nothing scripted and nothing counted."""
    running_standin.reset()
    return running_standin
