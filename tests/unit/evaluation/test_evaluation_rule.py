from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.evaluation import compare, decide, figures_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.evaluation import Figures, Judgement


def test_as_good_with_one_token_less_is_proposed(figures: Callable[..., Figures]) -> None:
    """Equal marks and fewer tokens are enough; the proposal's place is named."""
    comparison = compare(figures(tokens=100), figures(tokens=99), "a file")
    assert comparison.proposed
    assert comparison.proposal == "faqs/draft.md.j2"
    assert "218 after 220" in comparison.reason


@pytest.mark.parametrize("tokens", [100, 101])
def test_as_many_tokens_are_not_fewer(figures: Callable[..., Figures], tokens: int) -> None:
    """A better candidate with as many tokens, or more, is not proposed."""
    decision = decide(figures(tokens=100, score=90), figures(tokens=tokens, score=100))
    assert not decision.proposed
    assert "tokens are not fewer" in decision.reason


@pytest.mark.parametrize(
    ("worse", "named"),
    [
        ({"score": 99}, "score"),
        ({"evidence": 0.99}, "evidence rate"),
        ({"passed": False, "score": 100}, "contract pass rate"),
    ],
)
def test_nothing_makes_up_for_a_worse_mark(
    figures: Callable[..., Figures], worse: dict[str, object], named: str
) -> None:
    """Each mark that is lower stands against a candidate, however few its tokens, and is named."""
    decision = decide(figures(tokens=100), figures(tokens=1, **worse))
    assert not decision.proposed
    assert f"The {named} is lower" in decision.reason


def test_a_better_answer_does_not_pay_for_one_that_is_lost(
    judged: Callable[..., Judgement],
) -> None:
    """One answer lost and another much better: the mean score rises, yet it is not proposed."""
    before = figures_of("faqs", [judged("honey", score=40), judged("soil", score=40)])
    lost = judged("soil", tokens=1, passed=False, score=0, evidence=1.0)
    after = figures_of("faqs", [judged("honey", tokens=1, score=100), lost])
    assert after.score > before.score
    assert "contract pass rate" in decide(before, after).reason


def test_output_tokens_count_too(judged: Callable[..., Judgement]) -> None:
    """A shorter prompt whose answers are longer by more is not proposed."""
    before = figures_of("faqs", [judged(tokens=100)])
    longer = before.judgements[0].usage.model_copy(update={"input_tokens": 90, "output_tokens": 20})
    after = figures_of("faqs", [judged(usage=longer)])
    assert not decide(before, after).proposed


def test_templates_are_compared_on_the_same_samples(figures: Callable[..., Figures]) -> None:
    """Figures over other samples cannot be compared."""
    with pytest.raises(AssertionError, match="same samples"):
        decide(figures(samples=("soil",)), figures(samples=("honey",)))


marks = st.fixed_dictionaries(
    {
        "score": st.integers(0, 100),
        "evidence": st.floats(0, 1),
        "passed": st.booleans(),
        "tokens": st.integers(0, 1000),
    }
)


@given(before=marks, after=marks)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_proposed_is_nowhere_worse(
    figures: Callable[..., Figures], before: dict[str, float], after: dict[str, float]
) -> None:
    """Whatever the figures: a candidate is proposed exactly if no mark is lower and tokens are."""
    nowhere_lower = all(after[name] >= before[name] for name in ("score", "evidence", "passed"))
    fewer = after["tokens"] < before["tokens"]
    decision = decide(figures(**before), figures(**after))
    assert decision.proposed is (nowhere_lower and fewer)
