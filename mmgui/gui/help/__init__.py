"""The help: what every page is for, in two minutes."""
