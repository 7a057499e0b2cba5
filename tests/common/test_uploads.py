"""The guard of uploads: what passes, and for everything else a sentence that says what it is."""

import io
import struct
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from common import uploads
from common.uploads import check_upload

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
CSV = "姓名,电话\n王小明,13800000000\n"


def workbook() -> bytes:
    book = Workbook()
    book.active.append(["姓名", "电话"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(parts: dict[str, bytes], compression=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def changed(part: str, data: bytes) -> bytes:
    """A good workbook with one part put in its place or added."""
    with zipfile.ZipFile(io.BytesIO(workbook())) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    return archive(parts | {part: data})


def judged(data: bytes, name="名册.xlsx", **rules) -> str:
    """The kind, or the sentence of the refusal."""
    try:
        return check_upload(SimpleUploadedFile(name, data), **rules).kind
    except ValidationError as error:
        return error.message


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (workbook(), "xlsx"),
        (changed("xl/media/image1.png", b"\x89PNG" + b"\x00" * 50), "xlsx"),
        (changed("docProps/extra.xml", b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n<!-- <!ENTITY in a comment -->\n<a/>"), "xlsx"),
        (CSV.encode(), "csv"),
        (CSV.encode("utf-8-sig"), "csv"),
        (CSV.encode("gb18030"), "csv"),
        (CSV.encode("utf-16"), "csv"),
        ("𠮷,䶮\n".encode("gb18030"), "csv"),
    ],
)
@pytest.mark.parametrize("name", ["名册.xlsx", "名册.exe", "a.pdf"])
def test_content_decides_not_the_name(data, kind, name):
    assert judged(data, name) == kind


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的"),
        (OLE + "Workbook".encode("utf-16-le"), "这是旧格式的表格（.xls 或 .et），请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "文件设有打开密码"),
        (OLE + "WordDocument".encode("utf-16-le"), "这是 Word 文档"),
        (b"%PDF-1.7\n", "这是 PDF 文件"),
        (b"\x89PNG\r\n\x1a\n", "这是图片"),
        (b"\xff\xd8\xff\xe0", "这是图片"),
        (b"GIF89a", "这是图片"),
        (b"Rar!\x1a\x07", "这是压缩包"),
        (b"7z\xbc\xaf\x27\x1c", "这是压缩包"),
        (b"\x1f\x8b\x08", "这是压缩包"),
        (b"\r\n <HTML><table>", "这个文件虽然名为表格，里面却是网页"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "这个文件虽然名为表格，里面却是网页"),
        (b"\x7fELF\x02\x01\x01\x00", "认不出这是什么文件"),
        (b"a,b\n\xff\xff", "认不出这是什么文件"),
        (b"\xff\xfea\x00\x00", "认不出这是什么文件"),
        (archive({"word/document.xml": b"<a/>"}), "这是 Word 文档"),
        (archive({"ppt/presentation.xml": b"<a/>"}), "这是演示文稿"),
        (archive({"META-INF/manifest.xml": b"<a/>"}), "这是 .ods 表格"),
        (archive({"xl/workbook.bin": b""}), "这是 .xlsb 表格"),
        (archive({"a.txt": b""}), "这是压缩包"),
        (changed("xl/vbaProject.bin", b"x"), "这个工作簿带有宏"),
        (workbook()[:-40], "文件已损坏或不完整"),
        (archive({"xl/workbook.xml": b"<a/>"}, zipfile.ZIP_LZMA), "文件已损坏或不完整"),
        (archive({"xl/workbook.xml": b"<a/>", "xl/media/big.bin": b"0" * 61 * 1024 * 1024}), "文件展开后过大"),
        (archive({"xl/workbook.xml": b"<a/>", "xl/media/big.bin": b"0" * 6 * 1024 * 1024}), "文件展开后过大"),
        (archive({"xl/workbook.xml": b"<a/>"} | {f"xl/{number}": b"" for number in range(1000)}), "文件展开后过大"),
    ],
)
def test_everything_else_is_told_what_it_is(data, sentence):
    assert judged(data)[: len(sentence)] == sentence


@pytest.mark.parametrize(
    "part",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"<?xml version='1.0'?>\n<!-- x --><!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        b"<!--" + b" " * 5000 + b"--><!DOCTYPE a><a/>",
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
        b"<?xml version='1.0' encoding='cp037'?>" + "<!DOCTYPE a><a/>".encode("cp037"),
        b"<?xml version='1.0' encoding='cp037'?><a/>",
        b"<?x ?>" * 600 + b"!",
        b"",
    ],
)
@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels", "xl/drawings/a.VML"])
def test_document_types_and_entities_are_refused(name, part):
    assert judged(changed(name, part)).startswith(f"文件的 {name} 中有不允许的内容")


def test_an_entity_is_found_whatever_the_part_is_called():
    assert judged(changed("xl/worksheets/sheet.dat", b" <!DOCTYPE a><a/>")).startswith("文件的 xl/worksheets/sheet.dat 中有")


def test_a_lying_size_is_damage():
    data = bytearray(archive({"xl/workbook.xml": b"<a>" + b" " * 5000 + b"</a>"}))
    directory = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 24, 10)
    assert judged(bytes(data))[:9] == "文件已损坏或不完整"


def test_an_encrypted_entry_is_a_password():
    data = bytearray(workbook())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert judged(bytes(data))[:8] == "文件设有打开密码"


def test_the_size_is_limited():
    assert judged(b"a" * 1025, max_bytes=1024) == "文件超过 0.000976562 MB，请拆成几个文件再上传。"
    assert judged(b"a" * 1024, max_bytes=1024) == "csv"
    assert uploads.MAX_BYTES == 20 * 1024 * 1024


def test_only_the_wanted_kinds_pass():
    assert judged(CSV.encode(), kinds=("xlsx",)) == "这里只收 .xlsx 文件，请换一种格式再上传。"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("名册.csv", "名册.csv"),
        ("..\\..\\a\\名 册.csv", "名 册.csv"),
        ("/etc/p\x00a\u202esswd", "passwd"),
        ("", "未命名"),
        (None, "未命名"),
        ("x" * 300, "x" * 100),
    ],
)
def test_the_name_is_only_a_name(name, kept):
    file = io.BytesIO(CSV.encode())
    file.name = name
    assert check_upload(file).name == kept
