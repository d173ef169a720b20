from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.quality.safety.links import NOT_IN_SOURCE, link_findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.source import Source

SOURCE = (
    "Bees are described at https://www.bees.org/dance/ and in Seeley (doi:10.1234/abcd.56). "
    "See also http://example.net/Guide?page=2."
)


@pytest.mark.parametrize(
    "text",
    [
        "Read more at https://beehive.com/dance.",
        "Read www.honey.example.org/guide for more.",
        "See https://www.bees.org/queen for the queen.",
        "Visit (http://bees.co/dance).",
        "The society is at beekeepers.org today.",
        "As shown in doi:10.9999/made.up, bees dance.",
        "See https://doi.org/10.1234/abcd.57 for it.",
        "See **https://wikipedia.org/wiki/Bee**!",
        "Get it from ftp://files.bees.org/x.zip now",
    ],
)
def test_address_that_the_source_does_not_hold_is_an_error(
    make_source: Callable[..., Source], text: str
) -> None:
    """An invented address is found with its field."""
    (finding,) = link_findings([("$.a", "Bees."), ("$.b", text)], make_source(SOURCE))
    assert (finding.expectation, finding.severity, finding.path) == (
        NOT_IN_SOURCE,
        "error",
        "$.b",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Described at https://www.bees.org/dance/.",
        "Described at bees.org/dance.",
        "Described at HTTP://WWW.BEES.ORG/dance",
        "The site bees.org describes it.",
        "See https://doi.org/10.1234/abcd.56 for it.",
        "See http://example.net/guide?page=2!",
        "Version 10.5 of the .NET library, e.g. System.IO, costs 10.50.",
        "Bees dance, etc.organised in rows; write to the node.js list.",
    ],
)
def test_address_of_the_source_and_ordinary_words_are_no_finding(
    make_source: Callable[..., Source], text: str
) -> None:
    """However the source's address is written, it is the source's; names with dots are no links."""
    assert link_findings([("$.a", text)], make_source(SOURCE)) == []
