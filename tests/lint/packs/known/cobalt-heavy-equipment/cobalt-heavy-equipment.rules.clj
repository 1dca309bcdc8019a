;; Cobalt Heavy Equipment Finance, servicing policy 7.

(def special-assets-size 250000M)

(defrule officer-call
  "An officer calls once a contract is seven days late."
  :when (and (= loan-status "Open") (>= status-days-past-due 7) (< status-days-past-due 30))
  :then [(checklist/check {:checklist "Credit" :items ["Officer call"]})])

(defrule default-notice
  "Notice of default at 31 days."
  :when (and (= loan-status "Open") (>= status-days-past-due 31))
  :then [(checklist/check {:checklist "Credit" :items ["Default notice"]})]
  :examples [{:given {:status-days-past-due 31} :fires true} {:given {:status-days-past-due 30} :fires false}])

(defrule guarantor-notice
  "The guarantor is told when more than two payments' worth is overdue."
  :when (and (= loan-status "Open") (> status-amount-due (* 2 status-next-payment-amount)))
  :then [(checklist/check {:checklist "Credit" :items ["Guarantor notice"]})])

(defrule watch
  "Slow payers: three or more 30-day lates in the last two years."
  :when (and (= loan-status "Open") (>= status-24-dpd-30 3))
  :then [(loan/set {:add-portfolios ["Watch List"]})])

(defrule unwatch
  "A clean slate takes the contract off the watch list."
  :when (and (= true (-> portfolio :71 :active)) (<= status-days-past-due 0) (<= status-24-dpd-30 1))
  :then [(loan/set {:remove-portfolios ["Watch List"]})])

(defrule special-assets
  "Large contracts go to special assets early, after 45 days."
  :when (and (= loan-status "Open") (>= status-principal-balance special-assets-size) (> status-days-past-due 45))
  :then [(loan/set {:add-portfolios ["Special Assets"]})])

(defrule restructure
  "Restructuring is open to contractors with at least a year of payments who are under 60 days late."
  :when (and (= "R" (-> settings-custom-fields :6 :value)) (>= status-loan-age 365) (< status-days-past-due 60))
  :then [(loan/set {:loan-sub-status "Restructured"}) (dpd/reset)]
  :once :never-again)

(defrule recover-machine
  "Send for the machine: past 75 days, silent for more than 40."
  :when (and (= loan-status "Open") (> status-days-past-due 75) (or (nil? status-loan-recency) (> status-loan-recency 40)))
  :then [(loan/set {:loan-sub-status "Recovery" :repossession-date :current-date})])

(defrule cancel-recovery
  "Truck is called back if they come within 20 days of current."
  :when (and (= loan-sub-status "Recovery") (<= status-days-past-due 20))
  :then [(loan/set {:loan-sub-status "Repaying" :remove-portfolios ["Recovery"]})])

(defrule deficiency
  :when (and (= loan-sub-status "Recovery") (> status-days-past-due 150) (> status-payoff 0M))
  :then [(loan/set {:loan-sub-status "Charged Off Collectible" :credit-status "97"})
         (credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "deficiency" :date :current-date})])

(defrule yearly-review
  "Review exposures over $100,000 every year."
  :when (and (= loan-status "Open") (> status-principal-balance 100000M) (= (u/month current-date) 3))
  :then [(checklist/uncheck {:checklist "Credit" :items ["Yearly review"]})])

(defrule repeat-buyer
  "Two thirds paid and no 60-day late: repeat buyer."
  :when (and (= loan-sub-status "Repaying") (< status-principal-balance (* 0.34M setup-loan-amount)) (< status-24-dpd-60 1) (<= status-days-past-due 5))
  :then [(loan/set {:add-portfolios ["Repeat Buyers"]})])

(defrule tail-end
  "Final amounts under $50 are waived."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (< status-payoff 50M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "tail" :date :current-date})])

(defrule telematics
  "Switch on tracking for young contracts that are already late: under 90 days old, over 5 days late."
  :when (and (= loan-status "Open") (< status-loan-age 90) (> status-days-past-due 5))
  :then [(loan/set {:add-portfolios ["Telematics"]})])

(defnotification winter-hours
  "Tell customers with a payment due in the next five days."
  :when (and (= loan-status "Open") (some? status-next-payment-date)
             (<= (u/date-compare status-next-payment-date current-date) 5))
  :sms {:template "winter.txt.j2"})
