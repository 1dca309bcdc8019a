; torque motorcycle finance. riders. keep msgs short, they read on phones.
; season = apr..sep

(defn riding-season? [] (and (>= (u/month current-date) 4) (<= (u/month current-date) 9)))

(defrule ride-safe
  "Brand new bike: ride-safe kit goes out inside the first 10 days"
  :when (and (= loan-status "Open") (<= status-loan-age 10))
  :then [(checklist/check {:checklist "Rider" :items ["Kit"]})] :once :never-again)

(defrule ping
  "ping, day 2 to 7"
  :when (and (= loan-status "Open") (>= status-days-past-due 2) (<= status-days-past-due 7))
  :then [(checklist/check {:checklist "Rider" :items ["Ping"]})])

(defrule ring
  "ring them past a week late, twenty bucks or better"
  :when (and (= loan-status "Open") (> status-days-past-due 7) (>= status-amount-due 20M))
  :then [(loan/set {:add-portfolios ["Call List"]})])

(defrule stop-ringing
  "stop ringing: caught up to within a week, or it is only small change"
  :when (and (= true (-> portfolio :12 :active)) (or (<= status-days-past-due 7) (< status-amount-due 20M)))
  :then [(loan/set {:remove-portfolios ["Call List"]})])

(defrule ghosted
  "ghosted us: no payment at all in 35 days and at least 25 late"
  :when (and (= loan-status "Open") (>= status-days-past-due 25) (> (or status-loan-recency 999) 35))
  :then [(loan/set {:add-portfolios ["Skip"]}) (customer/lookup-social-profile {:role "primary"})])

(defrule ghost-returns
  :when (and (= true (-> portfolio :13 :active)) (some? status-loan-recency) (<= status-loan-recency 15))
  :then [(loan/set {:remove-portfolios ["Skip"]})])

(defrule tracker-on
  "tracker gets pinged from 40 days"
  :when (and (= loan-status "Open") (>= status-days-past-due 40) (= "installed" (-> collateral-position :id1 :collateral-gps-status)))
  :then [(checklist/check {:checklist "Rider" :items ["Tracker"]})])

(defrule pick-it-up
  "pick it up: 55+ days in season, 70+ otherwise, and they owe more than 1500"
  :when (and (= loan-status "Open")
             (> status-payoff 1500M)
             (if (riding-season?) (>= status-days-past-due 55) (>= status-days-past-due 70)))
  :then [(loan/set {:loan-sub-status "Out for Repo" :add-portfolios ["Repo"] :repossession-date {:base :current-date :plus-days 4}})])

(defrule let-them-ride
  "let them ride again when less than 2 payments are behind"
  :when (and (= loan-sub-status "Out for Repo") (< status-amount-due (* 2 setup-payment)))
  :then [(loan/set {:loan-sub-status "Repaying" :remove-portfolios ["Repo"]})])

(defrule auction
  "auction: bike in the yard 15 days or longer"
  :when (and (= loan-status "Repossessed") (some? settings-repo-date) (>= (u/date-compare current-date settings-repo-date) 15))
  :then [(loan/set {:liquidation-date {:base :current-date :plus-days 7}})])

(defrule totaled
  :when (and (= loan-status "Open") (> status-days-past-due 120) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "CO" :charge-off true :amount {:base :payoff :plus 0M} :info "co" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})]
  :examples [{:given {:status-days-past-due 121 :status-payoff 4000M} :fires true}
             {:given {:status-days-past-due 120 :status-payoff 4000M} :fires false}])

(defrule gap-refund
  "young loans that paid off early get their gap money back (less than 2 years on the books)"
  :when (and (= loan-status "Paid Off") (> setup-gap 0M) (< status-loan-age 730))
  :then [(checklist/check {:checklist "Rider" :items ["Gap refund"]})])

(defrule upgrade-ride
  "time for a bigger bike? a year in, fewer than two late months, score 640 at least"
  :when (and (= loan-sub-status "Repaying") (>= status-loan-age 365) (< status-24-dpd-30 2)
             (some? (-> customer :primary :credit-score-average)) (>= (-> customer :primary :credit-score-average) 640))
  :then [(loan/set {:add-portfolios ["Upgrade"]})])

(defrule winter-break
  "winter break for riders who are square with us"
  :when (and (= loan-sub-status "Repaying") (not (riding-season?)) (<= status-days-past-due 0) (>= payments-count 8))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-days 30})]
  :once :never-again)

(defrule fee-oops
  "first oops is free, up to 25 bucks"
  :when (and (= loan-sub-status "Repaying") (> status-due-fees 0M) (<= status-due-fees 25M) (<= status-24-dpd-30 0))
  :then [(credit/add {:type "Fees only" :category "Oops" :charge-off false :amount {:base :due-fees :plus 0M} :info "oops" :date :current-date})]
  :once :never-again)

(defrule pocket-change
  "anything less than a fiver"
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (< status-payoff 5M))
  :then [(credit/add {:type "Regular" :category "Change" :charge-off false :amount {:base :payoff :plus 0M} :info "change" :date :current-date})])
