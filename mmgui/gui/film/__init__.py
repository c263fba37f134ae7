"""The learning film view of the Train page."""
