(defrule given :when true :then [(account/archive)])
;        ^^^^^ duplicate-name already a rule named `given`

(defrul typo :when true :then [(account/archive)])
;^^^^^^ unknown-form did you mean `defrule`?

(ns acme.rules)
;^^ unknown-form a pack has no `ns`

loan-status
; <- unknown-form cannot stand at the top

(def loan-status 5)
;    ^^^^^^^^^^^ bad-name `loan-status` is a loan variable

(def nothing)
; <- bad-shape has no value

(defn)
; <- bad-name needs a name
