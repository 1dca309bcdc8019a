;; Accounts that are closed, and forms that are not what they should be.

(ns acme.closing)

(defrule settled
  "Settled accounts leave Collections."
  :when (= loan-sub-status "Settled")
  :then [(loan/set {:remove-portfolios ["Collections"] :credit-status "13"}) (loan/set {:credit-status "62"})])

(defrule settled-again
  "Settled accounts leave Collections."
  :when (= "Settled" loan-sub-status)
  :then [(loan/set {:remove-portfolios ["Collections"] :credit-status "13"}) (loan/set {:credit-status "62"})])

(defrule settled-and-open
  "Settled accounts leave Collections."
  :when (and (= loan-sub-status "Settled") (= loan-status "Open"))
  :then [(loan/set {:remove-portfolios ["Collections"]})])

(defrule settled
  :when (= loan-sub-status "Charged Off")
  :then [(loan/set {:remove-portfolios ["Legal"]})])

(defrule names
  "Misspelt names."
  :when (and (= lone-status "Open") (u/date-compar current-date "2026-01-01"))
  :then [(loan/sett {:credit-status "97"})])

(defrule options
  "Options that are not."
  :when (= loan-status "Closed")
  :then [(loan/set {:credit-state "97" :autopay-status "stop" :loan-status nil})
         (checklist/check {:checklist "Default"})
         (interest/suspend {:date {:base :todays-date}})])

(defrule shape
  "Not the right shape."
  :when status-days-past-due
  :then (dpd/reset)
  :than [])

(defrule example
  "More than 30 days."
  :when (> status-days-past-due 30)
  :then [(loan/set {:add-portfolios ["Collections"]})]
  :examples [{:given {:status-days-past-due 30} :fires true}])

(defrule prints
  "Prints."
  :when (do (println loan-id) (= loan-status "Open"))
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule quoted
  "Pasted from a letter."
  :when (= loan-title “late account”)
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule octal
  "A number that is none."
  :when (> status-amount-due 1_000M)
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule open
  "Never closed."
  :when (and (= loan-status "Open") (> status-days-past-due 30)
  :then [(loan/set {:add-portfolios ["Collections"]})])
