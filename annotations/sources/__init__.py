"""Articles from files: `read_article`, `article_from_text`, `find_articles`. One module a format, loaded on first use."""

from annotations.sources.find_files import find_articles, is_article
from annotations.sources.read_article import article_from_text, read_article
from annotations.sources.registry import ArticleSource

__all__ = ["ArticleSource", "article_from_text", "find_articles", "is_article", "read_article"]
