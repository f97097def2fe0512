"""Settings: all optional, every value checked, every mistake told in one line."""

import os
from pathlib import Path

import pytest

from annotations.errors import ConfigError
from tui.cli.context import CommandContext
from tui.config import Settings, article_folders, load_settings


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
            'folders = ["~/Articles"]\n[reader]\nwidth = 66\n[entities]\nmodel = "en_core_web_sm"\n[keys]\npage.find = "n"\n'
            '[searches]\n"to verify" = "tag:to-verify after:2026"\n',
        )
    )
    assert settings.folders == ("~/Articles",)
    assert settings.reader.width == 66
    assert settings.entities.model == "en_core_web_sm"
    assert settings.keys == {"page.find": ("n",)}
    assert settings.searches == {"to verify": "tag:to-verify after:2026"}


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
        ("[searches]\nx = 3", r"\[searches\] should be a table"),
        ("[keys]\n'page.note' = [3]", "keys.page.note should be a key"),
        ("[keys]\n'page.note' = true", "keys.page.note should be a key or a list of keys, not True"),
        ("export = [1]", r"\[export\] should be a table"),
        ('[entities]\nenabled = "yes"', "entities.enabled should be true or false, not 'yes'"),
        ("theme = 1", "theme should be auto, dark or light, not 1"),
        (
            "width = 3",
            "no setting width; it can be one of folders, theme, library, entities, reader, export, network",
        ),
        ('folders = ["a\\u0000b"]', r"folders should be a list of texts in quotes, not 'a\\x00b'"),
        ('[export]\nto = "a\\u0000b"', "export.to should be text in quotes"),
        ('[entities]\nmodel = "\\u0000"', "entities.model should be text in quotes"),
        (
            f"[reader]\nwidth = 0x{'f' * 6000}",
            "reader.width should be a whole number between 40 and 120, not a num",
        ),
        (f"[reader]\nwidth = {'9' * 6000}", "Can't read the settings"),
        (
            f"theme = 0o{'7' * 9000}",
            "theme should be auto, dark or light, not a number of thousands of digits",
        ),
        (f"a = {'[' * 9000}", "Can't read the settings"),
        ("theme = '" + "x" * 9000 + "'", "theme should be auto, dark or light, not 'xxx"),
    ],
)
def test_mistakes_are_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        load_settings(written(tmp_path, text))
    assert "\n" not in caught.value.message


def test_a_file_that_is_none_is_told_in_one_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "latin.toml").write_bytes(b'theme = "\xe9"')
    for odd in (tmp_path, tmp_path / "pipe.toml", tmp_path / "latin.toml", Path("/dev/zero")):
        with pytest.raises(ConfigError, match="Can't read the settings at") as caught:
            load_settings(odd)
        assert "\n" not in caught.value.message


def test_a_folder_of_a_user_who_is_not_there_is_a_folder_that_is_not_there(tmp_path: Path) -> None:
    for name in ("~nosuchuser/x", "~nosuchuser", "~/none"):
        config = written(tmp_path, f'folders = ["{name}"]')
        context = CommandContext(tmp_path / "notes.json", config)
        (row,) = context.library.listings(context.default_paths())
        assert row.problem == f"{row.path} does not exist; check the path"


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No settings"):
        load_settings(tmp_path / "none.toml")


def test_articles_are_in_the_library_and_the_folders_of_the_settings(tmp_path: Path) -> None:
    library = str(tmp_path / "shelf" / "library")
    settings = Settings(library=library, folders=("~/Articles",))
    assert article_folders(Settings(library=library)) == ()  # it does not exist
    Path(library).mkdir(parents=True)
    (Path(library) / ".DS_Store").touch()
    assert article_folders(settings) == ("~/Articles",)  # it is empty
    (Path(library) / "one.md").touch()
    assert article_folders(settings) == (library, "~/Articles")
    assert article_folders(Settings(library=library, folders=(str(tmp_path),))) == (str(tmp_path),)
    assert article_folders(Settings(library=library, folders=(library,))) == (library,)
