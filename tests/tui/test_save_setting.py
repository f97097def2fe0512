"""One value is written into the settings; all else stays as it stands."""

import errno
import os
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import ConfigError
from annotations.store import lock
from tui.save_setting import save_setting, set_value

OWN = """# mine
folders = [
    "~/Articles",  # the old ones
    "~/More",
]
theme = "light"

[reader]  # wide
width = 80

[export]
to = "~/Vault"   # here
flavor = "plain"

[keys]
page.find = "n"
"""


def test_a_value_is_changed_in_its_place() -> None:
    changed = set_value(OWN, "export", "to", "~/Other [x]")
    assert changed == OWN.replace('to = "~/Vault"', 'to = "~/Other [x]"')


def test_a_list_over_several_lines_is_changed() -> None:
    changed = set_value(OWN, "", "folders", ["~/Articles", "/new"])
    assert tomllib.loads(changed)["folders"] == ["~/Articles", "/new"]
    assert changed.startswith("# mine\n")
    assert changed.endswith(OWN[OWN.index("theme") :])


def test_what_is_not_there_yet_comes_to_its_table() -> None:
    assert set_value("", "export", "to", "x") == '[export]\nto = "x"\n'
    assert set_value("", "", "folders", ["x"]) == 'folders = ["x"]\n'
    assert tomllib.loads(set_value("[reader]\nwidth = 3", "", "folders", ["x"])) == {
        "folders": ["x"],
        "reader": {"width": 3},
    }
    assert "flavor" in set_value('[export]\nflavor = "plain"\n', "export", "to", "x")


def test_a_table_is_changed_in_any_of_its_shapes() -> None:
    for text in ('export = { flavor = "plain" }\n', 'export.flavor = "plain"\n[reader]\nwidth = 80\n'):
        changed = set_value(text, "export", "to", "x")
        assert tomllib.loads(changed)["export"] == {"flavor": "plain", "to": "x"}
    windows = '# mine\r\n[export]\r\nflavor = "plain"  # here\r\n'
    assert set_value(windows, "export", "to", "x").startswith(windows)


def test_what_only_a_person_can_change_is_refused() -> None:
    with pytest.raises(ValueError, match="no table"):
        set_value("export = 3\n", "export", "to", "x")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.sampled_from(["", OWN, "[export]\n"]))
def test_any_name_of_a_folder_comes_back(name: str, text: str) -> None:
    changed = set_value(text, "export", "to", name)
    assert tomllib.loads(changed)["export"]["to"] == name


def test_it_is_told_what_could_not_be_written(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "config.toml"
    save_setting(path, "export", "to", "~/Vault")
    assert tomllib.loads(path.read_text(encoding="utf-8")) == {"export": {"to": "~/Vault"}}
    path.write_text("= nonsense", encoding="utf-8")
    with pytest.raises(ConfigError, match="write to = "):
        save_setting(path, "export", "to", "x")
    assert path.read_text(encoding="utf-8") == "= nonsense"


def test_a_full_disk_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("annotations.store.lock.write_file", full)
    path = tmp_path / "config.toml"
    with pytest.raises(ConfigError) as caught:
        save_setting(path, "", "theme", "dark")
    assert caught.value.message == (
        f'{path}: theme was not written: No space left on device; write theme = "dark" yourself'
    )


def test_what_another_window_wrote_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    with ThreadPoolExecutor() as pool:
        jobs = [
            pool.submit(save_setting, path, table, key, value)
            for number in range(6)
            for table, key, value in (
                ("searches", f"s{number}", "is:unread"),
                ("", "folders", lambda kept, number=number: (*kept, f"/f{number}")),
            )
        ]
    assert [job.result() for job in jobs] == [None] * 12
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    assert sorted(written["folders"]) == [f"/f{number}" for number in range(6)]
    assert sorted(written["searches"]) == [f"s{number}" for number in range(6)]


def test_an_editor_that_saves_in_the_same_moment_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes no lock; what it wrote is found when ours is to be put in its place."""
    path = tmp_path / "config.toml"
    real = lock.write_file

    def meanwhile(*args: Any, **kwargs: Any) -> None:
        if not path.exists():
            path.write_text('theme = "light"  # mine\n', encoding="utf-8")
        real(*args, **kwargs)

    monkeypatch.setattr(lock, "write_file", meanwhile)
    save_setting(path, "export", "to", "x")
    assert path.read_text(encoding="utf-8") == 'theme = "light"  # mine\n\n[export]\nto = "x"\n'


def test_settings_that_are_no_file_get_no_lock_beside_them() -> None:
    with pytest.raises(ConfigError, match="no regular file"):
        save_setting(Path(os.devnull), "", "theme", "dark")
    assert not Path(f"{os.devnull}.lock").exists()
