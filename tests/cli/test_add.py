"""`postil add` and `postil feeds` from the outside."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Postil
from tests.intake.conftest import Site
from tests.intake.conftest import site as site  # the fixture
from tests.sources.samples import HTML, SAMPLES


def settings(folder: Path) -> Path:
    """Settings that let the server of this test be asked."""
    path = folder / "config.toml"
    path.write_text(
        f"library = {json.dumps(str(folder / 'library'))}\n[network]\nprivate = true\n", encoding="utf-8"
    )
    return path


def test_what_can_be_added_is_and_the_rest_is_said(postil: Postil, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(HTML)
    done = postil("add", page, tmp_path / "missing.html", "--to", tmp_path / "lib", "--json")
    assert done.code == 1
    assert "missing.html does not exist" in done.err
    assert json.loads(done.out) == [
        {
            "path": str(tmp_path / "lib" / "Title.md"),
            "title": "Title",
            "url": "https://example.org/title",
            "new": True,
        }
    ]


def test_each_article_of_a_file_of_many_is_added(postil: Postil, tmp_path: Path) -> None:
    box = tmp_path / "letters.mbox"
    box.write_bytes(SAMPLES["mbox"] + b"\nFrom j@x.org Tue Mar  3 11:00:00 2026\nSubject: Empty\nX: y\n\n")
    done = postil("add", box, "--to", tmp_path / "lib", "--original")
    assert (done.code, done.out.count("added")) == (1, 2)
    assert "holds no text to read" in done.err
    assert {path.name for path in (tmp_path / "lib").iterdir()} == {"Title.md", "Older.md"}


def test_an_address_is_added_to_the_folder_of_the_settings(
    postil: Postil, site: Site, tmp_path: Path
) -> None:
    config = settings(tmp_path)
    done = postil("--config", config, "add", site.url("/title"), "--tag", "harbour")
    assert (done.code, done.out) == (0, f"added  {tmp_path / 'library' / 'Title.md'}\n")
    assert postil("--config", config, "add", site.url("/title")).out.startswith("known")
    rows = json.loads(postil("list", tmp_path / "library", "--json").out)
    assert [(row["title"], row["url"]) for row in rows] == [("Title", "https://example.org/title")]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/a"])
def test_addresses_of_another_kind_are_refused_as_such(address: str, postil: Postil, tmp_path: Path) -> None:
    done = postil("add", address, "--to", tmp_path)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert done.err == f"postil: {address} is no http or https address; only those are fetched\n"


def test_private_addresses_are_refused_unless_the_settings_allow_them(
    postil: Postil, site: Site, tmp_path: Path
) -> None:
    done = postil("add", site.url("/title"), "--to", tmp_path)
    assert done.code == 1
    assert "private network" in done.err
    assert site.asked == []


def test_feeds_are_followed_refreshed_and_left(postil: Postil, site: Site, tmp_path: Path) -> None:
    options = ("--config", settings(tmp_path), "--store", tmp_path / "notes.json", "feeds")
    none = postil(*options, "list")
    assert (none.code, none.out) == (0, "")
    assert none.err == "postil: no feeds yet; `postil feeds add URL` follows one\n"
    assert (
        postil(*options, "add", site.url("/page-with-feed"), "--folder", "News").out
        == f"follows The Harbour ({site.url('/feed')})\n"
    )
    assert postil(*options, "refresh").out == "2 new articles from 1 feed\n"
    assert json.loads(postil(*options, "list", "--json").out) == [
        {"url": site.url("/feed"), "title": "The Harbour", "site": "", "folders": ["News"], "problem": ""}
    ]
    assert "News" in postil(*options, "list").out
    assert postil(*options, "refresh", "--folder", "Boats").code == 1
    exported = postil(*options, "export").out
    assert exported == (tmp_path / "feeds.opml").read_text(encoding="utf-8")
    followed = {"url": site.url("/feed"), "title": "The Harbour", "site": "", "folders": ["News"]}
    assert json.loads(postil(*options, "export", "--json").out) == [followed]
    (tmp_path / "others.opml").write_text(exported, encoding="utf-8")
    assert json.loads(postil(*options, "remove", "The Harbour", "--json").out) == followed
    assert json.loads(postil(*options, "list", "--json").out) == []
    assert json.loads(postil(*options, "import", tmp_path / "others.opml", "--json").out) == {
        "new": 1,
        "filed": 0,
    }
    assert postil(*options, "remove", "The Harbour").out == "no longer follows The Harbour\n"
