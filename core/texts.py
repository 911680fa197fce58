"""Texts that a person has typed or pasted, or that name a file, before they are written."""


def clean(text: str) -> str:
    """The text with a � for each half of a character that stands alone.

    Such a half can be typed and pasted, and stands for a byte in the names of some files, but no
    file of text can hold it.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
