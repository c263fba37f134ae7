"""Folders: of classes, of parts, with tables and texts beside the files; what is taken and what is left out."""
