"""What runs as a server: an edge over the runtime's functions, with nothing of the domain in it."""
