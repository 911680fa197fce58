"""Why the network answers as it does: saliency, counterfactuals and nearest images."""
