;; Stonegate Lending: loans to homeowner associations and churches. Slow, polite, few accounts.

(defrule treasurer-letter
  "The treasurer gets a letter when a payment has been outstanding for longer than two weeks."
  :when (and (= loan-status "Open") (> status-days-past-due 14))
  :then [(checklist/check {:checklist "Relations" :items ["Treasurer letter"]})])

(defrule board-meeting
  "We ask to attend the board meeting once three payments or more have been missed."
  :when (and (= loan-status "Open") (>= status-amount-due (* 3 setup-payment)))
  :then [(checklist/check {:checklist "Relations" :items ["Board meeting"]})])

(defrule annual-audit
  "Audited statements are needed from associations that borrowed a quarter of a million or more."
  :when (and (= loan-status "Open") (>= setup-loan-amount 250000M) (= (u/month current-date) 6))
  :then [(checklist/uncheck {:checklist "Relations" :items ["Audit"]})])

(defrule reserve-low
  "Reserve account has sunk beneath the five thousand dollar covenant."
  :when (and (= loan-status "Open") (some? (-> escrow :2 :balance)) (< (-> escrow :2 :balance) 5000M))
  :then [(loan/set {:add-portfolios ["Covenant Breach"]})])

(defrule reserve-restored
  "Covenant met again."
  :when (and (= true (-> portfolio :1 :active)) (some? (-> escrow :2 :balance)) (>= (-> escrow :2 :balance) 5000M))
  :then [(loan/set {:remove-portfolios ["Covenant Breach"]})])

(defrule interest-only-relief
  "Congregations that lost their building may pay interest only, so long as they are within ninety days of current."
  :when (and (= "lost" (-> settings-custom-fields :4 :value)) (<= status-days-past-due 90))
  :then [(loan/set {:loan-sub-status "Interest Only Relief"})]
  :once :never-again)

(defrule relief-ends
  "Relief is over when a year has gone by since the contract was amended and the last payment was at least the regular one."
  :when (and (= loan-sub-status "Interest Only Relief") (>= status-loan-age 365) (>= last-payment-amount setup-payment))
  :then [(loan/set {:loan-sub-status "Repaying"})])

(defrule rate-review
  "Rates of nine percent and above are reviewed downward for borrowers who have never been late in the past two years."
  :when (and (= loan-sub-status "Repaying") (>= setup-interest-rate 9M) (= status-24-dpd-30 0) (<= status-days-past-due 0))
  :then [(loan/set {:add-portfolios ["Rate Review"]})])

(defrule maturity-talks
  "Talks about renewal start nine months out (270 days) and end a month before maturity."
  :when (and (= loan-status "Open") (some? status-orig-maturity-date)
             (<= (u/date-compare status-orig-maturity-date current-date) 270)
             (> (u/date-compare status-orig-maturity-date current-date) 30))
  :then [(loan/set {:add-portfolios ["Renewal Talks"]})])

(defrule matured-unpaid
  "Matured and unpaid."
  :when (and (= loan-status "Open") (some? status-orig-maturity-date)
             (> (u/date-compare current-date status-orig-maturity-date) 0)
             (> status-payoff 0M))
  :then [(loan/set {:loan-sub-status "Matured"})])

(defrule counsel
  :when (and (= loan-status "Open") (>= status-days-past-due 150) (>= status-payoff 20000M))
  :then [(loan/set {:add-portfolios ["Counsel"]})])

(defrule counsel-withdrawn
  :when (and (= true (-> portfolio :5 :active)) (< status-days-past-due 60))
  :then [(loan/set {:remove-portfolios ["Counsel"]})])

(defrule nonaccrual
  "Nonaccrual follows regulation: ninety days or more unless well secured."
  :when (and (= loan-status "Open") (>= status-days-past-due 90) (= settings-secured false))
  :then [(interest/suspend {:date :current-date})])

(defrule back-to-accrual
  "Six months of performance, nothing owed from before."
  :when (and (= status-interest-suspended true) (<= status-days-past-due 0) (<= status-amount-due 0M) (>= payments-count 6))
  :then [(interest/resume {:date :current-date})])

(defrule chargeoff
  "The committee charges off what has been delinquent for more than a year."
  :when (and (= loan-status "Open") (> status-days-past-due 365) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "committee" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule gift
  "Final amounts smaller than one hundred dollars are our gift."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (< status-payoff 100M))
  :then [(credit/add {:type "Regular" :category "Gift" :charge-off false :amount {:base :payoff :plus 0M} :info "gift" :date :current-date})])
