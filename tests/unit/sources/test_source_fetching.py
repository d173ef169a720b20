# ruff: noqa: PLC0415 (dear imports, needed by one test)
from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import ipaddress
import ssl
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import (
    AddressFailedError,
    AddressRefusedError,
    SourceTooLargeError,
    UnreadableSourceError,
    UnsupportedSourceError,
)
from core.source import SourceKind, SourceReference
from services.sources import read_source
from services.sources.addresses import is_public, resolve_host
from services.sources.fetching import AddressFetcher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from pathlib import Path

    from core.settings import Settings

    Handler = Callable[[asyncio.StreamWriter], Awaitable[None]]

pytestmark = pytest.mark.server


@dataclass
class Site:
    """A real HTTP server on loopback that answers each path from a table, and notes requests."""

    answers: dict[str, bytes | Handler] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    port: int = 0

    def url(self, path: str = "/", host: str = "course.example") -> str:
        """An address on this server, under any host name."""
        return f"http://{host}:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        try:
            request = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.requests.append(request)
            answer = self.answers[request.split(" ")[1]]
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has seen enough
        finally:
            writer.close()


def answer(
    body: bytes = b"", status: str = "200 OK", content_type: str = "text/html", **headers: str
) -> bytes:
    """The bytes of an HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def redirect(location: str) -> bytes:
    """An answer that sends elsewhere."""
    return answer(status="302 Found", Location=location)


@asynccontextmanager
async def running(site: Site, tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    """The site, served."""
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site
    await asyncio.sleep(0)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A running site without answers."""
    async with running(Site()) as started:
        yield started


class FakeResolver:
    """Answers with the given addresses, one list for each call (the last one again and again)."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:  # noqa: ARG002 (the protocol's)
        """The next answer."""
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def loopback(address: str) -> bool:
    """The real guard, but for this machine, where the test's server is."""
    return address == "127.0.0.1" or is_public(address)


@pytest.fixture
def fetcher(settings: Settings) -> AddressFetcher:
    """A fetcher for which every host is the test's server."""
    return AddressFetcher(settings, resolve=FakeResolver(["127.0.0.1"]), allowed=loopback)


async def test_page_is_fetched_from_the_checked_address_under_its_own_name(
    site: Site, fetcher: AddressFetcher, settings: Settings, german_page: str
) -> None:
    """The host's name travels in the request, and the page becomes a source."""
    site.answers["/wiki/Photosynthese"] = answer(german_page.encode("cp1252", "replace"))
    reference = SourceReference(address=site.url("/wiki/Photosynthese"))
    source = await read_source(reference, settings, fetcher=fetcher)
    assert (source.title, source.kind, source.language) == ("Photosynthese", SourceKind.HTML, "de")
    assert source.origin == reference.address
    assert f"host: course.example:{site.port}" in site.requests[0].lower()
    assert "cookie" not in site.requests[0].lower()


@pytest.mark.parametrize(
    ("path", "content_type", "body", "kind"),
    [
        ("/a", "text/plain; charset=utf-8", b"Plain words in a file.", SourceKind.TEXT),
        ("/a", "text/markdown", b"Plain words in a file.", SourceKind.MARKDOWN),
        ("/a.md", "", b"Plain words in a file.", SourceKind.MARKDOWN),
        ("/", "application/octet-stream", b"# A\n\nWords in a file.", SourceKind.MARKDOWN),
        ("/a.pdf", "text/html", b"<html><p>Words in a page.</p></html>", SourceKind.HTML),
    ],
)
async def test_content_type_decides_then_the_bytes(
    site: Site,
    fetcher: AddressFetcher,
    settings: Settings,
    *,
    path: str,
    content_type: str,
    body: bytes,
    kind: SourceKind,
) -> None:
    """The server's word counts before the address's ending; untyped bytes are sniffed."""
    site.answers[path] = answer(body, content_type=content_type)
    source = await read_source(SourceReference(address=site.url(path)), settings, fetcher=fetcher)
    assert source.kind is kind


async def test_other_content_is_refused(
    site: Site, fetcher: AddressFetcher, settings: Settings
) -> None:
    """A picture is unsupported, a page without bytes is empty."""
    site.answers["/p"] = answer(b"\x89PNG", content_type="image/png")
    site.answers["/e"] = answer(b"", status="204 No Content")
    with pytest.raises(UnsupportedSourceError, match="image/png"):
        await read_source(SourceReference(address=site.url("/p")), settings, fetcher=fetcher)
    with pytest.raises(UnreadableSourceError, match="empty"):
        await read_source(SourceReference(address=site.url("/e")), settings, fetcher=fetcher)


async def test_redirects_are_followed_and_limited(site: Site, fetcher: AddressFetcher) -> None:
    """Three redirects are fine, relative ones too; a loop is an error."""
    site.answers |= {
        "/1": redirect("/2"), "/2": redirect(site.url("/3", "other.example")), "/3": redirect("4"),
        "/4": answer(b"there"), "/loop": redirect("/loop"),
    }  # fmt: skip
    fetched = await fetcher.fetch(site.url("/1"))
    assert (fetched.data, fetched.address) == (b"there", site.url("/4", "other.example"))
    with pytest.raises(AddressFailedError, match="redirects more than 3 times"):
        await fetcher.fetch(site.url("/loop"))
    assert len(site.requests) == 4 + 4


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.2]/",
        "file:///etc/passwd",
        "ftp://example.org/",
        "http://user:pass@example.org/",
        "//10.0.0.1/",
    ],
)
async def test_redirect_to_a_refused_address(site: Site, settings: Settings, target: str) -> None:
    """Each hop is checked like the first."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"] if host == "course.example" else await resolve_host(host, port)

    site.answers["/"] = redirect(target)
    fetcher = AddressFetcher(settings, resolve=resolve, allowed=loopback)
    with pytest.raises(AddressRefusedError):
        await fetcher.fetch(site.url())


async def test_one_private_address_among_public_ones_is_enough_to_refuse(
    site: Site, settings: Settings
) -> None:
    """Every address of a host must be public; nothing is connected to before."""
    fetcher = AddressFetcher(settings, resolve=FakeResolver(["93.184.215.14", "127.0.0.1"]))
    with pytest.raises(AddressRefusedError, match="not public"):
        await fetcher.fetch(site.url())
    assert site.requests == []


async def test_rebinding_between_check_and_connection_has_no_effect(
    site: Site, settings: Settings
) -> None:
    """The name is resolved once, and the connection goes to the address that was checked."""
    site.answers["/"] = answer(b"checked")
    resolver = FakeResolver(["127.0.0.1"], ["127.0.0.66"])
    fetcher = AddressFetcher(settings, resolve=resolver, allowed=loopback)
    assert (await fetcher.fetch(site.url())).data == b"checked"
    assert resolver.asked == ["course.example"]
    with pytest.raises(AddressRefusedError):
        await fetcher.fetch(site.url())


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0", "localhost", "[::1]", "[::ffff:7f00:1]",
     "[fe80::1%25lo]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "１２７.0.0.1"],  # noqa: RUF001
)  # fmt: skip
async def test_other_notations_of_private_addresses(
    site: Site, settings: Settings, host: str
) -> None:
    """However an address is written, the system's resolver says what it is, and that is checked."""
    with pytest.raises((AddressRefusedError, AddressFailedError)):
        await AddressFetcher(settings).fetch(site.url(host=host))
    assert site.requests == []


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "0.0.0.0", "169.254.169.254",  # noqa: S104
     "100.64.0.1", "192.0.0.192", "198.18.0.1", "224.0.0.1", "239.1.1.1", "255.255.255.255",
     "168.63.129.16", "192.88.99.1", "240.0.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
     "ff02::1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:808:808::1", "2001:0:1::1", "2001:db8::1",
     "::ffff:8.8.8.8", "::8.8.8.8", "2606:4700::1111%eth0", "3fff::1", "fec0::1", "host", ""],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    """Private, special, multicast, translated and tunnelled addresses, and what is none."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700:4700::1111"])
def test_addresses_that_are_public(address: str) -> None:
    """Ordinary addresses of the internet pass."""
    assert is_public(address)


@given(st.ip_addresses())
def test_public_addresses_are_global(address: ipaddress.IPv4Address) -> None:
    """Nothing passes that Python itself does not call global."""
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_multicast


async def test_second_address_is_tried_when_the_first_does_not_answer(
    site: Site, settings: Settings
) -> None:
    """A host with a dead address is reached at the next; with only dead ones it fails."""
    site.answers["/"] = answer(b"there")
    allow = ipaddress.ip_network("127.0.0.0/8")
    for addresses, fine in (
        (["127.0.0.9", "127.0.0.1"], True),
        (["127.0.0.9"], False),
        ([], False),
    ):
        fetcher = AddressFetcher(
            settings,
            resolve=FakeResolver(addresses),
            allowed=lambda ip: ipaddress.ip_address(ip) in allow,
        )
        if fine:
            assert (await fetcher.fetch(site.url())).data == b"there"
        else:
            with pytest.raises(AddressFailedError):
                await fetcher.fetch(site.url())


async def test_unknown_host_and_error_status(
    site: Site, settings: Settings, fetcher: AddressFetcher
) -> None:
    """A host that does not resolve, and an answer other than success, say so."""

    async def resolve(host: str, port: int) -> Sequence[str]:  # noqa: ARG001 (the protocol's)
        raise OSError

    with pytest.raises(AddressFailedError, match="was not found"):
        await AddressFetcher(settings, resolve=resolve).fetch("http://no.example/")
    site.answers["/"] = answer(b"gone", status="404 Not Found")
    with pytest.raises(AddressFailedError, match="status 404 Not Found"):
        await fetcher.fetch(site.url())
    site.answers["/"] = b"nonsense\r\n\r\n"
    with pytest.raises(AddressFailedError, match="could not be read"):
        await fetcher.fetch(site.url())


async def test_slow_drip_ends_at_the_time_limit(site: Site, settings: Settings) -> None:
    """The limit is on the whole, not on each read."""

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(200):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    site.answers["/"] = drip
    quick = settings.model_copy(update={"fetch_timeout_seconds": 0.5})
    fetcher = AddressFetcher(quick, resolve=FakeResolver(["127.0.0.1"]), allowed=loopback)
    with pytest.raises(AddressFailedError, match=r"did not answer within 0\.5 seconds"):
        await fetcher.fetch(site.url())


async def test_endless_body_and_gzip_bomb_stop_at_the_byte_limit(
    site: Site, settings: Settings
) -> None:
    """Bytes are counted as they come and as they unpack."""

    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 4096)
            await writer.drain()

    bomb = gzip.compress(b"\0" * 10_000_000)
    site.answers |= {"/endless": endless, "/bomb": answer(bomb, Content_Encoding="gzip")}
    small = settings.model_copy(update={"source_max_bytes": 100_000})
    fetcher = AddressFetcher(small, resolve=FakeResolver(["127.0.0.1"]), allowed=loopback)
    for path in ("/endless", "/bomb"):
        with pytest.raises(SourceTooLargeError, match="sends more than"):
            await fetcher.fetch(site.url(path))


async def test_gzip_is_unpacked_and_must_be_whole(site: Site, fetcher: AddressFetcher) -> None:
    """A packed answer reads as the plain one; a broken or foreign encoding is an error."""
    packed = gzip.compress(b"Words to read. " * 100)
    site.answers |= {
        "/ok": answer(packed, Content_Encoding="gzip"),
        "/cut": answer(packed[:-12], Content_Encoding="gzip"),
        "/bad": answer(b"not gzip", Content_Encoding="gzip"),
        "/br": answer(b"xx", Content_Encoding="br"),
    }
    assert (await fetcher.fetch(site.url("/ok"))).data == b"Words to read. " * 100
    for path in ("/cut", "/bad", "/br"):
        with pytest.raises(AddressFailedError):
            await fetcher.fetch(site.url(path))


async def test_proxies_of_the_environment_are_not_used(
    site: Site, fetcher: AddressFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would connect to whatever it likes: the checked address is dialled directly."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.answers["/"] = answer(b"direct")
    assert (await fetcher.fetch(site.url())).data == b"direct"


@pytest.fixture
def authority(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """TLS for a server named course.example, and for clients that trust only its certificate."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "course.example")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("course.example")]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cafile=str(pem))


async def test_certificate_is_checked_against_the_host_not_the_address(
    authority: tuple[ssl.SSLContext, ssl.SSLContext], settings: Settings
) -> None:
    """Dialling a network address does not weaken TLS: the name must be the certificate's."""
    server, client = authority
    async with running(Site({"/": answer(b"secure")}), server) as site:
        fetcher = AddressFetcher(
            settings, resolve=FakeResolver(["127.0.0.1"]), allowed=loopback, tls=client
        )
        fetched = await fetcher.fetch(f"https://course.example:{site.port}/")
        assert fetched.data == b"secure"
        with pytest.raises(AddressFailedError, match="could not be read"):
            await fetcher.fetch(f"https://other.example:{site.port}/")
