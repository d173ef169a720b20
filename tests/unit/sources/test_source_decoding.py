from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UnreadableSourceError
from services.sources.decoding import declared_in_html, decode

# ruff: noqa: RUF001 (Cyrillic letters and dashes are what is tested)
GERMAN = "Die Blätter nehmen Licht auf und können daraus Zucker bilden. Straße, Größe, süß – „ja“."
POLISH = "Rośliny pobierają światło słoneczne i wytwarzają z niego cukier; źdźbło, żółć, gęś."
RUSSIAN = "Растения поглощают солнечный свет и образуют из него сахар в хлоропластах."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_german_text_in_common_encodings(encoding: str) -> None:
    """German text reads the same from each encoding, with or without a mark."""
    assert decode(GERMAN.encode(encoding), "a.txt") == GERMAN


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (POLISH, "cp1250")])
def test_other_code_pages_are_guessed(text: str, encoding: str) -> None:
    """Text of other scripts and alphabets is told from Western text."""
    assert decode((text * 5).encode(encoding), "a.txt") == text * 5


def test_declared_encoding_counts_unless_it_is_no_text_codec() -> None:
    """What a sender declares is tried first; nonsense and byte codecs are passed over."""
    assert decode(POLISH.encode("iso-8859-2"), "a", "iso-8859-2") == POLISH
    assert decode("“ok”".encode("cp1252"), "a", "latin-1") == "“ok”"
    for declared in ("no-such", "hex", "rot13", "base64"):
        assert decode(GERMAN.encode(), "a", declared) == GERMAN


def test_declared_encoding_of_a_page() -> None:
    """A meta element or an XML declaration near the start is found."""
    assert declared_in_html(b"<html><meta charset='iso-8859-2'>") == "iso-8859-2"
    assert declared_in_html(b'<?xml version="1.0" encoding="utf-16"?>') is None
    assert declared_in_html(b"<html>") is None


@pytest.mark.parametrize(
    "data",
    [
        random.Random(1).randbytes(5000),  # noqa: S311 (any bytes will do)
        b"MZ\x00\x01\x02" * 300,
        b"text with \x01\x02\x03\x04\x05\x06 control characters",
        b"\xff\xfe\x00",
        b"\x00" * 64,
    ],
)
def test_binary_is_refused(data: bytes) -> None:
    """Bytes that no text has are an error with advice."""
    with pytest.raises(UnreadableSourceError, match="is not text"):
        decode(data, "junk.txt")


@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    """No bytes make decoding fail in another way, and no text that comes out holds a NUL."""
    with contextlib.suppress(UnreadableSourceError):
        assert "\x00" not in decode(data, "any")
