"""Lists of a picture and its label a line, with blanks between them: "pics/my cat.png 0"."""

import re
from collections.abc import Sequence

from mmgui.core.data.importing.file_names import media_endings
from mmgui.core.data.importing.tables.rows import is_media_name


def around_file(line: str) -> list[str]:
    """ "pics/my cat.png 0" or "0 pics/cat.png" as its cells: the picture's name may have blanks within."""
    line = line.strip()
    if not line:
        return []
    endings = f"(?:{'|'.join(map(re.escape, media_endings()))})(?=\\s|$)"
    if match := re.match(rf"(.+?{endings})\s+(\S.*)$", line, re.IGNORECASE):
        return [match.group(1), match.group(2)]
    if match := re.match(rf"(\S+)\s+(\S.*{endings})$", line, re.IGNORECASE):
        return [match.group(1), match.group(2)]
    return line.split(None, 1)


def are_around_files(sample: Sequence[str]) -> bool:
    """A list of "path label" with blanks between them and no other separator."""
    told = [line for line in sample if line.strip()]
    if not told or sum(any(sign in line for sign in ",;\t|") for line in told) > 0.1 * len(told):
        return False
    cells = [around_file(line) for line in told]
    pairs = [c for c in cells if len(c) == 2]
    if len(pairs) < 0.9 * len(told):
        return False
    return any(sum(is_media_name(c[place]) for c in pairs) >= 0.8 * len(told) for place in (0, 1))
