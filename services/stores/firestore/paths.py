"""Where documents are: every path begins with its tenant.

tenants/{tenant}                                     its name; made with its first version
tenants/{tenant}/jobs/{id}                           a job
tenants/{tenant}/idempotency/{sha256 of the key}     which job has the key
tenants/{tenant}/packs/{pack}                        the highest number ever given
tenants/{tenant}/versions/{id}                       a version and the list of its parts
tenants/{tenant}/parts/{sha256}                      how many versions have it, and where it is
tenants/{tenant}/parts/{sha256}/chunks/{upload}-{n}  its data, in pieces under 1 MiB
"""

from __future__ import annotations

import hashlib
import re

from services.stores.firestore.indexes import CHUNKS, JOBS, KEYS, PACKS, PARTS, TENANTS, VERSIONS

Path = tuple[str, ...]
"""Collections and document ids in turn."""

_PLAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


def document_id(name: str) -> str:
    """A document id for any text: itself when plain, else a digest, which no plain name equals.

    Firestore refuses ids with a slash, ``.``, ``..``, ``__x__`` and those over 1,500 bytes.
    """
    if _PLAIN.fullmatch(name):
        return name
    return f"~{hashlib.sha256(name.encode(errors='surrogatepass')).hexdigest()}"


def tenant_path(tenant: str) -> Path:
    """Path of the tenant's own document."""
    return (TENANTS, document_id(tenant))


def job_path(tenant: str, job_id: str) -> Path:
    """Path of a job."""
    return (*tenant_path(tenant), JOBS, document_id(job_id))


def key_path(tenant: str, idempotency_key: str) -> Path:
    """Path of the record of an idempotency key; the key itself may hold any character."""
    digest = hashlib.sha256(idempotency_key.encode(errors="surrogatepass")).hexdigest()
    return (*tenant_path(tenant), KEYS, digest)


def pack_path(tenant: str, pack_id: str) -> Path:
    """Path of a pack's counter."""
    return (*tenant_path(tenant), PACKS, document_id(pack_id))


def version_path(tenant: str, version_id: str) -> Path:
    """Path of a version."""
    return (*tenant_path(tenant), VERSIONS, document_id(version_id))


def part_path(tenant: str, sha256: str) -> Path:
    """Path of a part."""
    return (*tenant_path(tenant), PARTS, sha256)


def chunk_paths(part: Path, upload: str, count: int) -> list[Path]:
    """Paths of the chunks of one upload of a part, in order."""
    return [(*part, CHUNKS, f"{upload}-{number:04}") for number in range(count)]
