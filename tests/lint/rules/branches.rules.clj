;; Branches that no loan gets to, and branches that are alike.

(defn fee [days]
  (cond
    (>= days 30) 25M
    (>= days 60) 50M
;                ^^^ unreachable-branch
    :else 0M))

(defn status-fee []
  (case loan-status
    "Open" 1M
    ("Closed" "Paid Off") (if (= loan-status "Open") 2M 3M)
;                                                    ^^ unreachable-branch
    0M))

(defrule fees
  :when (== 25M (+ (fee status-loan-age) (status-fee)))
  :then [(loan/set {:add-portfolios ["A"]})])

(defrule nested
  :when (if (= loan-status "Open")
          (if (not= loan-status "Open") true settings-autopay-enabled)
;                                       ^^^^ unreachable-branch
          false)
  :then [(loan/set {:add-portfolios ["B"]})])

(defrule alike
  :when (if (= loan-sub-status "Lease") (= loan-status "Open") (= loan-status "Open"))
;                                                              ^^^^^^^^^^^^^^^^^^^^^^ same-branches
  :then [(loan/set {:add-portfolios ["C"]})])

;; Right, and near to it.

(defn step [days]
  (cond
    (>= days 60) 2
    (>= days 30) 1
    (some? loan-sub-status) 3
    :else 0))

(defrule steps
  :when (and (= 1 (step status-loan-age)) (if settings-autopay-enabled (= loan-status "Open") (= loan-status "Closed")))
  :then [(loan/set {:add-portfolios ["D"]})])
