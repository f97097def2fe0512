"""Settings: all optional, every value checked, every mistake told in one line."""

from pathlib import Path

import pytest

from annotations.errors import ConfigError
from tui.config import Settings, load_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_means_defaults() -> None:
    assert load_settings() == Settings()


def test_values_are_read(tmp_path: Path) -> None:
    settings = load_settings(
        written(
            tmp_path,
            'folders = ["~/Articles"]\n[reader]\nwidth = 66\n[entities]\nmodel = "en_core_web_sm"\n[keys]\npage.find = "n"\n',
        )
    )
    assert settings.folders == ("~/Articles",)
    assert settings.reader.width == 66
    assert settings.entities.model == "en_core_web_sm"
    assert settings.keys == {"page.find": ("n",)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reader = 3", "should be a table"),
        ("[reader]\nwidth = 7", "between 40 and 120"),
        ('[reader]\nwidth = "wide"', "whole number"),
        ("[reader]\nwidth = true", "whole number"),
        ("[reader]\ncolour = 1", "no setting reader.colour"),
        ("nonsense = 1", "no setting nonsense"),
        ("= 1", "Can't read"),
        ('[export]\nflavor = "word"', "obsidian or plain"),
        ('folders = "~/Articles"', "folders should be a list of texts in quotes, not '~/Articles'"),
        ("folders = [1]", "folders should be a list of texts in quotes, not 1"),
        ("folders = true", "folders should be a list"),
        ("keys = 3", r"\[keys\] should be a table"),
        ("[keys]\n'page.note' = [3]", "keys.page.note should be a key"),
    ],
)
def test_mistakes_are_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        load_settings(written(tmp_path, text))
    assert "\n" not in caught.value.message


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No settings"):
        load_settings(tmp_path / "none.toml")
