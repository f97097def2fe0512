"""One value is written into the settings; all else stays as it stands."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import ConfigError
from tui.save_setting import remember, with_value

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
    changed = with_value(OWN, "export", "to", "~/Other [x]")
    assert changed == OWN.replace('to = "~/Vault"   # here', 'to = "~/Other [x]"')


def test_a_list_over_several_lines_is_changed() -> None:
    changed = with_value(OWN, "", "folders", ["~/Articles", "/new"])
    assert tomllib.loads(changed)["folders"] == ["~/Articles", "/new"]
    assert changed.startswith("# mine\n")
    assert changed.endswith(OWN[OWN.index("theme") :])


def test_what_is_not_there_yet_comes_to_its_table() -> None:
    assert with_value("", "export", "to", "x") == '[export]\nto = "x"\n'
    assert with_value("", "", "folders", ["x"]) == 'folders = ["x"]\n'
    assert tomllib.loads(with_value("[reader]\nwidth = 3", "", "folders", ["x"])) == {
        "folders": ["x"],
        "reader": {"width": 3},
    }
    assert "flavor" in with_value('[export]\nflavor = "plain"\n', "export", "to", "x")


def test_what_only_a_person_can_change_is_refused() -> None:
    with pytest.raises(ValueError, match="only a person"):
        with_value('export = { flavor = "plain" }\n', "export", "to", "x")
    with pytest.raises(ValueError, match="no table"):
        with_value("export = 3\n", "export", "to", "x")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.sampled_from(["", OWN, "[export]\n"]))
def test_any_name_of_a_folder_comes_back(name: str, text: str) -> None:
    changed = with_value(text, "export", "to", name)
    assert tomllib.loads(changed)["export"]["to"] == name


def test_it_is_told_what_could_not_be_written(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "config.toml"
    remember(path, "export", "to", "~/Vault")
    assert tomllib.loads(path.read_text(encoding="utf-8")) == {"export": {"to": "~/Vault"}}
    path.write_text("= nonsense", encoding="utf-8")
    with pytest.raises(ConfigError, match="write to = "):
        remember(path, "export", "to", "x")
    assert path.read_text(encoding="utf-8") == "= nonsense"
