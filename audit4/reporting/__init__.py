"""View models of the reports, and their rendering."""
