"""Files of associations and people as they are sent: read, understood column by column, matched with what exists.

Nothing here writes in the database: see `members.actions.imports`.
"""
