"""The learning film: which examples, what is recorded per epoch, what changed, and the film as a picture or file."""
