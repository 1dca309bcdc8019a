"""Reads the JVM's regex syntax.

Takes the text of a pattern in whole characters (no surrogate pairs), gives `Parsed`, raises PatternSyntaxException.
Case and the flags
`(?idmsux)` are worked into the nodes, so that nothing later needs to know them.
"""

from __future__ import annotations

from typing import Final, NoReturn

from cljrules.values import regex_sets
from cljrules.values.errors import error
from cljrules.values.regex_nodes import (
    EMPTY,
    At,
    Atomic,
    Back,
    Chars,
    Either,
    Group,
    Look,
    Node,
    Parsed,
    Place,
    Repeat,
    Run,
    has_obvious_end,
)
from cljrules.values.regex_sets import CharSet

DEPTH: Final = 100
LARGEST_COUNT: Final = 2**31 - 1

_CLASSES: Final = {
    "d": regex_sets.DIGIT,
    "h": regex_sets.BLANK,
    "s": regex_sets.SPACE,
    "v": regex_sets.VERTICAL,
    "w": regex_sets.WORD,
}
_CONTROLS: Final = {"t": 9, "n": 10, "r": 13, "f": 12, "a": 7, "e": 27}
_PLACES: Final = {
    "A": Place.BEGIN,
    "z": Place.END,
    "b": Place.WORD_EDGE,
    "B": Place.NO_WORD_EDGE,
    "G": Place.LAST_MATCH,
}
_LINE_BREAK: Final = Either(
    (Run((Chars(regex_sets.of_text("\r")), Chars(regex_sets.of_text("\n")))), Chars(regex_sets.VERTICAL))
)
_WITHOUT: Final = {"X": "grapheme clusters `\\X`", "N": "named characters `\\N`"}


def read_regex(text: str) -> Parsed:
    """Read a pattern; raises PatternSyntaxException."""
    return _Reader(_without_quotes(text), text).read()


def _without_quotes(text: str) -> str:
    """The pattern with what stands between `\\Q` and `\\E` escaped character by character."""
    pieces = []
    at = 0
    while at < len(text):
        if text.startswith("\\Q", at):
            end = text.find("\\E", at + 2)
            quoted = text[at + 2 : len(text) if end < 0 else end]
            pieces += [f"\\{one}" if one.isascii() and not one.isalnum() else one for one in quoted]
            at = len(text) if end < 0 else end + 2
        else:
            step = 2 if text[at] == "\\" else 1
            pieces.append(text[at : at + step])
            at += step
    return "".join(pieces)


class _Reader:
    def __init__(self, text: str, shown: str) -> None:
        self.text = text
        self.shown = shown
        self.at = 0
        self.flags: frozenset[str] = frozenset()
        self.groups = 0
        self.names: dict[str, int] = {}
        self.depth = 0

    def read(self) -> Parsed:
        node = self.alternatives()
        if self.at < len(self.text):
            self.fail("unmatched `)`")
        return Parsed(node, self.groups, self.names)

    def fail(self, what: str) -> NoReturn:
        raise error("PatternSyntaxException", f"{what} near index {self.at} of the regex `{self.shown}`")

    # characters

    def peek(self) -> str:
        """The next character that counts, the empty string at the end."""
        if "x" in self.flags:
            self.skip_comments()
        return self.text[self.at : self.at + 1]

    def skip_comments(self) -> None:
        while self.at < len(self.text):
            if self.text[self.at] in " \t\n\x0b\f\r":
                self.at += 1
            elif self.text[self.at] == "#":
                while self.at < len(self.text) and self.text[self.at] not in "\n\r\x85\u2028\u2029":
                    self.at += 1
            else:
                return

    def take(self, wanted: str) -> bool:
        """Pass over a text if it is next."""
        if self.text.startswith(wanted, self.at):
            self.at += len(wanted)
            return True
        return False

    # structure

    def alternatives(self) -> Node:
        options = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Either(tuple(options))

    def sequence(self) -> Node:
        parts: list[Node] = []
        while True:
            next_one = self.peek()
            if next_one in ("", "|", ")"):
                break
            if next_one in "?*+":
                self.fail(f"dangling `{next_one}`, which needs something before it to repeat")
            node = self.atom(next_one)
            if node is not None:
                parts.append(self.repeated(node))
        parts = [part for part in parts if part != EMPTY]
        return parts[0] if len(parts) == 1 else Run(tuple(parts))

    def atom(self, next_one: str) -> Node | None:
        if next_one == "(":
            return self.group()
        if next_one == "{":
            return EMPTY
        self.at += 1
        if next_one == "[":
            return Chars(self.char_class(consume=True))
        if next_one == "\\":
            return self.escape()
        if next_one == ".":
            if "s" in self.flags:
                return Chars(regex_sets.ANY)
            return Chars((regex_sets.of_text("\n") if "d" in self.flags else regex_sets.LINE_ENDS).negated())
        if next_one == "^":
            if "m" not in self.flags:
                return At(Place.BEGIN)
            return At(Place.UNIX_LINE_BEGIN if "d" in self.flags else Place.LINE_BEGIN)
        if next_one == "$":
            if "m" in self.flags:
                return At(Place.UNIX_LINE_END if "d" in self.flags else Place.LINE_END)
            return At(Place.UNIX_LAST_LINE_END if "d" in self.flags else Place.LAST_LINE_END)
        return Chars(self.single(ord(next_one)))

    def single(self, code: int) -> CharSet:
        return self.folded(CharSet([(code, code)]))

    def folded(self, chars: CharSet) -> CharSet:
        return chars.folded(unicode="u" in self.flags) if "i" in self.flags else chars

    def repeated(self, node: Node) -> Node:
        sign = self.peek()
        if sign == "{":
            low, high = self.counts()
        elif sign and sign in "?*+":
            self.at += 1
            low, high = (1 if sign == "+" else 0), (1 if sign == "?" else None)
        else:
            return node
        if self.peek() == "?":
            self.at += 1
            return Repeat(node, low, high, lazy=True)
        if self.peek() == "+":
            self.at += 1
            return Atomic(Repeat(node, low, high, lazy=False))
        return Repeat(node, low, high, lazy=False)

    def counts(self) -> tuple[int, int | None]:
        self.at += 1
        low = self.count()
        if low is None:
            self.fail("illegal repetition: `{` begins a number of times; write `\\{` for the character")
        high: int | None = low
        if self.take(","):
            high = self.count()
        if not self.take("}"):
            self.fail("unclosed `{`")
        if high is not None and high < low:
            self.fail("illegal repetition range: the second number is smaller than the first")
        return low, high

    def count(self) -> int | None:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "0123456789":
            self.at += 1
        if start == self.at:
            return None
        if self.at - start > 10 or int(self.text[start : self.at]) > LARGEST_COUNT:
            self.fail("illegal repetition range: the number is too large")
        return int(self.text[start : self.at])

    # groups

    def group(self) -> Node | None:
        self.at += 1
        self.depth += 1
        if self.depth > DEPTH:
            self.fail(f"groups nested more than {DEPTH} deep")
        outside = self.flags
        node: Node | None
        if not self.take("?"):
            self.groups += 1
            index = self.groups
            node = Group(index, self.alternatives())
        elif self.take(":"):
            node = self.alternatives()
        elif self.take(">"):
            node = Atomic(self.alternatives())
        elif self.take("="):
            node = Look(self.alternatives(), ahead=True, negated=False)
        elif self.take("!"):
            node = Look(self.alternatives(), ahead=True, negated=True)
        elif self.take("<="):
            node = self.look_behind(negated=False)
        elif self.take("<!"):
            node = self.look_behind(negated=True)
        elif self.take("<"):
            node = self.named_group()
        else:
            self.read_flags()
            if self.take(")"):
                self.depth -= 1
                return None
            if not self.take(":"):
                self.fail("unknown kind of group")
            node = self.alternatives()
        if self.peek() != ")":
            self.fail("unclosed group: a `)` is missing")
        self.at += 1
        self.flags = outside
        self.depth -= 1
        return node

    def look_behind(self, *, negated: bool) -> Node:
        body = self.alternatives()
        if not has_obvious_end(body):
            self.fail("a look-behind needs an obvious maximum length: bound its repetitions, as in `{0,9}`")
        return Look(body, ahead=False, negated=negated)

    def named_group(self) -> Node:
        name = self.group_name()
        if name in self.names:
            self.fail(f"there is already a group named `{name}`")
        self.groups += 1
        index = self.names[name] = self.groups
        return Group(index, self.alternatives())

    def group_name(self) -> str:
        end = self.text.find(">", self.at)
        name = self.text[self.at : end] if end >= 0 else ""
        if not (name.isascii() and name.isalnum() and name[0].isalpha()):
            self.fail("a group's name begins with a letter, has only letters and digits, and ends with `>`")
        self.at = end + 1
        return name

    def read_flags(self) -> None:
        on = True
        while (flag := self.text[self.at : self.at + 1]) not in (")", ":", ""):
            if flag == "-" and on:
                on = False
            elif flag == "U":
                self.fail("the flag `U` is not available")
            elif flag in "idmsux":
                self.flags = self.flags | {flag} if on else self.flags - {flag}
            else:
                self.fail(f"unknown flag `{flag}`")
            self.at += 1

    # escapes

    def escape(self) -> Node:
        """What follows a backslash, outside a class of characters."""
        letter = self.text[self.at : self.at + 1]
        if letter in _PLACES and letter:
            self.at += 1
            if letter == "b" and self.take("{g}"):
                self.fail("`\\b{g}` is not available")
            return At(_PLACES[letter])
        if letter == "Z":
            self.at += 1
            return At(Place.UNIX_LAST_LINE_END if "d" in self.flags else Place.LAST_LINE_END)
        if letter == "R":
            self.at += 1
            return _LINE_BREAK
        if letter == "k":
            self.at += 1
            if not self.take("<"):
                self.fail("`\\k` is followed by a group's name in `<` and `>`")
            name = self.group_name()
            if name not in self.names:
                self.fail(f"there is no group named `{name}` before this place")
            return Back(self.names[name], "i" in self.flags)
        if letter in "123456789" and letter:
            return Back(self.reference(), "i" in self.flags)
        found = self.escaped()
        return Chars(found if isinstance(found, CharSet) else self.single(found))

    def reference(self) -> int:
        number = int(self.text[self.at])
        self.at += 1
        while self.at < len(self.text) and self.text[self.at] in "0123456789":
            longer = number * 10 + int(self.text[self.at])
            if longer > self.groups:
                break
            number = longer
            self.at += 1
        return number

    def escaped(self) -> CharSet | int:
        """A set of characters, or a single one, written with a backslash."""
        letter = self.text[self.at : self.at + 1]
        if not letter:
            self.fail("a backslash at the end")
        self.at += 1
        if letter in "pP":
            return self.named_class(negated=letter == "P")
        if letter.lower() in _CLASSES:
            chars = _CLASSES[letter.lower()]
            return chars.negated() if letter.isupper() else chars
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if letter == "0":
            return self.octal()
        if letter == "x":
            return self.hexadecimal()
        if letter == "u":
            return self.unicode()
        if letter == "c":
            if self.at >= len(self.text):
                self.fail("`\\c` is followed by a character")
            self.at += 1
            return ord(self.text[self.at - 1]) ^ 64
        if letter.isascii() and letter.isalnum():
            self.fail(f"{_WITHOUT.get(letter, f'the escape `{chr(92)}{letter}`')} is not available")
        return ord(letter)

    def octal(self) -> int:
        digits = ""
        while len(digits) < 3 and self.at < len(self.text) and self.text[self.at] in "01234567":
            if len(digits) == 2 and digits[0] > "3":
                break
            digits += self.text[self.at]
            self.at += 1
        if not digits:
            self.fail("`\\0` is followed by an octal number")
        return int(digits, 8)

    def hexadecimal(self) -> int:
        if self.take("{"):
            end = self.text.find("}", self.at)
            digits = self.text[self.at : end] if end >= 0 else ""
            code = self.hex_value(digits)
            if code > regex_sets.LAST:
                self.fail("there is no such character")
            self.at = end + 1
            return code
        digits = self.text[self.at : self.at + 2]
        if len(digits) < 2:
            self.fail("`\\x` is followed by two hexadecimal digits")
        code = self.hex_value(digits)
        self.at += 2
        return code

    def unicode(self) -> int:
        digits = self.text[self.at : self.at + 4]
        if len(digits) < 4:
            self.fail("`\\u` is followed by four hexadecimal digits")
        code = self.hex_value(digits)
        self.at += 4
        if 0xD800 <= code <= 0xDBFF and self.text.startswith("\\u", self.at):
            low = self.text[self.at + 2 : self.at + 6]
            if len(low) == 4 and 0xDC00 <= self.hex_value(low) <= 0xDFFF:
                self.at += 6
                return 0x10000 + ((code - 0xD800) << 10) + int(low, 16) - 0xDC00
        return code

    def hex_value(self, digits: str) -> int:
        if not digits or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
            self.fail("a hexadecimal number is missing")
        return int(digits, 16)

    def named_class(self, *, negated: bool) -> CharSet:
        if self.take("{"):
            end = self.text.find("}", self.at)
            if end < 0:
                self.fail("unclosed `\\p{`")
            name = self.text[self.at : end]
            after = end + 1
        else:
            name = self.text[self.at : self.at + 1]
            after = self.at + 1
        found = regex_sets.named(name, ignore_case="i" in self.flags)
        if found is None:
            self.fail(f"there is no class of characters `{name}`")
        self.at = after
        return found.negated() if negated else found

    # classes

    def char_class(self, *, consume: bool) -> CharSet:
        """What follows `[` up to its `]`, which is passed over when `consume` is set."""
        self.depth += 1
        if self.depth > DEPTH:
            self.fail(f"classes nested more than {DEPTH} deep")
        negated = consume and self.take("^")
        held: CharSet | None = None
        while True:
            next_one = self.peek()
            if not next_one:
                self.fail("unclosed class of characters: a `]` is missing")
            if next_one == "[":
                self.at += 1
                inner = self.char_class(consume=True)
                held = inner if held is None else held.union(inner)
            elif next_one == "]" and held is not None:
                break
            elif next_one == "&" and self.text.startswith("&&", self.at):
                self.at += 2
                held = self.intersection(held)
            else:
                part = self.range()
                held = part if held is None else held.union(part)
        if consume:
            self.at += 1
        self.depth -= 1
        return held.negated() if negated else held

    def intersection(self, left: CharSet | None) -> CharSet:
        right: CharSet | None = None
        while (next_one := self.peek()) not in ("]", "&"):
            if not next_one:
                self.fail("unclosed class of characters: a `]` is missing")
            if next_one == "[":
                self.at += 1
                inner = self.char_class(consume=True)
                right = inner if right is None else right.union(inner)
            else:
                right = self.char_class(consume=False)
        if right is None:
            if left is None:
                self.fail("`&&` has nothing on either side")
            return left
        return right if left is None else left.intersection(right)

    def range(self) -> CharSet:
        low = self.class_member()
        if isinstance(low, CharSet):
            return low
        if self.peek() != "-" or self.text[self.at + 1 : self.at + 2] in ("]", "[", ""):
            return self.single(low)
        self.at += 1
        self.peek()
        high = self.class_member()
        if isinstance(high, CharSet) or high < low:
            self.fail("illegal range of characters: the last comes before the first")
        return self.folded(CharSet([(low, high)]))

    def class_member(self) -> CharSet | int:
        if self.take("\\"):
            return self.escaped()
        if self.at >= len(self.text):
            self.fail("unclosed class of characters: a `]` is missing")
        self.at += 1
        return ord(self.text[self.at - 1])
