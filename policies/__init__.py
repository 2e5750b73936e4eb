"""The shipped policies and their data files, found through importlib.resources."""
