from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.pack import PackState
from core.request import ContentRequest
from core.source import SourceReference
from core.version import PackVersion, Standing
from services.versions.retention import RetentionPolicy, expired

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def version(number: int, age_days: float, state: PackState, standing: Standing) -> PackVersion:
    """A version of this number, age and state."""
    return PackVersion(
        id=f"{number:064x}",
        pack_id="0" * 32,
        tenant="local",
        number=number,
        content_sha256="0" * 64,
        fingerprint="f",
        title="Bees",
        state=state,
        score=90,
        request=ContentRequest(source=SourceReference(topic="bees")),
        source_sha256="0" * 64,
        bytes=10,
        created_at=NOW - timedelta(days=age_days),
        standing=standing,
    )


VERSIONS = st.lists(
    st.tuples(
        st.floats(0, 400), st.sampled_from(list(PackState)[:2]), st.sampled_from(list(Standing))
    ),
    max_size=12,
).map(lambda drawn: [version(i + 1, *each) for i, each in enumerate(drawn)])
POLICIES = st.builds(
    RetentionPolicy,
    max_age_days=st.none() | st.integers(1, 300),
    max_versions=st.none() | st.integers(1, 8),
)


@given(VERSIONS, POLICIES)
def test_the_last_good_version_stays(versions: list[PackVersion], policy: RetentionPolicy) -> None:
    """Whatever the policy: the newest complete version that is not withdrawn, and the approved."""
    gone = expired(versions, policy, NOW)
    stays = [each for each in versions if each not in gone]
    good = [
        each
        for each in versions
        if each.state is PackState.COMPLETE and each.standing is not Standing.WITHDRAWN
    ]
    assert not good or good[-1] in stays
    assert not versions or stays
    assert all(each.standing is not Standing.APPROVED for each in gone)


@given(VERSIONS, POLICIES)
def test_what_goes_has_a_reason(versions: list[PackVersion], policy: RetentionPolicy) -> None:
    """Each version that goes is too old, or has as many newer ones as are kept."""
    for each in expired(versions, policy, NOW):
        newer = sum(other.number > each.number for other in versions)
        too_many = policy.max_versions is not None and newer >= policy.max_versions
        too_old = policy.max_age_days is not None and (
            NOW - each.created_at > timedelta(days=policy.max_age_days)
        )
        assert too_many or too_old


@given(VERSIONS, POLICIES)
def test_it_is_settled_at_once(versions: list[PackVersion], policy: RetentionPolicy) -> None:
    """Applied again to what stayed, the policy lets nothing else go by age."""
    by_age = RetentionPolicy(max_age_days=policy.max_age_days)
    gone = expired(versions, by_age, NOW)
    assert not expired([each for each in versions if each not in gone], by_age, NOW)


def test_by_default_all_stay() -> None:
    """Without a policy no version goes."""
    old = [version(i, 4000, PackState.COMPLETE, Standing.DRAFT) for i in (1, 2, 3)]
    assert expired(old, RetentionPolicy(), NOW) == ()


def test_the_oldest_go_first() -> None:
    """Of five versions with three kept, the first two go, the oldest first."""
    five = [version(i, 10 - i, PackState.COMPLETE, Standing.DRAFT) for i in range(1, 6)]
    gone = expired(five, RetentionPolicy(max_versions=3), NOW)
    assert [each.number for each in gone] == [1, 2]
