"""mmgui: teach a model to use several senses at once, and see why it answers as it does."""

__version__ = "0.1.0"
