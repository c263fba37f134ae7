"""The Train page: choices, live curves, the runs."""
