"""The names of the commands, known without importing what they do (the window starts through here too)."""

COMMANDS = ("scenes", "make", "import", "train", "evaluate", "predict", "self-test")
