"""When two web addresses are one and the same page's."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING: Final = re.compile(
    r"(?:utm_\w{1,40}|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref|source|cmpid|_hs\w{1,10})",
    re.IGNORECASE,
)
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)


def address_key(url: str) -> str:
    """What addresses of one page share: no scheme, no `www.`, no marks of whoever sent the link, no `#part`.

    Args:
        url: an address; blanks around it don't count.
    """
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:  # no address that a browser would open
        return url.strip()
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name)
    ]
    path = _INDEX.sub("", parts.path).rstrip("/")
    query = urlencode(sorted(kept))
    return f"{host}{port}{path}{'?' + query if query else ''}"


def site_of(url: str | None) -> str | None:
    """The name of the site that an address is on, without `www.`; None where there is none."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None
