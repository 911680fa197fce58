"""Evaluation of networks: metrics and calibration."""
