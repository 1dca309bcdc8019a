;;;; Copperleaf Community Loan Fund (CDFI). Borrowers are neighbors.

(defrule check-in-call
  "Loan officer checks in with every new borrower before the loan is a month old."
  :when (and (= loan-status "Open") (< status-loan-age 30))
  :then [(checklist/check {:checklist "Coaching" :items ["Check-in"]})]
  :once :never-again)

(defrule coaching-early
  "Coaching starts early: a single day late is enough as long as fewer than 30 days are overdue."
  :when (and (= loan-status "Open") (>= status-days-past-due 1) (< status-days-past-due 30))
  :then [(loan/set {:add-portfolios ["Coaching"]})])

(defrule coaching-done
  "Coaching ends when the borrower is not late at all and the last payment was a full one."
  :when (and (= true (-> portfolio :81 :active)) (<= status-days-past-due 0) (>= last-payment-amount setup-payment))
  :then [(loan/set {:remove-portfolios ["Coaching"]})])

(defrule reschedule
  "We reschedule once, provided sixty days have not been exceeded."
  :when (and (= "yes" (-> settings-custom-fields :2 :value)) (<= status-days-past-due 60) (zero? loan-modification-count))
  :then [(loan/set {:loan-sub-status "Rescheduled"}) (dpd/reset)]
  :once :never-again)

(defrule par-30
  "Portfolio at risk, over thirty days."
  :when (and (= loan-status "Open") (> status-days-past-due 30))
  :then [(loan/set {:add-portfolios ["PAR 30"]})])

(defrule par-30-out
  "Portfolio at risk, no longer over thirty days."
  :when (and (= true (-> portfolio :83 :active)) (<= status-days-past-due 30))
  :then [(loan/set {:remove-portfolios ["PAR 30"]})])

(defrule graduation
  "Graduates: three quarters repaid or better, no failed promises."
  :when (and (= loan-sub-status "Repaying")
             (>= status-total-paid-principal (* 0.75M setup-loan-amount))
             (<= promises-failed-count 0))
  :then [(loan/set {:add-portfolios ["Graduates"]})]
  :examples [{:given {:setup-loan-amount 1000M :status-total-paid-principal 750M :promises-failed-count 0} :fires true}
             {:given {:setup-loan-amount 1000M :status-total-paid-principal 749M :promises-failed-count 0} :fires false}])

(defrule promise-trouble
  "More than one promise broken."
  :when (and (= loan-status "Open") (> promises-failed-count 1))
  :then [(loan/set {:add-portfolios ["Watch"]})])

(defrule promise-trouble-over
  "Kept twice as many as broken."
  :when (and (= true (-> portfolio :85 :active)) (>= promises-fulfilled-count (* 2 promises-failed-count)))
  :then [(loan/set {:remove-portfolios ["Watch"]})])

(defrule guarantor-contact
  "The guarantor hears from us at forty-five days, sooner (at twenty) where the loan is larger than $10,000."
  :when (and (= loan-status "Open")
             (cond (> setup-loan-amount 10000M) (>= status-days-past-due 20)
                   :else (>= status-days-past-due 45)))
  :then [(checklist/check {:checklist "Coaching" :items ["Guarantor"]})]
  :examples [{:given {:setup-loan-amount 12000M :status-days-past-due 20} :fires true}
             {:given {:setup-loan-amount 8000M :status-days-past-due 20} :fires false}
             {:given {:setup-loan-amount 8000M :status-days-past-due 45} :fires true}])

(defrule interest-holiday
  "A neighbor in real trouble pays no interest: rescheduled and still ninety days behind or worse."
  :when (and (= loan-sub-status "Rescheduled") (>= status-days-past-due 90) (> status-perdiem 0M))
  :then [(interest/suspend {:date :current-date})])

(defrule interest-again
  :when (and (= loan-sub-status "Rescheduled") (= true status-interest-suspended) (<= status-days-past-due 15))
  :then [(interest/resume {:date :current-date})])

(defrule write-off
  "After 180 days we stop hoping."
  :when (and (= loan-status "Open") (> status-days-past-due 180) (> status-payoff 0M) (or (nil? status-loan-recency) (> status-loan-recency 90)))
  :then [(credit/add {:type "Regular" :category "Write-off" :charge-off true :amount {:base :payoff :plus 0M} :info "write-off" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule never-sue-neighbors
  "Legal action never for less than $2,000."
  :when (and (= true (-> portfolio :86 :active)) (< status-net-charge-off 2000M))
  :then [(loan/set {:remove-portfolios ["Legal"]})])

(defrule legal
  :when (and (= loan-sub-status "Charged Off") (>= status-net-charge-off 2000M))
  :then [(loan/set {:add-portfolios ["Legal"]})])

(defrule tail
  "The tail: up to $8, written away with a thank-you."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 8M))
  :then [(credit/add {:type "Regular" :category "Tail" :charge-off false :amount {:base :payoff :plus 0M} :info "tail" :date :current-date})])

(defpromise-scenario patient-window
  "Patience for small arrears (under two payments)."
  :evaluate-on #{:payments}
  :applies-when (and (= loan-status "Open") (< status-amount-due (* 2 setup-payment)))
  :window {:days-before 10 :days-after 10 :by :apply-date}
  :tolerance {:percent 20}
  :fail-on-reversal true)
