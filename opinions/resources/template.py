"""The empty list to fill in (.xlsx)."""

from common.blanks import Column, blank_list
from opinions.choices import Channel
from opinions.resources.opinions import HEADINGS, REQUIRED

# Field → what to write there, an example, the column's width in characters.
COLUMNS = {
    "words": ("群众的原话，必填", "村东头的水渠塌了一段，三十亩地浇不上水。", 60),
    "summary": ("一句话，最多 80 字；不填就取原话的第一句", "村东水渠塌方", 24),
    "received_on": ("年月日，如 2026-02-03；整个文件一天的，可在上传时选", "2026-02-03", 14),
    "channel": ("、".join(Channel.labels) + "；整个文件一样的，可在上传时选", Channel.BOX.label, 12),
    "category": ("领域表里的名称，如「农业农村 / 农田水利」；可不填", "农业农村 / 农田水利", 22),
    "name": ("反映人，可不填", "", 12),
    "phone": ("手机 11 位，座机带区号，可不填", "", 16),
    "address": ("详细住址，可不填", "", 24),
    "village": ("村（社区），可不填", "河湾村", 14),
    "source_number": ("热线工单号、信箱登记号等，可不填", "信箱-7", 16),
    "station": ("几个站的放在一个文件里才需要", "河湾村联络站", 18),
}


def template_workbook() -> bytes:
    columns = [Column(HEADINGS[name][0], *told, required=name in REQUIRED) for name, told in COLUMNS.items()]
    return blank_list("意见", columns)
