;; Sandhill RV Credit -- servicing rules, numbered as in the handbook
;; 1.x welcome, 2.x early, 3.x late, 4.x loss, 5.x goodwill

(def h-early 12)
(def h-late 40)

(defrule h1-1
  "Send the owner's guide to loans on the books for at most 20 days."
  :when (and (= loan-status "Open") (<= status-loan-age 20))
  :then [(checklist/check {:checklist "H" :items ["Guide"]})]
  :once :never-again)

(defrule h2-1
  "Early contact starts when a payment is overdue for 4 days and ends on the twelfth."
  :when (and (= loan-status "Open") (>= status-days-past-due 4) (<= status-days-past-due h-early))
  :then [(checklist/check {:checklist "H" :items ["Early contact"]})])

(defrule h2-2
  "Watch: more than 12 days late in the first six months."
  :when (and (= loan-status "Open") (> status-days-past-due h-early) (< status-loan-age 183))
  :then [(loan/set {:add-portfolios ["Watch"]})])

(defrule h2-3
  "Off watch after six months on book, if not late."
  :when (and (= true (-> portfolio :2 :active)) (>= status-loan-age 183) (<= status-days-past-due 0))
  :then [(loan/set {:remove-portfolios ["Watch"]})])

(defrule h3-1
  "Late desk: 40 days or older delinquencies with $100 or more unpaid."
  :when (and (= loan-status "Open") (>= status-days-past-due h-late) (>= status-amount-due 100M))
  :then [(loan/set {:add-portfolios ["Late Desk"]})]
  :examples [{:given {:status-days-past-due 40 :status-amount-due 100M} :fires true}
             {:given {:status-days-past-due 39 :status-amount-due 100M} :fires false}
             {:given {:status-days-past-due 40 :status-amount-due 99M} :fires false}])

(defrule h3-2
  "Nothing for the late desk any more."
  :when (and (= true (-> portfolio :3 :active)) (or (< status-days-past-due h-early) (< status-amount-due 100M)))
  :then [(loan/set {:remove-portfolios ["Late Desk"]})])

(defrule h3-3
  "A workout can still be had by owners who have not been late for longer than 75 days and paid for a year."
  :when (and (= "workout" (-> settings-custom-fields :3 :value)) (<= status-days-past-due 75) (>= status-loan-age 365))
  :then [(loan/set {:loan-sub-status "Workout"}) (dpd/reset)]
  :once :never-again)

(defrule h3-4
  "A failed workout (20 days late) goes back to the desk."
  :when (and (= loan-sub-status "Workout") (>= status-days-past-due 20))
  :then [(loan/set {:loan-sub-status "Repaying" :add-portfolios ["Late Desk"]})])

(defrule h4-1
  "Assign to the recovery company at 80 days unless the payoff is under $2,500."
  :when (and (= loan-status "Open") (>= status-days-past-due 80) (>= status-payoff 2500M))
  :then [(loan/set {:loan-sub-status "Recovery" :add-portfolios ["Recovery"]})])

(defrule h4-2
  "Units with a payoff under $2,500 are not recovered."
  :when (and (= true (-> portfolio :5 :active)) (< status-payoff 2500M))
  :then [(loan/set {:remove-portfolios ["Recovery"]})])

(defrule h4-3
  "Owner paid to within two weeks of current; recovery is called off."
  :when (and (= loan-sub-status "Recovery") (<= status-days-past-due 14))
  :then [(loan/set {:loan-sub-status "Repaying" :remove-portfolios ["Recovery"]})])

(defrule h4-4
  :when (and (= loan-sub-status "Recovery") (> status-days-past-due 140) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "h4-4" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule h5-1
  "Goodwill on fees: $40 at most, owner never a month late."
  :when (and (= loan-status "Open") (> status-due-fees 0M) (<= status-due-fees 40M) (< status-24-dpd-30 1))
  :then [(credit/add {:type "Fees only" :category "Goodwill" :charge-off false :amount {:base :due-fees :plus 0M} :info "h5-1" :date :current-date})]
  :once :never-again)

(defrule h5-2
  "Trade-in letter: at least a third of the loan repaid, 24 or more payments, not late now."
  :when (and (= loan-sub-status "Repaying")
             (<= status-principal-balance (* 0.67M setup-loan-amount))
             (>= payments-count 24)
             (< status-days-past-due 1))
  :then [(loan/set {:add-portfolios ["Trade-in"]})])

(defrule h5-3
  "Odd amounts up to four dollars at the end."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 4M))
  :then [(credit/add {:type "Regular" :category "Goodwill" :charge-off false :amount {:base :payoff :plus 0M} :info "h5-3" :date :current-date})])
