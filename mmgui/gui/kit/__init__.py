"""Widgets and looks that several pages use; nothing here knows a page."""
