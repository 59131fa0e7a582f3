"""What associations do and share together: joint answers to calls, shared resources, solidarity.

It may import collectifs and members.
"""
