"""What surrounds the pages: rail, top bar, status line, banners."""
