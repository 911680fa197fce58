"""The test set: accuracy, confusion matrix, images."""
