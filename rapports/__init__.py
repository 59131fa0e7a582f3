"""Reports and figures: the steering report of the support scheme, annual reports, exports.

It reads every app's queries and owns what a report froze. Nobody imports it but the project package;
it never imports accompagnement.models.
"""
