"""Photos: drawn anew, small enough, upright, and with nothing in them that says where, when or with what."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from common.pictures import LONGEST, photo
from common.uploads import check_photo

CANARY = "GPSCANARY"


def picture(size=(40, 20), kind="JPEG", mode="RGB", **more) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind, **more)
    return out.getvalue()


def with_place() -> bytes:
    """A photo turned by a quarter, with a place, a device and a comment."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Model] = CANARY
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (23.0, 7.0, 8.0)
    return picture(exif=exif, comment=CANARY.encode())


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 100,000 pixels square."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)) + chunk(b"IEND", b"")


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_nothing_but_the_picture_is_kept():
    given = with_place()
    assert (CANARY.encode() in given, bool(opened(given).getexif().get_ifd(ExifTags.IFD.GPSInfo))) == (True, True)
    kept = photo(given)
    assert (CANARY.encode() in kept, dict(opened(kept).getexif()), opened(kept).size) == (False, {}, (20, 40))


def test_what_was_hidden_behind_the_picture_is_gone():
    assert b"<script>" not in photo(picture() + b"<script>alert(1)</script>")


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "I;16")])
def test_every_sort_becomes_a_jpeg(kind, mode):
    made = opened(photo(picture(kind=kind, mode=mode) if mode != "I;16" else _sixteen_bits()))
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (40, 20))


def _sixteen_bits() -> bytes:
    out = io.BytesIO()
    Image.new("I;16", (40, 20)).save(out, "PNG")
    return out.getvalue()


def test_a_clear_ground_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(photo(out.getvalue())).getpixel((5, 5)) == (255, 255, 255)


def test_a_big_one_is_made_smaller():
    assert opened(photo(picture((4000, 1000)))).size == (LONGEST, LONGEST // 4)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (picture((400, 400))[:-200], "这张照片打不开，可能没有传完整，请换一张。"),
        (b"\xff\xd8\xff\xe0 no picture", "这张照片打不开，可能没有传完整，请换一张。"),
        (picture(kind="GIF"), "这张照片打不开，可能没有传完整，请换一张。"),
        (bomb(), "照片的像素太多（最多 60 百万），请缩小后再上传。"),
    ],
)
def test_what_is_no_picture_is_refused(data, words):
    with pytest.raises(ValidationError) as caught:
        photo(data)
    assert caught.value.messages == [words]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (picture(), "jpg"),
        (picture(kind="PNG"), "png"),
        (picture(kind="GIF"), "这里只收 .jpg、.png 文件，请换一种格式再上传。"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "这里只收 .jpg、.png 文件，请换一种格式再上传。"),
        (b"\xff\xd8\xff" + b"0" * 15 * 1024 * 1024, "文件超过 15 MB，请缩小后再上传。"),
        (b"", "文件是空的，请重新选择文件。"),
    ],
)
def test_the_guard_of_photos(data, told):
    try:
        assert check_photo(SimpleUploadedFile("a.svg", data)).kind == told
    except ValidationError as error:
        assert error.messages == [told]
