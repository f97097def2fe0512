"""Moving in from other services, from the outside: `postil import` and `postil add --waiting`."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Postil
from tests.intake.conftest import Site
from tests.intake.conftest import site as site  # the fixture
from tests.intake.exports import EXPORTS, OMNIVORE, PAGE, QUOTE, URL, WALLABAG


class House:
    """A store, a library folder and settings of one's own."""

    def __init__(self, postil: Postil, folder: Path) -> None:
        self._postil, self.folder = postil, folder
        config = f"library = {json.dumps(str(folder / 'library'))}\n[network]\nprivate = true\n"
        (folder / "config.toml").write_text(config, encoding="utf-8")

    def __call__(self, *args: object) -> Any:
        options = ("--config", self.folder / "config.toml", "--store", self.folder / "notes.json")
        done = self._postil(*options, *args, "--json")
        assert done.out, done.err
        return json.loads(done.out)

    def put(self, name: str, raw: bytes) -> Path:
        (self.folder / name).write_bytes(raw)
        return self.folder / name


@pytest.fixture
def house(postil: Postil, tmp_path: Path) -> House:
    return House(postil, tmp_path)


def test_an_omnivore_archive_arrives_with_its_highlights_in_place(house: House) -> None:
    path = house.put("omnivore.zip", OMNIVORE)
    tried = house("import", path, "--dry-run")
    assert (tried["articles"], tried["waiting"]) == (1, 1)
    assert not (house.folder / "library").exists()
    done = house("import", path)
    assert (done["format"], done["articles"], done["waiting"]) == ("omnivore", 1, 1)
    assert (done["added"], done["anchored"], done["orphaned"]) == (3, 2, 1)
    (row,) = house("list", house.folder / "library")
    assert (row["title"], row["author"], row["status"], row["notes"]) == ("Nets", "Jane Doe", "read", 3)
    notes = house("notes", house.folder / "library")
    assert [note["postil:anchor"]["quality"] for note in notes] == ["exact", "exact", "orphan"]
    shown = house("show", row["id"])["text"]
    place = notes[0]["postil:anchor"]
    assert shown[place["start"] : place["end"]] == QUOTE


@pytest.mark.parametrize("name", EXPORTS)
def test_a_dry_run_says_what_comes_and_the_same_export_again_adds_nothing(name: str, house: House) -> None:
    path = house.put(*EXPORTS[name])
    tried = house("import", path, "--dry-run")
    first = house("import", path)
    assert {**tried, "dry_run": False} == first
    assert first["articles"] + first["waiting"] > 0
    again = house("import", path)
    assert (again["articles"], again["waiting"], again["added"]) == (0, 0, 0)
    assert again["known"] == first["articles"] + first["waiting"]


def test_a_text_that_another_service_kept_ends_the_waiting_for_it(house: House) -> None:
    export = (
        f'URL,Title,Selection,Folder,Timestamp,Tags\n{URL},Nets,{QUOTE},Starred,1704189700,"[""quay""]"\n'
    )
    done = house("import", house.put("instapaper.csv", export.encode()))
    assert (done["waiting"], done["unfiled"]) == (1, 1)
    path = house.put("omnivore.zip", OMNIVORE)
    assert house("import", path, "--dry-run")["articles"] == 1
    done = house("import", path)
    assert (done["articles"], done["anchored"]) == (1, 2)
    (row,) = house("list", house.folder / "library")
    assert (row["starred"], row["status"], row["notes"]) == (True, "read", 4)
    assert "quay" in (house.folder / "library" / "Nets.md").read_text(encoding="utf-8")
    assert [note["postil:anchor"]["quality"] for note in house("notes", house.folder / "library")] == [
        "exact"
    ] * 3 + ["orphan"]
    assert house("import", path)["articles"] == 0


def test_stars_tags_and_folders_come_along(house: House) -> None:
    house("import", house.put("wallabag.json", WALLABAG.encode()))
    (row,) = house("list", house.folder / "library")
    assert row["starred"]
    assert (house.folder / "library" / "Nets.md").read_text(encoding="utf-8").count("harbour") == 1
    house("import", house.put(*EXPORTS["karakeep"]))
    assert (house.folder / "library" / "A thought.md").exists()


def test_what_waits_is_fetched_later_and_its_notes_find_their_words(house: House, site: Site) -> None:
    url = site.url("/nets")
    site.pages["/nets"] = f"<html><body><article>{PAGE}</article></body></html>".encode()
    export = f"URL,Title,Selection,Folder,Timestamp,Tags\n{url},Nets,{QUOTE},Starred,1704189700,[]\n"
    done = house("import", house.put("instapaper.csv", export.encode()))
    assert (done["articles"], done["waiting"], done["unfiled"]) == (0, 1, 1)
    assert house("add", "--waiting") == {"added": [str(house.folder / "library" / "Nets.md")], "waiting": 0}
    (note,) = house("notes")
    assert note["postil:anchor"]["quality"] == "exact"
    (row,) = house("list", house.folder / "library")
    assert (row["starred"], row["notes"]) == (True, 1)
    assert house("add", "--waiting") == {"added": [], "waiting": 0}


def test_who_leaves_links_waiting_is_told_how_their_texts_come(postil: Postil, house: House) -> None:
    path = house.put(*EXPORTS["bookmarks"])
    options = (
        "--config",
        house.folder / "config.toml",
        "--store",
        house.folder / "notes.json",
        "import",
        path,
    )
    assert "add --waiting" not in postil(*options, "--dry-run").err
    assert postil(*options).err.endswith("postil: `postil add --waiting` fetches 2 texts\n")
    assert "add --waiting" not in postil(*options).err


def test_a_waiting_page_that_is_gone_goes_on_waiting(house: House, site: Site) -> None:
    export = f"URL,Title,Selection,Folder\n{site.url('/gone')},Gone,,Unread\n"
    house("import", house.put("instapaper.csv", export.encode()))
    assert house("add", "--waiting") == {"added": [], "waiting": 1}
    assert house("add", "--waiting")["waiting"] == 1


@pytest.mark.parametrize("name", EXPORTS)
def test_a_cut_export_is_one_line_or_what_is_whole_of_it(name: str, postil: Postil, tmp_path: Path) -> None:
    file, raw = EXPORTS[name]
    (tmp_path / file).write_bytes(raw[: len(raw) * 2 // 3])
    (tmp_path / "config.toml").write_text(
        f"library = {json.dumps(str(tmp_path / 'library'))}\n", encoding="utf-8"
    )
    done = postil(
        "--config", tmp_path / "config.toml", "--store", tmp_path / "n.json", "import", tmp_path / file
    )
    assert done.code in (0, 1)
    assert "Traceback" not in done.err
