"""A pack as files: ``pack.json``, a Markdown file for each type, and one self-contained page.

Only what a pack looks like and how it gets on the disk lives here; the shape of each content type
is known to its own ``view.md.j2`` alone. Importing this package is cheap: the template engine and
the Markdown and HTML libraries are loaded by the functions that need them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from core.artifact import Artifact, Finding
    from core.content_type import ContentType
    from core.pack import Pack
    from core.source import Source

# The functions below import late because a command that makes no pack (``--version``, ``types``)
# must not pay for Jinja, markdown-it and nh3.


def warm_up(content_types: Iterable[ContentType]) -> None:
    """Load and compile what rendering these types needs, so that the first pack need not."""
    from services.exports import page, view  # noqa: PLC0415 (see above)

    import_module("services.exports.folder")
    page.page_template()
    for content_type in content_types:
        view.view_template(content_type.folder)


def render_markdown(
    artifact: Artifact,
    content_type: ContentType,
    pack_language: str,
    source: Source,
    findings: Sequence[Finding] = (),
) -> str:
    """One artifact as a Markdown file of its own, its evidence quoted below each claim.

    Args:
        artifact: Content that satisfies ``content_type.schema``.
        content_type: Whose ``view.md.j2`` is rendered.
        pack_language: ISO 639-1; the language of headings and labels, English when unknown.
        source: Where the evidence stands.
        findings: Of the pack's own check about this artifact. They are listed at the end, with
            those of its report and what was left out.
    """
    from services.exports.markdown_view import render_markdown as render  # noqa: PLC0415 (dear)

    return render(artifact, content_type, pack_language, source, findings)


def render_page(pack: Pack, content_types: Sequence[ContentType]) -> str:
    """The whole pack as one HTML document: no script, no remote resource, evidence a click away.

    ``content_types`` are the known types in the order to show them, the outline among them.
    """
    from services.exports.page import render_page as render  # noqa: PLC0415 (dear)

    return render(pack, content_types)


def pack_schema(content_types: Sequence[ContentType]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``pack.json``, each artifact's content by its type's schema."""
    from services.exports.schema import pack_schema as schema  # noqa: PLC0415 (dear)

    return schema(content_types)


def write_pack(pack: Pack, content_types: Sequence[ContentType], folder: Path) -> Pack:
    """Write the pack to ``folder``, which holds the old pack or the new one at every moment.

    Returns:
        The pack as written, ``output`` naming the folder.

    Raises:
        OutputError: The folder cannot be written, or holds something that is not a pack.
    """
    from services.exports.folder import write_pack as write  # noqa: PLC0415 (dear)

    return write(pack, content_types, folder)


def check_output(folder: Path) -> None:
    """Find out, before any work is done, whether `write_pack` could write to ``folder``.

    Raises:
        OutputError: It is a file, not writable, or holds something that is not a pack.
    """
    from services.exports.folder import check_output as check  # noqa: PLC0415 (dear)

    check(folder)
