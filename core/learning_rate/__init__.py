"""The learning-rate range test, which suggests a learning rate for some settings."""
