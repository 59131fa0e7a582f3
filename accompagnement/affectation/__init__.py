"""Who could help whom: the arithmetic of matching, on plain numbers, without a database and without a name.

A pair that a hard rule forbids (N1 to N9) is an arc that does not exist: no cost can buy it.
`couts` is the one place of what a pair costs, for one request or for all of them; `lot` serves all the requests at
once; `situations` keeps the requests of one situation apart (N7); `diagnostic` says why some are left without
anybody; `contrefactuel` says what another choice would have cost. Only `flot` and `exact` load OR-Tools.
"""
