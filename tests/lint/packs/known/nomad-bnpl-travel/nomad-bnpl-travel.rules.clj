;; nomad: fly now pay later.  field 1 = trip state (booked, flown, cancelled), field 2 = days to departure as text (unused)

(defrule nm_pre
  "trip not flown and a payment open for over 3 days -> ticket may be cancelled"
  :when (and (= "booked" (-> settings-custom-fields :1 :value)) (> status-days-past-due 3))
  :then [(loan/set {:add-portfolios ["Ticket Hold"]})])

(defrule nm_pre_ok
  "ticket released: 3 days at the most"
  :when (and (= true (-> portfolio :1 :active)) (<= status-days-past-due 3))
  :then [(loan/set {:remove-portfolios ["Ticket Hold"]})])

(defrule nm_big
  "trips of 4k and more: manual look"
  :when (and (= loan-status "Open") (>= setup-loan-amount 4000M))
  :then [(checklist/uncheck {:checklist "N" :items ["look"]})]
  :once :never-again)

(defrule nm_score
  "thin file: score below 600"
  :when (and (= loan-status "Open") (some? (-> customer :primary :credit-score-average)) (< (-> customer :primary :credit-score-average) 600))
  :then [(loan/set {:add-portfolios ["Thin File"]})])

(defrule nm_d1
  :when (and (= loan-status "Open") (>= status-days-past-due 1) (< status-days-past-due 8))
  :then [(checklist/check {:checklist "N" :items ["mail"]})])

(defrule nm_d8
  :when (and (= loan-status "Open") (>= status-days-past-due 8) (< status-days-past-due 31))
  :then [(checklist/check {:checklist "N" :items ["call"]})])

(defrule nm_d31
  :when (and (= loan-status "Open") (>= status-days-past-due 31) (> status-amount-due 30M))
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule nm_back
  "made good"
  :when (and (= true (-> portfolio :3 :active)) (or (< status-days-past-due 8) (<= status-amount-due 30M)))
  :then [(loan/set {:remove-portfolios ["Collections"]})])

(defrule nm_wo
  "91 dpd"
  :when (and (= loan-status "Open") (>= status-days-past-due 91) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "WO" :charge-off true :amount {:base :payoff :plus 0M} :info "wo" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule nm_again
  "frequent flyer: 2 trips' worth (8) of payments, zero lates, no chargebacks"
  :when (and (= loan-status "Open") (>= payments-count 8) (<= status-unique-delinquencies 0) (<= payments-reversed-count 0))
  :then [(loan/set {:add-portfolios ["Frequent Flyer"]})])

(defrule nm_again_no
  :when (and (= true (-> portfolio :4 :active)) (or (> status-unique-delinquencies 0) (> payments-reversed-count 0)))
  :then [(loan/set {:remove-portfolios ["Frequent Flyer"]})])

(defrule nm_refund
  "cancelled trip, airline gave most of it back: remainder under 10 percent of the fare is on us"
  :when (and (= "cancelled" (-> settings-custom-fields :1 :value)) (> status-payoff 0M) (< status-payoff (* 0.1M setup-loan-amount)))
  :then [(credit/add {:type "Regular" :category "Goodwill" :charge-off false :amount {:base :payoff :plus 0M} :info "refund" :date :current-date})])

(defrule nm_cent
  :when (and (= loan-status "Open") (> status-payoff 0M) (<= status-payoff 0.99M))
  :then [(credit/add {:type "Regular" :category "Rounding" :charge-off false :amount {:base :payoff :plus 0M} :info "cent" :date :current-date})])

(defrule nm_agency
  "agency wants 250 at least"
  :when (and (= loan-sub-status "Charged Off") (>= status-net-charge-off 250M))
  :then [(loan/set {:add-portfolios ["Agency"]})])

(defrule nm_agency_no
  :when (and (= true (-> portfolio :5 :active)) (< status-net-charge-off 250M))
  :then [(loan/set {:remove-portfolios ["Agency"]})])

(defnotification nm_due
  "tomorrow or the day after"
  :when (and (= loan-status "Open") (some? status-next-payment-date) (<= 1 (u/date-compare status-next-payment-date current-date) 2))
  :sms {:template "due.txt.j2"})
