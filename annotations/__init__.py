"""postil's headless core: articles, entities, anchored notes, the store, exports. No screen needed."""

from typing import Final

__version__: Final = "0.1.0"
