"""The registry of findings: every code with its family, its severity and what it says in one line.

Takes a code, a place and words, gives a `Diagnostic` (`finding`). A code is registered here once; its page is
`docs/lint/CODE.md`. Whoever reports something names only the code; a severity other than the registered one is given
only where the same mistake weighs differently.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from cljrules.diagnostics import Diagnostic, Fix, Label, Severity
from cljrules.source import Source, Span

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


class Code(NamedTuple):
    """What is known of a code. A `severity` of None: not reported unless a pack's settings give it one. `by` is the
    command that reports it.
    """

    family: str
    severity: Severity | None
    summary: str
    by: str = "check"


class Placed(Protocol):
    """Anything with a place in a text, such as a form."""

    @property
    def source(self) -> Source: ...
    @property
    def span(self) -> Span: ...


#: The families in the order in which they are explained.
FAMILIES: Final[Mapping[str, str]] = {
    "syntax": "text that cannot be read",
    "names": "names that nothing has, or that two things have",
    "shape": "forms, options and settings that are not written as they have to be",
    "types": "values of the wrong kind or unit",
    "meaning": "rules that can be read, and cannot be meant",
    "comparator": "comparators that point the wrong way",
    "style": "what could be said more plainly",
    "file": "files of a pack",
}

CODES: Final[Mapping[str, Code]] = {
    # syntax
    "code-fence": Code("syntax", ERROR, "marks that chats and wikis put around code stand in a file of rules"),
    "comma-in-number": Code("syntax", ERROR, "a comma stands inside a number"),
    "currency-sign": Code("syntax", ERROR, "an amount is written with the sign of a currency"),
    "escaped-markup": Code("syntax", ERROR, "a character is written as the source of a web page writes it"),
    "foreign-operator": Code("syntax", ERROR, "an operator is one of another language"),
    "foreign-word": Code("syntax", ERROR, "a word is one of another language"),
    "infix-notation": Code("syntax", ERROR, "an operator stands between its operands"),
    "invisible-character": Code("syntax", ERROR, "a name holds a character that cannot be seen"),
    "octal-number": Code("syntax", ERROR, "a number begins with 0 and is read as octal"),
    "percent-sign": Code("syntax", ERROR, "a number is followed by a percent sign"),
    "several-expressions": Code("syntax", ERROR, "there are several expressions where criteria are one"),
    "single-quoted": Code("syntax", ERROR, "a text stands in single quotes"),
    "typographic-dash": Code("syntax", ERROR, "a dash stands where a hyphen or minus belongs"),
    "unmatched-quote": Code("syntax", ERROR, "there is a double quote too many"),
    "wide-character": Code("syntax", ERROR, "a name is written in wide characters"),
    "conditional-not-allowed": Code("syntax", ERROR, "a reader conditional stands where none can be"),
    "conditional-splice": Code("syntax", ERROR, "a splicing conditional stands where there is nothing to splice into"),
    "duplicate-key": Code("syntax", ERROR, "a map or set has the same key twice"),
    "invalid-argument": Code(
        "syntax", ERROR, "`%` of a function literal is followed by something other than a number or `&`"
    ),
    "invalid-character": Code("syntax", ERROR, "a character literal is none that Clojure knows"),
    "invalid-conditional": Code("syntax", ERROR, "a reader conditional is not written as pairs of platform and form"),
    "invalid-escape": Code("syntax", ERROR, "a text holds a backslash that begins no known escape"),
    "invalid-metadata": Code("syntax", ERROR, "what follows `^` cannot be metadata"),
    "invalid-namespaced-map": Code("syntax", ERROR, "what follows `#:` is no name with a map"),
    "invalid-number": Code("syntax", ERROR, "something that begins like a number is none"),
    "invalid-symbolic": Code("syntax", ERROR, "what follows `##` is none of `Inf`, `-Inf` and `NaN`"),
    "invalid-tag": Code("syntax", ERROR, "what follows `#` is no tag"),
    "invalid-tagged": Code("syntax", ERROR, "a tagged literal's value does not fit its tag"),
    "invalid-token": Code("syntax", ERROR, "a name or keyword is not written as one"),
    "invalid-toml": Code("syntax", ERROR, "cljrules.toml is not written as TOML"),
    "mismatched-delimiter": Code("syntax", ERROR, "a bracket is closed by one of another kind"),
    "missing-form": Code("syntax", ERROR, "a sign such as `'`, `^` or `#_` has nothing after it"),
    "nested-function": Code("syntax", ERROR, "a `#(…)` stands inside another"),
    "not-edn": Code("syntax", ERROR, "data holds something that only programs may hold"),
    "number-too-large": Code("syntax", ERROR, "a number has more digits than can be read"),
    "odd-map": Code("syntax", ERROR, "a map has a key without a value"),
    "read-eval": Code("syntax", ERROR, "`#=` would run code while reading"),
    "splice-outside": Code("syntax", ERROR, "`~@` stands outside a list, vector, map or set"),
    "broken-template": Code("syntax", ERROR, "a template cannot be read"),
    "template-syntax": Code("syntax", ERROR, "a template's placeholder stands outside a text"),
    "too-deep": Code("syntax", ERROR, "forms are nested more deeply than can be read"),
    "too-large": Code("syntax", ERROR, "a syntax quote is larger than can be read"),
    "too-many-mistakes": Code("syntax", ERROR, "the file has more mistakes than are reported"),
    "typographic-quote": Code("syntax", ERROR, "a curly quote from a word processor stands for a straight one"),
    "unclosed-delimiter": Code("syntax", ERROR, "a bracket is never closed"),
    "unknown-alias": Code("syntax", ERROR, "a namespace before `::` or in `#::` is not known"),
    "unknown-tag": Code("syntax", ERROR, "there is no reader for a tag"),
    "unmatched-delimiter": Code("syntax", ERROR, "a closing bracket closes nothing"),
    "unreadable-object": Code("syntax", ERROR, "`#<…>` is how something prints that cannot be read"),
    "unterminated-regex": Code("syntax", ERROR, "a pattern is never closed"),
    "unterminated-string": Code("syntax", ERROR, "a text is never closed"),
    # names
    "bad-name": Code("names", ERROR, "a name cannot be used for what it names"),
    "disabled-extension": Code("names", ERROR, "criteria use an extension that could not be loaded"),
    "duplicate-name": Code("names", ERROR, "two things have the same name"),
    "forbidden-variable": Code("names", ERROR, "criteria read a variable that rules may not read"),
    "unknown-action": Code("names", ERROR, "there is no action with this name"),
    "unknown-base": Code("names", ERROR, "there is no amount base or date base with this name"),
    "unknown-code": Code("names", WARNING, "settings name a code that there is not"),
    "unknown-event": Code("names", ERROR, "there is no event with this name"),
    "unknown-filter": Code("names", ERROR, "there is no filter or test of templates with this name"),
    "unknown-form": Code("names", ERROR, "a form cannot stand at the top of a file of rules"),
    "unknown-function": Code("names", ERROR, "there is no function with this name"),
    "unknown-key": Code("names", ERROR, "there is no key with this name"),
    "unknown-option": Code("names", ERROR, "the action has no option with this name"),
    "unknown-variable": Code("names", ERROR, "there is no variable with this name"),
    "unknown-word": Code("names", ERROR, "a word is not among those allowed"),
    "shadowed-name": Code("names", WARNING, "a local name hides a variable, a definition or a function"),
    # shape
    "bad-shape": Code("shape", ERROR, "something else is expected here"),
    "bad-value": Code("shape", ERROR, "a value is not allowed here"),
    "invalid-criteria": Code("shape", ERROR, "criteria are not written as an expression can be"),
    "missing-reason": Code("shape", ERROR, "a finding is kept without a reason"),
    "missing-key": Code("shape", ERROR, "a key that is needed is not there"),
    "repeated-key": Code("shape", ERROR, "a key is given twice"),
    "missing-option": Code("shape", ERROR, "an option that the action needs is not there"),
    "mixed-events": Code("shape", ERROR, "a restriction mixes events of several kinds"),
    "not-literal": Code("shape", ERROR, "an option is a computation, not a value"),
    "nothing-to-do": Code("shape", ERROR, "a rule that is to be deployed has no actions", "deploy"),
    "action-not-available": Code("shape", ERROR, "the runtime cannot apply an action as it is written", "deploy"),
    # types
    "criteria-not-boolean": Code("types", ERROR, "criteria give something other than true or false"),
    "invalid-day": Code("types", ERROR, "a text that is written like a day names none"),
    "not-a-condition": Code("types", WARNING, "something that is never false stands as a condition"),
    "absent-base": Code("types", INFO, "an action counts from a date that an account may not have"),
    "date-as-number": Code("types", ERROR, "a date stands where a number is wanted"),
    "never-equal": Code("types", ERROR, "two values are compared that can never be equal"),
    "nil-argument": Code("types", WARNING, "a value that can be nil stands where nil ends in an error"),
    "not-a-function": Code("types", ERROR, "something is called that is no function"),
    "unit-mismatch": Code("types", WARNING, "days, dollars and percentages are taken for one another"),
    "wrong-argument": Code("types", ERROR, "an argument is of a kind that the function does not take"),
    "wrong-argument-count": Code("types", ERROR, "a function is called with too many or too few arguments"),
    # meaning
    "example-fails": Code("meaning", ERROR, "an example does not give what it says"),
    "impure-rule": Code("meaning", ERROR, "a rule would do more than look at its loan"),
    "always-true": Code("meaning", WARNING, "criteria hold for every loan"),
    "contradictory-operand": Code("meaning", WARNING, "a condition contradicts another one"),
    "conflicting-actions": Code("meaning", WARNING, "an action undoes another one"),
    "duplicate-rule": Code("meaning", WARNING, "two rules have the same criteria and actions"),
    "ladder-gap": Code("meaning", WARNING, "rules that go by bands leave some loans out"),
    "ladder-overlap": Code("meaning", WARNING, "rules that go by bands take some loans twice"),
    "subsumed-rule": Code("meaning", WARNING, "a rule does nothing that another does not do already"),
    "duplicate-condition": Code("meaning", WARNING, "the same condition is there twice"),
    "empty-form": Code("meaning", WARNING, "a form joins nothing, or chooses between nothing"),
    "literal-comparison": Code("meaning", WARNING, "a comparison reads nothing of the loan"),
    "never-true": Code("meaning", WARNING, "no loan can satisfy the criteria"),
    "portfolio-changed": Code(
        "meaning", INFO, "a rule matches other accounts than its deployed version", by="check --portfolio"
    ),
    "portfolio-errors": Code(
        "meaning", WARNING, "criteria give an error on accounts of the portfolio", by="check --portfolio"
    ),
    "portfolio-no-match": Code("meaning", INFO, "a rule matches no account of the portfolio", by="check --portfolio"),
    "portfolio-rate": Code(
        "meaning", WARNING, "a rule would act on more of the portfolio than its actions should", by="check --portfolio"
    ),
    "redundant-operand": Code("meaning", WARNING, "a condition says nothing beside another one"),
    "same-branches": Code("meaning", WARNING, "all branches are alike"),
    "self-comparison": Code("meaning", WARNING, "something is compared with itself"),
    "unreachable-branch": Code("meaning", WARNING, "no loan gets to a branch"),
    "unused-suppression": Code("meaning", WARNING, "a finding is kept that is not there"),
    "unused-binding": Code("meaning", WARNING, "nothing uses a local name"),
    "unused-definition": Code("meaning", WARNING, "nothing uses a definition"),
    "not-proven": Code("meaning", INFO, "whether criteria ever hold could not be proved", by="prove"),
    "opposing-rules": Code("meaning", WARNING, "two rules undo each other at every evaluation", by="prove"),
    "shadowed-rule": Code("meaning", WARNING, "an earlier rule keeps a rule from ever acting", by="prove"),
    "shadowed-scenario": Code("meaning", WARNING, "an earlier promise scenario keeps one from ever deciding"),
    # comparator
    "comparator-boundary": Code(
        "comparator", INFO, "a comparator leaves out a bound that the prose takes in, or the other way round"
    ),
    "comparator-reversed": Code("comparator", WARNING, "a comparator points the wrong way"),
    # style
    "lone-operand": Code("style", INFO, "`and` or `or` joins one condition only"),
    "missing-docstring": Code("style", None, "a rule has no docstring"),
    "missing-examples": Code("style", None, "a rule has no examples"),
    "needless-truth": Code("style", INFO, "a form gives back the truth that it was given"),
    "negated-equality": Code("style", INFO, "`(not (= …))` has a name of its own"),
    # file
    "broken-extension": Code("file", ERROR, "an extension cannot be loaded"),
    "empty-file": Code("file", ERROR, "a file holds no forms"),
    "missing-file": Code("file", ERROR, "a file that is listed is not there"),
    "missing-manifest": Code("file", ERROR, "a folder of rules has no cljrules.toml"),
    "unlisted-file": Code("file", WARNING, "a file of rules is in the folder and not on the list"),
    "unreadable-file": Code("file", ERROR, "a file cannot be read"),
}


_FOLDERS: Final = (
    Path(__file__).resolve().parents[1] / "docs" / "lint",
    Path(sys.prefix) / "share" / "doc" / "cljrules" / "lint",
)


def page_of(code: str) -> Path | None:
    """The file with a code's page, of the source or of an installation; None where it is not at hand."""
    return next((folder / f"{code}.md" for folder in _FOLDERS if (folder / f"{code}.md").is_file()), None)


def finding(
    code: str,
    place: Placed | tuple[Source, Span],
    message: str,
    help: str | None = None,
    *,
    severity: Severity | None = None,
    rule: str | None = None,
    evidence: tuple[str, ...] = (),
    labels: tuple[Label, ...] = (),
    fix: Fix | None = None,
    error_class: str = "CompilerException",
) -> Diagnostic:
    """A finding of a registered code at a form or at a span of a text.

    `severity` is the code's own when left out. Raises KeyError for a code that is not registered.
    """
    known = CODES[code]
    source, span = place if isinstance(place, tuple) else (place.source, place.span)
    return Diagnostic(
        code,
        known.family,
        severity or known.severity or INFO,
        message,
        source,
        span,
        help=help,
        rule=rule,
        evidence=evidence,
        labels=labels,
        fix=fix,
        error_class=error_class,
    )
