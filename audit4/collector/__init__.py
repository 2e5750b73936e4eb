"""Probes become one POSIX script; its answer becomes evidence."""
