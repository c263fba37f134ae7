"""The program without a window: no Qt below this folder, torch only where it is imported by name."""
