"""core.reporting."""
