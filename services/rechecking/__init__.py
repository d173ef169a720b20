"""Re-checking: a pack that exists, ours or edited by hand, through every check again.

Nothing is called, repaired or written here.
"""

from services.rechecking.opening import OpenedPack, open_pack
from services.rechecking.rechecking import recheck
from services.rechecking.report import Recheck, RecheckedArtifact

__all__ = ["OpenedPack", "Recheck", "RecheckedArtifact", "open_pack", "recheck"]
