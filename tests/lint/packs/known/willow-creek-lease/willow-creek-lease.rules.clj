;; Willow Creek Leasing (medical equipment). Terms as in the lease: "Rent", "Lessee", "Casualty".

(def days-to-cure 10)

(defn months-left [] status-periods-remaining)
(defn arrears? [n] (>= status-amount-due (* n setup-payment)))

(defrule late-charge-notice
  "Notice of late charge: Rent more than five days overdue."
  :when (and (= loan-status "Open") (> status-days-past-due 5) (<= status-days-past-due 20))
  :then [(checklist/check {:checklist "Lease" :items ["Late charge"]})])

(defrule event-of-default
  "Event of Default: Rent remains unpaid beyond the ten-day cure period following notice, i.e. for longer than thirty days."
  :when (and (= loan-status "Open") (> status-days-past-due (+ 20 days-to-cure)))
  :then [(loan/set {:loan-sub-status "Default"})]
  :examples [{:given {:status-days-past-due 31} :fires true} {:given {:status-days-past-due 30} :fires false}])

(defrule default-waived
  "The Lessor waives a default when all but the current month's Rent has been paid."
  :when (and (= loan-sub-status "Default") (<= status-amount-due setup-payment))
  :then [(loan/set {:loan-sub-status "Active Lease"})])

(defrule acceleration
  "Acceleration where three or more Rents are unpaid and the lease has at least six months to run."
  :when (and (= loan-sub-status "Default") (arrears? 3) (>= (months-left) 6))
  :then [(loan/set {:loan-sub-status "Accelerated"}) (checklist/check {:checklist "Lease" :items ["Acceleration"]})])

(defrule short-tail
  "With five months or less to run we simply wait for the end."
  :when (and (= loan-sub-status "Accelerated") (<= (months-left) 5))
  :then [(loan/set {:loan-sub-status "Active Lease"})])

(defrule renewal-letter
  "Renewal letters are posted half a year before the end; none in the last sixty days."
  :when (and (= loan-status "Open") (some? status-orig-maturity-date)
             (<= (u/date-compare status-orig-maturity-date current-date) 182)
             (> (u/date-compare status-orig-maturity-date current-date) 60))
  :then [(checklist/check {:checklist "Lease" :items ["Renewal letter"]})])

(defrule holdover
  "Holdover: equipment still out after the end of the term."
  :when (and (= loan-status "Open") (some? status-orig-maturity-date) (< (u/date-compare status-orig-maturity-date current-date) 0))
  :then [(loan/set {:add-portfolios ["Holdover"]})])

(defrule fmv-buyout
  "Buyouts at fair market value below $20,000 need no committee."
  :when (and (= loan-status "Open") (> setup-residual 0M) (< setup-residual 20000M))
  :then [(checklist/check {:checklist "Lease" :items ["Committee waived"]})])

(defrule repossess
  "Remove the equipment: 90 days, exposure above $5,000."
  :when (and (= loan-sub-status "Accelerated") (>= status-days-past-due 90) (> status-payoff 5000M))
  :then [(loan/set {:loan-sub-status "Repossession" :repossession-date {:base :current-date :plus-days 7}})])

(defrule leave-it
  "Cheaper to leave it where it is."
  :when (and (= loan-sub-status "Repossession") (<= status-payoff 5000M))
  :then [(loan/set {:loan-sub-status "Accelerated"})])

(defrule preferred-lessee
  "Preferred Lessees: two leases' worth of history (over 1,000 days), at most one late Rent."
  :when (and (= loan-sub-status "Active Lease") (> status-loan-age 1000) (<= status-24-dpd-30 1))
  :then [(loan/set {:add-portfolios ["Preferred"]})])

(defrule casualty
  "Casualty: no Rent accrues where the Lessee reported it inside fifteen days of falling behind."
  :when (and (= "casualty" (-> settings-custom-fields :4 :value)) (<= status-days-past-due 15) (> status-due-fees 0M))
  :then [(credit/add {:type "Fees only" :category "Casualty" :charge-off false :amount {:base :due-fees :plus 0M} :info "casualty" :date :current-date})])

(defrule loss
  :when (and (= loan-sub-status "Repossession") (> status-days-past-due 180) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Loss" :charge-off true :amount {:base :payoff :plus 0M} :info "loss" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule tax-true-up
  "Property-tax true-ups of less than ten dollars are absorbed."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (< status-payoff 10M))
  :then [(credit/add {:type "Regular" :category "True-up" :charge-off false :amount {:base :payoff :plus 0M} :info "true-up" :date :current-date})])
