"""Explanations of a network's answer: saliency, counterfactuals and nearest images."""
