"""core.explaining."""
