"""Addresses of the web where a picture is expected: nothing is ever fetched, and a person is told what to do."""

import re

from mmgui.core.errors import DataError
from mmgui.core.i18n import _

_ADDRESS = re.compile(r"\s*(https?|ftp):/{1,2}\S", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether a text is an address of the web ("https://…"), also when it went through Path, which drops a slash."""
    return _ADDRESS.match(text) is not None


def address_error() -> DataError:
    return DataError(_("Addresses are not fetched."), _("Save the picture and drop it here."))


__all__ = ["address_error", "is_address"]
