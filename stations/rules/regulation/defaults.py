"""What holds before a congress has said anything: proposals of the code for the handling of cases, «not set» for the rest.

Sources in short: LZ = 人大工作联络站制度规范, YH = 永和镇"双联系"方案, TZ = 代表之家和联络站办法. No document sets days for a station's
opinions; the numbers here are proposals that each congress confirms or changes on its own page.
"""

from stations.rules.regulation.words import CHANNELS, COUNTS, ENTERERS, FROM_REGISTERS, RATINGS, STEPS

PROPOSED = "建议值"
_PROPOSED = "天数为建议值，由本级人大确认"

FIRST_BODY = {  # the keys of the first schema: every published body has them
    "chains": {channel: list(STEPS) for channel in CHANNELS},  # LZ 五(一)2–3; LZ 五(二) lets a town skip the audit of receptions
    "chains_source": "联络站制度规范 五（一）2、3",
    "four_eyes": False,  # in a small station one person often holds two posts; LZ says nothing
    "limits": {
        "screen": {"days": 1, "source": f"联络站制度规范 五（一）2；{_PROPOSED}"},
        "audit": {"days": 2, "source": f"联络站制度规范 五（一）3；{_PROPOSED}"},
        "approve": {"days": 2, "source": f"联络站制度规范 五（一）3；{_PROPOSED}"},
        "refer": {"days": 2, "source": f"联络站制度规范 五（一）4；{_PROPOSED}"},
        "ordinary": {"days": 15, "source": f"联络站制度规范 四（二）3；{_PROPOSED}"},
        "urgent": {"days": 5, "source": f"联络站制度规范 四（二）3；{_PROPOSED}"},
        "joint": {"days": 30, "source": f"联络站制度规范 四（二）3；{_PROPOSED}"},
        "not_ours": {"days": 5, "source": f"联络站制度规范 四（三）2；{_PROPOSED}"},
        "feedback": {"days": 3, "source": f"“双联系”方案 四（三）；{_PROPOSED}"},
    },
    "reply_classes": [
        {"code": "A", "name": "已解决或基本解决", "solved": True, "promised": False},
        {"code": "B", "name": "正在解决或列入计划", "solved": False, "promised": True},
        {"code": "C", "name": "因条件所限暂时不能解决", "solved": False, "promised": False},
        {"code": "D", "name": "留作参考", "solved": False, "promised": False},
    ],
    "reception": {
        "kind": "day_of_month",
        "day": 10,
        "holiday": "next_workday",
        "starts_at": "09:00",
        "ends_at": "11:30",
        "source": "“双联系”方案 四（二）：每月10日",
    },
    "notice_lead_days": 3,
    "notice_source": f"联络站制度规范 四（二）1；{_PROPOSED}",
}

# A rule for days in full. weekdays: 0 is Monday; nth: -1 is the last one of the month; month: the first, second or third of the quarter.
NEUTRAL_DAY = {
    "kind": "none",
    "day": 10,
    "weekdays": [0],
    "nth": 1,
    "month": 1,
    "holiday": "next_workday",
    "starts_at": "09:00",
    "ends_at": "11:30",
    "source": PROPOSED,
}

NEUTRAL = {  # what the second schema added; a body without them says nothing about them
    "sources": {},  # address → article, for the values that do not carry it themselves (stations.rules.regulation.layers)
    "rota": dict(NEUTRAL_DAY),
    "home_day": dict(NEUTRAL_DAY),
    "box": {"at": "station", "every": "", "opener": "officer", "stand_in": "", "list_every": ""},
    "households": {"number": 0, "visits": 0, "per": "household", "categories": []},
    "activities": {"per_year": 0, "kinds": [], "forms": []},
    "kinds": [
        {"code": code, "name": name, "used": True, "counting": "each", "by": [] if code in FROM_REGISTERS else list(ENTERERS), "under": ""}
        | {"source": PROPOSED}
        for code, name in COUNTS.items()
    ],
    "kind_order": [],  # codes; what it leaves out follows in the order of the table
    "norms": [],
    "report_to_voters": {"kind": "none", "least": 0, "most": 0, "from_year": 1, "others_write": False},
    "satisfaction": [
        {"code": code, "name": name, "rated": code not in {"no_word", "not_reached"}, "satisfied": code in {"satisfied", "fairly"}}
        for code, name in RATINGS.items()
    ],
    "feedback": {"plan": False, "again": False, "rounds": 1},
    "publication": {"scope": "", "days": 0, "reviewed": True},
    "checklists": [],
    "retention": {"cases": 0, "people": 0, "duties": 0},
    "yearly": {"plan": "", "summary": ""},
    "projects": {"plan_months": 0, "stages": [], "four_ones": []},
}
DEFAULT_BODY = {**FIRST_BODY, "reception": {**NEUTRAL_DAY, **FIRST_BODY["reception"]}, **NEUTRAL}
