"""Prompt evaluation: golden samples, the figures of a template, comparing two, the report.

Pure but for reading the golden samples and writing a report's folder; no model is called here.
"""

from services.evaluation.comparing import Comparison, Decision, compare, decide, refused
from services.evaluation.figures import Figures, Judgement, figures_of, share_of_evidence
from services.evaluation.folder import check_report_folder, write_report
from services.evaluation.golden import Golden, golden_samples
from services.evaluation.report import Evaluation, Optimization, RunFacts
from services.evaluation.request import VERTEX, EvaluationRequest, OptimizationRequest
from services.evaluation.table import Table, read_table, table_of, worse, write_table
from services.evaluation.views import evaluation_markdown, optimization_markdown

__all__ = [
    "VERTEX",
    "Comparison",
    "Decision",
    "Evaluation",
    "EvaluationRequest",
    "Figures",
    "Golden",
    "Judgement",
    "Optimization",
    "OptimizationRequest",
    "RunFacts",
    "Table",
    "check_report_folder",
    "compare",
    "decide",
    "evaluation_markdown",
    "figures_of",
    "golden_samples",
    "optimization_markdown",
    "read_table",
    "refused",
    "share_of_evidence",
    "table_of",
    "worse",
    "write_report",
    "write_table",
]
