"""The core of Inkling: everything but the window, without Qt."""
