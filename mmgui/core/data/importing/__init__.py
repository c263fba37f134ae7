"""Reading a person's tables and folders: `source.preview_source` looks, `source.read_source` imports.

Nothing is imported here: the window and a lane may be at two of these files at once, and a package that imports its own
files makes each wait for the other.
"""
