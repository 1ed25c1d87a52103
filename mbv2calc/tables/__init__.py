"""Results as tables for people: one file for each command, over the types of `neutral`.

Documents of commands that need more than a report does are imported from their own files.
"""
