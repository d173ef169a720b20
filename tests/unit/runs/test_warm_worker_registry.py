from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RunServiceError
from services.runs.warm_worker.registry import FlowRegistry, module_and_name

ENTRYPOINT = "flows/generate_content.py:generate_content"


@pytest.mark.parametrize(
    "entrypoint",
    [
        ENTRYPOINT,
        f"./{ENTRYPOINT}",
        "flows.generate_content:generate_content",
        "flows.generate_content.generate_content",
    ],
)
def test_every_spelling_of_an_entrypoint_names_the_same_flow(entrypoint: str) -> None:
    """A path and a module's name, with either separator, are read alike."""
    assert module_and_name(entrypoint) == ("flows.generate_content", "generate_content")


@given(st.text(max_size=40))
def test_any_entrypoint_is_read_or_refused(entrypoint: str) -> None:
    """Whatever the server says, what is imported is a plain name, or the error is ours."""
    try:
        module, name = module_and_name(entrypoint)
    except RunServiceError:
        return
    assert name.isidentifier()
    assert all(part.isidentifier() for part in module.split("."))


@pytest.mark.parametrize(
    "entrypoint", ["", ":", "flows", "../flows/x.py:y", "/etc/x.py:y", "a:b-c"]
)
def test_what_names_no_flow_is_refused(entrypoint: str) -> None:
    """The error says what an entrypoint looks like."""
    with pytest.raises(RunServiceError, match="flows/generate_content"):
        module_and_name(entrypoint)


@pytest.mark.parametrize("entrypoint", ["os:system", "flowsy.x:y", "subprocess.run"])
async def test_nothing_else_is_imported(entrypoint: str) -> None:
    """Only flows from the packages named are loaded, whatever the server says."""
    with pytest.raises(RunServiceError, match="runs no flows of"):
        await FlowRegistry().flow(entrypoint)


async def test_a_flow_is_loaded_once_under_its_own_name() -> None:
    """The registry gives the very flow that an import gives, each time."""
    from flows.generate_content import generate_content  # noqa: PLC0415 (dear; here alone)

    registry = FlowRegistry()
    assert await registry.flow(ENTRYPOINT) is generate_content
    assert await registry.flow(ENTRYPOINT) is generate_content


@pytest.mark.parametrize(
    ("entrypoint", "why"),
    [
        ("flows/nothing.py:nothing", "cannot be loaded"),
        ("flows/plan.py:nothing", "cannot be loaded"),
        ("flows/plan.py:__name__", "no asynchronous flow"),
    ],
)
async def test_what_is_no_flow_is_refused(entrypoint: str, why: str) -> None:
    """A missing module, a missing name and a thing that is no flow have errors of ours."""
    with pytest.raises(RunServiceError, match=why):
        await FlowRegistry().flow(entrypoint)
