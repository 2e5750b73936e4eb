"""What is kept: scans, results, evidence, findings."""
