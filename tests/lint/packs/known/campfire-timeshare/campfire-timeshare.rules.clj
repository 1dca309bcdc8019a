; CAMPFIRE RESORTS FINANCE  timeshare paper
; hold = owner cannot book a stay

(defrule welcome-home
  "Owners who signed within the past month get the welcome-home call."
  :when (and (= loan-status "Open") (<= status-loan-age 31))
  :then [(checklist/check {:checklist "Owner" :items ["Welcome home"]})]
  :once :never-again)

(defrule rescission
  "During the rescission period (first 10 days) nothing is collected."
  :when (and (= loan-status "Open") (<= status-loan-age 10))
  :then [(loan/set {:add-portfolios ["Rescission"]})])

(defrule rescission-over
  "Rescission period has passed."
  :when (and (= true (-> portfolio :1 :active)) (> status-loan-age 10))
  :then [(loan/set {:remove-portfolios ["Rescission"]})])

(defrule booking-hold
  "Owners may not book when they are over 30 days past due or owe maintenance fees in excess of $200."
  :when (and (= loan-status "Open") (or (> status-days-past-due 30) (> status-due-fees 200M)))
  :then [(loan/set {:add-portfolios ["Booking Hold"]})]
  :examples [{:given {:status-days-past-due 31} :fires true}
             {:given {:status-due-fees 200.01M} :fires true}
             {:given {:status-days-past-due 30 :status-due-fees 200M} :fires false}])

(defrule booking-ok
  "Booking is possible again for owners no longer past due by more than 30 days, fees at $200 or lower."
  :when (and (= true (-> portfolio :2 :active)) (<= status-days-past-due 30) (<= status-due-fees 200M))
  :then [(loan/set {:remove-portfolios ["Booking Hold"]})])

(defrule early-birds
  "Owners who still have less than five payments behind them and are late already."
  :when (and (= loan-status "Open") (< payments-count 5) (> status-days-past-due 10))
  :then [(loan/set {:add-portfolios ["Early Delinquency"]})])

(defrule deed-back
  "Deed-back program: no balance above $3,000, current on everything."
  :when (and (= "deedback" (-> settings-custom-fields :2 :value)) (<= status-principal-balance 3000M) (<= status-days-past-due 0))
  :then [(loan/set {:add-portfolios ["Deed Back"]})])

(defrule upgrade-list
  "Best prospects for an upgrade have paid in at least 30% of the price and score 700 plus."
  :when (and (= loan-sub-status "Active")
             (>= (+ setup-amount-down status-total-paid-principal) (* 0.3M setup-sales-price))
             (>= (or (-> customer :primary :credit-score-average) 0) 700))
  :then [(loan/set {:add-portfolios ["Upgrade"]})])

(defrule hurricane
  "Disaster areas: whoever was not more than a month behind when the storm came skips two payments."
  :when (and (= "storm" (-> settings-custom-fields :3 :value)) (<= status-days-past-due 30))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-months 2})]
  :once :never-again)

(defrule foreclose-interest
  "Foreclosure on the interest begins on day 121."
  :when (and (= loan-status "Open") (>= status-days-past-due 121) (>= status-principal-balance 1000M))
  :then [(loan/set {:loan-sub-status "Foreclosure"})])

(defrule cancel-foreclosure
  "An owner who pays down to less than 60 days stops the foreclosure."
  :when (and (= loan-sub-status "Foreclosure") (< status-days-past-due 60))
  :then [(loan/set {:loan-sub-status "Active"})])

(defrule small-paper
  "Not worth a foreclosure."
  :when (and (= loan-status "Open") (>= status-days-past-due 121) (< status-principal-balance 1000M))
  :then [(loan/set {:loan-sub-status "Charged Off Collectible" :credit-status "97"})])

(defrule loss
  :when (and (= loan-sub-status "Foreclosure") (> status-days-past-due 240) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Loss" :charge-off true :amount {:base :payoff :plus 0M} :info "loss" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule last-dollars
  "Last dollars, fewer than eleven of them."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (< status-payoff 11M))
  :then [(credit/add {:type "Regular" :category "Courtesy" :charge-off false :amount {:base :payoff :plus 0M} :info "last" :date :current-date})])

(defnotification paid-half
  "Congratulate owners on having half of it behind them."
  :when (and (= loan-sub-status "Active") (<= status-principal-balance (* 0.5M setup-loan-amount)) (< status-days-past-due 15))
  :email {:to #{:customers} :from "owners@campfire.example" :subject "Halfway" :template "half.html.j2"})
