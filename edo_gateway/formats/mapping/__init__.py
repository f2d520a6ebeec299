"""The small engine that turns one declaration into a builder, a parser and a map of pointers.

A document is a tree of :class:`~edo_gateway.formats.mapping.declaration.Part`; each field says with
:class:`~edo_gateway.formats.mapping.declaration.At` where it lives in the XML. A plan is compiled once for a class.
"""
