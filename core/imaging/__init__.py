"""Image files and photographs are converted to ink on paper."""
