; Peachtree Finance branch rules
(def p-watch 3)

(defrule p01 "Branch greets new customers within 5 days."
  :when (and (= loan-status "Open") (<= status-loan-age 5))
  :then [(checklist/check {:checklist "Branch" :items ["Greeting"]})] :once :never-again)

(defrule p02 "Call everyone who is 3 to 12 days late."
  :when (and (= loan-status "Open") (>= status-days-past-due 3) (<= status-days-past-due 12))
  :then [(checklist/check {:checklist "Branch" :items ["Call"]})])

(defrule p03 "Home visit after 12 days when more than one payment is due."
  :when (and (= loan-status "Open") (> status-days-past-due 12) (> status-amount-due setup-payment))
  :then [(checklist/check {:checklist "Branch" :items ["Visit"]})])

(defrule p04 "Supervisor list: over 45 days."
  :when (and (= loan-status "Open") (> status-days-past-due 45))
  :then [(loan/set {:add-portfolios ["Supervisor"]})])

(defrule p05 "Supervisor list, removal"
  :when (and (= true (-> portfolio :3 :active)) (<= status-days-past-due 45))
  :then [(loan/set {:remove-portfolios ["Supervisor"]})])

(defrule p06 "Slow pay watch: three NSFs or more."
  :when (and (= loan-status "Open") (>= payments-nsf-count p-watch))
  :then [(loan/set {:add-portfolios ["Slow Pay"]})])

(defrule p07 "Renewal: at least 40% paid down, up to date, two or fewer 30-day lates."
  :when (and (= loan-sub-status "Repaying")
             (<= status-principal-balance (* 0.6M setup-loan-amount))
             (<= status-days-past-due 0)
             (<= status-24-dpd-30 2))
  :then [(loan/set {:add-portfolios ["Renewal"]})]
  :examples [{:given {:loan-sub-status "Repaying" :setup-loan-amount 1000M :status-principal-balance 600M :status-24-dpd-30 2} :fires true}
             {:given {:loan-sub-status "Repaying" :setup-loan-amount 1000M :status-principal-balance 601M :status-24-dpd-30 2} :fires false}
             {:given {:loan-sub-status "Repaying" :setup-loan-amount 1000M :status-principal-balance 600M :status-24-dpd-30 3} :fires false}])

(defrule p08 "No renewal for those over 15 days late."
  :when (and (= true (-> portfolio :5 :active)) (> status-days-past-due 15))
  :then [(loan/set {:remove-portfolios ["Renewal"]})])

(defrule p09 "Small claims: $400 up, 90 days since anything was paid."
  :when (and (= loan-sub-status "Charged Off") (>= status-net-charge-off 400M) (>= (or status-loan-recency 9999) 90))
  :then [(loan/set {:add-portfolios ["Small Claims"]})])

(defrule p10 "Dismiss the claim if they pay."
  :when (and (= true (-> portfolio :6 :active)) (some? status-loan-recency) (<= status-loan-recency 20))
  :then [(loan/set {:remove-portfolios ["Small Claims"]})])

(defrule p11 "Write-off at 180 days recency."
  :when (and (= loan-status "Open") (> status-days-past-due 90) (>= (or status-loan-recency 9999) 180) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Write-off" :charge-off true :amount {:base :payoff :plus 0M} :info "p11" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule p12
  :when (and (= loan-status "Open") (> status-payoff 0M) (< status-payoff 5M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "p12" :date :current-date})])

(defrule p13 "Deferment for customers with at most 30 days past due who have had the loan for 6 months."
  :when (and (= "D" (-> settings-custom-fields :2 :value)) (<= status-days-past-due 30) (>= status-loan-age 180))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-days 30}) (dpd/reset)]
  :once :never-again)

(defrule p14 "First payment defaults: nothing paid, 30 days late."
  :when (and (= loan-status "Open") (< payments-count 1) (>= status-days-past-due 30))
  :then [(loan/set {:add-portfolios ["FPD"]})])

(defrule p15 "Big loans are approved at head office ($8,000+)."
  :when (>= setup-loan-amount 8000M)
  :then [(checklist/uncheck {:checklist "Branch" :items ["HO approval"]})]
  :preactivation true)

(defrule p16 "tolerance"
  :when (and (= loan-status "Open") (> status-amount-due 0M) (<= status-amount-due 3M))
  :then [(apd/reset {:type "zero"}) (dpd/reset)])
