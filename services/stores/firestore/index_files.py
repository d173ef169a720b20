"""The files that create Firestore's indexes: for the firebase command line, and for Terraform.

Run it with ``--write deployments`` to write them, or ``--check deployments`` to compare.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from services.stores.firestore.indexes import EXEMPTIONS, QUERIES, Exemption, Query

JSON_FILE = Path("firestore", "firestore.indexes.json")
TERRAFORM_FILE = Path("terraform", "firestore_indexes.tf")
COMMAND = "python -m services.stores.firestore.index_files"

_HEAD = f"""\
# Generated from services/stores/firestore/indexes.py by `{COMMAND} --write deployments`.

variable "firestore_database" {{
  description = "Firestore's database of jobs and versions"
  type        = string
  default     = "(default)"
}}
"""


def run(arguments: list[str] | None = None) -> None:
    """Write the files, or exit with 1 and say which of them is not what it would be."""
    parser = argparse.ArgumentParser(prog=COMMAND)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", metavar="FOLDER", type=Path, help="write the files there")
    what.add_argument("--check", metavar="FOLDER", type=Path, help="fail when they differ")
    chosen = parser.parse_args(arguments)
    if chosen.write is not None:
        write(chosen.write)
    elif stale := differing(chosen.check):
        files = ", ".join(map(str, stale))
        parser.exit(1, f"Not up to date: {files}. Run `{COMMAND} --write {chosen.check}`.\n")


def write(folder: Path) -> None:
    """Write both files under ``folder``."""
    for file, text in rendered().items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def differing(folder: Path) -> list[Path]:
    """The files under ``folder`` that are missing or not what the declarations give."""
    return [
        folder / file
        for file, text in rendered().items()
        if not (folder / file).is_file() or (folder / file).read_text(encoding="utf-8") != text
    ]


def rendered() -> dict[Path, str]:
    """What the files hold, by their place."""
    return {JSON_FILE: json.dumps(_firebase(), indent=2) + "\n", TERRAFORM_FILE: _terraform()}


def _firebase() -> dict[str, Any]:
    return {
        "indexes": [_firebase_index(query) for query in QUERIES if query.composite],
        "fieldOverrides": [_firebase_field(each) for each in EXEMPTIONS],
    }


def _firebase_index(query: Query) -> dict[str, Any]:
    return {
        "collectionGroup": query.collection,
        "queryScope": query.scope,
        "fields": [{"fieldPath": field, "order": order} for field, order in query.fields],
    }


def _firebase_field(exemption: Exemption) -> dict[str, Any]:
    return {
        "collectionGroup": exemption.collection,
        "fieldPath": exemption.field,
        "ttl": exemption.ttl,
        "indexes": [],
    }


def _terraform() -> str:
    indexes = [_terraform_index(query) for query in QUERIES if query.composite]
    return "\n".join([_HEAD, *indexes, *(_terraform_field(each) for each in EXEMPTIONS)])


def _terraform_index(query: Query) -> str:
    fields = "\n".join(
        f'\n  fields {{\n    field_path = "{field}"\n    order      = "{order}"\n  }}'
        for field, order in query.fields
    )
    return f"""\
resource "google_firestore_index" "{query.name}" {{
  database    = var.firestore_database
  collection  = "{query.collection}"
  query_scope = "{query.scope}"
{fields}
}}
"""


def _terraform_field(exemption: Exemption) -> str:
    ttl = "\n  ttl_config {}\n" if exemption.ttl else ""
    return f"""\
resource "google_firestore_field" "{exemption.collection}_{exemption.field}" {{
  database   = var.firestore_database
  collection = "{exemption.collection}"
  field      = "{exemption.field}"

  index_config {{}}
{ttl}}}
"""


if __name__ == "__main__":
    run()
