"""The Try page: give values, see the answer and why."""
