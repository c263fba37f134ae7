"""Why a model answers so: maps, contributions, interactions, counterfactuals, and whether a map may be believed."""
