"""The race view of the Train page."""
