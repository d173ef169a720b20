"""The check: of a model's answer, and of a pack as a whole. No content type by name."""

from services.quality.check import Checked, check_content, part_weights, prepare
from services.quality.expectations.suites import warm_up
from services.quality.pack.checking import check_pack

__all__ = ["Checked", "check_content", "check_pack", "part_weights", "prepare", "warm_up"]
