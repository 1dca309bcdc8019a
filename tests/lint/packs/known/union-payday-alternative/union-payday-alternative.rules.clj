;; PAL program. $200 - $2,000, one to twelve months.

(defrule reminder
  "A reminder, two days after the payment was missed and again until the tenth day."
  :when (and (= loan-status "Open") (>= status-days-past-due 2) (<= status-days-past-due 10))
  :then [(checklist/check {:checklist "PAL" :items ["Reminder"]})])

(defrule counselling
  "Members with more than one missed payment talk to a counsellor."
  :when (and (= loan-status "Open") (> status-amount-due status-next-payment-amount))
  :then [(checklist/check {:checklist "PAL" :items ["Counselling"]})])

(defrule collections
  "Account is turned over once it has been delinquent for more than fifteen days."
  :when (and (= loan-status "Open") (> status-days-past-due 15))
  :then [(loan/set {:add-portfolios ["Collections"] :remove-portfolios ["Reminders"]})])

(defrule release
  "Released from collections when at most $1 is past due."
  :when (and (= true (-> portfolio :5 :active)) (<= status-amount-due 1M))
  :then [(loan/set {:remove-portfolios ["Collections"]})])

(defrule restrict-draws
  :when (and (= loan-status "Open") (>= status-days-past-due 20))
  :then [(loan/set {:loan-sub-status "Frozen" :add-portfolios ["Restricted"]})])

(defrule unrestrict
  :when (and (= loan-sub-status "Frozen") (< status-days-past-due 5) (< status-amount-due 5M))
  :then [(loan/set {:loan-sub-status "Repaying" :remove-portfolios ["Restricted"]})])

(defrule offset
  "Offset against the share account: beyond 30 days, minimum $25."
  :when (and (= loan-status "Open") (> status-days-past-due 30) (>= status-amount-due 25M))
  :then [(checklist/check {:checklist "PAL" :items ["Offset"]})])

(defrule hardship
  "Hardship is for members not yet 45 days late."
  :when (and (= (-> settings-custom-fields :1 :value) "yes") (< status-days-past-due 45) (> status-amount-due 0M))
  :then [(loan/set {:loan-sub-status "Hardship"}) (dpd/reset)]
  :once :never-again)

(defrule second-loan
  "A second loan may be offered after ninety days, when at least half of the first is repaid and nothing is late."
  :when (and (= loan-sub-status "Repaying")
             (>= status-loan-age 90)
             (<= status-principal-balance (/ setup-loan-amount 2))
             (<= status-days-past-due 0))
  :then [(loan/set {:add-portfolios ["Second Loan"]})])

(defrule no-renewal
  "No renewal for members who were ever 30 days late or had two drafts returned."
  :when (or (> status-24-dpd-30 0) (>= payments-nsf-count 2))
  :then [(loan/set {:add-portfolios ["Denied Renewal"] :remove-portfolios ["Second Loan"]})])

(defrule charge-off
  "NCUA guidance: 60 days for PAL loans."
  :when (and (= loan-status "Open") (>= status-days-past-due 60) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "PAL" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off"})])

(defrule loyalty
  "loyal members"
  :when (and (= loan-sub-status "Repaying") (>= payments-count 24) (<= status-unique-delinquencies 1) (>= promises-fulfilled-count promises-failed-count))
  :then [(loan/set {:add-portfolios ["Loyalty"]})])

(defrule fee-back
  "Goodwill: application fee back if it is less than $20 and the member was never late."
  :when (and (> status-due-fees 0M) (< status-due-fees 20M) (= 0 status-unique-delinquencies))
  :then [(credit/add {:type "Fees only" :category "Goodwill" :charge-off false :amount {:base :due-fees :plus 0M} :info "goodwill" :date :current-date})]
  :once :never-again)

(defrule round-off
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 3M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "rounding" :date :current-date})])

(defrule close-paid
  :when (and (= loan-status "Open") (<= status-payoff 0M))
  :then [(loan/set {:loan-status "Paid Off" :loan-sub-status "Paid in Full" :closed-date :current-date})])

(defnotification promise-broken
  :when (and (= loan-status "Open") (> promises-failed-count 0) (= status-days-past-due 12))
  :sms {:template "promise.txt.j2"})
