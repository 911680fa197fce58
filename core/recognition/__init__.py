"""Recognition finds the digits in a drawing or an image, and how sure a model is of each."""
