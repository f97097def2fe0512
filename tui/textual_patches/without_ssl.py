"""asyncio is loaded without ssl, which it can do without and the screen never asks it for.

Textual loads asyncio, asyncio loads ssl, and that loads OpenSSL. Whoever does ask for ssl (fetching an address) gets it as
ever. Without: 4 ms and 3 MiB more for each start.
"""

import sys


def load_asyncio() -> None:
    """Load it as on a Python that was built without ssl."""
    if "asyncio" in sys.modules or "ssl" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment]  # "import ssl" fails, as asyncio expects that it may
    try:
        import asyncio  # noqa: F401
    finally:
        del sys.modules["ssl"]
