;; Rules held against each other.

(defrule first-one
  :when (and (= loan-status "Open") (= loan-sub-status "Repaying"))
  :then [(loan/set {:add-portfolios ["Early"]}) (checklist/check {:checklist "Default" :items ["Notice"]})])

(defrule first-one-again
;        ^^^^^^^^^^^^^^^ duplicate-rule
  :when (and (= "Repaying" loan-sub-status) (= loan-status "Open"))
  :then [(checklist/check {:checklist "Default" :items ["Notice"]}) (loan/set {:add-portfolios ["Early"]})])

(defrule part-of-the-first
;        ^^^^^^^^^^^^^^^^^ subsumed-rule
  :when (and (= loan-status "Open") (= loan-sub-status "Repaying") (some? loan-alert))
  :then [(loan/set {:add-portfolios ["Early"]})])

(defrule overruled
  :when (and (= loan-status "Repossessed") (some? loan-alert))
  :then [(loan/set {:credit-status "93" :add-portfolios ["Legal"]}) (interest/suspend {:date :current-date})])
;                                  ^^^^ conflicting-actions
;                                                       ^^^^^^^^^ conflicting-actions
;                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ conflicting-actions

(defrule last-word
  :when (= loan-status "Repossessed")
  :then [(loan/set {:credit-status "97" :remove-portfolios ["Legal"]}) (interest/resume {:date :current-date})])

(defrule undoes-itself
  :when (= loan-status "Closed")
  :then [(loan/set {:add-portfolios ["Paid"] :remove-portfolios ["Early" "Paid"]}) (loan/set {:stoplight-manually-set true}) (loan/set {:stoplight-manually-set false})])
;                                                               ^^^^^^^^^^^^^^^^ conflicting-actions
;                                                                                                                                                               ^^^^^ conflicting-actions

;; Right, and near to it.

(defrule exception-after-the-rule
  :when (and (= loan-status "Repossessed") (= loan-title "x"))
  :then [(loan/set {:credit-status "80"})])

(defrule only-once
  :when (and (= loan-status "Open") (= loan-sub-status "Repaying") (= loan-title "x"))
  :then [(loan/set {:add-portfolios ["Early"]})]
  :once :never-again)

(defrule leaves-the-status
  :when (= loan-sub-status "Pending Payoff")
  :then [(loan/set {:loan-sub-status "Settled" :stoplight-manually-set true})])

(defrule never-sees-it
  :when (= loan-sub-status "Pending Payoff")
  :then [(loan/set {:stoplight-manually-set false})])
