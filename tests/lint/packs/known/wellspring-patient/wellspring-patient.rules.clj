;; Wellspring patient accounts (no interest, compassion first).
;; custom field 7: charity care application "pending" / "approved" / "denied"

(defrule statement-1 "First statement within 5 days of discharge balance posting."
  :when (and (= loan-status "Open") (<= status-loan-age 5))
  :then [(checklist/check {:checklist "Billing" :items ["Statement 1"]})] :once :never-again)

(defrule reminder-letter "Reminder letter: more than 15 but less than 45 days overdue."
  :when (and (= loan-status "Open") (> status-days-past-due 15) (< status-days-past-due 45))
  :then [(checklist/check {:checklist "Billing" :items ["Reminder"]})])

(defrule final-notice "Final notice from day 90 on; balances under $50 are not worth one."
  :when (and (= loan-status "Open") (>= status-days-past-due 90) (>= status-amount-due 50M) (not= "pending" (-> settings-custom-fields :7 :value)))
  :then [(checklist/check {:checklist "Billing" :items ["Final notice"]})]
  :examples [{:given {:status-days-past-due 90 :status-amount-due 50M :settings-custom-fields {:7 {:value "denied"}}} :fires true}
             {:given {:status-days-past-due 90 :status-amount-due 49.99M :settings-custom-fields {:7 {:value "denied"}}} :fires false}
             {:given {:status-days-past-due 89 :status-amount-due 50M :settings-custom-fields {:7 {:value "denied"}}} :fires false}])

(defrule charity-care "Approved charity care clears any balance that does not exceed $5,000."
  :when (and (= "approved" (-> settings-custom-fields :7 :value)) (> status-payoff 0M) (<= status-payoff 5000M))
  :then [(credit/add {:type "Regular" :category "Charity care" :charge-off false :amount {:base :payoff :plus 0M} :info "501(r)" :date :current-date})]
  :once :never-again)

(defrule charity-care-committee "Anything larger than $5,000 goes before the committee."
  :when (and (= "approved" (-> settings-custom-fields :7 :value)) (> status-payoff 5000M))
  :then [(loan/set {:add-portfolios ["Committee"]})])

(defrule plan-slipping "A patient on a plan who paid less than 80% of the last instalment, up to 15 days late."
  :when (and (= loan-sub-status "Payment Plan")
             (<= 1 status-days-past-due 15)
             (< last-payment-amount (* 0.8M setup-payment)))
  :then [(loan/set {:add-portfolios ["Counselor"]})])

(defrule plan-broken "A plan is broken when two instalments are open."
  :when (and (= loan-sub-status "Payment Plan") (>= status-amount-due (* 2 setup-payment)))
  :then [(loan/set {:loan-sub-status "Plan Broken"})])

(defrule plan-mended "Less than one instalment open: the plan is on again."
  :when (and (= loan-sub-status "Plan Broken") (< status-amount-due setup-payment))
  :then [(loan/set {:loan-sub-status "Payment Plan" :remove-portfolios ["Counselor"]})])

(defrule small-balance-adj "Adjust off balances of $4.99 and below."
  :when (and (= loan-status "Open") (> status-payoff 0M) (<= status-payoff 4.99M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "sba" :date :current-date})])

(defrule bad-debt "Bad debt after one hundred twenty days, but never before the final notice."
  :when (and (= loan-status "Open") (> status-days-past-due 120) (some? (some #(= % "Billing/Final notice") checklist-checked-list)))
  :then [(loan/set {:loan-sub-status "Bad Debt" :add-portfolios ["Bad Debt"] :credit-status "97"})])

(defrule outside-agency "agency"
  :when (and (= loan-sub-status "Bad Debt") (>= status-days-past-due 150) (>= status-payoff 100M))
  :then [(loan/set {:add-portfolios ["Agency"]})])

(defrule pull-from-agency "agency recall"
  :when (and (= true (-> portfolio :8 :active)) (or (< status-payoff 100M) (<= (or status-loan-recency 999) 45)))
  :then [(loan/set {:remove-portfolios ["Agency"]})])

(defrule credit-report-wait "No-surprises rule: paid medical debt and balances below $500 stay off the bureau file."
  :when (and (= loan-sub-status "Bad Debt") (< status-payoff 500M))
  :then [(loan/set {:credit-status "DA"})])

(defrule prompt-pay "Prompt pay: whoever settles at least 90% of the bill inside the first month gets the rest free."
  :when (and (= loan-status "Open") (<= status-loan-age 30) (> status-payoff 0M)
             (<= status-payoff (* 0.1M setup-loan-amount)))
  :then [(credit/add {:type "Regular" :category "Prompt pay" :charge-off false :amount {:base :payoff :plus 0M} :info "prompt" :date :current-date})]
  :once :never-again
  :examples [{:given {:status-loan-age 20 :setup-loan-amount 1000M :status-payoff 100M} :fires true}
             {:given {:status-loan-age 20 :setup-loan-amount 1000M :status-payoff 101M} :fires false}
             {:given {:status-loan-age 31 :setup-loan-amount 1000M :status-payoff 100M} :fires false}])

(defrule long-plan "Plans that would run past 24 more instalments need a signature."
  :when (and (= loan-sub-status "Payment Plan") (> status-periods-remaining 24))
  :then [(checklist/uncheck {:checklist "Billing" :items ["Signature"]})])

(defnotification almost-there "Cheer them on: three instalments or fewer to go."
  :when (and (= loan-sub-status "Payment Plan") (<= status-periods-remaining 3) (< status-days-past-due 1))
  :email {:to #{:customers} :from "care@wellspring.example" :subject "Almost there" :template "cheer.html.j2"})
