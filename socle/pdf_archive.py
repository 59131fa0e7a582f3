"""A PDF that is at once for a screen reader (PDF/UA-1) and for the archives (PDF/A-3a), files inside it.

WeasyPrint writes one identification; the other is added to its metadata, with the description of its name space
that PDF/A asks for (ISO 19005-3, 6.6.2.3.2).
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from weasyprint import Attachment

VARIANT = "pdf/a-3a"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # the same input gives the same bytes: a file inside is not dated
UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


@dataclass(frozen=True)
class PieceJointe:
    """A file inside a PDF: what the page says, for machines."""

    nom: str
    contenu: bytes
    description: str

    def attach(self) -> Attachment:
        return Attachment(
            string=self.contenu,
            name=self.nom,
            description=self.description,
            relationship="Data",
            created=NEVER,
            modified=NEVER,
        )


def say_accessible(document, pdf) -> None:
    """Add to the metadata that the file also follows PDF/UA-1."""
    for stream in pdf.objects:
        if getattr(stream, "extra", None) and stream.extra.get("Subtype") == "/XML":
            stream.stream = [part.replace(b"</rdf:RDF>", UA + b"</rdf:RDF>") for part in stream.stream]
