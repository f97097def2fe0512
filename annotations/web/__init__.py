"""What comes from the network: pages that are added, feeds that are followed. Nothing else in postil uses it."""
