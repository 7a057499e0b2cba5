"""Photos that people upload: drawn anew, so that nothing but the picture is kept (no place, no time, no device)."""

import io
import warnings

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST = 1600  # pixels of the longer side: fills a screen, prints on half a page
MOST_PIXELS = 60_000_000  # a phone's best camera; more is a bomb
QUALITY = 82

_FORMATS = ("JPEG", "PNG")
_DAMAGED = "这张照片打不开，可能没有传完整，请换一张。"
_HUGE = f"照片的像素太多（最多 {MOST_PIXELS // 1_000_000} 百万），请缩小后再上传。"


def photo(data: bytes) -> bytes:
    """The picture as a JPEG of at most LONGEST pixels, upright, without EXIF, GPS, comments or a second picture behind it.

    Raises ValidationError for what is no whole JPEG or PNG, or has too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # judged by MOST_PIXELS
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_HUGE, code="pixels")
            return _drawn(picture)
    except Image.DecompressionBombError as error:
        raise ValidationError(_HUGE, code="pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError(_DAMAGED, code="damaged") from error


def _drawn(picture: Image.Image) -> bytes:
    picture.draft("RGB", (LONGEST, LONGEST))  # a big JPEG is read at half or a quarter of its size
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((LONGEST, LONGEST))
    if picture.mode in {"RGBA", "LA", "P"}:
        picture = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=QUALITY, optimize=True, exif=b"", comment=b"")
    return out.getvalue()
