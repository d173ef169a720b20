"""Every setting, with its bounds; the only module that reads the environment."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings import SettingsError as NotJsonError

from core.errors import SettingsError
from core.model_call import CallOptions, ThinkingEffort
from core.request import EMBEDDED_MODEL

APPLICATION = "coursewright"
MEBIBYTE = 1024 * 1024


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir(APPLICATION))


class Price(BaseModel):
    """What a model costs that no published table knows, in US dollars for a million tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: Annotated[float, Field(ge=0)]
    output: Annotated[float, Field(ge=0)]
    cached_input: Annotated[float | None, Field(ge=0, description="As input when None")] = None


QUALITY_WEIGHTS = {"evidence": 3.0, "grounding": 3.0}
"""Weights of the score's parts; every other part weighs 1."""


class TypeOptions(CallOptions):
    """How one content type is made; what is None is as for all."""

    model: Annotated[str | None, Field(description="Model that writes this type")] = None


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

    fallback_models: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(description="Models asked in turn when one is down or out of quota, comma-separated"),
    ] = ()
    by_type: Annotated[
        dict[str, TypeOptions],
        Field(description='Model and options of some types: {"faqs": {"temperature": 0.2}, …}'),
    ] = {}
    temperature: Annotated[
        float | None, Field(ge=0, le=2, description="Temperature; the provider's own when unset")
    ] = None
    thinking: Annotated[
        bool | ThinkingEffort | None,
        Field(description="Whether, or how hard, models think; their own default when unset"),
    ] = None
    model_timeout_seconds: Annotated[
        float, Field(gt=0, le=3600, description="Time for one model call")
    ] = 120.0
    model_retries: Annotated[
        int, Field(ge=0, le=10, description="Tries after the first, for retryable errors")
    ] = 3
    model_retry_backoff_seconds: Annotated[
        float, Field(gt=0, le=60, description="First wait; doubles each time, with jitter")
    ] = 2.0
    model_max_wait_seconds: Annotated[
        float, Field(ge=0, le=3600, description="Longest Retry-After of a provider that is kept")
    ] = 90.0
    model_concurrency: Annotated[
        int, Field(ge=1, le=1000, description="Calls to one model at a time, in one process")
    ] = 8
    model_concurrency_limits: Annotated[
        dict[str, Annotated[int, Field(ge=1, le=1000)]],
        Field(description='The same for some models: {"google-cloud:gemini-2.5-pro": 4, …}'),
    ] = {}
    max_reasks: Annotated[
        int, Field(ge=0, le=5, description="Times an answer that cannot be used is asked for again")
    ] = 2
    pack_timeout_seconds: Annotated[
        float, Field(gt=0, le=86_400, description="Time for a whole pack; what is missing is said")
    ] = 1800.0
    budget_usd: Annotated[
        float | None, Field(gt=0, description="Budget of a pack whose request names none")
    ] = None
    prices: Annotated[
        dict[str, Price],
        Field(description='Prices of models of your own: {"ollama:llama": {"input": 0, …}, …}'),
    ] = {}
    source_tokens: Annotated[
        int, Field(ge=2000, le=900_000, description="Most of a source that one prompt shows")
    ] = 60_000
    digest_tokens: Annotated[
        int, Field(ge=1000, le=200_000, description="Size of the parts a longer source is read in")
    ] = 20_000
    context_cache: Annotated[
        bool, Field(description="Have Vertex AI keep what the calls of a pack share")
    ] = True
    context_cache_min_tokens: Annotated[
        int, Field(ge=1024, description="Smaller beginnings are not worth, or allowed, keeping")
    ] = 4096

    cache_memory_bytes: Annotated[
        int, Field(ge=0, description="The cache's memory tier, in one process")
    ] = 64 * MEBIBYTE
    cache_entry_max_bytes: Annotated[
        int, Field(ge=1024, description="A larger answer is not kept in memory or Redis")
    ] = 8 * MEBIBYTE
    cache_compress_bytes: Annotated[
        int, Field(ge=0, description="Answers from this size on are compressed in Redis")
    ] = 4096
    cache_redis_url: Annotated[
        SecretStr | None, Field(description="redis://… for the shared tier and its locks")
    ] = None
    cache_redis_timeout_seconds: Annotated[
        float, Field(gt=0, le=10, description="What Redis may take before the tiers below answer")
    ] = 0.25
    cache_redis_pause_seconds: Annotated[
        float, Field(gt=0, le=600, description="How long a Redis that failed is left alone")
    ] = 5.0
    cache_url: Annotated[
        str | None,
        Field(
            description="The lowest tier as an fsspec address (gs://bucket/…); a folder if unset"
        ),
    ] = None
    cache_ttl_seconds: Annotated[
        int, Field(ge=1, description="How long a model's answer is kept")
    ] = 30 * 86_400
    cache_ttl_seconds_by_type: Annotated[
        dict[str, Annotated[int, Field(ge=1)]],
        Field(description='The same for some content types: {"faqs": 86400, …}'),
    ] = {}
    cache_lease_seconds: Annotated[
        float, Field(gt=0, le=3600, description="A holder of a call's lock is dead after this time")
    ] = 30.0

    store: Annotated[
        Literal["sqlite", "firestore"], Field(description="Where jobs and versions are kept")
    ] = "sqlite"
    store_timeout_seconds: Annotated[
        float, Field(gt=0, le=300, description="Time for one call of the store")
    ] = 10.0
    firestore_database: Annotated[str, Field(description="Firestore's database")] = "(default)"
    retention_max_age_days: Annotated[
        int | None, Field(ge=1, description="Older versions go; all stay when unset")
    ] = None
    retention_max_versions: Annotated[
        int | None, Field(ge=1, description="Of one pack; all stay when unset")
    ] = None

    google_cloud_project: Annotated[
        str | None,
        Field(
            validation_alias="GOOGLE_CLOUD_PROJECT",
            description="Project of Vertex AI and Firestore",
        ),
    ] = None
    google_cloud_location: Annotated[
        str,
        Field(validation_alias="GOOGLE_CLOUD_LOCATION", description="Location of Vertex AI"),
    ] = "global"
    google_vertex_base_url: Annotated[
        str | None,
        Field(validation_alias="GOOGLE_VERTEX_BASE_URL", description="Another address of Vertex"),
    ] = None
    google_application_credentials: Annotated[
        Path | None,
        Field(
            validation_alias="GOOGLE_APPLICATION_CREDENTIALS",
            description="A service account's key file; else application-default credentials",
        ),
    ] = None
    openai_api_key: Annotated[
        SecretStr | None, Field(validation_alias="OPENAI_API_KEY", description="OpenAI's key")
    ] = None
    openai_base_url: Annotated[
        str | None,
        Field(
            validation_alias="OPENAI_BASE_URL",
            description="An OpenAI-compatible server (vLLM, llama.cpp, …)",
        ),
    ] = None
    ollama_base_url: Annotated[
        str | None, Field(validation_alias="OLLAMA_BASE_URL", description="Address of Ollama")
    ] = None

    quality_weights: Annotated[
        dict[str, Annotated[float, Field(ge=0, le=100)]],
        Field(description='Weights of the score\'s parts, over the defaults: {"evidence": 3}'),
    ] = QUALITY_WEIGHTS
    quality_min_score: Annotated[
        int, Field(ge=0, le=100, description="An artifact under this score is not published")
    ] = 60
    max_repairs: Annotated[
        int, Field(ge=0, le=5, description="Rounds in which failing fields are asked for again")
    ] = 2

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

    @field_validator("fallback_models", mode="before")
    @classmethod
    def _separated(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(name.strip() for name in value.split(",") if name.strip())

    def options_for(self, content_type: str, max_output_tokens: int) -> CallOptions:
        """How the calls for a content type are made.

        Args:
            content_type: Its name.
            max_output_tokens: Its own budget of output tokens, when the settings name none.
        """
        general = CallOptions(
            temperature=self.temperature,
            max_output_tokens=max_output_tokens,
            thinking=self.thinking,
            timeout_seconds=self.model_timeout_seconds,
        )
        own = self.by_type.get(content_type, TypeOptions())
        return CallOptions(**own.model_dump(exclude={"model"})).over(general)

    @field_validator("quality_weights")
    @classmethod
    def _over_the_defaults(cls, given: dict[str, float]) -> dict[str, float]:
        return {**QUALITY_WEIGHTS, **given}

    @property
    def models_by_type(self) -> dict[str, str]:
        """Models of the content types that have one of their own."""
        return {name: own.model for name, own in self.by_type.items() if own.model}

    @property
    def prefect_home(self) -> Path:
        """Our own ``PREFECT_HOME``: the person's ``~/.prefect`` is never touched."""
        return self.home / "prefect"

    @property
    def results_folder(self) -> Path:
        """Persisted task results: the cache."""
        return self.home / "results"

    @property
    def store_file(self) -> Path:
        """The SQLite file of jobs and versions."""
        return self.home / "store.db"

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
    except NotJsonError as error:
        name = str(error).partition('"')[2].partition('"')[0]
        raise SettingsError(
            f"The setting COURSEWRIGHT_{name.upper()} is not JSON: {error.__cause__}.",
            hint="Correct or unset that environment variable.",
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        place = "".join(f", {step}" for step in first["loc"][1:])
        foreign = name.startswith(("PREFECT_", "GOOGLE_", "OPENAI_", "OLLAMA_"))
        variable = name if foreign else f"COURSEWRIGHT_{name.upper()}"
        raise SettingsError(
            f"The setting {variable}{place} cannot be used: {first['msg']}.",
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


def set_validation_environment() -> None:
    """Put in force what Great Expectations runs under: nothing is sent anywhere.

    Must be called before ``great_expectations`` is imported: it reads the variable once.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"


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
