"""The people of the journeys, and the words each of them types."""

AISSATOU = "Aïssatou Diomberé"
HERVE = "Hervé Montclausel"
INES = "Inès Galvorine"
SOLENE = "Solène Varadieu"
BASTIEN = "Bastien Orvelin"
THIBAULT = "Thibault Lormesnil"
MAELLE = "Maëlle Quintanoy"
YASSINE = "Yassine Belkhoradi"

AISSATOU_ADDRESS = "aissatou.diombere@solidaubrelle.example"
PRIVATE_ADDRESS = "plume.bleue@boite.example"
SECRET = "Depuis l’automne les réunions finissent en cris et je ne dors plus que quatre heures."
