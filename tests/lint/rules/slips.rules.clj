;; Slips of the pen in one condition.

(def limit 30)

(defrule copied
  :when (and (= loan-status "Open") (= loan-status "Open"))
;                                   ^^^^^^^^^^^^^^^^^^^^^^ duplicate-condition
  :then [(loan/set {:add-portfolios ["A"]})])

(defrule copied-in-an-or
  :when (or (= loan-status "Open")
            (some? loan-sub-status) ; kept
            (= loan-status "Open"))
;           ^^^^^^^^^^^^^^^^^^^^^^ duplicate-condition
  :then [(loan/set {:add-portfolios ["B"]})])

(defrule with-itself
  :when (= status-payoff status-payoff)
;       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ self-comparison
  :then [(loan/set {:add-portfolios ["C"]})])

(defrule written-out
  :when (and (= loan-status "Open") (= limit 30))
;                                   ^^^^^^^^^^^^ literal-comparison
  :then [(loan/set {:add-portfolios ["D"]})])

(defrule no-such-day
  :when (and (= current-date "2026-02-29") (zero? (u/date-compare "2/28/2026" current-date)))
;                            ^^^^^^^^^^^^ invalid-day
;                                                                 ^^^^^^^^^^^ invalid-day
  :then [(loan/set {:add-portfolios ["E"]})])

(defrule joins-nothing
  :when (or (and (= loan-status "Open")) (or))
;            ^^^ lone-operand
;                                        ^^^^ empty-form
  :then [(loan/set {:add-portfolios ["F"]})])

(defrule truth-twice
  :when (and (= true (= loan-status "Open")) (if (some? loan-sub-status) true false) (not (not (nil? loan-alert))))
;            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ needless-truth
;                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ needless-truth
;                                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ needless-truth
  :then [(loan/set {:add-portfolios ["G"]})])

(defrule not-equal
  :when (not (= loan-status "Open"))
;       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ negated-equality
  :then [(loan/set {:add-portfolios ["H"]})])

;; Right, and near to it.

(defrule plain
  :when (and (= true (-> portfolio :4 :active)) (= loan-title "2026-02-29") (= 2 (count [limit limit])))
  :then [(loan/set {:add-portfolios ["I"]})])
