from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.errors import UnreadableSourceError
from core.settings import settings
from core.source import SourceReference
from services.sources import prefetch, read_source

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Bees make honey from nectar. Honey keeps for years in a closed jar."


async def test_what_was_begun_early_is_not_read_again(tmp_path: Path) -> None:
    """The next reading of the same reference waits for the one begun; the one after reads anew."""
    path = tmp_path / "bees.txt"
    path.write_text(TEXT)
    reference = SourceReference(path=str(path))
    prefetch(reference, settings())
    early = await read_source(reference, settings())
    assert TEXT in early.text
    path.write_text("Ants make nothing of the kind, but they keep many aphids as cattle.")
    later = await read_source(reference, settings())
    assert "aphids" in later.text


async def test_an_early_error_comes_when_it_is_read(tmp_path: Path) -> None:
    """What goes wrong in the background is raised to whoever reads the source."""
    path = tmp_path / "empty.txt"
    path.write_text("")
    reference = SourceReference(path=str(path))
    prefetch(reference, settings())
    with pytest.raises(UnreadableSourceError, match="empty"):
        await read_source(reference, settings())
