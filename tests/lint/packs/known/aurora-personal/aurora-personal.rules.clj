;;;; Aurora personal loans: rules by the analytics team. Short names, long reasons in Confluence.

(def roll_1 8)
(def roll_2 38)
(def roll_3 68)

(defrule s0 "pre-due"
  :when (and (= loan-status "Open") (some? status-next-payment-date) (<= (u/date-compare status-next-payment-date current-date) 4) (<= status-days-past-due 0))
  :then [(checklist/check {:checklist "A" :items ["push"]})])

(defrule s1 "roll 1"
  :when (and (= loan-status "Open") (>= status-days-past-due roll_1) (< status-days-past-due roll_2))
  :then [(loan/set {:add-portfolios ["Roll 1"]})])

(defrule s2 "roll 2"
  :when (and (= loan-status "Open") (>= status-days-past-due roll_2) (< status-days-past-due roll_3))
  :then [(loan/set {:add-portfolios ["Roll 2"] :remove-portfolios ["Roll 1"]})])

(defrule s3 "roll 3"
  :when (and (= loan-status "Open") (>= status-days-past-due roll_3))
  :then [(loan/set {:add-portfolios ["Roll 3"] :remove-portfolios ["Roll 2"]})])

(defrule s9 "rolled back"
  :when (and (or (= true (-> portfolio :1 :active)) (= true (-> portfolio :2 :active))) (< status-days-past-due roll_1))
  :then [(loan/set {:remove-portfolios ["Roll 1" "Roll 2"]})])

(defrule risk_hi "score down to 560 or lower, or utilization of the plan above 95 %"
  :when (or (and (some? (-> customer :primary :credit-score-average)) (<= (-> customer :primary :credit-score-average) 560))
            (and (> setup-credit-limit 0M) (> status-principal-balance (* 0.95M setup-credit-limit))))
  :then [(loan/set {:add-portfolios ["High Risk"]})])

(defrule risk_lo "score recovered to 620+"
  :when (and (= true (-> portfolio :9 :active)) (some? (-> customer :primary :credit-score-average)) (>= (-> customer :primary :credit-score-average) 620))
  :then [(loan/set {:remove-portfolios ["High Risk"]})])

(defrule ptp_bad "promise breakers (two and more)"
  :when (and (= loan-status "Open") (>= promises-failed-count 2))
  :then [(loan/set {:add-portfolios ["No Promises"]})])

(defrule ptp_ok "kept promises outweigh"
  :when (and (= true (-> portfolio :10 :active)) (> promises-fulfilled-count promises-failed-count))
  :then [(loan/set {:remove-portfolios ["No Promises"]})])

(defrule hard "hardship: first ask, before charge-off stage, i.e. up to 90 dpd"
  :when (and (= "h" (-> settings-custom-fields :1 :value)) (<= status-days-past-due 90) (< loan-modification-count 1))
  :then [(loan/set {:loan-sub-status "Hardship"})]
  :once :never-again)

(defrule stl "settlement desk"
  :when (and (= loan-status "Open") (>= status-days-past-due 90) (>= status-payoff 500M))
  :then [(loan/set {:add-portfolios ["Settlement"]})])

(defrule co
  :when (and (= loan-status "Open") (> status-days-past-due 120) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "CO" :charge-off true :amount {:base :payoff :plus 0M} :info "co" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule sale "paper older than 180 days since last dollar, 1k and up"
  :when (and (= loan-sub-status "Charged Off") (> (or status-loan-recency 9999) 180) (>= status-net-charge-off 1000M))
  :then [(loan/set {:add-portfolios ["Debt Sale"]})])

(defrule keep "do not sell payers"
  :when (and (= true (-> portfolio :13 :active)) (some? status-loan-recency) (<= status-loan-recency 60))
  :then [(loan/set {:remove-portfolios ["Debt Sale"]})])

(defrule xs "cross sell"
  :when (and (= loan-sub-status "Repaying") (>= status-loan-age 180) (< status-24-dpd-30 1) (<= status-days-past-due 3))
  :then [(loan/set {:add-portfolios ["XS"]})])

(defrule rnd "below a buck"
  :when (and (= loan-status "Open") (> status-payoff 0M) (< status-payoff 1M))
  :then [(credit/add {:type "Regular" :category "RND" :charge-off false :amount {:base :payoff :plus 0M} :info "rnd" :date :current-date})])

(defrule fee_c "fees capped at 40 are forgiven if they pay within 10 days of asking"
  :when (and (= "f" (-> settings-custom-fields :2 :value)) (> status-due-fees 0M) (<= status-due-fees 40M) (some? status-loan-recency) (<= status-loan-recency 10))
  :then [(credit/add {:type "Fees only" :category "FEE" :charge-off false :amount {:base :due-fees :plus 0M} :info "fee" :date :current-date})])
