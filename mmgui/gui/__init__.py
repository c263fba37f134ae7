"""The window: shows what the session knows and asks it for more. Owns no state of its own."""
