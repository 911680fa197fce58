"""Image files and photographs to ink on paper."""
