"""`defnotification`: telling people or systems.

Takes the forms after the notification's name and docstring, gives a `Notification`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from cljrules.packs.desk import MISFIT, Desk
from cljrules.packs.head import Head
from cljrules.packs.model import Channel, Notification
from cljrules.packs.restrictions import read_events, restrict_check
from cljrules.packs.shapes import (
    Check,
    Key,
    anything,
    boolean,
    keyed,
    misfit,
    read_keys,
    shown,
    subset,
    text,
    vector_of,
    words,
)
from cljrules.packs.templates import check_file, check_text, expressions
from cljrules.parser.forms import Atom, Coll, Form


def read_notification(head: Head, desk: Desk) -> Notification | None:
    """The notification of a `defnotification`, None when it does not fit its shape."""
    if head.pairs is None:
        return None
    read = read_keys(head.pairs, _NOTIFICATION, "a notification", head.form, desk)
    if read is MISFIT or head.broken or not _is_whole(read, head, desk):
        return None
    channels = tuple(read[name] for name in _CHANNELS if read[name] is not None)
    files = dict.fromkeys(channel.settings["template"] for channel in channels if "template" in channel.settings)
    return Notification(
        name=head.name,
        doc=head.doc,
        on=read["on"] or (),
        when=read["when"],
        restrict=read["restrict"],
        channels=channels,
        span=head.form.span,
        name_span=head.name_span,
        source=head.form.source,
        expressions=tuple(expressions(files, desk)),
    )


def _is_whole(read: Mapping[str, Any], head: Head, desk: Desk) -> bool:
    name = head.form.items[1]
    if read["on"] is not None and read["when"] is not None:
        desk.problem(
            "bad-shape",
            name,
            "a notification has either `:on` or `:when`, not both",
            "keep `:on` for events, `:when` for daily criteria",
        )
    elif read["on"] is None and read["when"] is None:
        desk.problem(
            "missing-key", name, "a notification needs `:on` or `:when`", "`:on` takes events, `:when` daily criteria"
        )
    elif all(read[channel] is None for channel in _CHANNELS):
        channels = ", ".join(f"`:{channel}`" for channel in _CHANNELS)
        desk.problem("missing-key", name, "a notification needs at least one channel", f"add one of {channels}")
    else:
        return True
    return False


def _restrict(form: Form, desk: Desk) -> Any:
    return restrict_check()(form, desk)


def _templated(form: Form, desk: Desk) -> Any:
    """A text in which loan variables are filled in."""
    value = text(form, desk)
    if value is not MISFIT and ("{{" in value or "{%" in value):
        desk.findings += check_text(form, desk)
    return value


def _template(form: Form, desk: Desk) -> Any:
    """The name of a template; where the pack brings the file along, its variables are looked at."""
    value = text(form, desk)
    if value is not MISFIT:
        desk.findings += check_file(value, desk)
    return value


def _url(form: Form, desk: Desk) -> Any:
    value = text(form, desk)
    if value is MISFIT or value.startswith(("https://", "http://")):
        return _templated(form, desk)
    return desk.problem("bad-value", form, f"{shown(form)} is no web address", "it begins with `https://`")


def _headers(form: Form, desk: Desk) -> Any:
    if not isinstance(form, Coll) or form.kind != "map":
        return misfit(form, desk, "a map of headers", 'such as `{"X-Team" "legal"}`')
    found = {}
    for key, value in form.pairs():
        found[text(key, desk)] = _templated(value, desk)
    if MISFIT in found or any(value is MISFIT for value in found.values()):
        return MISFIT
    return MappingProxyType(found)


def _variable(form: Form, desk: Desk) -> Any:
    symbol = form.symbol if isinstance(form, Atom) else None
    if symbol is None:
        return desk.problem(
            "bad-value",
            form,
            f"expected the name of a variable, found {shown(form)}",
            "names stand without colon or quotes",
        )
    if symbol.text not in desk.catalogue.variables:
        return desk.unknown(
            "unknown-variable", form, f"there is no variable `{symbol.text}`", symbol.text, desk.catalogue.variables
        )
    return symbol.text


_CHANNELS: Mapping[str, Mapping[str, Key]] = {
    "email": {
        "to": Key(subset(("customers", "agents")), required=True),
        "from": Key(text, required=True),
        "subject": Key(_templated, required=True),
        "template": Key(_template, required=True),
    },
    "sms": {"template": Key(_template, required=True)},
    "system": {
        "agents": Key(vector_of(text, least=1, what="a vector of texts"), required=True),
        "message": Key(_templated, required=True),
    },
    "mail-house": {"template": Key(_template, required=True)},
    "webhook": {
        "url": Key(_url, required=True),
        "method": Key(words(("post", "put", "patch", "get", "delete")), default="post"),
        "headers": Key(_headers, default=MappingProxyType({})),
        "context": Key(vector_of(_variable, what="a vector of variables"), default=()),
    },
}

_COMMON: Mapping[str, Key] = {"enabled": Key(boolean, default=True), "restrict": Key(_restrict)}


def _channel(name: str) -> Check:
    read = keyed({**_CHANNELS[name], **_COMMON}, f"the channel `:{name}`")

    def check(form: Form, desk: Desk) -> Any:
        found = read(form, desk)
        if found is MISFIT:
            return MISFIT
        settings = MappingProxyType({key: found[key] for key in _CHANNELS[name]})
        return Channel(name, settings, found["enabled"], found["restrict"], form.span)

    return check


_NOTIFICATION: Mapping[str, Key] = {
    "on": Key(read_events),
    "when": Key(anything),
    "restrict": Key(_restrict, default=MappingProxyType({})),
    **{name: Key(_channel(name)) for name in _CHANNELS},
}
