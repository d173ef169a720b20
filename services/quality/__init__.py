"""The check: of a model's answer, and of a pack as a whole. No content type by name."""

from services.quality.check import Checked, check_content, prepare
from services.quality.pack_check import check_pack
from services.quality.suites import warm_up

__all__ = ["Checked", "check_content", "check_pack", "prepare", "warm_up"]
