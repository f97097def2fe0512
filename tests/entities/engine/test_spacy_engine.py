"""The engine as a whole: shape of what it gives, streams, long and hostile texts."""

import shutil
import subprocess
import sys
import time
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.entities import engine_version as identity
from annotations.entities import load_engine
from annotations.entities.engine import chunks
from annotations.entities.engine.chunks import mask, nearest, sections
from annotations.entities.engine.language import language_of
from annotations.entities.engine.spacy_engine import SpacyEngine
from annotations.entities.engine_version import engine_key
from annotations.entities.model import recogniser
from annotations.errors import EngineError
from annotations.model import TextSpan

NEWS = "Germany and France agreed on 3 May 2021. The European Central Bank (ECB) raised $1.2bn. Then the ECB paused.\n"


@pytest.fixture(scope="module")
def engine() -> SpacyEngine:
    return loaded()


def test_entities_are_sorted_disjoint_and_quote_the_text(engine: SpacyEngine) -> None:
    found = engine.entities(NEWS)
    assert ("Germany", "GPE") in [(e.text, e.label) for e in found]
    assert ("3 May 2021", "DATE") in [(e.text, e.label) for e in found]
    assert [e.canonical for e in found if e.text == "ECB"] == ["European Central Bank"] * 2
    assert all(NEWS[e.span.start : e.span.end] == e.text for e in found)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))


def test_acts_wars_and_ships_need_no_rule(engine: SpacyEngine) -> None:
    text = (
        "He cited the Affordable Care Act and Republic Act No. 11199 of the Philippines. "
        "The Cold War followed World War II. The MV Wakashio ran aground."
    )
    assert [(e.text, e.label) for e in engine.entities(text)] == [
        *(("Affordable Care Act", "LAW"), ("Republic Act No. 11199", "LAW"), ("Philippines", "GPE")),
        *(("Cold War", "EVENT"), ("World War II", "EVENT"), ("MV Wakashio", "PRODUCT")),
    ]


def test_a_stream_begins_at_the_page_and_ends_with_the_whole(
    engine: SpacyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK_CHARS", 300)
    text = NEWS * 12
    at = len(text) * 2 // 3
    found = list(engine.stream(text, start_at=at))
    assert at in found[0].covered
    assert [f.final for f in found] == [False] * (len(found) - 1) + [True]
    assert min(f.covered for f in found[:-1]).start == 0
    assert sum(len(f.covered) for f in found[:-1]) == len(text)
    assert found[-1].entities == engine.entities(text)


def test_a_stream_goes_on_where_the_reader_has_jumped_to_and_finds_nothing_twice(
    engine: SpacyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "SECTION_CHARS", 1_200)
    monkeypatch.setattr(chunks, "CHUNK_CHARS", 300)
    text = NEWS * 30
    whole = engine.entities(text)
    jumps = iter([0, 0, len(text) - 1, len(text) - 1, len(text) // 2])
    at = 0

    def where() -> int:
        return at

    found = []
    for one in engine.stream(text, where):
        found.append(one)
        at = next(jumps, at)
    seen = [one.covered for one in found if not one.final]
    assert [len(text) - 1 in span for span in seen[:4]] == [False, False, False, True]
    assert any(len(text) // 2 in span for span in seen[4:7])
    assert sum(map(len, seen)) == len(text)
    assert len(set(seen)) == len(seen)
    finals = sorted((one for one in found if one.final), key=lambda one: one.covered)
    assert [one.covered for one in finals] == sections(text)
    assert tuple(entity for one in finals for entity in one.entities) == whole


def test_sections_are_final_one_by_one(engine: SpacyEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "SECTION_CHARS", 400)
    text = NEWS * 12
    finals = [f for f in engine.stream(text, start_at=700) if f.final]
    assert 700 in finals[0].covered
    assert [f.covered for f in sorted(finals, key=lambda f: f.section)] == sections(text)
    assert [f.section for f in engine.stream(text, only_sections=[2]) if f.final] == [2]


@given(st.text(alphabet="a. \n", max_size=300), st.integers(0, 300))
def test_pieces_cover_the_text(text: str, offset: int) -> None:
    pieces = chunks._cut(text, TextSpan(0, len(text)), 20)
    assert "".join(text[p.start : p.end] for p in pieces) == text
    assert all(0 < len(piece) <= 20 for piece in pieces)
    if pieces:
        first = pieces[nearest(dict(enumerate(pieces)), offset)]
        assert offset in first or offset >= len(text)


def test_masking_keeps_every_offset() -> None:
    text = "ab " + "x" * 500 + "\ncode here\nend"
    hidden = text.index("code")
    shown = mask(text, TextSpan(0, len(text)), [TextSpan(hidden, hidden + 9)])
    assert len(shown) == len(text)
    assert shown.split() == ["ab", "end"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n" * 500, "x" * 200_000, "7" * 100_000, "A." * 50_000, "!?…—" * 25_000, "🙂👩‍👩‍👧" * 20_000, "(" * 100_000, "Aa " * 60_000],
    ids=["empty", "blank", "lines", "no space", "digits", "initials", "punctuation", "emoji", "brackets", "names"],
)  # fmt: skip
@pytest.mark.usefixtures("each_window_runs_once")
def test_hostile_text_takes_seconds(engine: SpacyEngine, text: str) -> None:
    began = time.process_time()
    found = engine.entities(text)
    assert time.process_time() - began < 12
    assert all(text[e.span.start : e.span.end] == e.text for e in found)


@settings(deadline=None)  # the first call loads the engine
@given(st.text(max_size=200))
def test_any_text_gives_disjoint_entities(text: str) -> None:
    found = loaded().entities(text)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    assert all(text[e.span.start : e.span.end] == e.text and e.text.strip() for e in found)


@cache
def loaded() -> SpacyEngine:
    """One engine for hypothesis, which takes no fixtures of narrower scope."""
    return load_engine()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (NEWS, "en"),
        ("Paris", "en"),
        ("", "en"),
        ("Der Bundeskanzler hat gestern in Berlin gesagt, dass die Regierung im nächsten Jahr mehr Geld ausgeben will.", "de"),
        ("Le président a déclaré hier à Paris que le gouvernement ne changera pas de politique avant l'année prochaine.", "fr"),
        ("Er wollte, dass die anderen ihm noch einmal sagen, was dort gestern abend passiert war.", "de"),
        ("The invitees included Walther Bothe, Siegfried Flügge, Hans Geiger, Otto Hahn, Paul Harteck and Georg Stetter.", "en"),
        ("The 17 countries are Benin, Bolivia, Burkina Faso, Ethiopia, Ghana, Guyana, Honduras, Madagascar, Mali and Niger.", "en"),
        ("HALMSTAD 2 IFK GÖTEBORG 1\nÖrebro 0 Djurgården 0\n1. Patrik Sjöberg (Sverige) 2.31\n2. Javier Sotomayor (Cuba)", "en"),
        ("Steve Witkoff met Putin. " * 20, "en"),  # one word that is Dutch too
        ("Президент заявил вчера в Москве, что правительство не изменит свою политику до конца года.", "ru"),
    ],
)  # fmt: skip
def test_languages_are_told_apart(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_pipeline_that_is_not_installed_is_the_users_to_mend() -> None:
    with pytest.raises(EngineError, match="not installed: run"):
        load_engine("en_no_such_pipeline")


def test_missing_weights_are_said_and_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "PIPELINE", tmp_path)
    with pytest.raises(EngineError, match="weights are missing"):
        load_engine()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.onnx", b"half of it"),
        ("recogniser.json", b"{}"),
        ("recogniser.json", b"["),
        ("vocabulary.txt", None),
    ],
)
def test_a_damaged_pipeline_is_said_in_one_sentence(
    name: str, content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pipeline"
    shutil.copytree(recogniser.PIPELINE, folder)
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    monkeypatch.setattr(identity, "PIPELINE", folder)
    monkeypatch.setattr(recogniser, "PIPELINE", folder)
    with pytest.raises(EngineError, match="does not load"):
        load_engine()


def test_a_users_own_pipeline_gets_the_treatment(tmp_path: object) -> None:
    import spacy

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "President Ada Byron"}])  # type: ignore[attr-defined]
    nlp.to_disk(str(tmp_path))
    own = load_engine(str(tmp_path))
    found = own.entities("President Ada Byron met Byron in 1840.")
    assert [(e.text, e.label, e.canonical) for e in found] == [
        ("Ada Byron", "PERSON", "Ada Byron"),
        ("Byron", "PERSON", "Ada Byron"),
        ("1840", "DATE", "1840"),
    ]
    assert own.version != load_engine().version


def test_the_version_is_known_without_loading_anything() -> None:
    code = (
        "import sys; from annotations.entities.engine_version import engine_key; import annotations.entities.process.client, "
        "annotations.entities.cache, annotations.entities.index_articles; print(engine_key().version); "
        "assert not {'spacy', 'onnxruntime', 'numpy'} & set(sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == engine_key().version == load_engine().version


def test_all_code_that_an_engine_runs_is_in_its_version() -> None:
    code = (
        "import sys; from annotations.entities import load_engine; load_engine().entities('Ada Byron met Byron in 1840.'); "
        "print(*(m.__file__ for name, m in sys.modules.items() if name.startswith('annotations.entities.')), sep='\\n')"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ran = {Path(line) for line in said.stdout.splitlines()}
    assert len(ran) > 20
    assert {path.name for path in ran - set(identity.deciding_files())} == {"engine_version.py"}
    tables = {path.name for path in identity.deciding_files() if path.suffix == ".txt"}
    assert {"countries.txt", "titles.txt"} < tables
