"""Several models on the same examples in turns, plain methods beside them, and whether a difference is one."""
