;; Conditions that say nothing beside others.

(defrule narrower-beside-wider
  :when (and (= loan-status "Open") (not= loan-status "Closed") (= loan-sub-status "Repaying"))
;                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-operand
  :then [(loan/set {:add-portfolios ["A"]})])

(defrule wider-before-narrower
  :when (and (not= loan-status "Closed") (= loan-status "Open"))
;            ^^^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-operand
  :then [(loan/set {:add-portfolios ["B"]})])

(defrule late-guard
  :when (and (== 30 status-loan-recency) (some? status-loan-recency))
;                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-operand
;                   ^^^^^^^^^^^^^^^^^^^ nil-argument
  :then [(loan/set {:add-portfolios ["C"]})])

(defrule covered
  :when (or (not= loan-status "Open") (= loan-status "Closed"))
;                                     ^^^^^^^^^^^^^^^^^^^^^^^^ redundant-operand
  :then [(loan/set {:add-portfolios ["D"]})])

(defrule asked-before
  :when (if (= loan-status "Open") (and (= loan-status "Open") (= loan-sub-status "Repaying")) (= loan-sub-status "Settled"))
;                                       ^^^^^^^^^^^^^^^^^^^^^^ redundant-operand
  :then [(loan/set {:add-portfolios ["E"]})])

;; Right, and near to it.

(defrule guard-first
  :when (and (some? status-loan-recency) (== 30 status-loan-recency))
  :then [(loan/set {:add-portfolios ["F"]})])

(defrule guard-in-an-or
  :when (or (nil? status-loan-recency) (== 30 status-loan-recency))
  :then [(loan/set {:add-portfolios ["G"]})])

(defrule alternatives
  :when (or (= loan-status "Open") (= loan-status "Closed") (and (= loan-status "Repossessed") (nil? loan-sub-status)))
  :then [(loan/set {:add-portfolios ["H"]})])
