;; What can never hold. Below a line, `; ^^^ code words` announces a finding there; other lines have none.

(def lowest 30)

(defrule two-words
  :when (and (= loan-status "Open") (= loan-status "Closed"))
;                                   ^^^^^^^^^^^^^^^^^^^^^^^^ never-true
  :then [(loan/set {:add-portfolios ["A"]})])

(defrule two-bounds-through-names
  :when (let [late status-days-past-due] (and (== 60 late) (= late lowest)))
;                                                          ^^^^^^^^^^^^^^^ never-true
  :then [(loan/set {:add-portfolios ["B"]})])

(defrule part-of-an-or
  :when (or (= loan-status "Repossessed") (and (some? loan-alert) (not= loan-status "Open") (= loan-status "Open")))
;                                                                                           ^^^^^^^^^^^^^^^^^^^^^^ contradictory-operand
  :then [(loan/set {:add-portfolios ["C"]})])

(defrule text-and-its-contrary
  :when (and (contains? portfolio :4) (some? loan-alert) (not (contains? portfolio :4)))
;                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-true
  :then [(loan/set {:add-portfolios ["D"]})])

(defrule nil-and-compared
  :when (and (nil? status-loan-recency) (== status-loan-recency 20))
;                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-true
;                                           ^^^^^^^^^^^^^^^^^^^ wrong-argument here `status-loan-recency` is nil
  :then [(loan/set {:add-portfolios ["E"]})])

(defrule three-together
  :when (and (or (= loan-status "Open") (= loan-sub-status "Repaying")) (not= loan-status "Open") (not= loan-sub-status "Repaying"))
;                                                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-true
  :then [(loan/set {:add-portfolios ["F"]})])

(defrule truth-and-its-contrary
  :when (and settings-autopay-enabled (= settings-autopay-enabled false))
;                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never-true
  :then [(loan/set {:add-portfolios ["G"]})])

;; Right, and near to it.

(defrule one-local-name-twice
  :when (and (let [x (count payments)] (= (mod x 7) 0)) (let [x (count portfolio-list)] (not= 0 (mod x 7) 0)))
  :then [(loan/set {:add-portfolios ["I"]})])

(defrule fallback
  :when (and (= 30 (or status-loan-recency 30)) (= 40 (max status-loan-age 40)) (= 1 (if (= loan-status "Open") 1 2)))
  :then [(loan/set {:add-portfolios ["J"]})])

(defrule destructured
  :when (let [{:keys [loan-age]} {:loan-age 7}] (and (= loan-age 7) (= status-loan-age 8)))
  :then [(loan/set {:add-portfolios ["K"]})])

(defrule truthy-is-not-true
  :when (and (some? loan-sub-status) (= loan-sub-status "Repaying"))
  :then [(loan/set {:add-portfolios ["L"]})])
