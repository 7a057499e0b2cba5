"""The one guard that every uploaded spreadsheet or photo passes: judged by content, never by its name."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO

from django.core.exceptions import ValidationError

from common.text import clean_text

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
PICTURES = ("jpg", "png")
MAX_PHOTO = 15 * MEGABYTE
ATTACHMENTS = ("jpg", "png", "pdf", "docx", "xlsx")
MAX_ATTACHMENT = 10 * MEGABYTE
MAX_UNPACKED = 60 * MEGABYTE
MAX_RATIO = 100  # asked only of archives that unpack to more than SMALL
SMALL = 5 * MEGABYTE
MAX_ENTRIES = 1000
HEAD = 4096  # bytes of a part that are looked at

SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"
_DAMAGED = f"文件已损坏或不完整，{SAVE_AS}"
_BOMB = "文件展开后过大，请删去多余的行列和图片，或拆成几个文件再上传。"
_LOCKED = "文件设有打开密码，请取消密码后另存为 .xlsx 再上传。"
# Before the root element only a declaration, comments and instructions: no document type, so no entities.
_PROLOG = re.compile(rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<[A-Za-z_]", re.DOTALL)
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("EncryptedPackage", _LOCKED),
    ("WordDocument", "这是 Word 文档，请上传 .xlsx 表格。"),
    ("", f"这是旧格式的表格（.xls 或 .et），{SAVE_AS}"),
)
_ZIP_KINDS = (
    ("xl/vbaProject.bin", f"这个工作簿带有宏，{SAVE_AS}"),
    ("xl/workbook.bin", f"这是 .xlsb 表格，{SAVE_AS}"),
    ("word/document.xml", "这是 Word 文档，请上传 .xlsx 表格。"),
    ("ppt/presentation.xml", "这是演示文稿，请上传 .xlsx 表格。"),
    ("META-INF/manifest.xml", f"这是 .ods 表格，{SAVE_AS}"),
    ("", "这是压缩包，请解压后上传里面的 .xlsx 表格。"),
)
_MAGIC = (
    (b"%PDF", "这是 PDF 文件，请上传 .xlsx 表格。"),
    (b"\x89PNG", "这是图片，请上传 .xlsx 表格。"),
    (b"\xff\xd8\xff", "这是图片，请上传 .xlsx 表格。"),
    (b"GIF8", "这是图片，请上传 .xlsx 表格。"),
    (b"Rar!", "这是压缩包，请解压后上传里面的 .xlsx 表格。"),
    (b"7z\xbc\xaf\x27\x1c", "这是压缩包，请解压后上传里面的 .xlsx 表格。"),
    (b"\x1f\x8b", "这是压缩包，请解压后上传里面的 .xlsx 表格。"),
)
_BOOK, _WORD = ("xl/workbook.xml", "xl/vbaProject.bin"), ("word/document.xml", "word/vbaProject.bin")
_MACROS = "这个文档带有宏，请另存为普通的 .docx 再上传。"
_PICTURES = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
_MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|table|meta|head|!--|style)", re.IGNORECASE)


@dataclass(frozen=True)
class Upload:
    """A file that passed: its kind ("xlsx", "csv", "jpg", "png", "pdf", "docx"), its bytes, and its name without any folder."""

    kind: str
    data: bytes = field(repr=False)
    name: str


def check_upload(file: BinaryIO, kinds: tuple[str, ...] = ("xlsx", "csv"), max_bytes: int = MAX_BYTES) -> Upload:
    """Read and judge an uploaded file; ValidationError says in a sentence what it is instead and what to do."""
    file.seek(0)
    data = file.read(max_bytes + 1)
    if not data:
        raise ValidationError("文件是空的，请重新选择文件。", code="empty")
    if len(data) > max_bytes:
        cure = "请缩小后再上传。" if kinds == PICTURES else "请拆成几个文件再上传。"
        raise ValidationError(f"文件超过 {max_bytes / MEGABYTE:g} MB，{cure}", code="too_big")
    kind = _JUDGES.get(kinds, _kind)(data)
    if kind not in kinds:
        raise ValidationError(f"这里只收 {'、'.join('.' + wanted for wanted in kinds)} 文件，请换一种格式再上传。", code="kind")
    return Upload(kind, data, _plain_name(getattr(file, "name", "")))


def check_photo(file: BinaryIO) -> Upload:
    """A photo (.jpg, .png) of at most MAX_PHOTO; draw it anew with `common.pictures.photo` before keeping it."""
    return check_upload(file, PICTURES, MAX_PHOTO)


def check_attachment(file: BinaryIO) -> Upload:
    """A picture, PDF, Word document or workbook of at most MAX_ATTACHMENT; pictures are to be drawn anew before they are kept."""
    return check_upload(file, ATTACHMENTS, MAX_ATTACHMENT)


def _attachment(data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            _refuse("这个 PDF 没有传完整，请重新选择。")
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        is_word = b"word/document.xml" in data
        _check_package(data, _WORD if is_word else _BOOK)
        return "docx" if is_word else "xlsx"
    return _picture(data)


def _picture(data: bytes) -> str:
    return next((kind for mark, kind in _PICTURES if data.startswith(mark)), "")


def _plain_name(name: object) -> str:
    last = re.split(r"[/\\]", clean_text(name))[-1]
    return re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "", last)[-100:] or "未命名"


def _kind(data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        _check_package(data, _BOOK)
        return "xlsx"
    if data.startswith(_OLE):
        _refuse(next(message for mark, message in _OLE_KINDS if mark.encode("utf-16-le") in data))
    for mark, message in _MAGIC:
        if data.startswith(mark):
            _refuse(message)
    if _MARKUP.match(data):
        _refuse(f"这个文件虽然名为表格，里面却是网页，{SAVE_AS}")
    decode_csv(data)
    return "csv"


def decode_csv(data: bytes) -> str:
    """The text of a CSV file in UTF-8, UTF-16 with a byte order mark, or GB18030; ValidationError if it is none of them."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValidationError("认不出这是什么文件，请上传 .xlsx 或 .csv 表格。", code="content")


def _refuse(message: str) -> None:
    raise ValidationError(message, code="content")


def _check_package(data: bytes, wanted: tuple[str, str]) -> None:
    """A workbook or document; wanted: the part that it must have, and the macros that it must not."""
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:  # before the directory is read: half a million entries take a while
        _refuse(_BOMB)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive.infolist(), wanted)
            for entry in archive.infolist():
                _check_part(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise ValidationError(_DAMAGED, code="content") from error


def _check_directory(entries: list[zipfile.ZipInfo], wanted: tuple[str, str]) -> None:
    """Judge sizes and names before a byte is unpacked; zipfile unpacks no more than the size stated here."""
    names = {entry.filename for entry in entries}
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > MAX_RATIO * packed):
        _refuse(_BOMB)
    if any(entry.flag_bits & 1 for entry in entries):
        _refuse(_LOCKED)
    if len(names) < len(entries) or any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        _refuse(_DAMAGED)
    main, macros = wanted
    if main not in names or macros in names:
        _refuse(_MACROS if macros in names and wanted == _WORD else next(message for mark, message in _ZIP_KINDS if not mark or mark in names))


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with archive.open(entry) as part:
        head = part.read(HEAD)
    if not entry.filename.lower().endswith((".xml", ".rels", ".vml")) and not head.lstrip().startswith(b"<"):
        return
    head = head.removeprefix(b"\xef\xbb\xbf")
    encoding = _ENCODING.match(head)
    if not _PROLOG.match(head) or (encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii"}):
        _refuse(f"文件的 {entry.filename[:60]} 中有不允许的内容（文档类型或实体声明），{SAVE_AS}")


_JUDGES = {PICTURES: _picture, ATTACHMENTS: _attachment}  # which files are wanted → what looks into them
