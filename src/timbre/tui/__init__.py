"""The studio: the conversation as a Textual app. The only package that knows Textual."""
