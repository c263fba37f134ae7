"""Reading JSON text piece by piece: a long list never holds the interpreter for long; damage keeps what is before."""

import json
import re
from typing import Any

from mmgui.core.cancel import CancelToken

_BLANKS = re.compile(r"[ \t\r\n]*")
_BLANKS_AND_COMMAS = re.compile(r"[ \t\r\n,\ufeff]*")  # the mark of a file that was put behind others is a blank
_CHECK_EVERY = 256
_DECODE = json.JSONDecoder().raw_decode


class JsonPieces:
    """The values of a text, one behind the other. `damage`: where it could not be read further, None if all was read.

    Entries of a list, and of a list within an object, are read one at a time.
    """

    def __init__(self, text: str, cancel: CancelToken | None = None) -> None:
        self.text, self.place = text, 0
        self.damage: int | None = None
        self.error = ""
        self._cancel = cancel
        self._read = 0

    def values(self) -> list[Any]:
        """All values up to the end or to the damage. Raises Cancelled."""
        values: list[Any] = []
        while self.damage is None and self._next(_BLANKS_AND_COMMAS):
            at = self.place
            try:
                values.append(self._value(is_top=True))
            except (ValueError, RecursionError) as error:
                self.damage, self.error = at, str(error)
        return values

    def _next(self, passed_over: re.Pattern[str] = _BLANKS) -> str:
        """The next sign that is not passed over; "" at the end."""
        match = passed_over.match(self.text, self.place)
        self.place = match.end() if match else self.place
        return self.text[self.place : self.place + 1]

    def _value(self, is_top: bool) -> Any:
        self._read += 1
        if self._cancel is not None and self._read % _CHECK_EVERY == 0:
            self._cancel.raise_if_cancelled()
        sign = self._next()
        if sign == "[":
            return self._list()
        if sign == "{" and is_top:
            return self._object()
        return self._whole()

    def _whole(self) -> Any:
        value, self.place = _DECODE(self.text, self.place)
        return value

    def _list(self) -> list[Any]:
        self.place += 1
        entries: list[Any] = []
        while self._next(_BLANKS_AND_COMMAS) != "]":
            at = self.place
            try:
                entries.append(self._entry())
            except (ValueError, RecursionError) as error:
                self.damage, self.error = at, str(error)
                return entries
        self.place += 1
        return entries

    def _entry(self) -> Any:
        self._read += 1
        if self._cancel is not None and self._read % _CHECK_EVERY == 0:
            self._cancel.raise_if_cancelled()
        return self._whole()

    def _object(self) -> dict[str, Any]:
        self.place += 1
        found: dict[str, Any] = {}
        while self._next(_BLANKS_AND_COMMAS) != "}":
            key = self._whole()
            if not isinstance(key, str) or self._next() != ":":
                raise ValueError("no key")
            self.place += 1
            self._next()
            found[key] = self._value(is_top=False)
            if self.damage is not None:
                break
        else:
            self.place += 1
        return found
