"""From rows to a tree."""

from pacte.tree import Noeud


def build_tree(blocs) -> list[Noeud]:
    """Return the blocks as a tree; what stands under a removed block is left out with it."""
    noeuds = {bloc.pk: (bloc, bloc.to_noeud()) for bloc in blocs}
    roots = []
    for bloc, noeud in noeuds.values():
        if bloc.parent_id is None:
            roots.append(noeud)
        elif bloc.parent_id in noeuds:
            noeuds[bloc.parent_id][1].enfants.append(noeud)
    return roots
