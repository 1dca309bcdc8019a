"""Texts of values at the edges of every type, of arguments for macros, and of pieces of syntax."""

from __future__ import annotations

from cases.forms import parse


def _texts(text: str) -> list[str]:
    return [form.text for form in parse(text)]


#: Values of every type.
VALUES = _texts(r"""
nil true false 0 1 -1 2 3 7 1.5 -2.5 0.0 -0.0 1e10 ##Inf ##-Inf ##NaN 0M 1M 1.50M -2.5M 1e3M 1E-3M 0N 1N 12N 1/2 -7/2
4/3 9223372036854775807 -9223372036854775808 9223372036854775808N 2147483648 "" "a" "abc" " " "1" "a,b" \a \space \1 :a
:b/c :1 'x 'a/b [] [1 2 3] [nil] [[1 2] [3 4]] [:a 1] () '(1 2 3) '(a b) {} {:a 1} {:a {:b 2}} {nil 1} {1 2} #{} #{1}
#{:a} #{nil} (range 3) (range) (list 1 2) (map inc [1 2]) (lazy-seq nil) (sorted-map 1 2) (sorted-set 1 2)
(sorted-map :b 1 :a 2) inc + str identity (atom 1) #"a" #"\d+" (delay 1) (volatile! 1) (reduced 1) #'inc (vector 1 2)
(cons 1 nil) (first {:a 1}) (ex-info "m" {:k 1}) (transient []) (int 5) (float 1.5) (short 3) (byte 4) (biginteger 9)
(object-array 2) (int-array [1 2]) (into-array ["a"]) String Long (seq "ab") (repeat 2 :x) (iterate inc 0) (cycle [1 2])
(map vector [1] [2]) (hash-map) (subvec [1 2 3] 1)
""")

#: What stands in calls of macros: binding vectors, clauses, bodies, definitions.
MACRO_PARTS = _texts(r"""
[x 1] [x] [] [x 1 y 2] [[a b] [1 2]] [{:keys [a]} {:a 1}] [x nil] [x (range 3)] [1 x] [x y] [x [1 2 3] y [4 5]]
[x [1 2] :when (odd? x)] [& x] [x & r] ([x] x) ([x y] 1) (x) x f (inc x) (f) "doc" {:pre [true]}
(throw (Exception. "b")) (catch Exception e 2) (finally 1) (catch Throwable e (ex-message e)) :else := :>> = < (recur)
(recur 1) (print "p") (+ x 1) #(inc %) nil? (str x) [_] [this] P (foo [this]) (toString [_] "s") Object String
""")

#: Delimiters, prefixes, marks and parts of tokens.
PIECES = [
    *"()[]{}\"\\'`~@^:/.%&+-019axNMrE;#!,| \n\t",
    *("#{", "#(", '#"', "~@", "#'", "#_", "#?", "#?@", "##", "#:", "#::", "::", "..", "%1", "%&", "nil", "true"),
    *("\\a", "\\newline", "\\u", "\\o", "\\u0041", "\\o101", "0x", "1/", "1e", "##Inf", "##NaN", "#inst ", "#uuid "),
    *("^:a ", "^{", "#^", '"a"', "\\\\", "#foo ", "#!"),
]
