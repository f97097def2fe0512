"""Moments as the user's clock shows them."""

from datetime import datetime


def local_time(moment: datetime) -> datetime:
    """A moment in the zone of the machine; as it stands where that is none (`TZ=XXX-25`) or leaves the years that there are.

    Args:
        moment: with its zone; imports bring the first hours of the year 1 and the last of 9999.
    """
    try:
        return moment.astimezone()
    except (ValueError, OverflowError, OSError):
        return moment
