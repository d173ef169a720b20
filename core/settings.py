"""Every setting, with its bounds; the only module that reads the environment."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import SettingsError
from core.request import EMBEDDED_MODEL

APPLICATION = "coursewright"
MEBIBYTE = 1024 * 1024


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir(APPLICATION))


class Settings(BaseSettings):
    """Settings from the environment: ``COURSEWRIGHT_`` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="COURSEWRIGHT_", frozen=True, extra="ignore")

    home: Annotated[
        Path, Field(default_factory=_default_home, description="Where everything is kept")
    ]
    model: Annotated[str, Field(description="Model when a request names none")] = EMBEDDED_MODEL

    content_types_folder: Annotated[
        Path | None, Field(description="A folder with content types of your own, one folder each")
    ] = None

    source_max_bytes: Annotated[
        int, Field(ge=1024, le=1024 * MEBIBYTE, description="Largest source file or page")
    ] = 50 * MEBIBYTE
    source_max_characters: Annotated[
        int, Field(ge=1000, le=5_000_000, description="Longest source text after parsing")
    ] = 1_000_000
    source_max_pages: Annotated[int, Field(ge=1, le=20_000, description="Pages of a PDF")] = 1500
    source_max_unpacked_bytes: Annotated[
        int, Field(ge=MEBIBYTE, le=4096 * MEBIBYTE, description="A DOCX after decompression")
    ] = 200 * MEBIBYTE
    parse_timeout_seconds: Annotated[
        float, Field(gt=0, le=600, description="Time for parsing a file, in its child process")
    ] = 60.0
    parse_memory_bytes: Annotated[
        int, Field(ge=64 * MEBIBYTE, description="Memory for parsing a file")
    ] = 2048 * MEBIBYTE
    fetch_timeout_seconds: Annotated[
        float, Field(gt=0, le=300, description="Time for fetching a page, redirects included")
    ] = 20.0
    fetch_max_redirects: Annotated[int, Field(ge=0, le=10)] = 3

    model_timeout_seconds: Annotated[
        float, Field(gt=0, le=3600, description="Time for one model call")
    ] = 120.0
    model_retries: Annotated[
        int, Field(ge=0, le=10, description="Tries after the first, for retryable errors")
    ] = 3
    model_retry_backoff_seconds: Annotated[
        float, Field(gt=0, le=60, description="First wait; doubles each time, with jitter")
    ] = 2.0

    server_port: Annotated[
        int, Field(ge=1024, le=65535, description="Port of the local Prefect server, when free")
    ] = 4280
    server_start_timeout_seconds: Annotated[
        float, Field(gt=0, le=600, description="Time for the local Prefect server to be healthy")
    ] = 180.0

    prefect_api_url: Annotated[
        str | None,
        Field(validation_alias="PREFECT_API_URL", description="A Prefect server to use instead"),
    ] = None

    @property
    def prefect_home(self) -> Path:
        """Our own ``PREFECT_HOME``: the person's ``~/.prefect`` is never touched."""
        return self.home / "prefect"

    @property
    def results_folder(self) -> Path:
        """Persisted task results: the cache."""
        return self.home / "results"

    @property
    def blobs_folder(self) -> Path:
        """Sources that came without a file of their own (standard input, uploads)."""
        return self.home / "blobs"

    @property
    def packs_folder(self) -> Path:
        """Where packs go when a request names no folder."""
        return self.home / "packs"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once.

    Raises:
        SettingsError: A variable has a value out of bounds or of the wrong kind.
    """
    try:
        return Settings()  # pyright: ignore[reportCallIssue]  # values come from the environment
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        variable = name if name.startswith("PREFECT_") else f"COURSEWRIGHT_{name.upper()}"
        raise SettingsError(
            f"The setting {variable} cannot be used: {first['msg']}.",
            hint="Correct or unset that environment variable.",
        ) from error


def prefect_environment(settings: Settings) -> dict[str, str]:
    """The variables a Prefect client or server of ours runs under.

    Must be in force before ``prefect`` is imported: it reads them once, at import.
    """
    environment = {
        "PREFECT_HOME": str(settings.prefect_home),
        "PREFECT_PROFILES_PATH": str(settings.prefect_home / "profiles.toml"),
        "PREFECT_LOCAL_STORAGE_PATH": str(settings.results_folder),
        "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    if settings.prefect_api_url:
        environment["PREFECT_API_URL"] = settings.prefect_api_url
    return environment


def set_environment(variables: dict[str, str], *, without_prefix: str | None = None) -> None:
    """Put variables in force for this process and its children.

    Args:
        variables: What is set, whatever the environment says.
        without_prefix: Variables that start so are removed first.
    """
    wanted = child_environment(variables, without_prefix=without_prefix)
    for name in os.environ.keys() - wanted.keys():
        del os.environ[name]
    os.environ.update(wanted)


def child_environment(
    variables: dict[str, str], *, without_prefix: str | None = None
) -> dict[str, str]:
    """This process's environment with ``variables`` on top, for a child process.

    Args:
        variables: What is set, whatever the environment says.
        without_prefix: Inherited variables that start so are left out.
    """
    inherited = {
        name: value
        for name, value in os.environ.items()
        if without_prefix is None or not name.startswith(without_prefix)
    }
    return {**inherited, **variables}


def bare_environment() -> dict[str, str]:
    """What a child that handles untrusted input needs of this environment: no keys, no secrets."""
    kept = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "TMPDIR", "TEMP")
    prefixes = ("COVERAGE_", "COV_CORE_")  # a child under test is measured too
    return {
        name: value
        for name, value in os.environ.items()
        if name in kept or name.startswith(prefixes)
    }
