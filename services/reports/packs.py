"""Finding and opening the packs that a person named: ``pack.json`` files, or folders of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import InputError
from services.rechecking import open_pack
from services.rechecking.opening import PACK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from core.pack import Pack
    from services.rechecking import OpenedPack


@dataclass(frozen=True, slots=True)
class NamedPack:
    """A pack and how the report calls it: its folder's name, numbered where that is taken."""

    name: str
    path: Path
    opened: OpenedPack

    @property
    def pack(self) -> Pack:
        """What its file says."""
        return self.opened.pack


def open_packs(places: Iterable[Path]) -> list[NamedPack]:
    """The packs at these places, oldest first; each once, however often it is named.

    Args:
        places: Packs' folders, their ``pack.json``, or folders of packs' folders.

    Raises:
        InputError: A place holds no pack, or one that cannot be read.
    """
    paths = dict.fromkeys(path.resolve() for place in places for path in _found(place))
    taken: dict[str, int] = {}
    packs: list[NamedPack] = []
    for path in paths:
        name = path.parent.name if path.name == PACK else path.stem
        taken[name] = taken.get(name, 0) + 1
        label = name if taken[name] == 1 else f"{name} ({taken[name]})"
        packs.append(NamedPack(label, path, open_pack(path)))
    return sorted(packs, key=lambda each: each.pack.created_at)


def _found(place: Path) -> Iterator[Path]:
    if not place.is_dir():
        yield place
        return
    if (place / PACK).is_file():
        yield place / PACK
        return
    inside = sorted(place.glob(f"*/{PACK}"))
    if not inside:
        raise InputError(
            f"There is no pack in {place}.",
            hint="Name a pack's folder, its pack.json, or a folder that holds packs.",
        )
    yield from inside
