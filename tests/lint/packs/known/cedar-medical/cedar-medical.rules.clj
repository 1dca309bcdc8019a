;; Cedar Medical Group, patient financing. Rules of 501(r): no extraordinary collection before day 120.

(defrule welcome-call
  "Call every new patient in the first 14 days of the plan."
  :when (and (= loan-status "Open") (<= status-loan-age 14))
  :then [(checklist/check {:checklist "Patient" :items ["Welcome call"]})]
  :once :never-again)

(defrule charity-screening
  "Screen balances of $2,000 and over for charity care before anything else."
  :when (and (= loan-status "Open") (>= status-principal-balance 2000M))
  :then [(loan/set {:add-portfolios ["Charity Review"]})])

(defrule second-statement
  "Statement two goes out from day 30 to day 59."
  :when (and (= loan-status "Open") (>= status-days-past-due 30) (<= status-days-past-due 59))
  :then [(checklist/check {:checklist "Patient" :items ["Statement 2"]})])

(defrule early-out
  "Early-out vendor at sixty days, if more than forty dollars is due."
  :when (and (= loan-status "Open") (>= status-days-past-due 60) (> status-amount-due 40M))
  :then [(loan/set {:add-portfolios ["Early Out"]})])

(defrule early-out-back
  "Vendor returns accounts that are no longer sixty days late."
  :when (and (= true (-> portfolio :11 :active)) (< status-days-past-due 60))
  :then [(loan/set {:remove-portfolios ["Early Out"]})])

(defrule final-notice
  :when (and (= loan-status "Open") (>= status-days-past-due 90))
  :then [(checklist/check {:checklist "Patient" :items ["Final notice"]})])

(defrule bad-debt
  "Not before 120 days have gone by."
  :when (and (= loan-status "Open") (> status-days-past-due 120) (not= loan-sub-status "Charity"))
  :then [(loan/set {:loan-sub-status "Charged Off Collectible" :add-portfolios ["Bad Debt Agency"] :credit-status "93"})]
  :examples [{:given {:loan-status "Open" :loan-sub-status "Repaying" :status-days-past-due 121} :fires true}
             {:given {:loan-status "Open" :loan-sub-status "Repaying" :status-days-past-due 119} :fires false}])

(defrule agency-minimum
  "The agency does not take accounts below $75."
  :when (and (= loan-sub-status "Charged Off Collectible") (< status-payoff 75M))
  :then [(loan/set {:remove-portfolios ["Bad Debt Agency"]})])

(defrule attorney
  "Balances above five thousand dollars with no payment in the last half year are reviewed by counsel."
  :when (and (= loan-sub-status "Charged Off Collectible") (> status-payoff 5000M) (or (nil? status-loan-recency) (> status-loan-recency 182)))
  :then [(loan/set {:add-portfolios ["Legal"]})])

(defrule restart-plan
  "A patient who gets back under 10 days late returns to the plan."
  :when (and (= loan-sub-status "Charged Off Collectible") (< status-days-past-due 10))
  :then [(loan/set {:loan-sub-status "Payment Plan" :remove-portfolios ["Bad Debt Agency"]})])

(defrule charity-writeoff
  "Approved charity: forgive what is due up to $10,000."
  :when (and (= loan-sub-status "Charity") (> status-amount-due 0M) (<= status-payoff 10000M))
  :then [(credit/add {:type "Regular" :category "Goodwill" :charge-off false :amount {:base :amount-past-due :plus 0M}
                      :info "charity" :date :current-date})])

(defrule good-payer
  :when (and (= loan-sub-status "Payment Plan") (<= status-days-past-due 0) (<= status-24-dpd-30 0) (>= payments-count 12))
  :then [(loan/set {:add-portfolios ["Good Payer"]})])

(defrule good-payer-lost
  "One missed payment ends it."
  :when (and (= true (-> portfolio :16 :active)) (> status-days-past-due 10))
  :then [(loan/set {:remove-portfolios ["Good Payer"]})])

(defrule small-stuff
  "Balances under $9.99 cost more to bill than to drop."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (< status-payoff 9.99M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M}
                      :info "small" :date :current-date})])

(defrule estate
  "No interest on an estate."
  :when (and (= loan-sub-status "Deceased") (> status-perdiem 0M))
  :then [(interest/suspend {:date :current-date})])

(defnotification almost-done
  "Cheer patients on when they have three payments or fewer to go."
  :when (and (= loan-status "Open") (<= status-periods-remaining 3) (> status-payoff 0M) (= (u/day-of-month current-date) 5))
  :email {:to #{:customers} :from "billing@cedar.example" :subject "Nearly there" :template "almost.html.j2"})
