"""From examples to a trained model: divide, load, step, train, diagnose. No window, no project."""
