"""The draft of a written report as a Word document, to be finished by its deputy."""

from common.documents import Paper
from reports.rules.written import WrittenReport

NUMBERS = "一二三四五"


def paper_of(report: WrittenReport) -> Paper:
    """The draft's own words; what the deputy has to add stands in brackets, so that nobody hands it in by mistake."""
    paper = Paper(f"{report.year} 年书面履职情况报告")
    paper.note(f"{report.deputy.name}　（草稿，请改好以后再交）")
    paper.text(report.opening.words)
    for number, part in zip(NUMBERS, report.parts, strict=True):
        paper.heading(f"{number}、{part.title}")
        if part.sentences:
            paper.text("".join(sentence.words for sentence in part.sentences))
        paper.text(f"（{part.hint}）")
    paper.closing(f"报告人：{report.deputy.name}", "　　年　　月　　日")
    return paper
