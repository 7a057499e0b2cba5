"""manage.py train_fields: learn from the own cases, or from a file, which field an opinion's words speak of."""

import csv
import gzip
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from opinions.services import training
from opinions.services.suggestions import keep


class Command(BaseCommand):
    help = "学习意见的原话属于哪个领域，供初筛时建议。不写 --file 时用本系统已初筛的意见。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--file", help="CSV（可用 .gz），第一行为表头，有 label（一级领域）和 body（原话）两列")
        parser.add_argument("--judge", action="store_true", help="只评判，不保存：五折交叉验证，和朴素贝叶斯对照")

    def handle(self, *args, **options) -> None:
        try:
            texts = _from_file(Path(options["file"])) if options["file"] else training.own_texts()
            if options["judge"]:
                self.stdout.write(json.dumps(training.judged(texts), ensure_ascii=False))
                return
            model = training.train(texts)
        except (OSError, KeyError, ValueError) as error:
            raise CommandError(f"没有学成：{error}") from error
        size = keep(model)
        self.stdout.write(f"学了 {len(texts)} 件，{len(model.labels)} 个领域，模型 {size / 2**20:.1f} MiB。")


def _from_file(path: Path) -> list[training.Text]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig", newline="") as file:
        return training.texts_of((row["body"], row["label"]) for row in csv.DictReader(file))
