"""Publish one of the five documents as a congress's own rules: manage.py load_preset yonghe --unit 青禾镇人大主席团."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from stations.choices import UnitKind
from stations.models import Unit
from stations.rules.presets import presets
from stations.services.drafts import load_preset


class Command(BaseCommand):
    help = "把一份文件的规定发布为某个人大的制度（及其下各级的新版）。文件没有说的，沿用上级或建议值；再运行一次不会多出一版。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("preset", choices=presets(), help="哪份文件")
        parser.add_argument("--unit", required=True, help="人大的编号、区划代码或名称")
        parser.add_argument("--alone", action="store_true", help="只用这份文件，本级原有的规定都去掉")

    def handle(self, *, preset: str, unit: str, alone: bool, **options) -> None:
        chosen, congress = presets()[preset], congress_named(unit)
        try:
            regulation = load_preset(congress, chosen, alone)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        if regulation is None:
            self.stdout.write(f"{congress.name}的制度已经是这样规定的，没有再发布。")
        else:
            self.stdout.write(f"已为{congress.name}发布第 {regulation.number} 版制度，依据《{chosen.document}》。")


def congress_named(text: str) -> Unit:
    """By id, division code or name. Raises CommandError when there is none, or several of that name."""
    congresses = Unit.objects.open().filter(kind=UnitKind.CONGRESS)
    for field in ("pk", "code", "name"):
        if field == "pk" and not (text.isascii() and text.isdecimal() and len(text) < 10):
            continue
        found = list(congresses.filter(**{field: text})[:2])
        if len(found) > 1:
            raise CommandError(f"有几个人大都叫「{text}」，请改用编号或区划代码。")
        if found:
            return found[0]
    raise CommandError(f"没有找到人大「{text}」，请核对编号、区划代码或名称。")
