;; Granite State Acceptance. Prime and near-prime auto.
;; Portfolios: 5 Late Stage, 6 Repo, 7 Insurance Tracking, 8 Renewal Mailing

(def late-stage 60)
(def min-repo-balance 3000M)

(defrule stage-1-letter
  "10 days past due and at least $25 owed: first letter."
  :when (and (= loan-status "Open") (>= status-days-past-due 10) (< status-days-past-due 25) (>= status-amount-due 25M))
  :then [(checklist/check {:checklist "Collections" :items ["Letter 1"]})])

(defrule stage-2-letter
  "25 days past due: second letter with the officer's name on it."
  :when (and (= loan-status "Open") (>= status-days-past-due 25) (< status-days-past-due late-stage))
  :then [(checklist/check {:checklist "Collections" :items ["Letter 2"]})])

(defrule late-stage-desk
  "Late stage desk from day 60."
  :when (and (= loan-status "Open") (>= status-days-past-due late-stage))
  :then [(loan/set {:add-portfolios ["Late Stage"]})]
  :examples [{:given {:status-days-past-due 60} :fires true} {:given {:status-days-past-due 59} :fires false}])

(defrule leave-late-stage
  "Back on the regular desk below 25 days."
  :when (and (= true (-> portfolio :5 :active)) (< status-days-past-due 25))
  :then [(loan/set {:remove-portfolios ["Late Stage"]})])

(defrule extension
  "One extension a year, for accounts 1 to 44 days past due with ten payments made."
  :when (and (= "ext" (-> settings-custom-fields :6 :value))
             (> status-days-past-due 0)
             (< status-days-past-due 45)
             (>= payments-count 10))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-days 30})]
  :once :never-again)

(defrule insurance-lapse
  "No cover beyond the next fifteen days: track it."
  :when (and (= loan-status "Open") (some? insurance-end-date) (<= (u/date-compare insurance-end-date current-date) 15))
  :then [(loan/set {:add-portfolios ["Insurance Tracking"]})])

(defrule insurance-back
  "Cover for more than fifteen days again."
  :when (and (= true (-> portfolio :7 :active)) (some? insurance-end-date) (> (u/date-compare insurance-end-date current-date) 15))
  :then [(loan/set {:remove-portfolios ["Insurance Tracking"]})])

(defrule repo-order
  "Order repossession: 75 days or more, no payment in the last 30, balance of $3,000 or more."
  :when (and (= loan-status "Open")
             (>= status-days-past-due 75)
             (or (nil? status-loan-recency) (> status-loan-recency 30))
             (>= status-payoff min-repo-balance))
  :then [(loan/set {:loan-sub-status "Out for Repo" :add-portfolios ["Repo"] :repossession-date {:base :current-date :plus-days 2}})]
  :examples [{:given {:status-days-past-due 75 :status-loan-recency 31 :status-payoff 3000M} :fires true}
             {:given {:status-days-past-due 75 :status-loan-recency 30 :status-payoff 3000M} :fires false}
             {:given {:status-days-past-due 74 :status-loan-recency 31 :status-payoff 3000M} :fires false}
             {:given {:status-days-past-due 75 :status-loan-recency 31 :status-payoff 2999.99M} :fires false}])

(defrule repo-recall
  :when (and (= loan-sub-status "Out for Repo") (<= status-days-past-due 14))
  :then [(loan/set {:loan-sub-status "Repaying" :remove-portfolios ["Repo"]})])

(defrule deficiency-balance
  "Deficiency after sale."
  :when (and (= loan-sub-status "Out for Repo") (some? settings-repo-date) (> (u/date-compare current-date settings-repo-date) 60) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "deficiency" :date :current-date})
         (loan/set {:loan-sub-status "Charged Off Collectible" :credit-status "97"})])

(defrule deficiency-waived
  "Deficiencies of $150 or less are waived."
  :when (and (= loan-sub-status "Charged Off Collectible") (> status-payoff 0M) (<= status-payoff 150M))
  :then [(credit/add {:type "Regular" :category "Waived" :charge-off false :amount {:base :payoff :plus 0M} :info "waived" :date :current-date})])

(defrule renewal-mailing
  "Renewal mailing: no more than a year left, never 30 days late, score 660 or higher."
  :when (and (= loan-sub-status "Repaying")
             (<= status-periods-remaining 12)
             (< status-24-dpd-30 1)
             (some? (-> customer :primary :credit-score-average))
             (>= (-> customer :primary :credit-score-average) 660))
  :then [(loan/set {:add-portfolios ["Renewal Mailing"]})])

(defrule off-the-mailing
  :when (and (= true (-> portfolio :8 :active)) (> status-days-past-due 15))
  :then [(loan/set {:remove-portfolios ["Renewal Mailing"]})])

(defrule charge-off
  "120 days."
  :when (and (= loan-status "Open") (>= status-days-past-due 120) (> status-payoff 0M) (not= loan-sub-status "Out for Repo"))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "120" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule welcome
  "New accounts get a call in their first fortnight."
  :when (and (= loan-status "Open") (<= status-loan-age 14))
  :then [(checklist/check {:checklist "Collections" :items ["Welcome"]})]
  :once :never-again)

(defrule final-pennies
  "pennies"
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 2.50M))
  :then [(credit/add {:type "Regular" :category "Waived" :charge-off false :amount {:base :payoff :plus 0M} :info "pennies" :date :current-date})])
