"""The request fields each provider documents: what else a request carries is a violation.

A table maps a field's name to the table of its own fields, or to None where anything may stand (a
scalar, or JSON of the caller's own). A table holds for each item of a list.
"""

from __future__ import annotations

from typing import Any, TypeAlias, cast

Fields: TypeAlias = "dict[str, Fields | None]"


def _any(*names: str) -> Fields:
    return dict.fromkeys(names)


_PART: Fields = {
    **_any("text", "thought", "thoughtSignature", "mediaResolution", "videoMetadata"),
    "inlineData": _any("mimeType", "data", "displayName"),
    "fileData": _any("mimeType", "fileUri", "displayName"),
    "functionCall": _any("id", "name", "args"),
    "functionResponse": _any("id", "name", "response", "parts", "willContinue", "scheduling"),
    "executableCode": _any("language", "code"),
    "codeExecutionResult": _any("outcome", "output"),
}
_CONTENT: Fields = {"role": None, "parts": _PART}
_TOOL = _any(
    "functionDeclarations",
    "retrieval",
    "googleSearch",
    "googleSearchRetrieval",
    "googleMaps",
    "enterpriseWebSearch",
    "codeExecution",
    "urlContext",
    "computerUse",
)
_TOOL_CONFIG = _any("functionCallingConfig", "retrievalConfig")
_GENERATION_CONFIG: Fields = {
    **_any("temperature", "topP", "topK", "candidateCount", "maxOutputTokens", "stopSequences"),
    **_any("responseLogprobs", "logprobs", "presencePenalty", "frequencyPenalty", "seed"),
    **_any("responseMimeType", "responseSchema", "responseJsonSchema", "responseModalities"),
    **_any("routingConfig", "modelConfig", "audioTimestamp", "mediaResolution", "speechConfig"),
    **_any("enableAffectiveDialog", "imageConfig"),
    "thinkingConfig": _any(
        # Protocol buffers' JSON reads both spellings; the client library sends the second.
        *("includeThoughts", "thinkingBudget", "thinkingLevel"),
        *("include_thoughts", "thinking_budget", "thinking_level"),
    ),
}

GENERATE_CONTENT: Fields = {
    "contents": _CONTENT,
    "systemInstruction": _CONTENT,
    "cachedContent": None,
    "tools": _TOOL,
    "toolConfig": _TOOL_CONFIG,
    "labels": None,
    "safetySettings": _any("category", "threshold", "method"),
    "modelArmorConfig": _any("promptTemplateName", "responseTemplateName"),
    "generationConfig": _GENERATION_CONFIG,
}
"""Vertex AI: ``models.generateContent`` and ``models.streamGenerateContent``."""

COUNT_TOKENS: Fields = {
    "model": None,
    "contents": _CONTENT,
    "systemInstruction": _CONTENT,
    "instances": None,
    "tools": _TOOL,
    "generationConfig": _GENERATION_CONFIG,
}
"""Vertex AI: ``models.countTokens``."""

CACHED_CONTENT: Fields = {
    "model": None,
    "contents": _CONTENT,
    "systemInstruction": _CONTENT,
    "tools": _TOOL,
    "toolConfig": _TOOL_CONFIG,
    **_any("name", "displayName", "ttl", "expireTime"),
    "encryptionSpec": _any("kmsKeyName"),
}
"""Vertex AI: ``cachedContents.create`` and ``cachedContents.patch``."""

OPTIMIZE_PROMPT: Fields = {"content": _CONTENT, "optimizationTarget": None}
"""Vertex AI: ``tuningJobs:optimizePrompt``."""

CHAT_COMPLETIONS: Fields = {
    "model": None,
    "messages": {
        **_any("role", "name", "refusal", "tool_call_id", "audio", "function_call"),
        "content": {
            **_any("type", "text", "refusal"),
            "image_url": _any("url", "detail"),
            "input_audio": _any("data", "format"),
            "file": _any("file_data", "file_id", "filename"),
        },
        "tool_calls": _any("id", "type", "function", "custom"),
    },
    "response_format": {
        "type": None,
        "json_schema": _any("name", "description", "schema", "strict"),
    },
    "stream_options": _any("include_usage", "include_obfuscation"),
    "prompt_cache_options": _any("mode", "ttl"),
    **_any("audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs"),
    **_any("max_completion_tokens", "max_tokens", "metadata", "modalities", "moderation", "n"),
    **_any("parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key"),
    **_any("prompt_cache_retention", "reasoning_effort", "safety_identifier", "seed"),
    **_any("service_tier", "stop", "store", "stream", "temperature", "tool_choice", "tools"),
    **_any("top_logprobs", "top_p", "user", "verbosity", "web_search_options"),
}
"""OpenAI: ``POST /v1/chat/completions``."""


def undocumented(body: Any, table: Fields, path: str = "") -> list[str]:
    """The dotted paths of the fields in ``body`` that ``table`` does not name."""
    if isinstance(body, list):
        items = cast("list[Any]", body)
        return sorted({found for item in items for found in undocumented(item, table, path)})
    if not isinstance(body, dict):
        return []
    found: list[str] = []
    for name, value in cast("dict[str, Any]", body).items():
        inside = f"{path}.{name}" if path else name
        if name not in table:
            found.append(inside)
        elif (fields := table[name]) is not None:
            found += undocumented(value, fields, inside)
    return found
