"""Fetching of web addresses: only public ones, at the address that was checked, within limits."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import AddressFailedError, SourceTooLargeError
from services.sources import addresses

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Sequence

    import httpx

    from core.settings import Settings

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_ADDRESSES_TRIED = 3
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_MEBIBYTE = 1024 * 1024
_HEADERS = {
    "User-Agent": "Coursewright/0.1 (reads one page for a learning pack)",
    "Accept": "text/html,application/xhtml+xml,text/plain,text/markdown,application/pdf,*/*;q=0.1",
    # One coding only, so that the decompressed size can be limited while it grows.
    "Accept-Encoding": "gzip",
}
_SAVE_INSTEAD = "Check the address in a browser, or save the page and give the file."


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: the bytes, and what the server says they are (lower case)."""

    data: bytes
    address: str
    content_type: str
    charset: str | None


class AddressFetcher:
    """Fetches one address at a time under the settings' limits.

    Args:
        settings: Limits of time, bytes and redirects.
        resolve: Finds the addresses of a host.
        allowed: Whether a network address may be connected to; every address of a host must be.
        tls: The TLS context to verify servers with; the usual authorities when None.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        resolve: addresses.Resolver = addresses.resolve_host,
        allowed: Callable[[str], bool] = addresses.is_public,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._resolve = resolve
        self._allowed = allowed
        self._tls = tls

    async def fetch(self, address: str) -> Fetched:
        """The content at an address, after at most `fetch_max_redirects` redirects.

        Raises:
            AddressRefusedError: The address, or one it redirects to, must not be fetched.
            AddressFailedError: No answer in time, an error, or too many redirects.
            SourceTooLargeError: More bytes than `source_max_bytes`, packed or unpacked.
        """
        # Imported here: a quarter of a second that only web addresses need.
        import httpx  # noqa: PLC0415

        seconds = self._settings.fetch_timeout_seconds
        host = addresses.check_address(address)
        try:
            async with asyncio.timeout(seconds):
                return await self._follow(address)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise AddressFailedError(
                f"{host} did not answer within {seconds:g} seconds.", hint=_SAVE_INSTEAD
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise AddressFailedError(
                f"{host} could not be read: {reason}.", hint=_SAVE_INSTEAD
            ) from error

    async def _follow(self, address: str) -> Fetched:
        import httpx  # noqa: PLC0415 (as in fetch)

        tls = self._tls or await asyncio.to_thread(httpx.create_ssl_context, trust_env=False)
        for _ in range(self._settings.fetch_max_redirects + 1):
            answer = await self._visit(httpx.URL(address), tls)
            if isinstance(answer, Fetched):
                return answer
            address = str(answer)
        raise AddressFailedError(
            f"{addresses.check_address(address)} redirects more than"
            f" {self._settings.fetch_max_redirects} times.",
            hint=_SAVE_INSTEAD,
        )

    async def _visit(self, url: httpx.URL, tls: ssl.SSLContext) -> Fetched | httpx.URL:
        """The content at an address, or the address it redirects to."""
        import httpx  # noqa: PLC0415 (as in fetch)

        addresses.check_address(str(url))
        port = url.port or (443 if url.scheme == "https" else 80)
        candidates = await self._checked_addresses(url.raw_host.decode("ascii"), port)
        for number, candidate in enumerate(candidates, 1):
            # A client for each visit: a pooled connection is known by its network address only,
            # and must not be used again for another host behind the same address.
            client = httpx.AsyncClient(
                verify=tls, trust_env=False, timeout=self._settings.fetch_timeout_seconds
            )
            async with client:
                try:
                    return await self._ask(client, url, candidate)
                except httpx.ConnectError:
                    if number == len(candidates):
                        raise
        raise AddressFailedError(f"{url.host} has no address.", hint=_SAVE_INSTEAD)

    async def _checked_addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            found = await self._resolve(host.strip("[]"), port)
        except (OSError, UnicodeError) as error:
            raise AddressFailedError(
                f"The host {host} was not found.", hint="Check its spelling and the connection."
            ) from error
        if not all(map(self._allowed, found)):
            raise addresses.refuse(host)
        return found[:_MAX_ADDRESSES_TRIED]

    async def _ask(
        self, client: httpx.AsyncClient, url: httpx.URL, candidate: str
    ) -> Fetched | httpx.URL:
        host = url.raw_host.decode("ascii").strip("[]")
        request = client.build_request(
            "GET",
            # The checked address itself: nothing resolves the name a second time.
            url.copy_with(host=candidate, fragment=None),
            headers={**_HEADERS, "Host": url.netloc.decode("ascii")},
            # The certificate is still the host's to show.
            extensions={"sni_hostname": host},
        )
        response = await client.send(request, stream=True)
        try:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return url.join(response.headers["location"])
            if not response.is_success:
                raise AddressFailedError(
                    f"{url.host} answered with status {response.status_code}"
                    f" {response.reason_phrase}".rstrip()
                    + ".",
                    hint=_SAVE_INSTEAD,
                )
            data = await self._body(response, url.host)
            content_type, _, _ = response.headers.get("content-type", "").partition(";")
            return Fetched(data, str(url), content_type.strip().lower(), response.charset_encoding)
        finally:
            await response.aclose()

    async def _body(self, response: httpx.Response, host: str) -> bytes:
        limit = self._settings.source_max_bytes
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding not in {"identity", "", "gzip", "x-gzip"}:
            raise AddressFailedError(
                f"{host} answered in an encoding that was not asked for ({coding}).",
                hint=_SAVE_INSTEAD,
            )
        unpacker = zlib.decompressobj(_GZIP_WINDOW) if "gzip" in coding else None
        body = bytearray()
        async for chunk in response.aiter_raw():
            try:
                body += unpacker.decompress(chunk, limit + 1 - len(body)) if unpacker else chunk
            except zlib.error as error:
                raise _broken_off(host) from error
            if len(body) > limit:
                raise SourceTooLargeError(
                    f"{host} sends more than {limit // _MEBIBYTE} MiB.",
                    hint="Save a part of it as a file, or raise COURSEWRIGHT_SOURCE_MAX_BYTES.",
                )
        if unpacker and body and not unpacker.eof:
            raise _broken_off(host)
        return bytes(body)


def _broken_off(host: str) -> AddressFailedError:
    return AddressFailedError(f"The answer of {host} is damaged or broke off.", hint="Try again.")
