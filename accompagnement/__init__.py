"""Neutral, secret help for the people of the network: the catalogue, the requests, the providers, the readings.

It owns `Bouquet` and `Service`, `Demande` and its sealed texts, `Prestataire` and what ties them, the matching
and its follow-up, and the coarse lines that the yearly report counts. Nobody else imports its models: other
apps get aggregates from `queries`. No row joins a requester to a case in clear, and no role opens a case:
only an access row does. It may import members and socle.
"""
