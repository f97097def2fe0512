"""Fetches one address: http and https only, never this machine or a private network, bounded in time, size and redirects.

Whom a name stands for is asked once for each step, checked, and that very address is connected to, so that a name can't
mean something else a moment later.
"""

import ipaddress
import queue
import re
import socket
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from msgspec import Struct

from annotations.errors import FetchError
from annotations.files.closing import Closing

if TYPE_CHECKING:
    import httpx

MOST_BYTES: Final = 32 << 20
MOST_REDIRECTS: Final = 8
MOST_SECONDS: Final = 40.0
_WAIT_SECONDS: Final = 15.0
_AGENT: Final = "postil (a reader for the terminal)"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class Fetched(Struct, frozen=True):
    """What an address answered."""

    url: str
    """Where it came from in the end."""
    content: bytes
    """Unpacked."""
    kind: str
    """The media type that the server says, lower case, without its parameters."""
    headers: Mapping[str, str]
    """By name, lower case."""
    charset: str | None = None
    """As the server says."""
    is_unchanged: bool = False
    """The server says that nothing has changed since (304)."""


class Fetcher(Closing):
    """Fetches addresses over connections that are kept. A context manager.

    Args:
        may_be_private: whether this machine and private networks may be asked.
    """

    def __init__(self, *, may_be_private: bool = False) -> None:
        import httpx  # a tenth of a second that only these commands pay

        self._may_be_private = may_be_private
        self._client = httpx.Client(timeout=_WAIT_SECONDS, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """Fetch an address, within the time there is whatever a server does: headers may come letter by letter for ever.

        Raises:
            FetchError: one sentence that says which address and why not.
        """
        answers: queue.SimpleQueue[Fetched | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._fetch(url, headers or {}))
            except Exception as error:  # noqa: BLE001 -- raised again by whoever waits for it
                answers.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=MOST_SECONDS)
        except queue.Empty:
            raise _endless(url) from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _fetch(self, url: str, headers: Mapping[str, str]) -> Fetched:
        """Fetch an address; errors as of `fetch`."""
        import httpx

        until = time.monotonic() + MOST_SECONDS
        place = url
        for _ in range(MOST_REDIRECTS + 1):
            request = self._request(place, headers)
            try:
                response = self._client.send(request, stream=True)
                try:
                    if response.status_code in _REDIRECTS and "location" in response.headers:
                        place = urljoin(place, response.headers["location"])
                        continue
                    return _answer(place, response, until)
                finally:
                    response.close()
            except httpx.TimeoutException as error:
                raise FetchError(f"{place} does not answer in time; try again later") from error
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
                raise FetchError(f"{place} can't be fetched: {_reason(error)}") from error
        raise FetchError(f"{url} leads on more than {MOST_REDIRECTS} times; it is not followed further")

    def _request(self, url: str, headers: Mapping[str, str]) -> "httpx.Request":
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise FetchError(f"{url} is no address that can be opened; check its spelling") from error
        if parts.scheme not in ("http", "https") or not host:
            raise FetchError(f"{url} is no http or https address; only those are fetched")
        if parts.username or parts.password:
            raise FetchError(f"{url} holds a password; take it out")
        address = self._checked_address(host, port or (443 if parts.scheme == "https" else 80), url)
        netloc = f"[{address}]" if ":" in address else address
        target = urlunsplit(
            (parts.scheme, f"{netloc}:{port}" if port else netloc, parts.path or "/", parts.query, "")
        )
        named = f"{host}:{port}" if port else host
        return self._client.build_request(
            "GET",
            target,
            headers={"User-Agent": _AGENT, "Accept-Encoding": "gzip, deflate", **headers, "Host": named},
            extensions={"sni_hostname": host},
        )

    def _checked_address(self, host: str, port: int, url: str) -> str:
        """The address of a host, if it may be asked."""
        try:
            known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchError(
                f"{url}: no server of the name {host} is known; check the address and the network"
            ) from error
        addresses = [str(info[4][0]).partition("%")[0] for info in known]
        allowed = [one for one in addresses if self._may_be_private or _is_public(one)]
        if not allowed or len(allowed) < len(addresses):
            raise FetchError(
                f"{url} leads to this machine or a private network, which is not asked; "
                "`[network] private = true` in the settings allows it"
            )
        return allowed[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return (
        ip.is_global
        and not ip.is_multicast
        and (mapped is None or (mapped.is_global and not mapped.is_multicast))
    )


def _answer(url: str, response: "httpx.Response", until: float) -> Fetched:
    headers = {name.casefold(): value for name, value in response.headers.items()}
    if response.status_code == 304:
        return Fetched(url, b"", "", headers, is_unchanged=True)
    if response.status_code >= 400 or response.status_code < 200:
        after = headers.get("retry-after", "")
        wait = f"; it asks to wait {after} seconds" if after.isascii() and after.isdigit() else ""
        raise FetchError(f"{url} answers {response.status_code} {response.reason_phrase}{wait}".rstrip())
    pieces: list[bytes] = []
    size = 0
    for (
        piece
    ) in response.iter_bytes():  # unpacked, as it comes: a bomb is let go of as soon as it is too large
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise FetchError(f"{url} is larger than {MOST_BYTES >> 20} MiB; save it by hand and add the file")
        if time.monotonic() > until:
            raise _endless(url)
    kind = headers.get("content-type", "").partition(";")[0].strip().casefold()
    return Fetched(url, b"".join(pieces), kind, headers, response.charset_encoding)


def _endless(url: str) -> FetchError:
    return FetchError(f"{url} does not end within {MOST_SECONDS:.0f} seconds; try again later")


def _reason(error: Exception) -> str:
    said = " ".join(re.sub(r"^\[Errno [0-9]+\]", "", str(error)).split())[:160]
    return said or type(error).__name__
