"""What stands around the pages: bars, rail, status line, the stack of pages."""
