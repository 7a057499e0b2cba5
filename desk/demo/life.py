"""What the made-up town writes in letters, says at home and at meetings. Every sentence is invented."""

from dataclasses import dataclass

from constituents.choices import HomeDayKind
from desk.demo.places import HOME, STATIONS

ANSWERED_LETTERS = (
    ("合作医疗今年在哪里交？去年是村里收的。", "今年在手机上或到镇便民服务中心交，年底前都可以。已当面告诉来信人。"),
    ("我家的门牌号掉了，补一个找谁？", "已请村里补钉，月底前装好。"),
    ("村里的图书室周末开不开？孩子想去看书。", "周六上午开放，门口已贴了时间。"),
    ("听说明年要修村道，占不占我家的菜地？", "路线还没有定，定了会先开户主会听意见。已电话告诉来信人。"),
    ("老人卡怎么办？", "带身份证到镇民政窗口，当天可取。"),
    ("请代表看看渡口的台阶还结实不结实。", ""),
    ("想请代表帮忙问问，茶园的喷灌什么时候轮到我们组。", ""),
)
KEPT_LETTERS = (
    ("谢谢代表帮我们把路灯修好了，晚上出门亮堂多了。", "感谢信，已给代表看过"),
    ("合作社的收购宣传单，没有反映问题。", "广告，不用办"),
)
HEARD = (
    ("茶叶收成比去年好，缺人手采摘，想请村里帮着联系采茶工。", "已把外村采茶工的电话给他。"),
    ("老人腿脚不便，慢性病要常取药，路上要倒两趟车。", "已联系村医每月上门送药。"),
    ("孩子在外地打工，家里的责任田想流转出去。", "已把合作社的流转办法说明，年底前答复。"),
    ("对村里的账目没有意见，希望多开几次户主会。", "已告诉村支书，本月开一次。"),
    ("想办一个小加工点，不知道要办哪些手续。", "已陪他到镇便民服务中心问清楚。"),
    ("冬天取暖费用高，问有没有补助。", "符合条件，已帮着填好申请表。"),
)
PRESENT = ("代表学习的材料能不能提前几天发下来？", "从下次起提前一周发到各站。")


@dataclass(frozen=True)
class ActivityStory:
    """A contact activity so many days ago at a station (its place in STATIONS); kind and form are codes of the regulation with their names."""

    ago: int
    station: int
    kind: tuple[str, str]
    form: tuple[str, str]
    place: str
    people: int
    heard: str
    done: str
    raises: bool = False
    topic: str = ""


ACTIVITIES = (
    ActivityStory(
        68,
        0,
        ("hardship", "问难"),
        ("visit", "走访慰问"),
        "河湾村上片",
        9,
        "看望了 9 户困难家庭，最愁的是看病和冬天取暖。",
        "两户已联系镇民政办申请临时救助。",
    ),
    ActivityStory(
        41,
        0,
        ("need", "问需"),
        ("talk", "调研座谈"),
        "河湾村文化广场",
        32,
        "大家说得最多的是灌溉和村道，希望冬闲时就动手。",
        "意见已登记转交。",
        True,
    ),
    ActivityStory(
        17,
        0,
        ("advice", "问计"),
        ("on-site", "现场办公解疑"),
        "茶叶合作社",
        12,
        "种茶大户建议统一品牌、统一收购，先在两个组试。",
        "列入明年调研的题目。",
        topic="茶叶产业发展调研",
    ),
    ActivityStory(
        29, 1, ("need", "问需"), ("advice", "提供咨询服务"), "上塘村集市", 46, "咨询最多的是医保、养老和土地流转。", "当场答复，另有两件回去核实。"
    ),
)


@dataclass(frozen=True)
class HomeDayStory:
    """A home day so many days from today; one of the past has minutes."""

    days: int
    station: str
    kind: str
    name: str
    place: str
    agenda: str
    guests: str = ""
    minutes: str = ""


HOME_DAYS = (
    HomeDayStory(
        -38,
        HOME,
        HomeDayKind.SYMPOSIUM,
        "代表工作座谈会",
        "青禾镇文化站一楼会议室",
        "一、听取镇政府关于冬春灌溉准备情况的通报\n二、代表发言，讨论灌溉和村道养护\n三、部署下一季度进站接待",
        "青禾镇人民政府 卢志远 副镇长\n云岭县人民法院青禾法庭 尹书琴 庭长\n云岭县水利局 范学军 股长",
        "卢志远通报了冬春灌溉的准备情况。代表们说，塌方的渠段要赶在冬灌前修好，村道的小坑要随坏随补。范学军当场答复：水利局本月派人看现场。"
        "会议决定：各代表下月进站时把群众的意见再问一遍，下次座谈会逐件对账。",
    ),
    HomeDayStory(
        -54,
        STATIONS[0],
        HomeDayKind.STUDY,
        "学习代表法座谈",
        "河湾村党群服务中心二楼",
        "一、学习代表法新修改的内容\n二、交流接待群众的做法",
        minutes="逐条学习了代表法关于联系群众的规定，讨论了怎样把接待时说的话记得原汁原味。大家认为接待前先看一遍上次的记录，群众问起来才说得清。",
    ),
    HomeDayStory(
        12,
        HOME,
        HomeDayKind.SYMPOSIUM,
        "年末代表座谈会",
        "青禾镇文化站一楼会议室",
        "一、通报上次座谈会各件意见的办理结果\n二、讨论明年代表建议的选题\n三、明年接待计划",
        "青禾镇人民政府 卢志远 副镇长\n云岭县人民检察院 盛佳音 科员",
    ),
)
