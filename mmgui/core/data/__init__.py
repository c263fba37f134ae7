"""Projects, examples and media on disk; everything a person owns passes through here."""
