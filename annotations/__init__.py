"""postil's headless core: articles, entities, anchored notes, the store, exports. No screen needed."""

__version__ = "0.1.0"  # nothing is imported here: `postil --help` would wait for it
