"""What everything else stands on: errors, paths, files read with a bound and written whole."""
