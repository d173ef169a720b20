"""What repairing fields leaves of defects, and what it takes, beside drafting anew and beside none.

The stand-in provider drafts every content type of a pack and plants defects of many kinds into 10,
30 and 60 % of the items of every answer, repairs and new drafts too: its model is as bad when it
is asked again. Three ways to go on from the same drafts:

* none: the drafts are published as they are;
* regenerate: an artifact that does not pass is drafted anew, whole, and the better one kept;
* field repair: only its failing fields are asked for.

The last two have the same number of rounds, and end alike: items that still fail are left out. A
defect is left when a planted item stands in what would be published (what fails its check as a
whole is not). Tokens are all that the model reads and writes after the drafts, whoever has read
them before. Beside them stand those that the provider has not read in a common beginning: a draft
anew begins like the first one, excerpts begin like nothing. Dollars weigh all three: 2.00 for a
million tokens read, 0.50 for those in a common beginning, 8.00 for those written.

A fourth row has a model whose repairs are all right, though its drafts are not: it knows what it
is shown, so what is left there is what no check finds and what no excerpt showed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from standin.planting import signatures  # noqa: E402 (it is a part of the tests)
from standin.server import StandIn  # noqa: E402 (see above)

from core.artifact import Verdict  # noqa: E402 (see above)
from core.content_type import OUTLINE, CheckContext  # noqa: E402 (see above)
from core.errors import ContractError  # noqa: E402 (see above)
from core.model_call import CallOptions, ModelCall  # noqa: E402 (see above)
from core.request import ContentRequest  # noqa: E402 (see above)
from core.settings import set_environment, settings  # noqa: E402 (see above)
from prompts.catalog import content_types  # noqa: E402 (see above)
from prompts.rendering import (  # noqa: E402 (see above)
    Repair,
    render_draft,
    render_opening,
    render_repair,
)
from services.answers import read_answer  # noqa: E402 (see above)
from services.models import complete, open_session  # noqa: E402 (see above)
from services.quality import Checked, check_content  # noqa: E402 (see above)
from services.repair import (  # noqa: E402 (see above)
    drop_failing,
    kept_items,
    merge_parts,
    parts_schema,
    problems_of,
    read_parts,
    shown_for,
    units_to_repair,
    values_of,
    why_not_kept,
)
from services.sources import read_source  # noqa: E402 (see above)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.artifact import Completion
    from core.content_type import ContentType
    from core.model_call import Prompt
    from core.source import Source
    from services.models import Session

MODEL = "openai:gpt-4.1"
SHARES = (10, 30, 60)
SEEDS = 3
PRICE = {"input": 2.0, "cached_input": 0.5, "output": 8.0}
NONE, REGENERATE, FIELDS = "none", "regenerate", "field repair"
RIGHT = "repaired right"
WAYS = (NONE, REGENERATE, FIELDS, RIGHT)


@dataclass
class Tally:
    """What one way came to."""

    items: int = 0
    defects: int = 0
    withheld: int = 0
    dropped: int = 0
    calls: int = 0
    tokens: int = 0
    uncached_tokens: int = 0
    usd: float = 0.0

    @property
    def defects_share(self) -> float:
        """Of the published items."""
        return self.defects / self.items if self.items else 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{name: vars(self)[name] + vars(other)[name] for name in vars(self)})


@dataclass
class Pack:
    """What the artifacts of one source are made from."""

    standin: StandIn
    session: Session
    request: ContentRequest
    source: Source
    opening: str
    outline: Mapping[str, Any] = field(default_factory=dict[str, Any])
    not_kept: str = ""

    def checking(self, content_type: ContentType) -> Callable[[dict[str, Any]], Checked]:
        """The check of this content type."""
        context = CheckContext(self.source, self.request, self.source.language, self.outline)
        return lambda content: check_content(content_type, content, context)

    async def draft(self, content_type: ContentType) -> Checked:
        """Have it drafted and checked.

        Raises:
            ContractError: The answer is of no use.
        """
        prompt = render_draft(content_type, *self._asked)
        completion = await self._ask(content_type, prompt, "draft")
        return self.checking(content_type)(read_answer(completion.text).content)

    async def repair(self, content_type: ContentType, base: Checked, number: int) -> Checked:
        """One round of asking for failing fields."""
        units = units_to_repair(base.content, base.report)
        shown = shown_for(self.source, self.outline, base.content, base.report, units)
        repair = Repair(
            number,
            values_of(base.content, units),
            problems_of(base.report.findings, units),
            kept_items(base.content, units, shown.passage_ids),
            parts_schema(content_type.schema, units),
            excerpt=shown.passages is not None,
            before=self.not_kept if number > 1 else "",
        )
        language = self.source.language
        opening = render_opening(self.source, self.request, language, shown.passages)
        asked = (opening, self.request, language, shown.outline)
        prompt = render_repair(content_type, *asked, repair)
        completion = await self._ask(content_type, prompt, repair.step)
        parts = read_parts(completion, units)
        check = self.checking(content_type)
        made = merge_parts(base, units, parts.values, check)
        self.not_kept = why_not_kept(completion, base.content, made.content, units, check)
        return made

    @property
    def _asked(self) -> tuple[str, ContentRequest, str, Mapping[str, Any]]:
        return self.opening, self.request, self.source.language, self.outline

    async def _ask(self, content_type: ContentType, prompt: Prompt, step: str) -> Completion:
        call = ModelCall(
            tenant="local",
            content_type=content_type.name,
            step=step,
            model=MODEL,
            fallbacks=(),
            options=CallOptions(max_output_tokens=32_000),
            model_code="",
            schema_sha256="",
            source_sha256=self.source.sha256,
            prompt=prompt,
        )
        return await complete(call, content_types, self.session)


async def measure(pack: Pack, share: int, seed: int) -> dict[str, Tally]:
    """The three ways for every type, at this share of defects."""
    tallies = {way: Tally() for way in WAYS}
    for name, content_type in content_types().items():
        if name == OUTLINE:
            continue
        for way in WAYS:
            tallies[way] += await _one(pack, content_type, way, share, seed)
    return tallies


async def _one(pack: Pack, content_type: ContentType, way: str, share: int, seed: int) -> Tally:
    """One way for one type; each begins with the same draft, planted by the same seed."""
    checked = await _usable_draft(pack, content_type, share, seed)
    drafted = Spent.of(pack)
    for number in range(1, settings().max_repairs + 1):
        if way == NONE or checked.report.verdict is Verdict.PASS:
            break
        plant(pack.standin, 0 if way == RIGHT else share, f"{seed}-{number}")
        if way in {FIELDS, RIGHT}:
            checked = await pack.repair(content_type, checked, number)
            continue
        try:
            anew = await pack.draft(content_type)
        except ContractError:
            continue
        checked = anew if better(anew, checked) else checked
    spent = Spent.of(pack)
    dropped = 0
    if way != NONE:
        before = len(signatures(checked.content))
        checked = drop_failing(content_type, checked, pack.checking(content_type)).checked
        dropped = before - len(signatures(checked.content))
    withheld = way != NONE and checked.report.verdict is Verdict.FAIL
    published = [] if withheld else signatures(checked.content)
    planted = {each["signature"] for each in pack.standin.planted()}
    return Tally(
        items=len(published),
        defects=sum(each in planted for each in published),
        withheld=withheld,
        dropped=dropped,
        calls=spent.calls - drafted.calls,
        tokens=spent.tokens - drafted.tokens,
        uncached_tokens=spent.uncached_tokens - drafted.uncached_tokens,
        usd=spent.usd - drafted.usd,
    )


async def _usable_draft(pack: Pack, content_type: ContentType, share: int, seed: int) -> Checked:
    """A draft that keeps the contract, with nothing counted before it."""
    for attempt in range(20):
        pack.standin.reset()
        plant(pack.standin, share, f"{seed}-0-{attempt}")
        try:
            return await pack.draft(content_type)
        except ContractError:
            continue
    raise SystemExit(f"No draft of {content_type.name} keeps its contract.")


@dataclass(frozen=True)
class Spent:
    """What the stand-in has counted until now."""

    calls: int
    tokens: int
    uncached_tokens: int
    usd: float

    @classmethod
    def of(cls, pack: Pack) -> Spent:
        """By its own accounts, and the price by ours."""
        stats = pack.standin.stats()
        written = stats["output_tokens"]
        return cls(
            stats["calls"],
            stats["input_tokens"] + written,
            stats["uncached_tokens"] + written,
            pack.session.budget.spent.cost_usd or 0.0,
        )


def plant(standin: StandIn, share: int, seed: str) -> None:
    """From here on every answer has this share of defects."""
    standin.script([{"faults": [f"plant:any:{share}:{seed}"], "repeat": True}])


def better(anew: Checked, old: Checked) -> bool:
    """Whether a new draft scores more, or as much with fewer findings."""
    return _merit(anew) > _merit(old)


def _merit(checked: Checked) -> tuple[int, int]:
    return checked.report.score, -len(checked.report.findings)


async def run(standin: StandIn, folder: Path, seeds: int) -> dict[int, dict[str, Tally]]:
    """All shares, each with so many seeds."""
    path = folder / "source.md"
    path.write_bytes((ROOT / "examples" / "photosynthesis.md").read_bytes())
    request = ContentRequest.model_validate({"source": {"path": str(path)}, "model": MODEL})
    source = await read_source(request.source, settings())
    opening = render_opening(source, request, source.language)
    measured: dict[int, dict[str, Tally]] = {}
    async with open_session() as session:
        pack = Pack(standin, session, request, source, opening)
        pack.outline = (await pack.draft(content_types()[OUTLINE])).content
        for share in SHARES:
            tallies = {way: Tally() for way in WAYS}
            for seed in range(seeds):
                for way, tally in (await measure(pack, share, seed)).items():
                    tallies[way] += tally
            measured[share] = tallies
    return measured


def table(measured: dict[int, dict[str, Tally]]) -> str:
    """For people."""
    head = ("planted", "way", "defects left", "items", "dropped", "withheld", "calls")
    lines = [(*head, "tokens", "uncached", "US$")]
    for share, tallies in measured.items():
        for way, tally in tallies.items():
            numbers = (tally.items, tally.dropped, tally.withheld, tally.calls)
            counted = (*numbers, tally.tokens, tally.uncached_tokens)
            left = f"{tally.defects_share:.1%}"
            told = [*(f"{number:,}" for number in counted), f"{tally.usd:.3f}"]
            lines.append((f"{share} %", way, left, *told))
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )


def figures(measured: dict[int, dict[str, Tally]]) -> dict[str, float]:
    """The shares of defects and the ratios of tokens: of all together, and by what was planted."""
    found: dict[str, float] = {}
    every = {way: sum((each[way] for each in measured.values()), start=Tally()) for way in WAYS}
    named = {"": every, **{f"_{share}": tallies for share, tallies in measured.items()}}
    for suffix, tallies in named.items():
        fields, anew, none = tallies[FIELDS], tallies[REGENERATE], tallies[NONE]
        found[f"defects_left_repaired_right{suffix}"] = tallies[RIGHT].defects_share
        found[f"defects_left_field_repair{suffix}"] = fields.defects_share
        found[f"defects_left_regenerate{suffix}"] = anew.defects_share
        found[f"defects_left_none{suffix}"] = none.defects_share
        found[f"tokens_field_over_regenerate{suffix}"] = fields.tokens / max(1, anew.tokens)
        found[f"uncached_tokens_field_over_regenerate{suffix}"] = fields.uncached_tokens / max(
            1, anew.uncached_tokens
        )
        found[f"usd_field_over_regenerate{suffix}"] = fields.usd / anew.usd if anew.usd else 0.0
    return found


def main() -> None:
    """Measure, print the table, and the figures as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one seed instead of three")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder, StandIn(warm=True) as standin:
        prices = {"COURSEWRIGHT_PRICES": json.dumps({MODEL: PRICE})}
        set_environment({"COURSEWRIGHT_HOME": folder, **prices, **standin.openai_environment()})
        settings.cache_clear()
        measured = asyncio.run(run(standin, Path(folder), 1 if quick else SEEDS))
    print(table(measured))
    rounded = {name: round(value, 4) for name, value in figures(measured).items()}
    print(json.dumps({"benchmark": "repair", "quick": quick, "figures": rounded}))


if __name__ == "__main__":
    main()
