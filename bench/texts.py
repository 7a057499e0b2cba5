"""Made-up Chinese: the same number gives the same text. Common words recur as in real messages, made-up place names are rare."""

from functools import lru_cache
from random import Random

WORDS = (
    *("路灯", "水渠", "垃圾", "井盖", "村道", "水管", "公交", "学校", "医保", "低保", "噪声", "围墙", "菜场", "物业", "电梯", "老人", "孩子", "电费"),
    *("污水", "河道", "大坝", "田埂", "果园", "养殖", "补贴", "手续", "证明", "窗口", "停车", "斑马线", "候车亭", "卫生室", "幼儿园", "养老院"),
    *("合作社", "收购价", "下水道", "垃圾桶", "变压器", "信号塔", "灌溉渠", "农田水利", "道路破损", "宅基地审批", "土地流转", "医保报销", "残疾补助"),
    *("临时停水", "电压不稳", "秸秆焚烧", "饮水安全", "广场噪声", "校车接送", "危房改造", "公厕卫生", "网络信号", "山洪排险", "防火通道", "快递进村"),
)
LINKS = (
    "一直没有人管",
    "修了又坏",
    "已经好几个月",
    "大家都盼着",
    "下雨天更难走",
    "跑了三趟",
    "希望尽快解决",
    "和邻村比差得远",
    "每到晚上",
    "去年就说过",
)
JOINTS = ("的", "和", "旁边的", "这边，", "附近，", "因为", "还有", "那里的", "，", "。")
_FIRST, _MIDDLE, _LAST = "青白乌石柳梅松桃沙金银铜云雾霜露", "岭坪塘湾坳坡沟岗溪潭桥井寨屯铺店", "上下东西南北前后头尾口里外中边角"
RARE = "石獬豸坪"  # stands in very few texts
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
GIVEN = "文秀国春志玉明桂建海长雪德巧守丽启安民珍禾英山平远香松华林"


def place_name(random: Random) -> str:
    """One of 4,096 names of three characters."""
    return random.choice(_FIRST) + random.choice(_MIDDLE) + random.choice(_LAST)


def person_name(random: Random) -> str:
    return random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=random.choice((1, 2, 2))))


@lru_cache(maxsize=1)
def _phrases() -> list[str]:
    random = Random(7)
    return [_phrase(random) for _ in range(20_000)]


def _phrase(random: Random) -> str:
    """A word and how it goes on; low numbers of WORDS come more often than high ones."""
    word = place_name(random) if random.random() < 0.1 else WORDS[int(len(WORDS) * random.random() ** 2)]
    return word + (random.choice(JOINTS) if random.random() < 0.6 else random.choice(LINKS))


def message(random: Random, longest: int = 400) -> str:
    """40 to `longest` characters."""
    length = random.randint(40, longest)
    return "".join(random.choices(_phrases(), k=length // 3))[:length]
