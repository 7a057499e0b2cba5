"""Units of the demonstration, as (name, kind, parent, more)."""

from stations.choices import Level, UnitKind, UnitSort

COUNTY = "云岭县人大常委会"
TOWN = "青禾镇人大主席团"
OTHER_TOWN = "白岩镇人大主席团"
HOME = "青禾镇人大代表之家"
HOURS = "周一至周五 9:00—11:30、14:30—17:00"
WAY = "坐 3 路到河湾村口站，进村沿主路走 200 米，右手边红色大门，一楼左转第二间。"
VILLAGE, OFFICE, COMMITTEE = {"sort": UnitSort.VILLAGE}, {"sort": UnitSort.GOVERNMENT}, {"sort": UnitSort.COMMITTEE}

UNITS: tuple[tuple[str, str, str | None, dict], ...] = (
    (COUNTY, UnitKind.CONGRESS, None, {"level": Level.COUNTY, "address": "云岭县城关镇人民路 1 号"}),
    (TOWN, UnitKind.CONGRESS, COUNTY, {"level": Level.TOWN, "address": "青禾镇政府院内 2 号楼", "area": "青禾镇"}),
    (OTHER_TOWN, UnitKind.CONGRESS, COUNTY, {"level": Level.TOWN, "address": "白岩镇政府院内", "area": "白岩镇"}),
    (HOME, UnitKind.HOME, TOWN, {"mark": "青禾", "area": "青禾镇", "address": "青禾镇文化站一楼"}),
    (
        "河湾村联络站",
        UnitKind.STATION,
        TOWN,
        VILLAGE | {"mark": "河湾", "area": "河湾村、下湾组、渡口组", "address": "河湾村党群服务中心一楼", "directions": WAY},
    ),
    ("上塘村联络站", UnitKind.STATION, TOWN, VILLAGE | {"mark": "上塘", "area": "上塘村、塘尾组", "address": "上塘村村委会东侧"}),
    ("石桥村联络站", UnitKind.STATION, TOWN, VILLAGE | {"mark": "石桥", "area": "石桥村", "address": "石桥村老学校旧址"}),
    ("东坪村联络站", UnitKind.STATION, TOWN, VILLAGE | {"mark": "东坪", "area": "东坪村、坪上组", "address": "东坪村文化礼堂"}),
    ("茶园村联络站", UnitKind.STATION, TOWN, VILLAGE | {"mark": "茶园", "area": "茶园村", "address": "茶园村村委会一楼"}),
    (
        "镇街社区联络站",
        UnitKind.STATION,
        TOWN,
        {"sort": UnitSort.COMMUNITY, "mark": "镇街", "area": "镇街社区、集市片", "address": "青禾镇正街 46 号"},
    ),
    ("青禾镇农业农村办", UnitKind.DEPARTMENT, TOWN, OFFICE),
    ("青禾镇城建办", UnitKind.DEPARTMENT, TOWN, OFFICE),
    ("青禾镇民政办", UnitKind.DEPARTMENT, TOWN, OFFICE),
    ("青禾镇综治办", UnitKind.DEPARTMENT, TOWN, OFFICE),
    ("青禾镇卫生院", UnitKind.DEPARTMENT, TOWN, {}),
    ("河湾村村民委员会", UnitKind.DEPARTMENT, TOWN, COMMITTEE),
    ("镇街社区居民委员会", UnitKind.DEPARTMENT, TOWN, COMMITTEE),
    ("云岭县水利局", UnitKind.DEPARTMENT, COUNTY, OFFICE),
    ("云岭县交通运输局", UnitKind.DEPARTMENT, COUNTY, OFFICE),
    ("云岭县卫生健康局", UnitKind.DEPARTMENT, COUNTY, OFFICE),
    ("白岩村联络站", UnitKind.STATION, OTHER_TOWN, VILLAGE | {"mark": "白岩", "area": "白岩村", "address": "白岩村村委会"}),
    ("白岩镇城建办", UnitKind.DEPARTMENT, OTHER_TOWN, OFFICE),
)
STATIONS = tuple(name for name, kind, parent, _ in UNITS if kind == UnitKind.STATION and parent == TOWN)

# People who work at the other stations and departments, without a login of their own.
STAFF: tuple[tuple[str, str, str], ...] = (
    ("韩雪梅", "上塘村联络站", "liaison_officer"),
    ("曹立新", "石桥村联络站", "liaison_officer"),
    ("彭小燕", "东坪村联络站", "liaison_officer"),
    ("程亚男", "茶园村联络站", "liaison_officer"),
    ("袁志强", "镇街社区联络站", "liaison_officer"),
    ("邓春芳", "青禾镇人大代表之家", "liaison_officer"),
    ("苏建平", "青禾镇城建办", "department_clerk"),
    ("蒋玉兰", "青禾镇民政办", "department_clerk"),
    ("田永刚", "青禾镇综治办", "department_clerk"),
    ("余静", "青禾镇卫生院", "department_clerk"),
    ("潘大勇", "河湾村村民委员会", "department_clerk"),
    ("姜丽", "镇街社区居民委员会", "department_clerk"),
    ("范学军", "云岭县水利局", "department_clerk"),
    ("石文波", "云岭县交通运输局", "department_clerk"),
    ("方琴", "云岭县卫生健康局", "department_clerk"),
    ("邹海", "白岩镇城建办", "department_clerk"),
)
