"""The tight list of HTML that a section of the page may hold.

Text, structure and links within the page; nothing that loads, runs or leads elsewhere.
"""

from __future__ import annotations

import re

import nh3

_TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "hr", "blockquote", "pre", "div", "details", "summary"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"),
    *("a", "br", "code", "em", "mark", "span", "strong"),
}
_CLASSES = {
    "details": {"evidence", "hidden"},
    "div": {"anchor", "back", "card", "cards", "dialogue", "foot", "speech", "turn"},
    "li": {"qa"},
    "ol": {"questions"},
    "p": {"error", "front", "question", "remark", "speaker", "warning", "where"},
    "span": {"anchor", "badge", "context", "count"},
}
_ALLOWED = {"href": re.compile(r"#[\w-]+"), "id": re.compile(r"item-[\w-]+")}
"""What an attribute may hold: addresses lead into the page, ids are those of items alone."""


def sanitise(html: str) -> str:
    """The HTML without what the page does not know: tags, classes, attributes and outward links."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={
            "a": {"href"},
            "blockquote": {"lang"},
            "ol": {"start"},
            **{tag: {"id"} for tag in ("div", "li", "span")},
        },
        attribute_filter=_attribute,
        allowed_classes=_CLASSES,
        url_schemes=set(),
        link_rel=None,
    )


def _attribute(_tag: str, name: str, value: str) -> str | None:
    allowed = _ALLOWED.get(name)
    return None if allowed and not allowed.fullmatch(value) else value
