"""What holds for cases, in plain words."""

from stations.rules.regulation.words import SCOPES, STEPS


def chain(steps: list[str]) -> str:
    return " → ".join([*(STEPS[step] for step in steps), "交办"])


def four_eyes(asked: bool) -> str:
    return "前后两步须由不同的人办" if asked else "同一个人兼任前后两步的，后一步自动通过，并记入经过"


def limit(days: int) -> str:
    return f"{days} 个工作日"


def reply_classes(rows: list[dict]) -> str:
    return "\n".join(f"{row['code']} {row['name']}（{_meaning(row)}）" for row in rows)


def _meaning(row: dict) -> str:
    return "、".join(filter(None, ["算解决" if row["solved"] else "不算解决", "要写承诺日期" if row["promised"] else ""]))


def satisfaction(rows: list[dict]) -> str:
    return "\n".join(f"{row['name']}（{_counts(row)}）" for row in rows)


def _counts(row: dict) -> str:
    if not row["rated"]:
        return "不计入满意率"
    return "算满意" if row["satisfied"] else "算不满意"


def feedback(part: str, value: bool | int) -> str:
    if part == "rounds":
        return f"{value} 次"
    if part == "plan":
        return "解决方案和办理结果各反馈一次" if value else "办理结果反馈一次"
    return "重新办理" if value else "记录在案，不自动重办"


def publication(part: str, value: object) -> str:
    if part == "scope":
        return SCOPES[value] if value else ""
    if part == "days":
        return f"{value} 天" if value else "一直公布"
    return "先由专人审查" if value else "不另审查"
