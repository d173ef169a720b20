"""Making this process a client of a Prefect server, before it imports Prefect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import OutputError
from core.settings import prefect_environment, set_environment

if TYPE_CHECKING:
    from core.settings import Settings


LOCAL_SERVER = {
    # It speaks plain HTTP on loopback, and every client would load all the authorities there are.
    # This one has signed nothing: its key was never kept.
    "PREFECT_API_SSL_CERT_FILE": str(Path(__file__).with_name("nobody.pem")),
    # It is of this installation, and replaced when it is older: its version need not be asked for.
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    # Both are for servers of other people.
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
    "PREFECT_PLUGINS_ENABLED": "false",
}
"""What a client of our own server need not do; each costs some 5 to 20 ms of a command."""


def become_client(settings: Settings, api_url: str) -> None:
    """Put in force what Prefect reads, once, when it is imported.

    The person's own ``PREFECT_…`` variables (a key, a profile) go with the server they name; when
    runs are recorded on the local server they do not apply.

    Args:
        settings: Where our own files are, and whether the person named a server.
        api_url: The server that records the runs.

    Raises:
        OutputError: Our data folder cannot be written.
    """
    own_server = settings.prefect_api_url is None
    variables = {
        **prefect_environment(settings),
        "PREFECT_API_URL": api_url,
        **(LOCAL_SERVER if own_server else {}),
        # A server that is gone is said in seconds; by default a client would try for a minute.
        "PREFECT_CLIENT_MAX_RETRIES": "2",
        # What happens is shown by the command itself; the log is in the UI.
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_HANDLERS_DEBUG_LEVEL": "CRITICAL",
    }
    try:
        # Prefect makes its home, but not the folders above it.
        settings.prefect_home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise OutputError(
            f"The data folder {settings.home} cannot be written: {error.strerror}.",
            hint="Make it writable, or name another one in COURSEWRIGHT_HOME.",
        ) from error
    set_environment(variables, without_prefix="PREFECT_" if own_server else None)
