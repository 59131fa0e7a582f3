"""Who belongs to the federation: people, associations, what ties them, who holds which role.

It owns `Personne` (the user), `Association`, the dated ties between them, federal roles and functions,
governance and memberships. Everything that is dated has a start and an end left empty while it runs.
It may import socle only.
"""
