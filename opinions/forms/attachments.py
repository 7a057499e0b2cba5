"""A file, a note."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet

from accounts.models import User
from common.text import clean_text
from common.uploads import Upload, check_attachment
from opinions.forms.steps import words_field


class AttachmentForm(forms.Form):
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = forms.FileField(
        label="文件",
        help_text="照片（.jpg、.png）、.pdf、.docx 或 .xlsx，不超过 10 MB。照片会去掉拍摄地点等信息；文件加密保存。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf,.docx,.xlsx"}),
    )
    released = forms.BooleanField(label="承办单位可以看", required=False, help_text="先看清里面没有反映人的姓名、电话、住址。")

    def __init__(self, *args, is_station: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_station:
            del self.fields["released"]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_file(self) -> Upload:
        return check_attachment(self.cleaned_data["file"])


class NoteForm(forms.Form):
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    text = words_field("备注", "请写下要说的话。", "只有本站和上级人大的同事看得到；承办单位、代表和群众看不到。")
    told = forms.ModelMultipleChoiceField(label="告诉谁", queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, colleagues: QuerySet[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["told"].queryset = colleagues
        self.fields["told"].label_from_instance = lambda user: f"@{user.name or user.username}"
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_text(self) -> str:
        return clean_text(self.cleaned_data["text"])
