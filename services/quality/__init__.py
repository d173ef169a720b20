"""The check: from a model's answer to checked content and its report. No content type by name."""

from services.quality.check import Checked, check_content

__all__ = ["Checked", "check_content"]
