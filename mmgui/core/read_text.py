"""A person's text, made safe to keep: without control characters, and not endless."""

import re

from mmgui.core.errors import DataError
from mmgui.core.i18n import _

MAX_TEXT = 100_000  # characters; a longer "text" is a mistake in the table
# C0 and C1 control characters except tab and line feed, and halves of surrogate pairs (they cannot be stored).
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def read_text(value: object) -> str:
    """A text without control characters; line ends become "\\n".

    Raises DataError if it is not text or longer than 100 000 characters.
    """
    if not isinstance(value, str):
        raise DataError(_("A text was expected, but this is something else."), detail=type(value).__name__)
    if len(value) > MAX_TEXT:
        raise DataError(
            _("A text has {count} characters; {limit} is the most.").format(count=len(value), limit=MAX_TEXT),
            _("Shorten it, or leave it out."),
        )
    if value.isprintable():
        return value
    return _UNWANTED.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
