from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from flows.candidates import check_template, current_template
from prompts.catalog import content_types
from services.optimizer import FRAME, check_candidate

FAQS = content_types()["faqs"]
HEAD = f'{{% extends "{FRAME}" %}}\n'
KEPT = (
    "{{ limits.ITEMS }} {{ limits.QUESTION }} {{ limits.ANSWER }} {{ limits.CATEGORY }} questions"
)


def _block(text: str) -> str:
    return f"{HEAD}{{% block task %}}{text}{{% endblock %}}\n"


@pytest.mark.parametrize("name", content_types())
def test_every_template_in_use_could_be_a_candidate(name: str) -> None:
    """What is asked of candidates holds of all templates here."""
    content_type = content_types()[name]
    check_template(content_type, current_template(content_type))


@pytest.mark.parametrize(
    "candidate",
    [
        _block(KEPT),
        f"{{# why #}}\n{_block(KEPT)}",
        _block(f"{KEPT} {{% if outline %}}in {{{{ language | upper }}}}{{% endif %}}"),
        _block(f"{KEPT} {{{{ limits.ITEMS.max }}}} {{{{ limits.ITEMS.max * 2 }}}}"),
    ],
)
def test_other_words_for_the_same_are_accepted(candidate: str) -> None:
    """A candidate may say it in its own way and read what the task knows."""
    check_template(FAQS, candidate)


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        (_block(KEPT + "{{ limits.ITEMS"), "does not compile: line 2"),
        (_block(KEPT + "{{ limits.ITEMS | nofilter }}"), "filter 'nofilter'"),
        (KEPT, "does not extend the shared frame"),
        (_block(KEPT).replace(FRAME, "_shared/source.md.j2"), "does not extend the shared frame"),
        (_block(KEPT).replace(f'"{FRAME}"', "language"), "does not extend the shared frame"),
        (HEAD + KEPT, "exactly one block"),
        (_block(KEPT).replace("block task", "block other"), "exactly one block"),
        (_block(KEPT) + "{% block more %}x{% endblock %}", "exactly one block"),
        (_block(KEPT.replace("questions", "")), "says nothing"),
        (_block(KEPT) + "and do it well", "outside its task block"),
        (_block("{{ limits.ITEMS }} questions"), "loses limits.ANSWER, limits.CATEGORY, limits.Q"),
        (_block(KEPT + "{{ topic }}"), "unknown variables: topic"),
        (_block(KEPT + "{{ limits.ITEM }}"), "unknown limit: limits.ITEM"),
        (_block(KEPT + "{{ outline.title }}"), "unknown variable: .title"),
        (_block(KEPT + "{{ limits.ITEMS.most }}"), "unknown variable: .most"),
        (_block(KEPT + "x" * 70_000), "characters long"),
        (_block(KEPT + "{{ language.minutes + 1 }}"), "unknown variable: .minutes"),
        (_block(KEPT + "{{ language - 1 }}"), "cannot be rendered"),
        (_block(KEPT + "{{ " + "(" * 3000 + ")" * 3000 + " }}"), "does not compile"),
    ],
)
def test_a_candidate_that_could_not_take_its_place_is_refused(candidate: str, said: str) -> None:
    """Each fault is named in one line, with the content type."""
    with pytest.raises(InputError) as raised:
        check_template(FAQS, candidate)
    assert said in raised.value.message
    assert raised.value.message.startswith("The candidate for faqs ")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "program",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ limits.__class__ }}",
        "{{ limits.ITEMS.__class__ }}",
        "{{ limits['__class__'] }}",
        "{{ limits | attr('__class__') }}",
        "{{ language.format(limits) }}",
        "{{ super() }}",
        "{{ range(9) }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{% for a in language %}{{ a }}{% endfor %}",
        "{% set a = 1 %}",
        "{% include '_shared/reask.md.j2' %}",
        "{% import '_shared/draft.md.j2' as a %}",
        "{% macro a() %}{% endmacro %}",
        "{{ 'a' * 9999 }}",
        "{{ language * 99999999 }}",
        "{{ 9 ** 9999999 }}",
        "{{ limits.ITEMS.max * 2 * 2 }}",
        "{% if language is callable %}a{% endif %}",
        "{{ [1, 2] }}",
    ],
)
def test_a_candidate_is_no_program(program: str) -> None:
    """What templates here do not do, candidates may not: no calls, loops, imports, no attributes.

    It is refused by what it says: nothing of it has been rendered by then.
    """
    with pytest.raises(InputError):
        check_candidate(FAQS, current_template(FAQS), _block(KEPT + program))


def test_a_request_variable_may_not_be_lost() -> None:
    """A podcast's length reaches the prompt by a variable; a candidate has to keep it."""
    podcast = content_types()["podcast_script"]
    current = current_template(podcast)
    start, end = current.index("{% if minutes %}"), current.index("{% endif %}")
    with pytest.raises(InputError, match=r"loses .*minutes"):
        check_template(podcast, current[:start] + current[end + len("{% endif %}") :])


@given(st.text(max_size=200) | st.from_regex(r"(\{[{%#][^}]{0,20}[}%#]\}|[a-z ]){0,6}"))
def test_any_text_is_accepted_or_refused(text: str) -> None:
    """Whatever a task block holds: it is an `InputError` or nothing, never another error."""
    with contextlib.suppress(InputError):
        check_template(FAQS, _block(KEPT + text))
