"""Ways to run the collector on a host and bring its answer back."""
