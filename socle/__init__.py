"""The kernel: one door for permissions, the journal, notifications, documents, files, keys, components.

It names no word of the federation's trade and imports nothing of ours; it points at people
through `settings.AUTH_USER_MODEL` only. Every other app may import it.
"""
