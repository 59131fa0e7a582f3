def get_attentes(personne):
    return []


def get_rendez_vous(personne):
    return []
