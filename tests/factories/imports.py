"""Files of people and associations as they are sent: those that are measured."""

from federation.demo.mesure_imports import make_associations_csv, make_csv, make_personnes_csv, make_siret

__all__ = ["make_associations_csv", "make_csv", "make_personnes_csv", "make_siret"]
