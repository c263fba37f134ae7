"""gui.widgets."""
