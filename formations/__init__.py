"""Trainings, from the need to the certificate.

It may import members.
"""
