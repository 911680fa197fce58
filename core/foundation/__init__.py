"""The basis of all other packages: errors, paths, locks, and reading and writing files."""
