"""What a candidate template has to keep, found out without rendering it.

A candidate is somebody else's text, a model's perhaps, and a template is a program. So it is read
as a syntax tree and may hold no more than templates here do: text, the variables of its task,
conditions. It cannot call anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
from jinja2 import nodes

from core.errors import InputError

if TYPE_CHECKING:
    from core.content_type import ContentType

FRAME = "_shared/draft.md.j2"
"""What every draft extends."""

TASK = "task"
LIMITS = "limits"
MAX_CHARACTERS = 64 * 1024
MAX_FACTOR = 10_000
_SHARED_VARIABLES = frozenset({LIMITS, "language", "outline"})
_FILTERS = frozenset({"data", "join", "length", "lower", "upper"})
_TESTS = frozenset({"defined", "none"})
_ALLOWED = (
    nodes.Template,
    nodes.Extends,
    nodes.Block,
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.Filter,
    nodes.Test,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
)
_ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul)
_HINT = "Correct the candidate; coursewright's own templates show how it is done."


def check_candidate(content_type: ContentType, current: str, candidate: str) -> None:
    """Refuse a candidate that could not take the place of the current template.

    Args:
        content_type: Whose template it would be.
        current: The text of the template in use.
        candidate: The candidate's text.

    Raises:
        InputError: It does not compile, does not extend the shared frame, loses a variable that
            the current template tells the model, names one that does not exist, or does what no
            template here does.
    """
    name = content_type.name
    if len(candidate) > MAX_CHARACTERS:
        raise _refusal(name, f"is over {MAX_CHARACTERS:,} characters long")
    tree = _parsed(name, candidate)
    _check_nodes(name, tree)
    _check_frame(name, tree)
    told = _told(_parsed(name, current))
    _check_variables(
        content_type, tree, known=_SHARED_VARIABLES.union(content_type.parameters, told)
    )
    lost = sorted(told - _told(tree))
    if lost:
        raise _refusal(name, f"loses {', '.join(lost)}, which the current template tells the model")


def _parsed(name: str, template: str) -> nodes.Template:
    # Only parsed here: nothing is rendered, so nothing has to be escaped.
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)  # noqa: S701 (see above)
    try:
        return environment.parse(template)
    except jinja2.TemplateSyntaxError as error:
        raise _refusal(name, f"does not compile: line {error.lineno}: {error.message}") from error
    except RecursionError as error:
        raise _refusal(name, "does not compile: it is nested too deeply") from error


def _check_nodes(name: str, tree: nodes.Template) -> None:
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            kind = type(node).__name__.lower()
            raise _refusal(name, f"uses what templates may not use (line {node.lineno}: {kind})")
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            raise _refusal(name, f"uses the filter {node.name!r} (line {node.lineno})")
        if isinstance(node, nodes.Test) and node.name not in _TESTS:
            raise _refusal(name, f"uses the test {node.name!r} (line {node.lineno})")
        if isinstance(node, _ARITHMETIC):
            _check_operands(name, node)


def _check_operands(name: str, node: nodes.BinExpr) -> None:
    # A text times a large number fills the memory.
    for operand in (node.left, node.right):
        if isinstance(operand, nodes.Const):
            fits = isinstance(operand.value, int) and abs(operand.value) <= MAX_FACTOR
        else:
            fits = isinstance(operand, (nodes.Name, nodes.Getattr))
        if not fits:
            raise _refusal(name, f"computes more than a template may (line {node.lineno})")


def _check_frame(name: str, tree: nodes.Template) -> None:
    frames = [node.template for node in tree.find_all(nodes.Extends)]
    if [frame.value for frame in frames if isinstance(frame, nodes.Const)] != [FRAME]:
        raise _refusal(name, f'does not extend the shared frame: {{% extends "{FRAME}" %}}')
    blocks = list(tree.find_all(nodes.Block))
    if [block.name for block in blocks] != [TASK]:
        raise _refusal(name, "does not have exactly one block, named task")
    if not _text_of(blocks[0]):
        raise _refusal(name, "says nothing in its task block")
    for node in tree.body:
        if isinstance(node, nodes.If) or (isinstance(node, nodes.Output) and _text_of(node)):
            raise _refusal(name, f"says something outside its task block (line {node.lineno})")


def _check_variables(
    content_type: ContentType, tree: nodes.Template, known: frozenset[str]
) -> None:
    unknown = sorted({node.name for node in tree.find_all(nodes.Name)} - known)
    if unknown:
        names = sorted(name for name in known if not name.startswith(f"{LIMITS}."))
        raise _refusal(
            content_type.name,
            f"names unknown variables: {', '.join(unknown)}",
            hint=f"There are: {', '.join(names)}.",
        )
    for node in tree.find_all(nodes.Getattr):
        if _is_limits(node.node):
            if node.attr not in content_type.limits:
                raise _refusal(
                    content_type.name,
                    f"names an unknown limit: {LIMITS}.{node.attr}",
                    hint=f"There are: {', '.join(content_type.limits)}.",
                )
        elif not isinstance(node.node, nodes.Getattr) or node.attr not in {"min", "max"}:
            raise _refusal(content_type.name, f"names an unknown variable: .{node.attr}")


def _told(tree: nodes.Template) -> set[str]:
    """The limits and other variables that the template reads, as it names them."""
    limits = {
        f"{LIMITS}.{node.attr}" for node in tree.find_all(nodes.Getattr) if _is_limits(node.node)
    }
    return limits | {node.name for node in tree.find_all(nodes.Name)} - {LIMITS}


def _is_limits(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == LIMITS


def _text_of(node: nodes.Node) -> str:
    return "".join(data.data for data in node.find_all(nodes.TemplateData)).strip()


def _refusal(name: str, what: str, hint: str = _HINT) -> InputError:
    return InputError(f"The candidate for {name} {what}.", hint=hint)
