;;;; Lighthouse Credit Union -- consumer loans and lines
;;;; friendly first

(defrule hello
  "Say hello: loans younger than two weeks."
  :when (and (= loan-status "Open") (< status-loan-age 14))
  :then [(checklist/check {:checklist "Care" :items ["Hello"]})]
  :once :never-again)

(defrule gentle-reminder
  "Gentle reminder until the tenth day."
  :when (and (= loan-status "Open") (> status-days-past-due 0) (<= status-days-past-due 10))
  :then [(checklist/check {:checklist "Care" :items ["Reminder"]})])

(defrule counselor
  "Beyond ten days a counselor takes over."
  :when (and (= loan-status "Open") (> status-days-past-due 10))
  :then [(loan/set {:add-portfolios ["Counselor"]})])

(defrule counselor-done
  "The member does not need the counselor any longer."
  :when (and (= true (-> portfolio :1 :active)) (<= status-days-past-due 10))
  :then [(loan/set {:remove-portfolios ["Counselor"]})])

(defrule skip-payment
  "Summer skip-a-pay is for members in good standing: one year with us, no more than one 30-day late, nothing past due now."
  :when (and (= loan-sub-status "Repaying") (contains? #{6 7 8} (u/month current-date))
             (>= status-loan-age 365) (<= status-24-dpd-30 1) (<= status-amount-due 0M))
  :then [(loan/set {:add-portfolios ["Skip-a-Pay"]})])

(defrule freeze-line
  "Freeze the line at 30 days or when it is overdrawn."
  :when (and (= loan-status "Open") (or (>= status-days-past-due 30) (< status-available-credit 0M)))
  :then [(loan/set {:loan-sub-status "Frozen"})])

(defrule unfreeze-line
  "Line is usable again: less than 10 days late, some room on it."
  :when (and (= loan-sub-status "Frozen") (< status-days-past-due 10) (> status-available-credit 0M))
  :then [(loan/set {:loan-sub-status "Repaying"})])

(defrule raise-line
  "Raise the line for members who use more than 60% of it and have a FICO of 720 or better."
  :when (and (= loan-sub-status "Repaying")
             (> setup-credit-limit 0M)
             (> (- setup-credit-limit status-available-credit) (* 0.6M setup-credit-limit))
             (some? (-> customer :primary :credit-score-average))
             (>= (-> customer :primary :credit-score-average) 720)
             (<= status-days-past-due 0))
  :then [(loan/set {:add-portfolios ["Line Increase"]})])

(defrule collections
  "45 days: collections, unless the member is on hardship."
  :when (and (= loan-status "Open") (>= status-days-past-due 45) (not= loan-sub-status "Hardship"))
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule out-of-collections
  :when (and (= true (-> portfolio :5 :active)) (< status-days-past-due 15))
  :then [(loan/set {:remove-portfolios ["Collections"]})])

(defrule hardship
  "Hardship when asked for in the first 60 days of trouble."
  :when (and (= "y" (-> settings-custom-fields :11 :value)) (<= status-days-past-due 60))
  :then [(loan/set {:loan-sub-status "Hardship"}) (apd/reset {:type "zero"})]
  :once :never-again)

(defrule hardship-failed
  "Hardship is withdrawn if the member falls 30 days behind on it."
  :when (and (= loan-sub-status "Hardship") (>= status-days-past-due 30))
  :then [(loan/set {:loan-sub-status "Repaying"})])

(defrule charge-off
  "Charge-off, 180+ days with a balance."
  :when (and (= loan-status "Open") (>= status-days-past-due 180) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "180" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})]
  :examples [{:given {:status-days-past-due 180 :status-payoff 900M} :fires true}
             {:given {:status-days-past-due 179 :status-payoff 900M} :fires false}])

(defrule attorney
  "Charged-off balances above $4,000 with no payment for half a year go to the attorney."
  :when (and (= loan-sub-status "Charged Off") (> status-net-charge-off 4000M) (> (or status-loan-recency 9999) 182))
  :then [(loan/set {:add-portfolios ["Attorney"]})])

(defrule round-down
  "We round small final balances down."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (< status-payoff 4M))
  :then [(credit/add {:type "Regular" :category "Rounding" :charge-off false :amount {:base :payoff :plus 0M} :info "round" :date :current-date})])

(defrule late-fee-grace
  "The first late fee is refunded when it is $25 or less and the member has not been 30 days late."
  :when (and (= loan-status "Open") (> status-due-fees 0M) (<= status-due-fees 25M) (< status-24-dpd-30 1))
  :then [(credit/add {:type "Fees only" :category "Courtesy" :charge-off false :amount {:base :due-fees :plus 0M} :info "grace" :date :current-date})]
  :once :never-again)
