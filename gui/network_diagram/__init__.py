"""The page “Network”: all layers with their outputs, and the way from the pixels to the answer."""
