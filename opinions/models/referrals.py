import uuid

from django.conf import settings
from django.db import models

from common import clock
from common.text import validate_text
from opinions.choices import FeedbackWay, Outcome, PromiseState, Rating, ReferralRole, ReferralState
from opinions.querysets import ReferralQuerySet, ReplyQuerySet


class Referral(models.Model):
    """An opinion handed to one department with a deadline in working days (交办). The case waits until every open one is answered."""

    opinion = models.ForeignKey("opinions.Opinion", models.PROTECT, related_name="referrals", verbose_name="意见")
    round = models.PositiveSmallIntegerField("第几次", default=1)
    department = models.ForeignKey("stations.Unit", models.PROTECT, related_name="referrals", verbose_name="承办单位")
    role = models.CharField("分工", max_length=8, choices=ReferralRole)
    state = models.CharField("状态", max_length=10, choices=ReferralState, default=ReferralState.SENT)
    instruction = models.TextField("交办意见", blank=True, validators=[validate_text])
    sent_at = models.DateTimeField("交办时间", default=clock.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="签发人")
    due_on = models.DateField("办理期限")
    due_basis = models.JSONField("期限怎么算的", default=dict)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField("答复时间", null=True, blank=True)
    extension_days = models.PositiveSmallIntegerField("申请延长的工作日", null=True, blank=True, help_text="空：没有待决定的申请")
    paused_on = models.DateField("暂停计时从", null=True, blank=True)
    decline_reason = models.TextField("不属本单位的原因", blank=True, validators=[validate_text])

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "交办"
        verbose_name_plural = "交办"
        ordering = ["opinion_id", "-round", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opinion", "round", "department"], condition=~models.Q(state="reassigned"), name="referral_once_per_round"
            ),
            models.UniqueConstraint(
                fields=["opinion", "round"], condition=models.Q(role="lead") & ~models.Q(state="reassigned"), name="referral_one_lead"
            ),
            models.CheckConstraint(condition=models.Q(state__in=ReferralState.values), name="referral_state"),
        ]
        indexes = [
            models.Index(fields=["department", "state", "due_on"], name="referral_department"),
            models.Index(fields=["due_on", "opinion"], name="referral_due", condition=models.Q(state__in=["sent", "accepted"])),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id} → {self.department_id}"


class Reply(models.Model):
    """A department's answer (答复单): class A–D by the congress's table; B has a promised date."""

    request_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="replies", verbose_name="交办")
    reply_class = models.CharField("答复类别", max_length=4)
    outcome = models.CharField("办得怎样", max_length=8, choices=Outcome, blank=True, help_text="空：没有写明")
    text = models.TextField("答复全文", validators=[validate_text])
    refusal = models.CharField("未采纳的理由", max_length=500, blank=True, validators=[validate_text])
    promised_on = models.DateField("承诺落实日期", null=True, blank=True)
    promise_state = models.CharField("承诺落实", max_length=8, choices=PromiseState, blank=True)
    contact = models.CharField("承办人、电话", max_length=60, blank=True, validators=[validate_text])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁填的", help_text="空：凭办理码")
    at = models.DateTimeField("答复时间", default=clock.now)
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    return_reason = models.TextField("退回原因", blank=True, validators=[validate_text])

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "答复"
        verbose_name_plural = "答复"
        ordering = ["referral_id", "at", "id"]
        indexes = [models.Index(fields=["promise_state", "promised_on"], name="reply_promise", condition=models.Q(promised_on__isnull=False))]

    def __str__(self) -> str:
        return f"{self.reply_class} {self.text[:20]}"

    @property
    def result(self) -> str:
        """「已列入计划，承诺2027年3月1日前落实」, 「未采纳：…」; empty when the answer does not say and promises nothing."""
        words = f"{self.get_outcome_display()}：{self.refusal}" if self.refusal else self.get_outcome_display()
        day = self.promised_on and f"承诺{self.promised_on.year}年{self.promised_on.month}月{self.promised_on.day}日前落实"
        return "，".join(filter(None, (words, day)))


class Feedback(models.Model):
    """Telling the person what came of it, and asking for two ratings (反馈回访). The ratings are the person's, never the department's."""

    request_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    opinion = models.ForeignKey("opinions.Opinion", models.PROTECT, related_name="feedbacks", verbose_name="意见")
    way = models.CharField("方式", max_length=10, choices=FeedbackWay)
    at = models.DateTimeField("反馈时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="回访人")
    work_rating = models.CharField("对办理工作", max_length=12, choices=Rating)
    result_rating = models.CharField("对办理结果", max_length=12, choices=Rating)
    words = models.TextField("群众的话", blank=True, validators=[validate_text])

    class Meta:
        verbose_name = "反馈"
        verbose_name_plural = "反馈"
        ordering = ["opinion_id", "at", "id"]
        indexes = [models.Index(fields=["at"], name="feedback_at")]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.get_result_rating_display()}"
