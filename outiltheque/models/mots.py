"""Words that say nothing by themselves, as search spells them."""

WORDS = """
    a ai aie ainsi alors apres as au aucun aucune aussi autre autres aux avaient avait avant avec avez avoir
    avons c car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment d dans de
    depuis des deux doit doivent donc dont du elle elles en encore entre es est et etaient etait etant ete
    etes etre eu eux faire fait faut fois font hors ici il ils j je jusqu l la le les leur leurs lors lorsque
    lui m ma mais me meme memes mes mon n ne ni non nos notre nous on ont ou par parce pas pendant peu peut
    peuvent plus plusieurs pour pourquoi puis qu quand que quel quelle quelles quels qui quoi s sa sans sera
    seront ses si soit sommes son sont sous sur t ta te tes toi ton tous tout toute toutes tres tu un une vers
    voici vos votre vous y
"""
STOP_WORDS = frozenset(WORDS.split())  # not asked for

ROOTS = """
    a ai au aux c ce ces cet cette d dan dans de des du elle elles en est et eux il ils j je l la le les leur
    leurs lui m ma me mes mon n ne nos notr notre nous on ou par pas pour qu que qui s sa se ses si son sont
    sur t ta te tes ton tu un une vos votr votre vous y
"""
NOT_INDEXED = frozenset(ROOTS.split())
