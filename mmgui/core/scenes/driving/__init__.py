"""The scene `driving`: a camera and a radar at a crossing, and fog between them and the road."""
