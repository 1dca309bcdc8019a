;; Ladders: bands of one figure, one rule each.

(defrule gap-1 :when (and (= loan-status "Open") (>= status-loan-age 30) (< status-loan-age 60))
  :then [(loan/set {:agent-user "30"})])
(defrule gap-2 :when (and (= loan-status "Open") (>= status-loan-age 60) (< status-loan-age 90))
  :then [(loan/set {:agent-user "60"})])
(defrule gap-3 :when (and (= loan-status "Open") (> status-loan-age 90))
;        ^^^^^ ladder-gap
  :then [(loan/set {:agent-user "90"})])

(defrule overlap-1 :when (and (= loan-status "Closed") (< setup-loan-amount 1000M))
  :then [(loan/set {:agent-user "small"})])
(defrule overlap-2 :when (and (= loan-status "Closed") (>= setup-loan-amount 1000M) (<= setup-loan-amount 5000M))
  :then [(loan/set {:agent-user "middle"})])
(defrule overlap-3 :when (and (= loan-status "Closed") (>= setup-loan-amount 5000M))
;        ^^^^^^^^^ ladder-overlap
  :then [(loan/set {:agent-user "large"})])

;; Right, and near to it: whole days meet without sharing a bound; steps that build on each other; two bands only.

(defrule whole-1 :when (and (= loan-status "Repossessed") (<= status-loan-age 29))
  :then [(loan/set {:agent-user "0"})])
(defrule whole-2 :when (and (= loan-status "Repossessed") (>= status-loan-age 30) (<= status-loan-age 59))
  :then [(loan/set {:agent-user "30"})])
(defrule whole-3 :when (and (= loan-status "Repossessed") (> status-loan-age 59))
  :then [(loan/set {:agent-user "60"})])

(defrule grows-1 :when (and (= loan-status "Paid Off") (>= setup-loan-amount 10M))
  :then [(loan/set {:add-portfolios ["10"]})])
(defrule grows-2 :when (and (= loan-status "Paid Off") (>= setup-loan-amount 20M))
  :then [(loan/set {:add-portfolios ["20"]})])
(defrule grows-3 :when (and (= loan-status "Paid Off") (>= setup-loan-amount 30M))
  :then [(loan/set {:add-portfolios ["30"]})])
