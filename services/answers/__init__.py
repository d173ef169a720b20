"""From a model's text to the one JSON object it stands for: pure, no clients, no files."""

from services.answers.reading import Answer, read_answer

__all__ = ["Answer", "read_answer"]
