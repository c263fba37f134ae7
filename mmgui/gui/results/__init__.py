"""The Results page: figures, mistakes, curves, comparison of runs."""
