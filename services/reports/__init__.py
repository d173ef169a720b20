"""Reports on packs that exist: Great Expectations' Data Docs, drift, and a page that says it all.

`open_packs`, `judge_batch` and `write_site`, in this order. No content type by name.
"""

from services.reports.batch import BatchReport, JudgedPack, judge_batch
from services.reports.packs import NamedPack, open_packs
from services.reports.site import check_folder, write_site

__all__ = [
    "BatchReport",
    "JudgedPack",
    "NamedPack",
    "check_folder",
    "judge_batch",
    "open_packs",
    "write_site",
]
