"""Layer 2, monitoring and protection: logs, time, anti-malware."""
