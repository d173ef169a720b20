"""A pack made of samples, and content types of one's own."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from pack_maker import PackMaker

from core.content_type import ContentType

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def maker() -> PackMaker:
    """Makes packs and their parts."""
    return PackMaker()


@pytest.fixture
def own_type(maker: PackMaker, tmp_path: Path) -> Callable[[str], ContentType]:
    """Makes a content type of one's own with the view given, like the one-pager otherwise."""

    def make(view: str) -> ContentType:
        folder = tmp_path / "types" / "quiz"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "view.md.j2").write_text(view, encoding="utf-8")
        base = maker.types_by_name["one_pager"]
        changes = {"name": "quiz", "title": "Quiz", "folder": folder}
        values = {name: getattr(base, name) for name in base.__dataclass_fields__}
        return ContentType(**(values | changes))

    return make
