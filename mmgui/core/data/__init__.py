"""Projects and their examples: reading a person's tables and folders, dividing, storing, changing, exporting."""
