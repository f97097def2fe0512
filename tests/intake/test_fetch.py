"""One address is fetched, within bounds, and never one of this machine unless that is allowed."""

import pytest

import annotations.intake.fetch as fetch_module
from annotations.errors import FetchError
from annotations.intake.fetch import Fetcher
from tests.intake.conftest import Site
from tests.sources.samples import HTML


def test_a_page_comes_whole_with_what_the_server_says_of_it(site: Site, fetcher: Fetcher) -> None:
    fetched = fetcher.fetch(site.url("/title"))
    assert fetched.content == HTML
    assert fetched.kind == "text/html"
    assert site.asked[0][1]["Host"] == f"127.0.0.1:{site.server_port}"
    assert fetcher.fetch(site.url("/latin")).charset == "iso-8859-1"


def test_it_follows_where_a_page_has_gone(site: Site, fetcher: Fetcher) -> None:
    assert fetcher.fetch(site.url("/moved")).url == site.url("/title")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/round", "leads on more than"),
        ("/to-file", "no http or https"),
        ("/to-nowhere", "can't be fetched"),
        ("/nowhere", "404"),
        ("/bomb", "larger than"),
        ("/endless", "larger than"),
        ("/broken", "can't be fetched"),
    ],
)
def test_what_goes_wrong_is_one_sentence(path: str, reason: str, site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match=reason) as caught:
        fetcher.fetch(site.url(path))
    assert "\n" not in caught.value.message


def test_a_server_that_says_nothing_is_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_module, "_WAIT_SECONDS", 0.2)
    with Fetcher(may_be_private=True) as fetcher, pytest.raises(FetchError, match="does not answer"):
        fetcher.fetch(site.url("/silent"))


def test_a_server_that_never_ends_is_left(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch_module, "MOST_BYTES", 1 << 50)
    monkeypatch.setattr(fetch_module, "MOST_SECONDS", 0.2)
    with pytest.raises(FetchError, match="does not end"):
        fetcher.fetch(site.url("/endless"))


@pytest.mark.parametrize("path", ["/dripping-head", "/dripping-body"])
def test_a_server_that_says_one_letter_after_the_other_is_left(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(fetch_module, "MOST_SECONDS", 0.2)
    with pytest.raises(FetchError, match="does not end"):
        fetcher.fetch(site.url(path))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://224.0.0.1/",
    ],
)
def test_this_machine_and_private_networks_are_not_asked(url: str) -> None:
    with pytest.raises(FetchError, match=r"private network|no server of the name"):
        Fetcher().fetch(url)


def test_a_redirect_into_a_private_network_is_not_followed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step is asked anew: here the first is taken for public."""
    answers = iter([True, False])
    monkeypatch.setattr(fetch_module, "_is_public", lambda _: next(answers))
    with Fetcher() as fetcher, pytest.raises(FetchError, match="private network"):
        fetcher.fetch(site.url("/moved"))
    assert [path for path, _ in site.asked] == ["/moved"]


@pytest.mark.parametrize(
    "url", ["ftp://example.org/x", "file:///etc/passwd", "http://", "http://[", "http://a:b@example.org/"]
)
def test_only_plain_addresses_of_the_web_are_fetched(url: str) -> None:
    with pytest.raises(FetchError):
        Fetcher().fetch(url)
