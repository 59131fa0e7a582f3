"""The tool library: what the network knows, found, adapted and given back.

It may import members.
"""
