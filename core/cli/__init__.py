"""The laboratory without a window: one module a subcommand."""

from core.cli.parser import run_command

__all__ = ["run_command"]
