"""Reading a person's tables and folders: `preview_source` looks, `read_source` imports."""

from mmgui.core.data.importing.guessing import guess_mapping, parse_field_option
from mmgui.core.data.importing.source import preview_source, read_source, resolve_inside

__all__ = [
    "guess_mapping",
    "parse_field_option",
    "preview_source",
    "read_source",
    "resolve_inside",
]
