"""All that touches a private name of Textual, or does otherwise what it does: each module with its reason and a figure.

The figures were measured with Textual 8.2.8 on a pty of 120x40, 2 cores, with and without the patch in turn. `textual` is
pinned below its next major; a patch whose figure has gone goes too.
"""
