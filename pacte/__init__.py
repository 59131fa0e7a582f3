"""The federal pact: a typed tree of blocks, its versions, the document that is published.

It owns pacts, versions and blocks, reading a pact from a text, and writing it as a page, a PDF, Markdown and JSON.
A published version never changes: the database refuses it. Exactly one version is in force on a given day.
It may import members and collectifs; only rapports and the project package import it.
"""
