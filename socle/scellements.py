"""What the kernel keeps under the key ring."""

from socle.trousseau import Scellement, register

register(Scellement("socle.Envoi", "adresse_scellee", lambda envoi: f"envoi:{envoi.identifiant}"))
register(Scellement("socle.ExportPersonnel", "contenu", lambda export: export.place))
