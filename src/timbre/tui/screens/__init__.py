"""Dialogs that lie over the studio and give back what was chosen."""
