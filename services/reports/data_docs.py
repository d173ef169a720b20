"""Great Expectations' own pages: a checkpoint for each pack, and Data Docs of what they found.

The pages come with scripts, styles and a picture from other people's servers. Those are taken out
and a style sheet of ours put in, so that the site is whole on a machine without a network, and
opening it tells nobody.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from services.quality.expectations import suites
from services.rechecking.masking import mask_known, personal_in, texts_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from core.content_type import Expectation
    from services.rechecking.masking import Pieces
    from services.reports.tables import Table

PATH_COLUMN = "path"
"""Column with each row's JSON path: what failing rows are named by."""

MAX_NAME = 60
"""Characters of a pack's name in the name of a page; file systems have limits."""

STYLES = "static/styles/data_docs_offline.css"

_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": [PATH_COLUMN],
    "include_unexpected_rows": False,
}
_SITE = "site"
_UNWANTED = re.compile(
    r"<script\b.*?</script>|<link\b[^>]*>|<img\b[^>]*https?://[^>]*>|\son\w+=\"[^\"]*\""
    r"|<style\b.*?</style>",
    re.DOTALL | re.IGNORECASE,
)
_ODD = re.compile(r"[^A-Za-z0-9_-]+")
_HOME = re.compile(r'(href="(?:\.\./)+)index\.html"')


@dataclass(frozen=True, slots=True)
class Validated:
    """What a checkpoint said of one table, and its page, relative to the folder of Data Docs."""

    passed: bool
    page: str


def write_data_docs(
    checkpoints: Mapping[str, Sequence[Table]], folder: Path
) -> dict[str, dict[str, Validated]]:
    """Validate the tables, and write the pages about it into a folder that does not exist.

    Args:
        checkpoints: The tables of each checkpoint, by the name of a pack. Tables of one suite have
            the same expectations, save the one named like its checkpoint.
        folder: For the pages; the page above them is expected as ``../index.html``.

    Returns:
        By checkpoint and suite what came of each.
    """
    context = _context(folder)
    source = context.data_sources.add_pandas("packs")
    with tempfile.TemporaryDirectory() as frames:
        found = {
            name: _run(context, source, _file_name(number, name), tables, Path(frames))
            for number, (name, tables) in enumerate(checkpoints.items(), 1)
        }
    context.build_data_docs()
    validated = {
        name: {suite: _validated(context, folder, *each) for suite, each in results.items()}
        for name, results in found.items()
    }
    _make_whole(folder, personal_in(_texts(checkpoints)))
    return validated


def write_text(path: Path, text: str) -> None:
    """Write UTF-8; what it has no bytes for, half of a surrogate pair, as its escape.

    Between the quotation marks of a JSON document that is the same string.
    """
    path.write_text(text, encoding="utf-8", errors="backslashreplace")


def _context(folder: Path) -> Any:
    from great_expectations.data_context.types.base import (  # noqa: PLC0415 (seconds)
        ProgressBarsConfig,
    )

    context: Any = suites.library().gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    for name in list(context.variables.data_docs_sites or ()):
        context.delete_data_docs_site(name)
    site = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(folder),
        },
    }
    context.add_data_docs_site(_SITE, site)
    return context


def _run(
    context: Any, source: Any, name: str, tables: Iterable[Table], frames: Path
) -> dict[str, tuple[Any, Any]]:
    """Results of one checkpoint by suite, with their identifiers."""
    gx = suites.library().gx
    definitions = [
        context.validation_definitions.add(
            gx.ValidationDefinition(
                name=f"{name}-{table.suite}",
                data=_batch(source, f"{name}-{table.suite}", table, frames),
                suite=_suite(context, table),
            )
        )
        for table in tables
    ]
    if not definitions:
        return {}
    checkpoint = gx.Checkpoint(
        name=name, validation_definitions=definitions, result_format=_RESULT_FORMAT
    )
    run = _run_identifier(name)
    results = context.checkpoints.add(checkpoint).run(run_id=run).run_results
    return {each.suite_name: (identifier, each) for identifier, each in results.items()}


def _run_identifier(name: str) -> Any:
    from great_expectations.core.run_identifier import (  # noqa: PLC0415 (seconds)
        RunIdentifier,
    )

    return RunIdentifier(run_name=name)


def _batch(source: Any, name: str, table: Table, frames: Path) -> Any:
    """The table's frame by way of a file: one checkpoint takes several frames in no other way."""
    data = suites.frame(table.rows, table.expectations)
    data.insert(0, PATH_COLUMN, [row.path for row in table.rows])
    data.to_pickle(frames / name)
    asset = source.add_pickle_asset(name, filepath_or_buffer=frames / name)
    return asset.add_batch_definition("all")


def _file_name(number: int, name: str) -> str:
    """A name for the pages' files and addresses, whatever the pack is called."""
    return f"{number}-{_ODD.sub('-', name).strip('-')[:MAX_NAME]}"


def _suite(context: Any, table: Table) -> Any:
    known = {each.name: each for each in context.suites.all()}
    if table.suite in known:
        return known[table.suite]
    expectations = [
        suites.as_expectation(each, description=_description(each)) for each in table.expectations
    ]
    return context.suites.add(suites.library().gx.ExpectationSuite(table.suite, expectations))


def _description(expectation: Expectation) -> str:
    """What a person reads of an expectation, whether it holds or not."""
    wanted = expectation.kind.removeprefix("expect_column_values_to_").replace("_", " ")
    return f"Must {wanted}. If not: {expectation.message.replace('{value}', '…')}"


def _validated(context: Any, folder: Path, identifier: Any, result: Any) -> Validated:
    (site,) = context.get_docs_sites_urls(resource_identifier=identifier)
    address: str = site["site_url"]
    page = Path(unquote(urlsplit(address).path))
    return Validated(bool(result.success), page.relative_to(folder.resolve()).as_posix())


def _texts(checkpoints: Mapping[str, Sequence[Table]]) -> Iterator[str]:
    for tables in checkpoints.values():
        for row in (row for table in tables for row in table.rows):
            yield from texts_in(list(row.values.values()))


def _make_whole(folder: Path, known: Pieces) -> None:
    """Take out of the pages what is elsewhere, and personal data.

    Our page takes the place of the list of results.
    """
    (folder / "index.html").unlink(missing_ok=True)
    styles = (Path(__file__).parent / "data_docs.css").read_text(encoding="utf-8")
    write_text(folder / STYLES, styles)
    for page in folder.rglob("*.html"):
        up = "../" * (len(page.relative_to(folder).parts) - 1)
        text = _UNWANTED.sub("", page.read_text(encoding="utf-8"))
        text = text.replace("</head>", f'<link rel="stylesheet" href="{up}{STYLES}"></head>', 1)
        write_text(page, mask_known(_HOME.sub(r'\1../index.html"', text), known))
