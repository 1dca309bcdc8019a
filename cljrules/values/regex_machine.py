"""Matches regexes by backtracking that never goes the same way twice.

Takes a `Parsed` regex and gives a `Machine`. Each branch is taken at most once at each position, so the time grows with
the length of the text
times the length of the regex, whatever the regex; only back references give that up, and they pay from the same meter.
Texts are sequences of
UTF-16 units.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from cljrules.values.errors import LimitExceeded, error
from cljrules.values.limits import METER
from cljrules.values.regex_nodes import (
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
    children,
    nullable,
    widths,
)
from cljrules.values.regex_sets import CharSet

#: Instructions of one machine; a regex that needs more is refused.
LARGEST: Final = 20_000
#: Branches taken between two payments from the meter.
PAYMENT: Final = 1_024
#: Steps paid for a branch taken.
PRICE: Final = 2

CHAR, SPLIT, JUMP, SAVE, CLOSE, PLACE, BACK, LOOK, BEHIND, ATOMIC, CHECK, DONE = range(12)

Codes = Sequence[int]
Registers = list[int]


class Machine:
    """A regex made ready to match. Holds nothing of a match, so that it can be shared."""

    def __init__(self, parsed: Parsed) -> None:
        self.code: list[tuple[Any, ...]] = []
        self.groups = parsed.groups
        self._registers = 2 * (parsed.groups + 1)
        self.remembers = not _has_references(parsed.node)
        self._emit(parsed.node)
        self._add(DONE)
        first = first_of(parsed.node)
        self._first = None if nullable(parsed.node) else first

    # making

    def _add(self, *instruction: Any) -> int:
        if len(self.code) >= LARGEST:
            raise error("PatternSyntaxException", "the regex is too large: its counted repetitions are too many")
        self.code.append(instruction)
        return len(self.code) - 1

    def _register(self) -> int:
        self._registers += 1
        return self._registers - 1

    def _emit(self, node: Node) -> None:
        match node:
            case Chars(of=chars):
                self._add(CHAR, chars.mask, chars)
            case At(place=place):
                self._add(PLACE, place)
            case Run(parts=parts):
                for part in parts:
                    self._emit(part)
            case Either(options=options):
                self._emit_options(options)
            case Group(index=index, body=body):
                opened = self._register()
                self._add(SAVE, opened)
                self._emit(body)
                self._add(CLOSE, 2 * index, opened)
            case Repeat():
                self._emit_repeat(node)
            case Back(index=index, ignore_case=ignore_case):
                self._add(BACK, index, ignore_case)
            case Atomic(body=body):
                self._emit_apart(ATOMIC, body, negated=False)
            case Look(body=body, ahead=ahead, negated=negated):
                self._emit_apart(LOOK if ahead else BEHIND, body, negated=negated)

    def _emit_options(self, options: tuple[Node, ...]) -> None:
        ends = []
        for option in options[:-1]:
            fork = self._add(SPLIT, 0, 0)
            self._emit(option)
            ends.append(self._add(JUMP, 0))
            self.code[fork] = (SPLIT, fork + 1, len(self.code))
        self._emit(options[-1])
        for end in ends:
            self.code[end] = (JUMP, len(self.code))

    def _emit_repeat(self, node: Repeat) -> None:
        """Mandatory turns, then a loop or as many optional turns; a turn that takes nothing ends the repetition."""
        register = None
        if nullable(node.body):
            register = self._register()
        exits: list[int] = []
        unbounded = node.high is None
        for _ in range(node.low - (1 if unbounded and node.low else 0)):
            self._emit(node.body)
        if node.high is None:
            if node.low == 0:
                exits.append(self._add(SPLIT, 0, 0))
            top = len(self.code)
            self._emit_turn(node.body, register, exits)
            exits.append(self._add(SPLIT, top, None))
        else:
            for _ in range(node.high - node.low):
                exits.append(self._add(SPLIT, 0, 0))
                self._emit_turn(node.body, register, exits)
        end = len(self.code)
        for at in exits:
            op, inside = self.code[at][0], self.code[at][1]
            if op == CHECK:
                self.code[at] = (CHECK, inside, end)
            else:
                stay = inside if self.code[at][2] is None else at + 1
                self.code[at] = (SPLIT, end, stay) if node.lazy else (SPLIT, stay, end)

    def _emit_turn(self, body: Node, register: int | None, exits: list[int]) -> None:
        if register is not None:
            self._add(SAVE, register)
        self._emit(body)
        if register is not None:
            exits.append(self._add(CHECK, register, 0))

    def _emit_apart(self, op: int, body: Node, *, negated: bool) -> None:
        at = self._add(op, 0, negated)
        self._emit(body)
        self._add(DONE)
        self.code[at] = (op, len(self.code), negated, widths(body))

    # running

    def search(self, codes: Codes, start: int, last: int, seen: set[int]) -> Registers | None:
        """The registers of the first match at or after `start`; `last` is where the match before ended.

        `seen` is shared by the searches of one text, going forward.
        """
        task = _Task(self, codes, last)
        first = self._first
        try:
            for at in range(start, len(codes) + 1):
                if first is not None and (at >= len(codes) or task.point(at) not in first):
                    task.turns += 1
                    continue
                registers = [-1] * self._registers
                registers[0] = at
                end = task.run(0, at, registers, seen, None)
                if end is not None:
                    registers[1] = end
                    size = len(self.code)
                    seen.difference_update(range(end * size, end * size + size))
                    return registers
        finally:
            task.pay()
        return None

    def match_whole(self, codes: Codes) -> Registers | None:
        """The registers of a match of the whole text."""
        task = _Task(self, codes, 0)
        registers = [-1] * self._registers
        registers[0] = 0
        try:
            end = task.run(0, 0, registers, set(), len(codes))
        finally:
            task.pay()
        if end is None:
            return None
        registers[1] = end
        return registers


class _Task:
    """The matching of one text."""

    __slots__ = ("code", "codes", "groups", "last", "remembers", "turns")

    def __init__(self, machine: Machine, codes: Codes, last: int) -> None:
        self.code = machine.code
        self.codes = codes
        self.last = last
        self.remembers = machine.remembers
        self.groups = machine.groups
        self.turns = 0

    def pay(self) -> None:
        """Pay for the branches taken since the last payment; raises LimitExceeded."""
        meter = METER.get()
        turns, self.turns = self.turns, 0
        if meter is not None:
            try:
                meter.spend(turns * PRICE)
            except LimitExceeded as exceeded:
                if exceeded.limit != "steps":
                    raise
                raise LimitExceeded(
                    "regex",
                    "matching a regex took more steps than the evaluation is allowed",
                    "use a simpler regex: no back references, no repetition inside a repetition",
                ) from None

    def run(self, pc: int, pos: int, registers: Registers, seen: set[int], must_end: int | None) -> int | None:
        """The end of the match of the instructions from `pc` at `pos`, None where there is none. Fills in the
        registers.
        """
        code, codes, size, remembers = self.code, self.codes, len(self.code), self.remembers
        length = len(codes)
        stack: list[tuple[int, int]] = []
        while True:
            step = code[pc]
            op = step[0]
            if op == CHAR:
                if pos < length:
                    point = codes[pos]
                    if point < 128:
                        if step[1] >> point & 1:
                            pos += 1
                            pc += 1
                            continue
                    elif self.point(pos) in step[2]:
                        pos += 1 if self.point(pos) < 0x10000 else 2
                        pc += 1
                        continue
            elif op == SPLIT:
                key = pos * size + pc
                if key not in seen:
                    if remembers:
                        seen.add(key)
                    self.turns += 1
                    if self.turns >= PAYMENT:
                        self.pay()
                    stack.append((step[2], pos))
                    pc = step[1]
                    continue
            elif op == JUMP:
                pc = step[1]
                continue
            elif op == SAVE:
                stack.append((-1 - step[1], registers[step[1]]))
                registers[step[1]] = pos
                pc += 1
                continue
            elif op == CLOSE:
                group = step[1]
                stack += ((-1 - group, registers[group]), (-2 - group, registers[group + 1]))
                registers[group] = registers[step[2]]
                registers[group + 1] = pos
                pc += 1
                continue
            elif op == PLACE:
                if self._at(step[1], pos):
                    pc += 1
                    continue
            elif op == CHECK:
                pc = step[2] if registers[step[1]] == pos else pc + 1
                continue
            elif op == DONE:
                if must_end is None or pos == must_end:
                    return pos
            elif op == BACK:
                end = self._again(step[1], step[2], pos, registers)
                if end is not None:
                    pos = end
                    pc += 1
                    continue
            else:
                before = registers.copy()
                found = self._apart(step, pc + 1, pos, registers)
                if op != ATOMIC and step[2] == (found is None):
                    found = pos
                elif op != ATOMIC:
                    found = None
                if found is None or step[2]:
                    registers[:] = before
                else:
                    stack += [(-1 - slot, old) for slot, old in enumerate(before) if registers[slot] != old]
                if found is not None:
                    pos = found
                    pc = step[1]
                    continue
            while stack:
                pc, pos = stack.pop()
                if pc >= 0:
                    break
                registers[-1 - pc] = pos
            else:
                return None

    def _apart(self, step: tuple[Any, ...], pc: int, pos: int, registers: Registers) -> int | None:
        """The end of a part matched for itself: from here on, or for what stands before, ending here."""
        if step[0] != BEHIND:
            return self.run(pc, pos, registers, set(), None)
        seen: set[int] = set()
        shortest, longest = step[3]
        for start in range(pos - shortest, -1 if longest is None else max(pos - 2 * longest, 0) - 1, -1):
            self.turns += 1
            if self.run(pc, start, registers, seen, pos) is not None:
                return pos
        return None

    def _again(self, index: int, ignore_case: bool, pos: int, registers: Registers) -> int | None:
        """The end of a repetition of what a group holds, None where it is not there or the group holds nothing."""
        if index > self.groups or registers[2 * index] < 0:
            return None
        held = self.codes[registers[2 * index] : registers[2 * index + 1]]
        there = self.codes[pos : pos + len(held)]
        self.turns += 1 + len(held) // 64
        if list(held) == list(there) or (ignore_case and list(map(_small, held)) == list(map(_small, there))):
            return pos + len(held)
        return None

    def _at(self, place: Place, pos: int) -> bool:
        codes, length = self.codes, len(self.codes)
        match place:
            case Place.BEGIN:
                return pos == 0
            case Place.END:
                return pos == length
            case Place.LAST_MATCH:
                return pos == self.last
            case Place.WORD_EDGE:
                return self._is_edge(pos)
            case Place.NO_WORD_EDGE:
                return not self._is_edge(pos)
            case Place.LINE_BEGIN:
                if pos == 0:
                    return True
                before = codes[pos - 1]
                return pos < length and before in _ENDS and not (before == 13 and codes[pos] == 10)
            case Place.UNIX_LINE_BEGIN:
                return pos == 0 or (pos < length and codes[pos - 1] == 10)
            case Place.UNIX_LINE_END:
                return pos == length or codes[pos] == 10
            case Place.UNIX_LAST_LINE_END:
                return pos == length or (pos == length - 1 and codes[pos] == 10)
            case Place.LINE_END | Place.LAST_LINE_END:
                return self._before_line_end(pos, last=place is Place.LAST_LINE_END)

    def _before_line_end(self, pos: int, *, last: bool) -> bool:
        codes, length = self.codes, len(self.codes)
        if pos == length:
            return True
        if codes[pos] not in _ENDS or (codes[pos] == 10 and pos > 0 and codes[pos - 1] == 13):
            return False
        if not last:
            return True
        return pos == length - 1 or (pos == length - 2 and codes[pos] == 13 and codes[pos + 1] == 10)

    def point(self, pos: int) -> int:
        """The code point at a position: of the pair of surrogates that begins there, else of the unit."""
        point = self.codes[pos]
        if 0xD800 <= point <= 0xDBFF and pos + 1 < len(self.codes) and 0xDC00 <= self.codes[pos + 1] <= 0xDFFF:
            return 0x10000 + (point - 0xD800 << 10) + self.codes[pos + 1] - 0xDC00
        return point

    def _point_before(self, pos: int) -> int:
        return self.point(pos - 2) if pos > 1 and self.point(pos - 2) > 0xFFFF else self.codes[pos - 1]

    def _is_edge(self, pos: int) -> bool:
        before = pos > 0 and self._word(self._point_before(pos), pos)
        return before != (pos < len(self.codes) and self._word(self.point(pos), pos))

    def _word(self, point: int, pos: int) -> bool:
        """Whether a code point is a letter, a digit or `_`, or an accent of one that ends before the position."""
        if point < 128:
            return point == 95 or chr(point).isalnum()
        category = unicodedata.category(chr(point))
        while category == "Mn" and pos > 0:
            category = unicodedata.category(chr(self.codes[pos - 1]))
            pos -= 1
        return category[0] == "L" or category == "Nd"


_ENDS: Final = frozenset({10, 13, 0x85, 0x2028, 0x2029})


def _small(code: int) -> int:
    return code + 32 if 65 <= code <= 90 else code


def _has_references(node: Node) -> bool:
    return isinstance(node, Back) or any(_has_references(child) for child in children(node))


def first_of(node: Node) -> CharSet | None:
    """The characters a match can begin with, None where that is not known."""
    match node:
        case Chars(of=chars):
            return chars
        case Run(parts=parts):
            held: CharSet | None = CharSet(())
            for part in parts:
                first = CharSet(()) if isinstance(part, At | Look) else first_of(part)
                if first is None or held is None:
                    return None
                held = held.union(first)
                if not nullable(part):
                    return held
            return held
        case Either(options=options):
            firsts = [first_of(option) for option in options]
            known = [first for first in firsts if first is not None]
            return CharSet(part for first in known for part in first.ranges) if len(known) == len(firsts) else None
        case Group(body=body) | Atomic(body=body) | Repeat(body=body):
            return first_of(body)
        case _:
            return None
