"""What is known of an article's names, and what is found: cache, engine and corrections together."""

from pathlib import Path

import pytest

from annotations.entities.article_entities import ArticleEntities
from annotations.entities.cache import EntityCache
from annotations.entities.corrections import Correction
from annotations.entities.engine import chunks
from annotations.entities.engine.spacy_engine import SpacyEngine, load_engine
from annotations.model import Article, Block, TextSpan
from annotations.text.canonical import fingerprint

NEWS = "Germany and France agreed on 3 May 2021.\n"


def article(text: str, *, code: TextSpan | None = None) -> Article:
    blocks = [Block(code, "code")] if code else []
    return Article("a", None, text[:20], text, blocks, fingerprint=fingerprint(text))


@pytest.fixture(scope="module")
def engine() -> SpacyEngine:
    return load_engine()


@pytest.fixture
def names(tmp_path: Path) -> ArticleEntities:
    return ArticleEntities(cache=EntityCache(tmp_path / "entities.sqlite"))


def test_entities_are_found_once(names: ArticleEntities, monkeypatch: pytest.MonkeyPatch) -> None:
    one = article(NEWS)
    assert names.known(one) is None
    found = names.find(one)
    assert [entity.text for entity in found] == ["Germany", "France", "3 May 2021"]
    monkeypatch.setattr(SpacyEngine, "stream", None)
    assert names.find(one) == found == names.known(one)


def test_the_readers_corrections_lie_over_what_is_known_and_over_what_is_found(
    names: ArticleEntities, tmp_path: Path
) -> None:
    not_entity = Correction("not-entity", "France", "a")
    corrected = ArticleEntities(
        lambda id: [not_entity] if id == "a" else [], cache=EntityCache(tmp_path / "entities.sqlite")
    )
    one = article(NEWS)
    said = [entity.text for entity in corrected.find(one)]
    assert said == ["Germany", "3 May 2021"]
    assert [entity.text for entity in corrected.known(one) or ()] == said
    assert [entity.text for entity in names.known(one) or ()] == ["Germany", "France", "3 May 2021"]


def test_code_is_not_looked_at(names: ArticleEntities) -> None:
    one = article(NEWS, code=TextSpan(0, 7))
    assert [entity.text for entity in names.find(one)] == ["France", "3 May 2021"]
    assert names.known(article(NEWS)) is None


def test_an_empty_text_needs_no_engine(names: ArticleEntities, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SpacyEngine, "stream", None)
    assert names.find(article("")) == ()


def test_a_book_is_known_when_all_its_sections_are(
    engine: SpacyEngine, names: ArticleEntities, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "SECTION_CHARS", 100)
    one = article(NEWS * 5)
    parts = len(chunks.sections(one.text))
    done = next(found for found in engine.stream(one.text, only_sections=[1]) if found.final)
    names.keep(one, done.entities, section=1, language="en")
    assert names.missing_sections(one) == set(range(parts)) - {1}
    assert names.known(one) is None
    for found in engine.stream(one.text, only_sections=names.missing_sections(one)):
        if found.final:
            names.keep(one, found.entities, section=found.section, language="en")
    assert names.known(one) == engine.entities(one.text)
