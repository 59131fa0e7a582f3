"""Files of every kind the portal takes, and of every kind it must refuse; made here, small, from nothing."""

import io
import struct
import zipfile
import zlib

import docx
import pikepdf
import tablib
from PIL import Image

ODF_MIME = "application/vnd.oasis.opendocument."
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
ODF_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def make_pdf(*pages: str) -> bytes:
    """A PDF of these pages, each of its words on one line, accents and all."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    for text in pages or ("",):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        said = text.replace("\\", "").replace("(", "").replace(")", "").encode("cp1252", "replace")
        page.Contents = pdf.make_stream(b"BT /F1 12 Tf 50 780 Td (" + said + b") Tj ET")
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def make_long_pdf(count: int) -> bytes:
    """A PDF of many pages, all the same one, so that it stays small."""
    pdf = pikepdf.open(io.BytesIO(make_pdf("Une page parmi tant d’autres")))
    pdf.Root.Pages.Kids = pikepdf.Array([pdf.pages[0].obj] * count)
    pdf.Root.Pages.Count = count
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def make_docx(*paragraphs: str) -> bytes:
    text = docx.Document()
    for paragraph in paragraphs:
        text.add_paragraph(paragraph)
    out = io.BytesIO()
    text.save(out)
    return out.getvalue()


def make_zip(members: dict[str, str | bytes], stored: tuple[str, ...] = ("mimetype",)) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=kind)
    return out.getvalue()


def add_members(content: bytes, members: dict[str, str | bytes]) -> bytes:
    """Return a zip with other members, or other contents for those it has."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return make_zip(kept | members)


def make_odf(kind: str, body: str) -> bytes:
    content = (
        f'<?xml version="1.0"?><office:document-content {ODF_NAMES}><office:body>{body}</office:body>'
        "</office:document-content>"
    )
    return make_zip({"mimetype": ODF_MIME + kind, "content.xml": content})


def make_odt(*paragraphs: str) -> bytes:
    return make_odf("text", "".join(f"<text:p>{one}</text:p>" for one in paragraphs))


def make_odp(*paragraphs: str) -> bytes:
    return make_odf("presentation", "".join(f"<text:p>{one}</text:p>" for one in paragraphs))


def make_book(kind: str, rows: list[list[str]]) -> bytes:
    """An XLSX or an ODS."""
    return tablib.Dataset(*rows[1:], headers=rows[0]).export(kind)


def make_pptx(*paragraphs: str) -> bytes:
    drawn = "http://schemas.openxmlformats.org/drawingml/2006/main"
    slide = "".join(f"<a:p><a:r><a:t>{one}</a:t></a:r></a:p>" for one in paragraphs)
    return make_zip(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "ppt/presentation.xml": "<p/>",
            "ppt/slides/slide1.xml": f'<?xml version="1.0"?><p xmlns:a="{drawn}">{slide}</p>',
        }
    )


def make_picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (120, 30, 60)).save(out, kind, **options)
    return out.getvalue()


def make_photo_with_place() -> bytes:
    """A JPEG that says where it was taken and by which camera."""
    exif = Image.Exif()
    exif[0x010F] = "AppareilDeMarguerite"
    exif.get_ifd(0x8825)[0x0001] = "N"
    return make_picture("JPEG", exif=exif)


def make_image_bomb() -> bytes:
    """A PNG of 30,000 pixels by 30,000 that weighs nothing."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def make_zip_bomb(size: int = 300_000_000) -> bytes:
    """A DOCX of a few hundred kilobytes that unpacks to hundreds of megabytes."""
    out = io.BytesIO(make_docx("Bonjour"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/a.bin", "w") as file:
        block = bytes(1_000_000)
        for _ in range(size // len(block)):
            file.write(block)
    return out.getvalue()


def make_lying_bomb() -> bytes:
    """A zip bomb whose directory says that it is small."""
    content = bytearray(make_zip_bomb(40_000_000))
    true_size = struct.pack("<I", 40_000_000)
    while (at := content.find(true_size)) >= 0:
        content[at : at + 4] = struct.pack("<I", 1000)
    return bytes(content)


def make_docx_with_entities() -> bytes:
    """A DOCX whose text would read a file of the server (XXE)."""
    text = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY vol SYSTEM "file:///etc/passwd">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&vol;</w:t></w:r></w:p></w:body></w:document>"
    )
    return add_members(make_docx("Bonjour"), {"word/document.xml": text})


def make_docx_with_macro() -> bytes:
    return add_members(make_docx("Bonjour"), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub AutoOpen()"})


SVG_WITH_SCRIPT = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.cookie)</script></svg>'
)
WEB_PAGE = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
