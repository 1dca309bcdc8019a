;; What always holds.

(defrule neither-nor
  :when (or (not= loan-status "Closed") (not= loan-status "Paid Off"))
;       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ always-true
  :then [(loan/set {:add-portfolios ["A"]})])

(defrule one-half-and-the-other
  :when (and (some? loan-alert) (or settings-autopay-enabled (not settings-autopay-enabled)))
;                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-operand
  :then [(loan/set {:add-portfolios ["B"]})])

;; Right, and near to it.

(defrule for-everybody
  :when true
  :then [(loan/set {:add-portfolios ["C"]})])

(defrule nil-is-left
  :when (or (= loan-sub-status "Repaying") (nil? loan-sub-status))
  :then [(loan/set {:add-portfolios ["D"]})])
