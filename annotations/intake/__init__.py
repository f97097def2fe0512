"""What brings articles in: addresses, files, feeds, and whole exports of other services. Only this room uses the network."""
