"""The live curves of loss and accuracy."""
