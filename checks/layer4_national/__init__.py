"""Layer 4, sharing with the national monitoring system."""
