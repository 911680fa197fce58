"""The laboratory without a window: one module a subcommand."""
