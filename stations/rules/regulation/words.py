"""The words of a regulation: every code that may stand in its body, with its Chinese name."""

STEPS = {"screen": "初筛", "audit": "审核", "approve": "审批"}
CHANNELS = {
    "visit": "来访",
    "phone": "来电",
    "home_visit": "走访",
    "meeting": "座谈会",
    "box": "代表信箱",
    "letter": "来信",
    "hotline": "热线",
    "online": "网上",
    "survey": "问卷",
    "spokesperson": "选民代言员",
    "activity": "联系活动",
}
LATER_CHANNELS = {"survey", "spokesperson", "activity"}  # bodies that were published before say nothing about them
LIMITS = {
    "screen": "初筛",
    "audit": "审核",
    "approve": "审批",
    "refer": "交办",
    "ordinary": "一般意见办理",
    "urgent": "紧急意见办理",
    "joint": "几个单位共同办理",
    "not_ours": "提出不属本单位",
    "feedback": "答复后向群众反馈",
}
LONGEST_LIMIT = 250  # working days: about a year

# Days: receptions of stations, their weekly rota, and the day of the homes. «by_…»: whoever holds it picks one day in each month or quarter.
RECEPTION_KINDS = {"day_of_month": "每月固定一天", "nth_weekday": "每月第几个星期几", "weekly": "每周固定一天或几天", "by_station": "由各站自定"}
ROTA_KINDS = {"none": "不安排", "weekly": "每周固定一天或几天"}
HOME_KINDS = {"none": "不安排", "by_home": "每季度由各家自定一天", "day_of_quarter": "每季度固定一天"}
HOLIDAY_RULES = {"keep": "照常", "next_workday": "顺延到下一个工作日", "previous_workday": "提前到上一个工作日", "drop": "当次取消"}
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
NTH = {1: "第一个", 2: "第二个", 3: "第三个", 4: "第四个", -1: "最后一个"}

INTERVALS = {"": "未规定", "week": "每周", "two_weeks": "每两周", "month": "每月", "quarter": "每季度"}
BOX_PLACES = {"station": "每个代表之家、联络站一个", "constituency": "每个选区一个"}
OPENERS = {"deputy": "代表本人", "named": "指定专人", "officer": "联络员"}
STAND_INS = {"": "没有", "group_liaison": "代表组联络员"}

SUBJECTS = {"deputy": "每位代表", "group": "每个代表小组", "station": "每个联络站", "home": "每个代表之家", "congress": "本级人大"}
PERIODS = {"month": "每月", "quarter": "每季度", "year": "每年", "term": "每届"}
COUNTS = {
    "opinion": "收到意见",
    "suggestion": "提出建议",
    "congress_session": "出席人代会",
    "other_meeting": "参加其他会议",
    "bill": "提出议案",
    "inspection": "视察",
    "research": "调研",
    "training": "学习培训",
    "group_activity": "小组活动",
    "reception": "接待选民",
    "contact": "联系走访",
    "report_to_voters": "述职",
    "service": "为民办事",
}
FROM_REGISTERS = ("opinion", "reception")  # they arise by themselves: nobody enters them a second time
COUNTING = {"each": "每次计一次", "day": "同一天只计一次", "place": "同一天同一地点只计一次"}
ENTERERS = {"deputy": "代表本人", "station": "联络站", "office": "人大办"}
HOUSEHOLD_VISITS = {"household": "每户", "all": "各户合计"}
REPORT_KINDS = {"none": "未规定", "share": "每年按比例", "once_a_term": "届内至少一次"}

RATINGS = {"satisfied": "满意", "fairly": "基本满意", "unsatisfied": "不满意", "no_word": "未表态", "not_reached": "未联系上"}
SCOPES = {"": "未规定", "none": "不公布", "station": "在联络站公布", "congress": "在本辖区公布", "public": "向社会公布"}
PLACES = {"station": "代表联络站", "home": "代表之家"}
KEPT = {"cases": "意见和来访", "people": "反映人信息", "duties": "履职档案"}
