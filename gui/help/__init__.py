"""The Help menu: guide, glossary, shortcuts, the explanation of a control, and About."""
