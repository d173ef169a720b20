"""What a warm worker allows itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WorkerLimits:
    """The bounds a warm worker works within.

    Args:
        runs_at_once: How many flow runs are under way at once, at most.
        poll_seconds: How often the server is asked for new runs while there is room for one.
        cancel_poll_seconds: How often the server is asked which runs are to be cancelled.
        heartbeat_seconds: How often each run under way is said to be alive.
        drain_seconds: How long runs under way may go on once the worker is to stop.
        cleanup_seconds: How long a cancelled run may take to end before it is cancelled again.
        run_timeout_seconds: How long a run may take; a flow's own shorter limit holds.
        memory_limit_mb: Resident memory of the process above which no new run is taken.
        blocked_seconds: How long a flow may hold the event loop before that is logged.
    """

    runs_at_once: int = 20
    poll_seconds: float = 0.2
    cancel_poll_seconds: float = 1.0
    heartbeat_seconds: float = 10.0
    drain_seconds: float = 30.0
    cleanup_seconds: float = 10.0
    run_timeout_seconds: float = 3600.0
    memory_limit_mb: int = 2048
    blocked_seconds: float = 1.0
