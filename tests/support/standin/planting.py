"""Defects planted into good answers: valid JSON that keeps the contract and says what is wrong."""

from __future__ import annotations

import hashlib
import json
import random
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLANT = "plant"
ANY = "any"
"""A defect of any kind, item by item another one."""

LONG_ENOUGH = 20
"""Characters of a text that is a claim."""

LONG_CLAIM = 210
"""A claim this long stands where a contract asks for two hundred characters."""

_NUMBER = re.compile(r"\d+")
_INVENTIONS = (
    "A committee of experts rejected this in a survey of every household",
    "Merchants in Samarkand kept it secret until the last war",
    "Most laboratories gave it up after the accident in Lisbon",
)

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Planted:
    """A defect: where it stands in the answer, its kind, and by what the item is known again."""

    path: str
    kind: str
    signature: str


@dataclass(frozen=True, slots=True)
class Planting:
    """What is planted: a kind, into this share of the items, chosen by the seed."""

    kind: str
    percent: float
    seed: str = "0"


@dataclass(frozen=True, slots=True)
class _Place:
    path: str
    item: Item
    others: list[Item]
    """Further items beside it, of the same answer."""

    @property
    def claim(self) -> str:
        """Name of the field that claims something: the longest text."""
        texts = {name: len(value) for name, value in self.item.items() if isinstance(value, str)}
        return max(texts, key=texts.__getitem__)

    @property
    def text(self) -> str:
        """What it claims."""
        return self.item[self.claim]


def read_planting(argument: str) -> Planting:
    """``KIND:PERCENT`` or ``KIND:PERCENT:SEED``.

    Raises:
        ValueError: There is no such kind, or the share is none.
    """
    kind, _, rest = argument.partition(":")
    percent, _, seed = rest.partition(":")
    if kind != ANY and kind not in DEFECTS:
        raise ValueError(f"There is no defect {kind!r}.")
    share = float(percent)
    if not 0 <= share <= 100:
        raise ValueError(f"{percent} is not a share in percent.")
    return Planting(kind, share, seed or "0")


def plant(answer: str, argument: str, prompt: str) -> tuple[str, list[Planted]]:
    """The answer with defects in that share of its items, and what they are.

    The same seed and prompt plant the same. An answer to a repair request has its parts for items.
    """
    planting = read_planting(argument)
    value = json.loads(answer)
    digest = hashlib.sha256(f"{planting.seed}\0{prompt}".encode("utf-8", "surrogatepass"))
    chance = random.Random(digest.digest())  # noqa: S311 (no secret)
    places = list(_places(value))
    planted: list[Planted] = []
    for place in _chosen(places, planting.percent / 100, chance):
        kind = _planted(place, planting.kind, chance)
        if kind is not None:
            planted.append(Planted(place.path, kind, signature(place.item)))
    return json.dumps(value, ensure_ascii=False), planted


def as_rows(planted: list[Planted], content_type: str, step: str) -> list[dict[str, str]]:
    """For the stand-in's accounts."""
    return [{"content_type": content_type, "step": step, **asdict(each)} for each in planted]


def signature(item: Item) -> str:
    """By what an item is known again after a check: its texts and quotes, white space folded."""
    return json.dumps(_texts(item), ensure_ascii=False)


def signatures(content: Item) -> list[str]:
    """Of every item of a content, in its order."""
    return [signature(place.item) for place in _places(content)]


def _texts(node: Any) -> Any:
    if isinstance(node, str):
        return " ".join(node.split())
    if isinstance(node, list):
        return [_texts(value) for value in cast("list[Any]", node)]
    if isinstance(node, dict):
        fields = cast("Item", node)
        if "quote" in fields:
            return _texts(fields["quote"])
        return [_texts(fields[name]) for name in sorted(fields) if fields[name] is not None]
    return node


def _places(value: Item) -> Iterator[_Place]:
    """The items with evidence; of a repair its parts."""
    parts = value.get("parts")
    if isinstance(parts, list):
        given = [(part["path"], part["value"]) for part in cast("list[Item]", parts)]
        yield from _supported(given)
        return
    for name, items in value.items():
        if isinstance(items, list) and not name.endswith("evidence"):
            entries = enumerate(cast("list[Any]", items))
            yield from _supported([(f"$.{name}[{at}]", item) for at, item in entries])


def _supported(given: list[tuple[str, Any]]) -> Iterator[_Place]:
    items = [(path, item) for path, item in given if _claims(item)]
    for path, item in items:
        yield _Place(path, item, [other for _, other in items if other is not item])


def _claims(item: Any) -> bool:
    if not isinstance(item, dict) or not item.get("evidence"):  # pyright: ignore[reportUnknownMemberType]  # any JSON object
        return False
    texts = cast("Item", item).values()
    return any(isinstance(text, str) and len(text) >= LONG_ENOUGH for text in texts)


def _chosen(places: list[_Place], share: float, chance: random.Random) -> list[_Place]:
    """That share of the places; what is less than one of them is one by chance."""
    exact = len(places) * share
    count = int(exact) + (chance.random() < exact - int(exact))
    return [places[at] for at in sorted(chance.sample(range(len(places)), count))]


def _planted(place: _Place, kind: str, chance: random.Random) -> str | None:
    """The kind that was planted; None where none of what is wanted fits the item."""
    kinds = list(DEFECTS) if kind == ANY else [kind]
    kinds = [each for each in kinds if each not in BREAKING or kind == each]
    chance.shuffle(kinds)
    for each in kinds:
        before = json.dumps(place.item)
        DEFECTS[each](place, chance)
        if json.dumps(place.item) != before:
            return each
    return None


def _unsupported(place: _Place, chance: random.Random) -> None:
    """A claim of its own, with a quote that stands nowhere."""
    invented = [f"{chance.choice(_INVENTIONS)}, {chance.randint(1200, 1999)} times over."]
    while len(" ".join(invented)) < LONG_CLAIM <= len(place.text):
        invented.append(f"That was in {chance.randint(1200, 1999)}, as {len(invented)} say.")
    ending = "?" if place.text.rstrip().endswith("?") else "."
    place.item[place.claim] = f"{' '.join(invented)[:-1]}{ending}"
    place.item["evidence"] = [{**place.item["evidence"][0], "quote": invented[0]}]


def _invented_quote(place: _Place, chance: random.Random) -> None:
    first, *rest = place.item["evidence"]
    words = first["quote"].split()
    chance.shuffle(words)
    place.item["evidence"] = [{**first, "quote": " ".join([*words, "indeed"])}, *rest]


def _changed_number(place: _Place, chance: random.Random) -> None:
    shift = chance.randint(3, 97)
    place.item[place.claim] = _NUMBER.sub(
        lambda found: str(int(found[0]) + shift), place.text, count=1
    )


def _swapped_quotes(place: _Place, chance: random.Random) -> None:
    quotes = [each["quote"] for each in place.item["evidence"]]
    foreign = [
        other["evidence"]
        for other in place.others
        if not any(each["quote"] in quotes for each in other["evidence"])
    ]
    if foreign:
        place.item["evidence"] = [dict(each) for each in chance.choice(foreign)]


def _near_duplicate(place: _Place, chance: random.Random) -> None:
    said = [other[place.claim] for other in place.others if isinstance(other.get(place.claim), str)]
    if said:
        text = chance.choice(said)
        mark = text[-1] if text[-1] in ".?!" else ""
        place.item[place.claim] = f"{text.rstrip('.?!')} so{mark}"


def _placeholder(place: _Place, _chance: random.Random) -> None:
    text = place.text.rstrip()
    mark = f" [TODO: insert the rest]{'?' if text.endswith('?') else '.'}"
    kept = text[: max(len(text) - len(mark), len(text) // 2)]
    place.item[place.claim] = f"{kept.rstrip()}{mark}"


def _circular(place: _Place, _chance: random.Random) -> None:
    term = place.item.get("term")
    if isinstance(term, str) and place.claim != "term":
        place.item[place.claim] = f"{term} is {place.text}"


def _no_question_mark(place: _Place, _chance: random.Random) -> None:
    question = place.item.get("question")
    if isinstance(question, str):
        place.item["question"] = question.rstrip("? ") + "."


DEFECTS: dict[str, Callable[[_Place, random.Random], None]] = {
    "unsupported": _unsupported,
    "invented_quote": _invented_quote,
    "changed_number": _changed_number,
    "swapped_quotes": _swapped_quotes,
    "near_duplicate": _near_duplicate,
    "placeholder": _placeholder,
    "circular": _circular,
    "no_question_mark": _no_question_mark,
}
"""By kind: makes an item defective, or leaves it where the kind does not fit it."""

BREAKING = {"no_question_mark"}
"""Kinds that break a contract: the whole answer is asked for again. ``any`` leaves them out."""
