"""All that comes into this window is checked here, once."""

from django import forms


class AskForm(forms.Form):
    """What somebody asks for."""

    wish = forms.CharField(
        label="想请工会帮什么",
        max_length=200,
        error_messages={"required": "请写一句想请工会帮什么，例如：想给孩子报暑期托管班"},
    )
