"""Splitting an opinion with several demands."""

from django.core.exceptions import ValidationError

from common.text import clean_text
from opinions.forms.steps import StepForm, new_key, words_field
from opinions.models import Opinion
from opinions.services.cases import Splitting
from opinions.services.cases.splitting import MOST


class SplitForm(StepForm):
    request_key = new_key()
    summaries = words_field(
        "每件事一行",
        "请写每件事的摘要，一行一件。",
        f"第一行留在这一件，其余各行各成一件，最多 {MOST} 行；每行一句话，不写人名，不超过 80 个字。",
        rows=5,
    )
    note = words_field("说明")
    layout = ("request_key", "summaries", "note")

    def prepare(self) -> None:
        self.initial = {"summaries": f"{self.opinion.summary}\n"} | self.initial

    def clean_summaries(self) -> str:
        typed = self.cleaned_data["summaries"]
        self.lines = tuple(filter(None, (clean_text(line) for line in typed.splitlines())))
        if not 2 <= len(self.lines) <= MOST:
            raise ValidationError(f"现在写了 {len(self.lines)} 行，请写 2 至 {MOST} 行，一行一件事。")
        longest = Opinion._meta.get_field("summary").max_length
        for number, line in enumerate(self.lines, 1):
            if len(line) > longest:
                raise ValidationError(f"第 {number} 行有 {len(line)} 个字，请缩短到 {longest} 个字以内。")
        return typed

    def splitting(self) -> Splitting:
        return Splitting(self.lines, self.cleaned_data["note"], self.cleaned_data["request_key"])
