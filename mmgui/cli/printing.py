"""What the commands print: nothing that a file, a table or a model said can act on the terminal."""

import json
import re
import sys
from pathlib import Path
from typing import Any

from mmgui.core.i18n import _
from mmgui.core.text import plain

# What JSON leaves as it is, but a terminal may obey or an encoding refuse: DEL and C1, changes of the reading
# direction, halves of surrogate pairs. They only occur inside strings, where JSON may write them as \uXXXX.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def harmless(text: str) -> str:
    """The text on one line, without control and direction-changing characters and halves of surrogate pairs."""
    return plain(text).replace("\n", " ").replace("\t", " ")


def say(text: str) -> None:
    """Print one harmless line."""
    print(harmless(text))


def check_out(out: Path, *sources: Path) -> None:
    """Before anything is made: refuse to write over what is read (sources) or a file of a project, and tell what will
    be replaced. Raises DataError."""
    from mmgui.core.reporting.answers_place import check_place

    for source in sources or (None,):
        check_place(out, source)
    if out.is_file():
        print(harmless(_("“{name}” is there already and will be replaced.").format(name=out)), file=sys.stderr)


def say_json(value: Any) -> None:
    """Print `value` as JSON on one line: a reader gets exactly what is in it, a terminal nothing to obey."""
    print(_UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(value, ensure_ascii=False)))


__all__ = ["check_out", "harmless", "say", "say_json"]
