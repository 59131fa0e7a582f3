"""Faults found in other software, each kept out by at least one test marked with its slug."""

TRAPS = {
    "accept-after-refuse": "a refused or withdrawn request accepted later through an old link",
    "empty-vote": "a majority rule that says yes when nobody voted",
    "list-and-detail-differ": "a list and its detail that do not apply the same right",
    "cron-dependent": "an expiry or a lateness that is only true if a scheduled task ran",
    "outsider-invites": "an invited outsider who can invite",
    "self-marked-attendance": "attendance marked by oneself outside the slot",
    "silent-overwrite": "a second writer who erases the first without anybody seeing it",
    "state-bypass": "a state reached without going through the graph",
    "shared-mailbox": "a code or a secret sent to a box that several people read",
    "superuser-free-pass": "a superuser who reads everything",
    "get-writes": "a visit, by a mail scanner for instance, that changes something",
    "small-cell-by-difference": "a hidden figure recomputed from a margin or from two reports",
    "missing-data-eligible": "a candidate who is eligible because what would exclude them is unknown",
    "two-hints-one-mail": "a message sent twice when a worker is killed",
    "lost-with-the-queue": "a message lost with the queue",
    "text-lost-on-error": "what was typed lost because of one wrong field",
    "proxy-absent": "a proxy that counts while the person who holds it is not there",
}
