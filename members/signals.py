"""What this app tells those above it, in the transaction of what happens, without knowing them.

An app that keeps secrets is moved by nobody else: it hears that two sheets became one, and does what it must, or
nothing, without saying so.
"""

from django.dispatch import Signal

fiches_regroupees = Signal()  # model, gardee, absorbee: two sheets are one from now on
fiches_separees = Signal()  # model, gardee, absorbee: they are two again
compte_rejoint = Signal()  # gardee, absorbee: the person proved that both accounts are theirs
