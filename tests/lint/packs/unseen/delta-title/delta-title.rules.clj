;; DELTA TITLE & CASH
;; d-1 .. d-16; state notice rules in brackets

(defrule d-1 "[TN] reminder the day after the due date up to the 9th day"
  :when (and (= loan-status "Open") (>= status-days-past-due 1) (<= status-days-past-due 9))
  :then [(checklist/check {:checklist "D" :items ["Reminder"]})])

(defrule d-2 "[TN] cure notice not before the 10th day, for anything over $20"
  :when (and (= loan-status "Open") (>= status-days-past-due 10) (> status-amount-due 20M))
  :then [(checklist/check {:checklist "D" :items ["Cure notice"]})])

(defrule d-3 "[MS] title review if we lent more than half of the car's book value"
  :when (and (= loan-status "Open") (some? (-> collateral-position :id1 :collateral-book-value))
             (> setup-loan-amount (* 0.5M (-> collateral-position :id1 :collateral-book-value))))
  :then [(checklist/uncheck {:checklist "D" :items ["Title review"]})])

(defrule d-4 "repo list: 32 days and the notice has run"
  :when (and (= loan-status "Open") (>= status-days-past-due 32) (some? (some #(= % "D/Cure notice") checklist-checked-list)))
  :then [(loan/set {:add-portfolios ["Repo List"]})])

(defrule d-5 "off the repo list, paid to less than 10 days"
  :when (and (= true (-> portfolio :1 :active)) (< status-days-past-due 10))
  :then [(loan/set {:remove-portfolios ["Repo List"]})])

(defrule d-6 "off the repo list, car too old (more than 190,000 miles) "
  :when (and (= true (-> portfolio :1 :active)) (some? (-> collateral-position :id1 :collateral-distance))
             (> (-> collateral-position :id1 :collateral-distance) 190000))
  :then [(loan/set {:remove-portfolios ["Repo List"]})])

(defrule d-7 "pick up"
  :when (and (= true (-> portfolio :1 :active)) (>= status-days-past-due 40) (> status-payoff 900M))
  :then [(loan/set {:loan-status "Repossessed" :repossession-date :current-date})])

(defrule d-8 "sell: in our lot for 21 days, owner did not come"
  :when (and (= loan-status "Repossessed") (some? settings-repo-date) (>= (u/date-compare current-date settings-repo-date) 21))
  :then [(loan/set {:liquidation-date :current-date})])

(defrule d-9 "give back if he pays all but $50 inside those 21 days"
  :when (and (= loan-status "Repossessed") (some? settings-repo-date) (< (u/date-compare current-date settings-repo-date) 21)
             (<= status-amount-due 50M))
  :then [(loan/set {:loan-status "Open" :loan-sub-status "Repaying"})])

(defrule d-10 "extension: never a third one"
  :when (and (= "x" (-> settings-custom-fields :1 :value)) (< loan-modification-count 2) (<= status-days-past-due 15))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-days 30})])

(defrule d-11 "rate cut for the loyal (9 payments, all on time)"
  :when (and (= loan-status "Open") (>= payments-count 9) (= status-unique-delinquencies 0))
  :then [(loan/set {:add-portfolios ["Loyal"]})])

(defrule d-12
  :when (and (= true (-> portfolio :3 :active)) (> status-unique-delinquencies 0))
  :then [(loan/set {:remove-portfolios ["Loyal"]})])

(defrule d-13 "loss, 60"
  :when (and (= loan-status "Open") (> status-days-past-due 60) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Loss" :charge-off true :amount {:base :payoff :plus 0M} :info "d-13" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})]
  :examples [{:given {:status-days-past-due 61 :status-payoff 10M} :fires true}
             {:given {:status-days-past-due 60 :status-payoff 10M} :fires false}])

(defrule d-14 "cash only after 2 bad checks"
  :when (and (= loan-status "Open") (>= payments-nsf-count 2))
  :then [(loan/set {:autopay-status "suspend" :add-portfolios ["Cash Only"]})])

(defrule d-15 "new ticket, first 3 days: recheck the phone"
  :when (and (= loan-status "Open") (<= status-loan-age 3))
  :then [(customer/validate-phone {:role "primary"})]
  :once :never-again)

(defrule d-16 "keep the change up to a dollar fifty"
  :when (and (= loan-status "Open") (> status-payoff 0M) (<= status-payoff 1.50M))
  :then [(credit/add {:type "Regular" :category "Change" :charge-off false :amount {:base :payoff :plus 0M} :info "d-16" :date :current-date})])
