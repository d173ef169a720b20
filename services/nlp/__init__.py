"""The language engine: what a source says, found by segmentation, ranking and patterns.

No content is composed here and no prompt is known; `analyse` turns passages into an `Analysis`.
"""

from services.nlp.analysis import analyse
from services.nlp.sentences import sentences_of

__all__ = ["analyse", "sentences_of"]
