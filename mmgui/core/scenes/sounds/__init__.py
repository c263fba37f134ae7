"""The scene `sounds`: a picture and a recording of one thing, which only both together name."""
