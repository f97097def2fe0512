"""A server on loopback that answers well, slowly, endlessly and wrongly."""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from annotations.intake.fetch import Fetcher
from tests.sources.samples import HTML, SAMPLES


class Site(ThreadingHTTPServer):
    """The server, with what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.feed = SAMPLES["feed"]
        self.pages: dict[str, bytes] = {}
        """More that it answers with."""
        self.stop = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked has gone away: that is what some tests are about."""

    def url(self, path: str) -> str:
        """An address on it."""
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""

    def answer(self, body: bytes, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers.items())))
        path = self.path.partition("?")[0]
        if path in self.server.pages:
            self.answer(self.server.pages[path])
            return
        match path:
            case "/title":
                self.answer(HTML)
            case "/latin":
                body = "<article><h1>Señal</h1><p>El puerto estaba tranquilo aquella mañana, y nadie esperaba al barco.</p></article>"
                self.answer(body.encode("latin-1"), "text/html; charset=iso-8859-1")
            case "/paper.pdf":
                self.answer(SAMPLES["pdf"], "application/pdf")
            case "/feed":
                if self.headers.get("If-None-Match") == '"1"' and self.server.feed == SAMPLES["feed"]:
                    self.answer(b"", status=304)
                else:
                    self.answer(self.server.feed, "application/rss+xml", ETag='"1"')
            case "/page-with-feed":
                self.answer(
                    b"<html><head><link rel=alternate type='application/rss+xml' href='/feed'></head></html>"
                )
            case "/moved":
                self.answer(b"", status=302, Location="/title")
            case "/round":
                self.answer(b"", status=302, Location="/round")
            case "/to-file":
                self.answer(b"", status=302, Location="file:///etc/passwd")
            case "/bomb":
                self.answer(gzip.compress(b"\0" * (200 << 20)), Content_Encoding="gzip")
            case "/endless":
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                try:
                    while not self.server.stop.is_set():
                        self.wfile.write(b"<p>more" * 10_000)
                except OSError:
                    self.close_connection = True
            case "/dripping-head" | "/dripping-body":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                if path == "/dripping-body":
                    self.wfile.write(b"Content-Type: text/html\r\n\r\n")
                while not self.server.stop.wait(0.02):
                    self.wfile.write(b"x")
            case "/etag":
                self.answer(SAMPLES["feed"], "application/rss+xml", ETag='"caf\xe9"')
            case "/to-nowhere":
                self.answer(b"", status=302, Location="http://[bad")
            case "/silent":
                self.server.stop.wait(30)
                self.close_connection = True
            case "/broken":
                self.wfile.write(b"nonsense\r\n\r\n")
                self.close_connection = True
            case "/empty":
                self.answer(b"<html></html>")
            case _:
                self.answer(b"no", status=404)


@pytest.fixture
def site() -> Iterator[Site]:
    """The server, at work."""
    server = Site()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.stop.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """Asks it; its connections are closed at the end."""
    with Fetcher(may_be_private=True) as fetcher:
        yield fetcher
